# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts of every kind that can be stored, for tests that try many: trees, languages, nasty words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from participation import text
from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.roadmap.draft_items import places

SMALL = """\
format: 1
slug: a-town
languages: [de, en]
k: 5
responsible_unit: CIO-Office
legal_basis: {de: Beschluss, en: Decision}
document: {de: Drucksache, en: Paper}
title: {de: Titel, en: Title}
lead: {de: Einleitung, en: Lead}
purpose: {de: Zweck, en: Purpose}
items:
  - key: Z1
    level: goal
    source: "1"
    title: {de: Ziel, en: Goal}
    summary: {de: Kurz, en: Short}
    text: {de: [Eins, Zwei], en: [One, Two]}
  - key: Z1.1
    level: subgoal
    parent: Z1
    source: "1"
    title: {de: Teilziel, en: Sub-goal}
    summary: {de: Kurz, en: Short}
    text: {de: [Eins], en: [One]}
    measurable: false
    note: {de: Fehlt, en: Missing}
  - key: M1.1.1
    level: measure
    parent: Z1.1
    source: "1"
    title: {de: Schritt, en: Step}
    summary: {de: Kurz, en: Short}
    text:
      de: [Eins]
      en: [One]
    responsible_unit: CIO-Office
    supporting_units: [Rat, Amt]
    starts_on: 2021-03-01
    deadline: 2021-06-30
"""

LANGUAGES = ("en", "tr", "ar", "uk", "de-simple")  # beside German

# Whole texts that one format or the other could take for something else.
WHOLE = (
    "true",
    "TRUE",
    "null",
    "~",
    "5",
    "4.10",
    "01",
    "1e5",
    "0x1",
    "2021-06-30",
    "12:30",
    "=1+1",
    "'=1+1",
    "'quoted'",
    "-",
    "---",
    "- source: 4",
    "# Z1",
    "#### en: Title",
    "> said",
    "<!-- missing -->",
    "<!-- stale -->",
    "<r>rich</r>",
    "<r><t>rich</t></r>",
    "#REF!",
    "_x0041_",
    "_x000D_",
    "_x005F_",
    "x005F_",
    "_x0041_x0042_",
    "\\",
    "\\# Z1",
    "a | b",
    "http://a.example",
    "mailto:a@b.example",
    "internal:Draft!A1",
    "{=SUM(A1)}",
    "https://a.example/?a=1&amp;b=<c>",
    "]]>",
    "\u2028a\u2029b\x85c".strip(),
    "السلام عليكم",
    "\u202eright to left\u202c",
    "\ufeffmark",
    "\U0001f469\u200d\U0001f4bb",
    "two\nlines",
    "one\n    # four blanks\n- a\n> b\n\\c\n<!-- stale -->\n---\n#### en",
    "ends with a stroke\\\nand goes on \nafter a blank",
)
PIECES = st.one_of(
    st.characters(codec="utf-8", exclude_categories=("Cs",)),
    st.sampled_from(" \t\n\r:#-'\"\\|>%<&_=~`*[]{}!@\x7f\x85\xa0\u2028\u2029\u200b\U0001f600"),
    st.sampled_from(WHOLE),
)


def settled(words: str, most: int) -> str:
    """Return words as a draft holds them: what can be stored, without blank lines, at most `most` characters."""
    lines = text.normalise_newlines(text.without_unstorable(words)).split("\n")
    return "\n".join(line for line in lines if line.strip())[:most].strip()


def words(most: int = 80) -> st.SearchStrategy[str]:
    """Return texts of up to `most` characters, among them every kind that can be stored."""
    made = st.lists(PIECES, min_size=1, max_size=6).map("".join)
    return (made | st.sampled_from(WHOLE)).map(lambda s: settled(s, most)).filter(_seen)


def _seen(words: str) -> bool:
    return bool(words) and not text.is_blank(words)


@st.composite
def texts(draw: st.DrawFn, languages: tuple[str, ...], most: int = 80) -> dict[str, str]:
    """Draw a text in German and in some of the other languages, now and then the same in all."""
    german = draw(words(most))
    if draw(st.booleans()):
        return dict.fromkeys(languages, german)
    others = draw(st.sets(st.sampled_from(languages)))
    return {
        c: german if c == "de" else draw(words(most)) for c in languages if c in {"de", *others}
    }


@st.composite
def passages(draw: st.DrawFn, languages: tuple[str, ...]) -> dict[str, tuple[str | None, ...]]:
    """Draw one to three paragraphs in German, and each or none of them in the other languages."""
    count = draw(st.integers(1, 3))
    drawn: dict[str, tuple[str | None, ...]] = {}
    for code in languages:
        each = words() if code == "de" else st.none() | words()
        found = tuple(draw(each) for _ in range(count))
        if any(found):
            drawn[code] = found
    return drawn


@st.composite
def documents(draw: st.DrawFn) -> DraftDocument:
    """Draw a draft: one or two goals with what is below them, in one to four languages."""
    others = draw(st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=3))
    languages = ("de", *others)
    items = []
    for goal in range(1, draw(st.integers(1, 2)) + 1):
        items.append(draw(item(f"Z{goal}", None, languages)))
        for subgoal in range(1, draw(st.integers(0, 2)) + 1):
            key = f"{goal}.{subgoal}"
            items.append(draw(item(f"Z{key}", f"Z{goal}", languages)))
            if draw(st.booleans()):
                items.append(draw(item(f"M{key}.1", f"Z{key}", languages)))
    head = {
        name: draw(texts(languages))
        for name in ("legal_basis", "document", "title", "lead", "purpose")
    }
    return DraftDocument(
        slug="a-1",
        languages=languages,
        k=draw(st.integers(3, 99)),
        responsible_unit=draw(words()),
        items=tuple(items),
        **head,
    )


@st.composite
def item(draw: st.DrawFn, key: str, parent: str | None, languages: tuple[str, ...]) -> DraftItem:
    """Draw an item whose level its key tells, with every field that the level has now and then."""
    level = "measure" if key.startswith("M") else "subgoal" if parent else "goal"
    maybe = st.none() | texts(languages)
    facts: dict[str, object] = {}
    if level == "subgoal":
        measurable = draw(st.booleans())
        facts = {
            "measurable": measurable,
            "indicator": draw(texts(languages) if measurable else maybe),
            "note": draw(maybe if measurable else texts(languages)),
            "unit": draw(maybe),
            "baseline": draw(maybe),
            "target_value": draw(maybe),
            "target_date": draw(st.none() | st.dates()),
        }
    elif level == "measure":
        start = draw(st.none() | st.dates())
        facts = {
            "responsible_unit": draw(st.none() | words()),
            "supporting_units": tuple(draw(st.lists(words(), max_size=3))),
            "starts_on": start,
            "deadline": draw(st.none() | st.dates(min_value=start or date.min)),
            "budget_class": draw(maybe),
            "status": draw(maybe),
        }
    facts |= {"title": draw(texts(languages)), "summary": draw(texts(languages))}
    whole = {"key": key, "level": level, "parent": parent, "source": draw(words())}
    said = {"text": draw(passages(languages)), **facts}
    made = DraftItem(**whole, **said)
    return replace(made, stale=_stale(draw, made))


def _stale(draw: st.DrawFn, made: DraftItem) -> dict[str, tuple[str, ...]]:
    stale = {}
    for code in sorted({*made.title, *made.summary, *made.text} - {"de"}):
        named = draw(st.sets(st.sampled_from(places(made, code))))
        if named:
            stale[code] = tuple(name for name in places(made, code) if name in named)
    return stale
