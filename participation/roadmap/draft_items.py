# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The goals, sub-goals and measures of a draft file: what each may hold, and what must hold together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from yaml.nodes import MappingNode, Node

from participation.i18n import N_
from participation.roadmap.draft_document import WORD_FIELDS, DraftItem, Texts
from participation.roadmap.draft_nodes import Reader, short
from participation.roadmap.draft_sentences import ENTRY, FIELD
from participation.roadmap.rules import ORIGINAL, PARENT_LEVEL, Level, ends_before_start, key_fault

# Lengths in characters; the columns of the database hold as much or more.
LONGEST_TITLE = 200
LONGEST_SUMMARY = 1_000
LONGEST_PASSAGE = 10_000
LONGEST_NAME = 200
LONGEST_WORD = 80  # units, statuses, classes of cost
LONGEST_KEY = 20
MOST_UNITS = 50  # supporting units of one measure: they fit into one cell of a workbook
MOST_TEXTS = 10_000  # fields and paragraphs of all items: they fit into one sheet of a workbook

ITEM_FIELDS = {
    Level.GOAL: frozenset("key level source title summary text stale".split()),
    Level.SUBGOAL: frozenset(
        "key level parent source title summary text stale indicator unit baseline target_value "
        "target_date measurable note".split()
    ),
    Level.MEASURE: frozenset(
        "key level parent source title summary text stale responsible_unit supporting_units "
        "starts_on deadline budget_class status".split()
    ),
}
# Written once, such a text holds in every language: many are figures.
SPREAD_FIELDS = frozenset(("baseline", "target_value", "budget_class", "status"))
ALL_FIELDS = frozenset().union(*ITEM_FIELDS.values())
LEVELS = frozenset(map(str, Level))
NO_FIELD = {
    Level.GOAL: N_("a goal has no field %(name)s"),
    Level.SUBGOAL: N_("a subgoal has no field %(name)s"),
    Level.MEASURE: N_("a measure has no field %(name)s"),
}
WRONG_PARENT = {
    Level.SUBGOAL: N_("%(key)s: the parent of a subgoal must be a goal"),
    Level.MEASURE: N_("%(key)s: the parent of a measure must be a subgoal"),
}


def read_items(
    node: Node | None, reader: Reader, languages: tuple[str, ...], at: Node
) -> tuple[DraftItem, ...]:
    """Read the items, parents before children; `at` is where a missing list is reported."""
    if node is None:
        reader.fault(at, FIELD.missing, name="items")
        return ()
    levels: dict[str, str] = {}
    items = []
    for entry in reader.entries(node, "items"):
        found = reader.fields(
            entry,
            ALL_FIELDS,
            "",
            N_("an item must be a mapping of names to values"),
            N_("an item has no field %(field)s"),
        )
        if not isinstance(entry, MappingNode):
            continue
        item = _item(entry, found, reader, languages)
        _check_place(item, levels, reader, found.get("key", entry), found.get("parent", entry))
        if item.key:
            levels.setdefault(item.key, item.level)
            items.append(item)
    if (count := sum(map(_texts_of, items))) > MOST_TEXTS:
        reader.fault(
            node,
            N_("the draft has %(count)s fields and paragraphs, at most %(most)s are possible"),
            count=count,
            most=MOST_TEXTS,
        )
    return tuple(items)


def _texts_of(item: DraftItem) -> int:
    fields = sum(getattr(item, name) is not None for name in WORD_FIELDS)
    return fields + len(item.text.get(ORIGINAL, ()))


def _check_place(
    item: DraftItem, levels: dict[str, str], reader: Reader, at_key: Node, at_parent: Node
) -> None:
    """Note when an item's key is taken, or its level, key and parent do not fit together."""
    if item.key in levels:
        reader.fault(at_key, N_("key %(key)s stands twice"), key=item.key)
    if not item.level:
        return
    level = Level(item.level)
    if item.key and key_fault(item.key, level):
        reader.fault(
            at_key,
            N_("key %(key)s does not fit the level %(level)s"),
            key=item.key,
            level=item.level,
        )
    wanted = PARENT_LEVEL.get(level)
    if wanted is None:
        return
    if item.parent is None:
        reader.fault(at_parent, N_("%(key)s: parent is missing"), key=item.key)
    elif item.parent not in levels:
        reader.fault(
            at_parent,
            N_("%(key)s: there is no item %(parent)s above it"),
            key=item.key,
            parent=item.parent,
        )
    elif levels[item.parent] not in (wanted, ""):  # "" has a fault of its own
        reader.fault(at_parent, WRONG_PARENT[level], key=item.key)


