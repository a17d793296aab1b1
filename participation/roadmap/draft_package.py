# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A workbook's file as a package of parts, checked before anything takes it apart.

A small file can unpack to a huge one, and a few bytes of XML can stand for millions. So every part is unpacked once,
counted while it streams, and XML that declares entities is refused before any of it is read.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from participation.i18n import N_

MOST_PARTS = 200
MOST_UNPACKED = 60_000_000  # bytes, of all parts together
MOST_ELEMENTS = 50_000  # in all parts that are read as a whole: styles, properties and their like
LONGEST_TOKEN = (
    256 * 1024
)  # bytes of one tag or comment; older expats need time by the square of it
BLOCK = 64 * 1024  # bytes
STREAMED = frozenset(("worksheet", "sst"))  # roots of sheets and of the table of texts

DAMAGED = N_("the file is damaged or not a workbook")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of encrypted workbooks


class PackageRefused(Exception):
    """A workbook is not taken apart; `message` is a msgid with `known` in it."""

    def __init__(self, message: str = DAMAGED, **known: object) -> None:
        super().__init__(message)
        self.message = message
        self.known = known


class Package(ZipFile):
    """An archive that gives out as a whole only what is small; sheets and texts can be streamed."""

    streamed: frozenset[str] = frozenset()

    def read(self, name: str | ZipInfo, pwd: bytes | None = None) -> bytes:
        """Return a small part's bytes. Raises `PackageRefused` for sheets and the table of texts."""
        if (name if isinstance(name, str) else name.filename) in self.streamed:
            raise PackageRefused
        return super().read(name, pwd)


def open_package(data: bytes) -> Package:
    """Return a checked archive. Raises `PackageRefused`, and whatever zipfile and zlib raise on damaged files."""
    if data.startswith(_OLD):
        raise PackageRefused(N_("the workbook is encrypted or in the old format .xls"))
    package = Package(BytesIO(data))
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise PackageRefused(
            N_("the workbook has %(count)s parts, at most %(most)s are possible"),
            count=len(parts),
            most=MOST_PARTS,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise PackageRefused(N_("the workbook is encrypted or in the old format .xls"))
    if len({part.filename for part in parts}) < len(parts):
        raise PackageRefused
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise PackageRefused
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()
    check = _Check()
    package.streamed = frozenset(part.filename for part in parts if check.part(package, part))
    return package


def _too_large() -> PackageRefused:
    return PackageRefused(
        N_("unpacked, the workbook is larger than %(most)s MB"), most=MOST_UNPACKED // 1_000_000
    )


class _Check:
    """Goes through the parts of a package, counting."""

    def __init__(self) -> None:
        self.unpacked = 0
        self.elements = 0

    def part(self, package: Package, part: ZipInfo) -> bool:
        """Check a part and say whether it is one to stream."""
        root = ""

        def begin(name: str, _attributes: dict[str, str]) -> None:
            nonlocal root
            root = root or local(name)
            self.elements += root not in STREAMED
            if self.elements > MOST_ELEMENTS:
                raise PackageRefused(TOO_MUCH, most=MOST_ELEMENTS)

        parser = parser_without_entities()
        parser.StartElementHandler = begin
        feed: Feed | None = Feed(parser)
        with package.open(part) as stream:
            while block := stream.read(BLOCK):
                self.unpacked += len(block)
                if self.unpacked > MOST_UNPACKED:  # whatever sizes the package declares
                    raise _too_large()
                feed = feed and feed.block(block, _is_xml(part))
                if root in STREAMED:  # read later, by whoever streams it
                    feed = None
        if feed:
            feed.end(_is_xml(part))
        return root in STREAMED


TOO_MUCH = N_("too much: the workbook has more than %(most)s elements")


class Feed:
    """Gives a parser its text block by block, as long as it keeps up."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.given = 0

    def block(self, block: bytes, strict: bool = True) -> Feed | None:
        """Parse a block; None where the text is not XML and need not be. Raises `PackageRefused`."""
        self.given += len(block)
        if not self._parse(block, strict):
            return None
        if self.given - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise PackageRefused
        return self

    def end(self, strict: bool = True) -> None:
        """Tell the parser that nothing follows. Raises `PackageRefused` where something is missing."""
        self._parse(b"", strict, True)

    def _parse(self, block: bytes, strict: bool, end: bool = False) -> bool:
        try:
            self.parser.Parse(block, end)
        except expat.ExpatError as error:
            if strict:
                raise PackageRefused from error
            return False
        return True


def parser_without_entities() -> expat.XMLParserType:
    """Return a parser that refuses what could declare entities, in whatever encoding it is written."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(stream: IO[bytes], parser: expat.XMLParserType) -> None:
    """Give a parser a part from begin to end. Raises `PackageRefused`."""
    feed = Feed(parser)
    while block := stream.read(BLOCK):
        feed.block(block)
    feed.end()


def local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_doctype(*_declared: Any) -> None:
    raise PackageRefused(N_("the workbook declares a document type, which no workbook needs"))


def _is_xml(part: ZipInfo) -> bool:
    return PurePosixPath(part.filename.lower()).suffix in (".xml", ".rels")
