# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files: read whole or refused whole, every fault with its file and place.

What may stand in a draft is said here and in `draft_items`, once for all formats.
"""

from __future__ import annotations

import re

from yaml.nodes import MappingNode, Node

from participation.i18n import LANGUAGES, N_
from participation.methods.suppression import SMALLEST_K
from participation.roadmap.draft_document import DraftDocument, DraftFaults, Texts
from participation.roadmap.draft_items import (
    LONGEST_NAME,
    LONGEST_PASSAGE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    LONGEST_WORD,
    read_items,
)
from participation.roadmap.draft_nodes import Reader, short
from participation.roadmap.draft_sentences import ENTRY, FIELD
from participation.roadmap.draft_yaml import compose
from participation.roadmap.rules import ORIGINAL

LARGEST_K = 1_000
FORMAT = "1"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HEAD_WORDS = ("title", "lead", "purpose", "legal_basis", "document")  # one text a language
HEAD_VALUES = ("format", "slug", "languages", "k", "responsible_unit")
HEAD_FIELDS = frozenset((*HEAD_VALUES, *HEAD_WORDS, "items"))


def read_draft(data: bytes, name: str) -> DraftDocument:
    """Read a draft file in YAML (`name` stands in the messages). Raises `DraftFaults` and nothing else."""
    reader = Reader(name)
    return read_tree(compose(data, reader), reader)


def read_tree(root: Node | None, reader: Reader) -> DraftDocument:
    """Read a draft from the tree of any format, None being a file without one. Raises `DraftFaults`."""
    document = _document(root, reader) if root is not None else None
    if reader.faults or document is None:
        raise DraftFaults(reader.faults)
    return document


def _document(root: Node, reader: Reader) -> DraftDocument:
    head = reader.fields(
        root,
        HEAD_FIELDS,
        "",
        N_("the draft must be a mapping of names to values"),
        N_("the draft has no field %(field)s"),
    )
    if not isinstance(root, MappingNode):
        raise DraftFaults(reader.faults)
    languages = _languages(head.get("languages"), reader, root)
    if reader.words(head.get("format"), "format", 10, root) not in ("", FORMAT):
        reader.fault(head["format"], N_("format must be %(wanted)s"), wanted=FORMAT)
    # Which fields and texts belong in the file depends on these: further faults could be false ones.
    if reader.faults:
        raise DraftFaults(reader.faults)
    slug = reader.words(head.get("slug"), "slug", LONGEST_WORD, root)
    if slug and not SLUG.fullmatch(slug):
        reader.fault(head["slug"], N_("slug must be small letters, digits and single hyphens"))

    def texts(name: str, most: int) -> Texts:
        return reader.texts(head.get(name), name, most, languages, root)

    return DraftDocument(
        slug=slug,
        languages=languages,
        k=reader.number(head.get("k"), "k", SMALLEST_K, LARGEST_K, root),
        responsible_unit=reader.words(
            head.get("responsible_unit"), "responsible_unit", LONGEST_NAME, root
        ),
        legal_basis=texts("legal_basis", LONGEST_SUMMARY),
        document=texts("document", LONGEST_SUMMARY),
        title=texts("title", LONGEST_TITLE),
        lead=texts("lead", LONGEST_SUMMARY),
        purpose=texts("purpose", LONGEST_PASSAGE),
        items=read_items(head.get("items"), reader, languages, root),
    )


def _languages(node: Node | None, reader: Reader, at: Node) -> tuple[str, ...]:
    if node is None:
        reader.fault(at, FIELD.missing, name="languages")
        return (ORIGINAL,)
    found: list[str] = []
    for entry in reader.entries(node, "languages"):
        code = reader.words(entry, "languages", LONGEST_WORD, entry, ENTRY)
        if code and code not in LANGUAGES:
            reader.fault(
                entry,
                N_("languages must be among %(codes)s: %(value)s"),
                codes=", ".join(sorted(LANGUAGES)),
                value=short(code),
            )
        elif code in found:
            reader.fault(entry, N_("language %(language)s stands twice"), language=code)
        elif code:
            found.append(code)
    if found and ORIGINAL not in found:
        reader.fault(
            node, N_("languages must hold %(language)s, the authoritative one"), language=ORIGINAL
        )
    return (ORIGINAL, *(code for code in found if code != ORIGINAL))