def _item(
    entry: Node, found: dict[str, Node], reader: Reader, languages: tuple[str, ...]
) -> DraftItem:
    level = reader.code(found.get("level"), "level", LEVELS, entry)
    for name, node in found.items():
        if level and name not in ITEM_FIELDS[Level(level)]:
            reader.fault(node, NO_FIELD[Level(level)], name=name)

    def texts(name: str, most: int) -> Texts | None:
        read = reader.spread if name in SPREAD_FIELDS else reader.texts
        return read(found[name], name, most, languages, entry) if name in found else None

    def word(name: str, most: int) -> str | None:
        return reader.optional(found.get(name), name, most)

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
        baseline=texts("baseline", LONGEST_NAME),
        target_value=texts("target_value", LONGEST_NAME),
        target_date=reader.day(found.get("target_date"), "target_date"),
        measurable=reader.truth(found.get("measurable"), "measurable"),
        note=texts("note", LONGEST_SUMMARY),
        responsible_unit=word("responsible_unit", LONGEST_NAME),
        supporting_units=reader.units(
            found.get("supporting_units"), "supporting_units", MOST_UNITS, LONGEST_NAME
        ),
        starts_on=reader.day(found.get("starts_on"), "starts_on"),
        deadline=reader.day(found.get("deadline"), "deadline"),
        budget_class=texts("budget_class", LONGEST_WORD),
        status=texts("status", LONGEST_WORD),
    )
    _check_facts(item, found, reader, entry)
    return replace(item, stale=_stale(found.get("stale"), item, reader, languages))


def _check_facts(item: DraftItem, found: dict[str, Node], reader: Reader, entry: Node) -> None:
    """Note when what is said of an item's target or time does not hold together."""
    if item.level == Level.SUBGOAL and "measurable" not in found:
        reader.fault(entry, N_("measurable is missing: true, or false with a note"))
    if item.measurable is False and "note" not in found:
        reader.fault(
            found["measurable"], N_("note is missing: it says what cannot be measured yet")
        )
    if item.measurable and "indicator" not in found:
        reader.fault(found["measurable"], N_("indicator is missing: it says what is measured"))
    if ends_before_start(item.starts_on, item.deadline):
        reader.fault(found["deadline"], N_("deadline lies before starts_on"))


def _stale(
    node: Node | None, item: DraftItem, reader: Reader, languages: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return what an item's translations left behind, by language; only what is there can be named."""
    if node is None:
        return {}
    found = reader.fields(node, frozenset(languages), "stale")
    read = {}
    for code in languages:
        if code not in found:
            continue
        if code == ORIGINAL:
            reader.fault(
                found[code],
                N_("stale cannot name %(language)s: translations are made from it"),
                language=code,
            )
            continue
        there = places(item, code)
        named: list[str] = []
        for entry in reader.entries(found[code], "stale"):
            name = reader.words(entry, "stale", LONGEST_WORD, entry, ENTRY)
            fault = partial(reader.fault, entry, name=short(name), language=code)
            if name in named:
                fault(N_("stale names %(name)s in %(language)s twice"))
            elif name in there:
                named.append(name)
            elif name:
                fault(N_("stale names %(name)s, which is not there in %(language)s"))
        if named:
            read[code] = tuple(sorted(named, key=there.index))
    return read


def places(item: DraftItem, language: str) -> list[str]:
    """Return what an item says in a language, as `stale` names it: fields, then numbers of passages."""
    fields = [name for name in WORD_FIELDS if language in (getattr(item, name) or ())]
    passages = enumerate(item.text.get(language, ()), start=1)
    return fields + [str(number) for number, passage in passages if passage is not None]
