# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the holder of a receipt does afterwards: other words, taking it back, contesting a decision.

The database settles what comes first when a moderator decides at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.contributions import rights, seals, similar, states, trace, voting, wording
from participation.contributions.models import (
    ChangeCause,
    Complaint,
    Contribution,
    ContributionVersion,
    Decision,
    Receipt,
)
from participation.contributions.rules import State
from participation.roadmap import service as roadmap
from participation.roadmap.models import Change, Consultation, DraftVersion

ACTOR = "receipt"
EDITABLE = tuple(state for state in State if rights.may_edit(state))


class MovedOn(Exception):
    """The contribution is not as it was read any more: decided, edited elsewhere, or taken back."""


class NoComplaint(Exception):
    """There is no decision that could be contested now."""


@dataclass(frozen=True)
class Words:
    """New words of a contribution, checked; texts are as typed."""

    title: str | None
    text: str
    grounds: str | None
    concern: str | None
    language: str


def revise(session: Session, contribution_id: int, seen: int, new: Words) -> None:
    """Give a contribution that waits for moderation new words; it waits anew, and a decision binds to them only.

    `seen` is the number of the version that was edited. Raises `MovedOn` when it is not the newest any more, or when
    it was decided.
    """
    now = clock.now()
    won = session.execute(
        update(Contribution)
        .where(
            Contribution.id == contribution_id,
            Contribution.version == seen,
            Contribution.state.in_(EDITABLE),
        )
        .values(version=seen + 1, state=State.SUBMITTED, waiting_since=now, concern=new.concern)
        .returning(Contribution.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if won is None:
        raise MovedOn(contribution_id)
    contribution = session.get_one(Contribution, contribution_id, populate_existing=True)
    session.add(
        ContributionVersion(
            contribution_id=contribution_id,
            number=seen + 1,
            language=new.language,
            title=new.title,
            text=new.text,
            html=wording.html_of(contribution.kind, new.text),
            grounds=new.grounds,
            created_at=now,
        )
    )
    session.flush()
    similar.drop(session, contribution_id)
    similar.keep(session, contribution_id, new.text)
    _record(session, contribution, "contribution.edited")


def withdraw(session: Session, contribution_id: int) -> None:
    """Take a contribution back: its words, names, stance and address go; that it was there stays.

    Raises `MovedOn` when it was taken back already.
    """
    before = session.scalar(
        select(Contribution.state).where(Contribution.id == contribution_id).with_for_update()
    )
    if before is None or not rights.may_withdraw(before):
        raise MovedOn(contribution_id)
    contribution = session.get_one(Contribution, contribution_id, populate_existing=True)
    language = states.newest_words(session, contribution).language
    contribution.state = State.WITHDRAWN
    contribution.organisation = contribution.display_name = None
    session.flush()
    states.moved(session, contribution, language, before)
    _take_back_stance(session, contribution)
    _forget_words(session, contribution_id)
    roadmap.touch(session, contribution.consultation_id)
    _record(session, contribution, "contribution.withdrawn")


def contest(session: Session, contribution_id: int, text: str, language: str) -> None:
    """Take a complaint against the newest decision in. Raises `NoComplaint` when there is none to contest, or no more."""
    contribution = session.get_one(Contribution, contribution_id)
    decision = newest_decision(session, contribution_id)
    contested = decision is not None and session.get(Complaint, decision.id) is not None
    if decision is None or not rights.may_complain(
        contribution.state, decision.outcome, decision.decided_at, contested, clock.now()
    ):
        raise NoComplaint(contribution_id)
    complaint = Complaint(
        decision_id=decision.id,
        contribution_id=contribution_id,
        text=text,
        language=language,
        complained_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(complaint)
    except IntegrityError:
        raise NoComplaint(contribution_id) from None  # a twin of this request was faster
    _record(session, contribution, "contribution.contested")


def newest_decision(session: Session, contribution_id: int) -> Decision | None:
    """Return what was decided last about a contribution."""
    return session.scalars(
        select(Decision)
        .join(ContributionVersion, ContributionVersion.id == Decision.contribution_version_id)
        .where(ContributionVersion.contribution_id == contribution_id)
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()


def complaint_about(session: Session, contribution_id: int) -> Complaint | None:
    """Return the newest complaint that an author made."""
    return session.scalars(
        select(Complaint)
        .where(Complaint.contribution_id == contribution_id)
        .order_by(Complaint.decision_id.desc())
        .limit(1)
    ).first()


def _take_back_stance(session: Session, contribution: Contribution) -> None:
    receipt = session.get(Receipt, contribution.id)
    if receipt is None:
        return
    if receipt.stance_voter is not None and contribution.item_id is not None:
        voter = voting.Voter(receipt.stance_voter, contribution.group, contribution.verified)
        voting.take_stance(session, contribution.consultation_id, contribution.item_id, voter, None)
        receipt.stance_voter = None
    contribution.stance = None


def _forget_words(session: Session, contribution_id: int) -> None:
    session.execute(
        update(ContributionVersion)
        .where(ContributionVersion.contribution_id == contribution_id)
        .values(title=None, text="", html="", grounds=None)
        .execution_options(synchronize_session="fetch")
    )
    similar.drop(session, contribution_id)
    touched = (
        select(Change.draft_version_id)
        .join(ChangeCause, ChangeCause.change_id == Change.id)
        .where(ChangeCause.contribution_id == contribution_id, ChangeCause.quote.is_not(None))
    )
    quoting = session.execute(
        select(DraftVersion, Consultation.slug)
        .join(Consultation, Consultation.id == DraftVersion.consultation_id)
        .where(DraftVersion.id.in_(touched), DraftVersion.published_at.is_not(None))
    ).all()
    session.execute(
        update(ChangeCause)
        .where(ChangeCause.contribution_id == contribution_id)
        .values(quote=None)
        .execution_options(synchronize_session="fetch")
    )
    for version, slug in quoting:
        trace.seal_causes(session, slug, version, ACTOR)


def _record(session: Session, contribution: Contribution, act: str) -> None:
    subject, fact = seals.subject(contribution.reference), seals.of(session, contribution)
    audit.record(session, audit.Act(act, ACTOR, subject, {"version": contribution.version}, fact))
