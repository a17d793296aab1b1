# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a row of an import must be. No framework here: a row of plain values in, a checked row or its faults out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from participation import clock, text
from participation.contributions import rules

CONTRIBUTION_COLUMNS = frozenset(
    "external_id item kind passage parent concern stance group organisation channel language title text "
    "received_at state reason grounds".split()
)
STANCE_COLUMNS = frozenset({"voter", "group", "target", "stance"})
STATES = frozenset({rules.State.SUBMITTED, rules.State.PUBLISHED, rules.State.REJECTED})
LONGEST_LANGUAGE = 12


class RowFault(ValueError):
    """A row cannot be taken in; the message says why, for the person who made the file."""


@dataclass(frozen=True)
class ContributionRow:
    """A checked row of `contributions import`; keys still stand for ids."""

    number: int
    external_id: str
    item: str | None
    kind: str
    passage: int | None
    parent: str | None
    concern: str | None
    stance: str | None
    group: str
    organisation: str | None
    channel: str
    language: str | None
    title: str | None
    text: str
    grounds: str | None
    received_at: datetime | None
    state: str
    reason: str | None

    @property
    def rewords(self) -> bool:
        """Whether it suggests another wording."""
        return self.kind == rules.Kind.COUNTER_WORDING


@dataclass(frozen=True)
class StanceRow:
    """A checked row of `stances import`."""

    number: int
    voter: str
    group: str
    target: str
    stance: str


def contribution(number: int, row: Mapping[str, Any], channel: str) -> ContributionRow:
    """Check a row; `channel` stands where the row names none. Raises `RowFault` with every fault of the row."""
    faults: list[str] = _unknown(row, CONTRIBUTION_COLUMNS)

    def words(name: str, most: int, required: bool = False) -> str | None:
        return _words(row, name, most, required, faults)

    def code(name: str, known: frozenset[str], default: str | None = None) -> str | None:
        value = words(name, 40) or default
        if value is not None and value not in known:
            faults.append(f"{name} is not one of {', '.join(sorted(known))}: {value}")
        return value

    kind = code("kind", rules.KINDS, rules.Kind.COMMENT) or ""
    checked = ContributionRow(
        number=number,
        external_id=words("external_id", rules.LONGEST_EXTERNAL_ID, True) or "",
        item=words("item", 20),
        kind=kind,
        passage=_passage(row.get("passage"), faults),
        parent=words("parent", rules.LONGEST_EXTERNAL_ID),
        concern=code("concern", rules.CONCERNS),
        stance=code("stance", rules.STANCES),
        group=code("group", rules.GROUPS) or "",
        organisation=words("organisation", rules.LONGEST_ORGANISATION),
        channel=code("channel", rules.CHANNELS, channel) or "",
        language=words("language", LONGEST_LANGUAGE),
        title=words("title", rules.LONGEST_TITLE),
        text=words("text", rules.longest(kind), True) or "",
        grounds=words("grounds", rules.LONGEST_GROUNDS),
        received_at=_moment(row.get("received_at"), faults),
        state=code("state", STATES, rules.State.SUBMITTED) or "",
        reason=words("reason", rules.LONGEST_EXPLANATION),
    )
    if not checked.group:
        faults.append("group is missing")
    if checked.text and text.is_blank(checked.text):
        faults.append("text has no words")
    if checked.passage is not None and checked.item is None:
        faults.append("passage needs an item")
    faults += _wording_faults(checked)
    if checked.language and not checked.language.replace("-", "").isalnum():
        faults.append(f"language is no language code: {checked.language}")
    if faults:
        raise RowFault("; ".join(faults))
    return checked


def stance(number: int, row: Mapping[str, Any], items: frozenset[str]) -> StanceRow:
    """Check a row; `items` are the keys of the draft. Raises `RowFault` with every fault of the row."""
    faults: list[str] = _unknown(row, STANCE_COLUMNS)
    checked = StanceRow(
        number=number,
        voter=_words(row, "voter", rules.LONGEST_VOTER, True, faults) or "",
        group=_words(row, "group", 40, True, faults) or "",
        target=_words(row, "target", rules.LONGEST_EXTERNAL_ID, True, faults) or "",
        stance=_words(row, "stance", 40, True, faults) or "",
    )
    if checked.group and checked.group not in rules.GROUPS:
        faults.append(f"group is not one of {', '.join(sorted(rules.GROUPS))}: {checked.group}")
    known = rules.STANCES if checked.target in items else rules.VOTES
    if checked.stance and checked.stance not in known:
        faults.append(f"stance is not one of {', '.join(sorted(known))}: {checked.stance}")
    if faults:
        raise RowFault("; ".join(faults))
    return checked


def _wording_faults(row: ContributionRow) -> list[str]:
    faults = []
    if row.rewords and row.passage is None:
        faults.append("a counter_wording needs the number of its paragraph in passage")
    if row.rewords and len(text.paragraphs(row.text)) > 1:
        faults.append("the text of a counter_wording is one paragraph, without blank lines")
    if row.grounds is not None and not row.rewords:
        faults.append("grounds are those of a counter_wording only")
    return faults


def _unknown(row: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    return [f"unknown column: {str(name)[:40]}" for name in row if name not in known]


def _words(
    row: Mapping[str, Any], name: str, most: int, required: bool, faults: list[str]
) -> str | None:
    value = row.get(name)
    if value is None or value == "":
        if required:
            faults.append(f"{name} is missing")
        return None
    if isinstance(value, int) and not isinstance(value, bool) and name not in ("text", "grounds"):
        value = str(value)
    if not isinstance(value, str):
        faults.append(f"{name} is not text")
        return None
    if reason := text.storable(value):
        faults.append(f"{name} holds what cannot be stored ({reason})")
        return None
    if len(value) > most:
        faults.append(f"{name} has {len(value)} characters, at most {most} are possible")
        return None
    return value


def _passage(value: object, faults: list[str]) -> int | None:
    if value is None or value == "":
        return None
    written = str(value)
    if isinstance(value, bool) or not (
        written.isascii() and written.isdigit() and len(written) < 5
    ):
        faults.append("passage is not the number of a paragraph")
        return None
    return int(written)


def _moment(value: object, faults: list[str]) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        moment = clock.parse_moment(value if isinstance(value, str) else "")
    except ValueError:
        faults.append("received_at is not a moment (ISO 8601, such as 2026-05-07T09:30)")
        return None
    if moment > clock.now():
        faults.append("received_at lies in the future")
    return moment
