# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files in YAML: read whole or refused whole, every fault with its file and line."""

from __future__ import annotations

import re

from yaml.nodes import MappingNode, Node

from participation.i18n import LANGUAGES
from participation.methods.suppression import SMALLEST_K
from participation.roadmap.draft_document import DraftDocument, DraftFaults, DraftItem
from participation.roadmap.draft_nodes import Reader
from participation.roadmap.draft_yaml import compose
from participation.roadmap.rules import ORIGINAL, PARENT_LEVEL, Level, ends_before_start, key_fault

# Lengths in characters; the columns of the database hold as much or more.
LONGEST_TITLE = 200
LONGEST_SUMMARY = 1_000
LONGEST_PASSAGE = 10_000
LONGEST_NAME = 200
LONGEST_WORD = 80  # units, statuses, classes of cost
LONGEST_KEY = 20
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
    root = compose(data, reader)
    document = _document(root, reader) if root is not None else None
    if reader.faults or document is None:
        raise DraftFaults(reader.faults)
    return document


def _document(root: Node, reader: Reader) -> DraftDocument:
    head = reader.fields(root, HEAD_FIELDS, "the draft")
    if not isinstance(root, MappingNode):
        raise DraftFaults(reader.faults)
    languages = _languages(head.get("languages"), reader, root)
    if reader.words(head.get("format"), "format", 10, root) not in ("", FORMAT):
        reader.fault(head["format"], f"format must be {FORMAT}")
    # Which fields and texts belong in the file depends on these: further faults could be false ones.
    if reader.faults:
        raise DraftFaults(reader.faults)
    slug = reader.words(head.get("slug"), "slug", LONGEST_WORD, root)
    if slug and not SLUG.fullmatch(slug):
        reader.fault(head["slug"], "slug must be small letters, digits and single hyphens")

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
    found: list[str] = []
    for entry in reader.entries(node, "languages"):
        code = reader.code(entry, "a language", LANGUAGES.keys(), entry)
        if code in found:
            reader.fault(entry, f"language {code} stands twice")
        elif code:
            found.append(code)
    if found and ORIGINAL not in found:
        reader.fault(node, f"languages must hold {ORIGINAL}, the authoritative one")
    return (ORIGINAL, *(code for code in found if code != ORIGINAL))


def _items(
    node: Node | None, reader: Reader, languages: tuple[str, ...], at: Node
) -> tuple[DraftItem, ...]:
    if node is None:
        reader.fault(at, "items is missing")
        return ()
    levels: dict[str, str] = {}
    items = []
    for entry in reader.entries(node, "items"):
        found = reader.fields(entry, ALL_FIELDS, "an item")
        if not isinstance(entry, MappingNode):
            continue
        item = _item(entry, found, reader, languages)
        _check_place(item, levels, reader, found.get("key", entry), found.get("parent", entry))
        if item.key:
            levels.setdefault(item.key, item.level)
            items.append(item)
    return tuple(items)


def _check_place(
    item: DraftItem, levels: dict[str, str], reader: Reader, at_key: Node, at_parent: Node
) -> None:
    """Note when an item's key is taken, or its level, key and parent do not fit together."""
    if item.key in levels:
        reader.fault(at_key, f"key {item.key} stands twice")
    if not item.level:
        return
    wanted = PARENT_LEVEL.get(Level(item.level))
    if item.key and key_fault(item.key, item.level):
        reader.fault(at_key, f"key {item.key} does not fit the level {item.level}")
    if wanted is None:
        return
    if item.parent is None:
        reader.fault(at_parent, f"{item.key}: parent is missing")
    elif item.parent not in levels:
        reader.fault(at_parent, f"{item.key}: there is no item {item.parent} above it")
    elif levels[item.parent] not in (wanted, ""):  # "" has a fault of its own
        reader.fault(at_parent, f"{item.key}: the parent of a {item.level} must be a {wanted}")


def _item(
    entry: Node, found: dict[str, Node], reader: Reader, languages: tuple[str, ...]
) -> DraftItem:
    level = reader.code(found.get("level"), "level", LEVELS, entry)
    for name, node in found.items():
        if level and name not in ITEM_FIELDS[Level(level)]:
            reader.fault(node, f"a {level} has no field {name}")

    def texts(name: str, most: int) -> dict[str, str] | None:
        return reader.texts(found[name], name, most, languages, entry) if name in found else None

    def word(name: str, most: int = LONGEST_WORD) -> str | None:
        return reader.optional(found.get(name), name, most)

    units = found.get("supporting_units")
    item = DraftItem(
        key=reader.words(found.get("key"), "key", LONGEST_KEY, entry),
        level=level,
        parent=word("parent", LONGEST_KEY),
        source=reader.words(found.get("source"), "source", LONGEST_NAME, entry),
        title=reader.texts(found.get("title"), "title", LONGEST_TITLE, languages, entry),
        summary=reader.texts(found.get("summary"), "summary", LONGEST_SUMMARY, languages, entry),
        text=reader.passages(found.get("text"), LONGEST_PASSAGE, languages, entry),
        indicator=texts("indicator", LONGEST_SUMMARY),
        unit=texts("unit", LONGEST_WORD),
        baseline=word("baseline", LONGEST_NAME),
        target_value=word("target_value", LONGEST_NAME),
        target_date=reader.day(found.get("target_date"), "target_date"),
        measurable=reader.truth(found.get("measurable"), "measurable"),
        note=texts("note", LONGEST_SUMMARY),
        responsible_unit=word("responsible_unit", LONGEST_NAME),
        supporting_units=tuple(
            reader.words(unit, "a supporting unit", LONGEST_NAME, unit)
            for unit in (reader.entries(units, "supporting_units") if units else ())
        ),
        starts_on=reader.day(found.get("starts_on"), "starts_on"),
        deadline=reader.day(found.get("deadline"), "deadline"),
        budget_class=word("budget_class"),
        status=word("status"),
    )
    _check_facts(item, found, reader, entry)
    return item


def _check_facts(item: DraftItem, found: dict[str, Node], reader: Reader, entry: Node) -> None:
    """Note when what is said of an item's target or time does not hold together."""
    if item.level == Level.SUBGOAL and "measurable" not in found:
        reader.fault(entry, "measurable is missing: true, or false with a note")
    if item.measurable is False and "note" not in found:
        reader.fault(found["measurable"], "note is missing: it says what cannot be measured yet")
    if item.measurable and "indicator" not in found:
        reader.fault(found["measurable"], "indicator is missing: it says what is measured")
    if ends_before_start(item.starts_on, item.deadline):
        reader.fault(found["deadline"], "deadline lies before starts_on")
