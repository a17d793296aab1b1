# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking contributions in, and changing their publication state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.contributions import news, rules, seals, similar, states, voting, wording
from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Decision,
    Receipt,
    Submission,
)
from participation.roadmap import service as roadmap

WHO = frozenset({"voter", "spend"})


class KeyReused(Exception):
    """A submission key came back with other content."""


class AlreadyDecided(Exception):
    """Somebody decided first, or the words have changed since they were read."""


@dataclass(frozen=True)
class NewContribution:
    """A checked contribution, about to be taken in. Ids are the database's; texts are as typed.

    `voter` is who its stance is counted for; without one the stance belongs to the contribution. `spend` uses up what
    only so much may be said with, once for every contribution; what it raises comes out of `submit`.
    """

    consultation_id: int
    item_id: int | None
    item_version_id: int | None
    passage_version_id: int | None
    kind: str
    concern: str | None
    stance: str | None
    group: str
    verified: bool
    organisation: str | None
    display_name: str | None
    channel: str
    language: str
    title: str | None
    text: str
    grounds: str | None = None
    parent_id: int | None = None
    email: str | None = None
    locale: str = "de"
    voter: voting.Voter | None = None
    spend: Callable[[Session], None] | None = None

    def digest(self) -> str:
        """Return the digest of what was said; who holds the browser or a code is no part of it."""
        return rules.content_digest(v for name, v in vars(self).items() if name not in WHO)


@dataclass(frozen=True)
class Taken:
    """What the contributor gets: a code to follow it, a reference to quote it."""

    contribution_id: int
    reference: str
    code: str


def submit(session: Session, secret: str, key: str, new: NewContribution, actor: str) -> Taken:
    """Take a contribution in, once per submission key: the same form sent again gets the same receipt.

    Raises `KeyReused` when the key was used for other content.
    """
    digest = new.digest()
    known = _known(session, secret, key, digest)
    if known is not None:
        return known
    try:
        with session.begin_nested():
            return _take(session, secret, key, digest, new, actor)
    except IntegrityError:
        known = _known(session, secret, key, digest)  # a twin of this request was faster
        if known is None:
            raise
        return known


def same_again(session: Session, code_hash: str, digest: str) -> bool:
    """Say whether the holder of a receipt has said exactly this already, with whatever key."""
    found = select(Submission.key).join(
        Receipt, Receipt.contribution_id == Submission.contribution_id
    )
    return (
        session.scalar(
            found.where(Receipt.code_hash == code_hash, Submission.digest == digest).limit(1)
        )
        is not None
    )


def decide(
    session: Session,
    reference: str,
    version: int,
    outcome: str,
    reason: str | None,
    explanation: str | None,
    actor: str,
) -> Contribution:
    """Decide about the version that was read; return the contribution.

    The database settles who is first: raises `AlreadyDecided` when the state or the version has moved on.
    """
    now = clock.now()
    state = rules.AFTER[rules.Outcome(outcome)]
    changed = session.execute(
        update(Contribution)
        .where(
            Contribution.reference == reference,
            Contribution.state == rules.State.SUBMITTED,
            Contribution.version == version,
        )
        .values(state=state, published_at=now if state == rules.State.PUBLISHED else None)
        .returning(Contribution.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise AlreadyDecided(reference)
    contribution = session.get_one(Contribution, changed, populate_existing=True)
    words = states.newest_words(session, contribution)
    if words.html is None:
        words.html = wording.html_of(contribution.kind, words.text)
    session.add(
        Decision(
            contribution_version_id=words.id,
            number=1,
            outcome=outcome,
            reason=reason if outcome != rules.Outcome.PUBLISH else None,
            explanation=explanation or None,
            decided_at=now,
        )
    )
    session.flush()
    states.moved(session, contribution, words.language, rules.State.SUBMITTED)
    roadmap.touch(session, contribution.consultation_id)
    news.decided(session, contribution.id)
    audit.record(
        session,
        audit.Act(
            f"contribution.{state}",
            actor,
            seals.subject(reference),
            {"version": version},
            seals.of(session, contribution),
        ),
    )
    return contribution


def render_some(session: Session, limit: int = 200) -> int:
    """Render words that came by import and were never shown; return how many there were."""
    found = session.execute(
        select(ContributionVersion, Contribution.kind)
        .join(Contribution, Contribution.id == ContributionVersion.contribution_id)
        .where(ContributionVersion.html.is_(None))
        .order_by(ContributionVersion.id)
        .limit(limit)
    ).all()
    for words, kind in found:
        words.html = wording.html_of(kind, words.text)
    return len(found)


def _known(session: Session, secret: str, key: str, digest: str) -> Taken | None:
    submission = session.get(Submission, key)
    if submission is None:
        return None
    if submission.digest != digest:
        raise KeyReused(key)
    contribution = session.get_one(Contribution, submission.contribution_id)
    return Taken(contribution.id, contribution.reference, rules.receipt_code(secret, key))


def _take(
    session: Session, secret: str, key: str, digest: str, new: NewContribution, actor: str
) -> Taken:
    if new.spend is not None:
        new.spend(session)
    now = clock.now()
    contribution = Contribution(
        reference=_free_reference(session, secret, key),
        consultation_id=new.consultation_id,
        item_id=new.item_id,
        item_version_id=new.item_version_id,
        passage_version_id=new.passage_version_id,
        parent_id=new.parent_id,
        kind=new.kind,
        concern=new.concern,
        stance=new.stance,
        group=new.group,
        verified=new.verified,
        organisation=new.organisation,
        display_name=new.display_name,
        channel=new.channel,
        state=rules.State.SUBMITTED,
        version=1,
        submitted_at=now,
        waiting_since=now,
        published_at=None,
        external_id=None,
        agree=0,
        disagree=0,
    )
    session.add(contribution)
    session.flush()
    words = ContributionVersion(
        contribution_id=contribution.id,
        number=1,
        language=new.language,
        title=new.title,
        text=new.text,
        html=wording.html_of(new.kind, new.text),
        grounds=new.grounds,
        created_at=now,
    )
    code = rules.receipt_code(secret, key)
    voter = None
    if new.item_id is not None and new.stance is not None:
        voter = new.voter or voting.Voter(
            f"contribution/{contribution.id}", new.group, new.verified
        )
    session.add_all(
        (
            words,
            Submission(key=key, digest=digest, contribution_id=contribution.id),
            Receipt(
                contribution_id=contribution.id,
                code_hash=rules.code_hash(secret, code),
                stance_voter=voter.pseudonym if voter else None,
                locale=new.locale,
            ),
        )
    )
    session.flush()
    states.moved(session, contribution, new.language, None)
    similar.keep(session, contribution.id, new.text)
    if new.email is not None:
        news.address_left(session, contribution.id, new.email, new.locale)
    if voter is not None and new.item_id is not None:
        voting.take_stance(session, new.consultation_id, new.item_id, voter, new.stance)
    audit.record(
        session,
        audit.Act(
            "contribution.submitted",
            actor,
            seals.subject(contribution.reference),
            None,
            seals.of(session, contribution),
        ),
    )
    return Taken(contribution.id, contribution.reference, code)


def _free_reference(session: Session, secret: str, origin: str) -> str:
    attempt = 0
    while True:
        reference = rules.reference(secret, origin, attempt)
        taken = select(Contribution.id).where(Contribution.reference == reference)
        if session.scalar(taken) is None:
            return reference
        attempt += 1
