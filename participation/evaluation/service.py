# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Saying why a draft changes, and publishing it with its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.contributions import answers
from participation.contributions import trace as causing
from participation.evaluation import queries, rules
from participation.roadmap import service as roadmap
from participation.roadmap import trace
from participation.roadmap.models import Consultation, DraftVersion
from participation.roadmap.trace import Place, Traced


class NoSuchDifference(Exception):
    """There is no such difference any more: somebody has changed the text again."""


class UnknownCauses(Exception):
    """These references name no published contribution of the consultation."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(", ".join(references))
        self.references = list(references)


class NotQuoted(Exception):
    """These quotes, by reference, do not stand in the contribution's words."""

    def __init__(self, quotes: Mapping[str, str]) -> None:
        super().__init__(", ".join(quotes))
        self.quotes = dict(quotes)


@dataclass(frozen=True)
class Why:
    """Why a difference is there: the contributions (reference and the stretch that counted), or a reason."""

    causes: Mapping[str, str | None]
    reason: str | None
    explanation: Mapping[str, str]


def say_why(
    session: Session,
    consultation: Consultation,
    version: DraftVersion,
    place: Place,
    why: Why,
    seen: int,
    actor: str,
) -> None:
    """Say why a difference is there; `seen` is the edition that was read, 0 for none.

    Raises `NoSuchDifference`, `UnknownCauses`, `NotQuoted`, `trace.SaidMeanwhile`, `versions.Frozen`.
    """
    difference = trace.find(trace.differences(session, version), place)
    if difference is None:
        raise NoSuchDifference(str(place))
    known = causing.publishable(session, consultation.id, why.causes)
    strange = [reference for reference in why.causes if reference not in known]
    if strange:
        raise UnknownCauses(strange)
    said = queries.words(session, list(known.values()))
    wrong = {
        reference: quote
        for reference, quote in why.causes.items()
        if quote and not rules.is_quote(quote, said[known[reference]])
    }
    if wrong:
        raise NotQuoted(wrong)
    reason = None if why.causes else why.reason
    change = trace.explain(session, version, difference, reason, why.explanation, seen)
    causing.set_causes(
        session, change.id, {known[reference]: quote for reference, quote in why.causes.items()}
    )
    subject = f"change/{consultation.slug}/{version.number}/{change.id}"
    detail = {"causes": sorted(why.causes), "reason": reason}
    audit.record(session, audit.Act("change.explained", actor, subject, detail))


def publish(
    session: Session, consultation: Consultation, version: DraftVersion, actor: str
) -> list[Traced]:
    """Publish a version with its trace, and the answers that were kept back for it; return its changes.

    Raises `trace.Untraced` with what has neither cause nor reason, `versions.Frozen` when somebody was faster.
    """
    caused = causing.caused(session, version.id)
    found = trace.publish(session, consultation, version, caused, actor)
    causing.seal_causes(session, consultation.slug, version, actor)
    answers.publish_answers(session, consultation.id, actor)
    roadmap.touch(session, consultation.id)
    return found
