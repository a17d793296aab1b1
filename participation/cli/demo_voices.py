# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Demo contributions and votes: made up, deterministic, and taken in through the same import as real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from participation import clock
from participation.cli.demo_words import VOCABULARIES, Vocabulary
from participation.contributions.import_file import Row
from participation.contributions.rules import Channel, Concern, Group, Kind, Stance, State, Vote
from participation.roadmap import queries as roadmap
from participation.roadmap import tree as draft
from participation.roadmap.models import Consultation
from participation.roadmap.places import places

GROUPS = {
    Group.CITIZEN: 60,
    Group.BUSINESS: 12,
    Group.ASSOCIATION: 5,
    Group.STAFF: 16,
    Group.INSTITUTION: 4,
    Group.WORKS_COUNCIL: 2,
    Group.BOARD: 1,
}
CHANNELS = {
    Channel.WEB: 70,
    Channel.FORM: 9,
    Channel.EVENT: 8,
    Channel.COUNTER: 5,
    Channel.PHONE: 4,
    Channel.LETTER: 3,
    Channel.EMAIL: 1,
}
STATES = {State.PUBLISHED: 78, State.SUBMITTED: 18, State.REJECTED: 4}
CONCERNS: dict[Concern | None, int] = {None: 25, **dict.fromkeys(Concern, 7)}
LONGEST_WAIT = timedelta(days=4)
SHARE_ON_ITEMS = 0.6  # of the votes; the others go to contributions
PER_VOTER = 8  # votes that a made-up voter gives on average


Code = TypeVar("Code")


class Voices:
    """What the made-up people of a consultation say. The same seed says the same."""

    def __init__(
        self,
        session: Session,
        about: Consultation,
        seed: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self.seed = seed
        self.places = places(session, about.id)
        self.keys = list(self.places)
        self.now = until or clock.now()
        begun = since or about.starts_at or self.now
        self.age = max(self.now - begun, timedelta(hours=1))
        self.titles = {}
        for vocabulary in VOCABULARIES:
            head = roadmap.head(session, about.slug, vocabulary.titles)
            if head is not None:
                names = draft.titles(session, head.version_id, vocabulary.titles).values()
                self.titles[vocabulary.language] = {stop.key: stop.title for stop in names}

    def contributions(self, count: int, after: int = 0) -> Iterator[Row]:
        """Yield `count` rows for the import of contributions, numbered on from `after`."""
        chance = random.Random(self.seed + after)
        for number in range(after + 1, after + count + 1):
            yield number, self._contribution(chance, number)

    def votes(self, count: int, contributions: int) -> Iterator[Row]:
        """Yield `count` rows for the import of stances: different (voter, target) each."""
        chance = random.Random(self.seed + 1)
        leaning = {(key, g): chance.random() for key in self.keys for g in GROUPS}
        group_of: dict[int, Group] = {}
        given: set[tuple[int, str]] = set()
        voters = max(count // PER_VOTER, 10)
        number = 0
        while number < count:
            voter = chance.randrange(voters)
            group = group_of.setdefault(voter, _weighted(chance, GROUPS))
            on_item = not contributions or chance.random() < SHARE_ON_ITEMS
            target = chance.choice(self.keys)
            if not on_item:
                target = f"demo-{chance.randint(1, contributions)}"
            if (voter, target) in given:
                voters += 1  # a crowd that has spoken on everything would keep us here
                continue
            given.add((voter, target))
            number += 1
            stance = (
                _stance(chance, leaning[target, group]) if on_item else chance.choice(list(Vote))
            )
            row = {"voter": f"demo-{voter}", "group": group, "target": target, "stance": stance}
            yield number, row

    def _contribution(self, chance: random.Random, number: int) -> dict[str, object]:
        vocabulary = chance.choices(VOCABULARIES, [v.weight for v in VOCABULARIES])[0]
        group, state = _weighted(chance, GROUPS), _weighted(chance, STATES)
        organ = group in (Group.WORKS_COUNCIL, Group.BOARD)
        key = chance.choice(self.keys) if chance.random() < 0.95 else None
        passages = sorted(self.places[key].passages) if key else []
        wait = min(LONGEST_WAIT, self.age) if state == State.SUBMITTED else self.age
        row: dict[str, object] = {
            "external_id": f"demo-{number}",
            "item": key,
            "kind": Kind.STATEMENT if organ else Kind.COMMENT if key else Kind.PROPOSAL,
            "passage": chance.choice(passages) if passages and chance.random() < 0.4 else None,
            "concern": _weighted(chance, CONCERNS),
            "stance": _weighted(chance, dict.fromkeys(Stance, 1))
            if key and chance.random() < 0.6
            else None,
            "group": group,
            "organisation": chance.choice(vocabulary.organisations.get(group, (None,))),
            "channel": _weighted(chance, CHANNELS),
            "language": vocabulary.language,
            "text": self._text(chance, vocabulary, key),
            "received_at": (self.now - wait * chance.random()).isoformat(timespec="seconds"),
            "state": state,
            "reason": vocabulary.rejection if state == State.REJECTED else None,
        }
        return row

    def _text(self, chance: random.Random, vocabulary: Vocabulary, key: str | None) -> str:
        title = self.titles[vocabulary.language][key] if key else vocabulary.roadmap
        parts = [
            chance.choice(vocabulary.openings).format(title=title),
            chance.choice(vocabulary.observations),
            chance.choice(vocabulary.wishes),
        ]
        if chance.random() < 0.5:
            parts.insert(2, chance.choice(vocabulary.details))
        return (" " if chance.random() < 0.7 else "\n\n").join(parts)


def _stance(chance: random.Random, leaning: float) -> Stance:
    weights = (leaning * 10 + 1, 3, (1 - leaning) * 6 + 0.5, 1)
    return chance.choices(tuple(Stance), weights)[0]


def _weighted(chance: random.Random, weights: Mapping[Code, int]) -> Code:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]
