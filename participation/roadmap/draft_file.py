# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files in YAML: read whole or refused whole, every fault with its file and line.

Only plain values are read (PyYAML's node graph, never its constructors); anchors and aliases are refused, so a small
file cannot grow into a large tree.
"""

from __future__ import annotations

import re

import yaml
from yaml.nodes import Node
from yaml.tokens import AliasToken, AnchorToken, TagToken

from participation.i18n import LANGUAGES
from participation.methods.suppression import SMALLEST_K
from participation.roadmap.draft_document import DraftDocument, DraftFaults, DraftItem, Fault
from participation.roadmap.draft_nodes import Reader
from participation.roadmap.rules import ORIGINAL, PARENT_LEVEL, Level, key_fault

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_TOKENS = 500_000
DEEPEST = 12  # mappings and lists in one another
LONGEST_TITLE = 200
LONGEST_SUMMARY = 1_000
LONGEST_PASSAGE = 10_000
LONGEST_NAME = 200
LARGEST_K = 1_000
FORMAT = "1"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

HEAD_FIELDS = frozenset(
    "format slug languages k responsible_unit legal_basis document title lead purpose items".split()
)
ITEM_FIELDS = {
    Level.GOAL: frozenset("key level source title summary text".split()),
    Level.SUBGOAL: frozenset(
        "key level parent source title summary text indicator unit baseline target_value target_date "
        "measurable note".split()
    ),
    Level.MEASURE: frozenset(
        "key level parent source title summary text responsible_unit supporting_units starts_on "
        "deadline budget_class status".split()
    ),
}
ALL_FIELDS = frozenset().union(*ITEM_FIELDS.values())
LEVELS = frozenset(map(str, Level))


def read_draft(data: bytes, name: str) -> DraftDocument:
    """Read a draft file (`name` stands in the messages). Raises `DraftFaults` and nothing else."""
    reader = Reader(name)
    root = _compose(data, reader)
    document = _document(root, reader) if root is not None and not reader.faults else None
    if reader.faults or document is None:
        raise DraftFaults(reader.faults)
    return document


def _compose(data: bytes, reader: Reader) -> Node | None:
    """Return the file's root node, or None after noting why there is none."""
    if len(data) > LARGEST_FILE:
        _refuse(reader, 1, f"larger than {LARGEST_FILE // 1024**2} MiB")
        return None
    root = None
    try:
        written = data.decode("utf-8-sig")
        if not _plain(written, reader):
            return None
        root = yaml.compose(written, Loader=yaml.CSafeLoader)
        if root is None:
            _refuse(reader, 1, "empty")
    except UnicodeDecodeError as error:
        _refuse(reader, data[: error.start].count(b"\n") + 1, "not UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(reader, mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
    except yaml.YAMLError as error:
        line = written.count("\n", 0, getattr(error, "position", 0)) + 1
        _refuse(reader, line, "not YAML: a forbidden character")
    return root


def _plain(written: str, reader: Reader) -> bool:
    """Refuse what plain data does not need, before anything is built from it."""
    depth = 0
    for count, token in enumerate(yaml.scan(written, Loader=yaml.CSafeLoader)):
        line = token.start_mark.line + 1
        if isinstance(token, (AliasToken, AnchorToken, TagToken)):
            _refuse(reader, line, "anchors, aliases and tags are not allowed")
            return False
        if isinstance(token, OPENING):
            depth += 1
        elif isinstance(token, CLOSING):
            depth -= 1
        if depth > DEEPEST or count > MOST_TOKENS:
            _refuse(reader, line, "nested too deeply" if depth > DEEPEST else "too long")
            return False
    return True


def _refuse(reader: Reader, line: int, message: str) -> None:
    reader.faults.append(Fault(reader.file, line, message))


def _document(root: Node, reader: Reader) -> DraftDocument:
    head = reader.fields(root, HEAD_FIELDS, "the draft")
    if reader.words(head.get("format"), "format", 10, root) not in ("", FORMAT):
        reader.fault(head["format"], f"format must be {FORMAT}")
    slug = reader.words(head.get("slug"), "slug", 80, root)
    if slug and not SLUG.fullmatch(slug):
        reader.fault(head["slug"], "slug must be small letters, digits and single hyphens")
    languages = _languages(head.get("languages"), reader, root)

    def texts(name: str, most: int) -> dict[str, str]:
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
        items=_items(head.get("items"), reader, languages, root),
    )


def _languages(node: Node | None, reader: Reader, at: Node) -> tuple[str, ...]:
    if node is None:
        reader.fault(at, "languages is missing")
        return (ORIGINAL,)
    found = [
        reader.code(entry, "a language", LANGUAGES.keys(), entry)
        for entry in reader.entries(node, "languages")
    ]
    if found and ORIGINAL not in found:
        reader.fault(node, f"languages must hold {ORIGINAL}, the authoritative one")
    others = [code for code in dict.fromkeys(found) if code and code != ORIGINAL]
    return (ORIGINAL, *others)


def _items(
    node: Node | None, reader: Reader, languages: tuple[str, ...], at: Node
) -> tuple[DraftItem, ...]:
    if node is None:
        reader.fault(at, "items is missing")
        return ()
    levels: dict[str, str] = {}
    items = []
    for entry in reader.entries(node, "items"):
        item = _item(entry, reader, languages)
        if item.key in levels:
            reader.fault(entry, f"key {item.key} stands twice")
        _check_place(item, levels, reader, entry)
        if item.key:
            levels.setdefault(item.key, item.level)
            items.append(item)
    return tuple(items)


def _check_place(item: DraftItem, levels: dict[str, str], reader: Reader, entry: Node) -> None:
    """Note when an item's level, key and parent do not fit together."""
    wanted = PARENT_LEVEL.get(Level(item.level)) if item.level else None
    if item.key and item.level and key_fault(item.key, item.level):
        reader.fault(entry, f"key {item.key} does not fit the level {item.level}")
    if wanted is None:
        return
    if item.parent is None:
        reader.fault(entry, f"{item.key}: parent is missing")
    elif item.parent not in levels:
        reader.fault(entry, f"{item.key}: there is no item {item.parent} above it")
    elif levels[item.parent] != wanted:
        reader.fault(entry, f"{item.key}: the parent of a {item.level} must be a {wanted}")


def _item(entry: Node, reader: Reader, languages: tuple[str, ...]) -> DraftItem:
    found = reader.fields(entry, ALL_FIELDS, "an item")
    level = reader.code(found.get("level"), "level", LEVELS, entry)
    for name, node in found.items():
        if level and name not in ITEM_FIELDS[Level(level)]:
            reader.fault(node, f"a {level} has no field {name}")

    def texts(name: str, most: int) -> dict[str, str] | None:
        return reader.texts(found[name], name, most, languages, entry) if name in found else None

    def name_of(name: str) -> str | None:
        return reader.optional(found.get(name), name, LONGEST_NAME)

    measurable = reader.truth(found.get("measurable"), "measurable")
    if level == Level.SUBGOAL and measurable is None:
        reader.fault(entry, "measurable is missing: true, or false with a note")
    if measurable is False and "note" not in found:
        reader.fault(entry, "note is missing: it says what cannot be measured yet")
    units = found.get("supporting_units")
    return DraftItem(
        key=reader.words(found.get("key"), "key", 20, entry),
        level=level,
        parent=reader.optional(found.get("parent"), "parent", 20),
        source=reader.words(found.get("source"), "source", LONGEST_NAME, entry),
        title=reader.texts(found.get("title"), "title", LONGEST_TITLE, languages, entry),
        summary=reader.texts(found.get("summary"), "summary", LONGEST_SUMMARY, languages, entry),
        text=reader.passages(found.get("text"), LONGEST_PASSAGE, languages, entry),
        indicator=texts("indicator", LONGEST_SUMMARY),
        unit=texts("unit", LONGEST_NAME),
        baseline=name_of("baseline"),
        target_value=name_of("target_value"),
        target_date=reader.day(found.get("target_date"), "target_date"),
        measurable=measurable,
        note=texts("note", LONGEST_SUMMARY),
        responsible_unit=name_of("responsible_unit"),
        supporting_units=tuple(
            reader.words(unit, "a supporting unit", LONGEST_NAME, unit)
            for unit in (reader.entries(units, "supporting_units") if units else ())
        ),
        starts_on=reader.day(found.get("starts_on"), "starts_on"),
        deadline=reader.day(found.get("deadline"), "deadline"),
        budget_class=name_of("budget_class"),
        status=name_of("status"),
    )


OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
