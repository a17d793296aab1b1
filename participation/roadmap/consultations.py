# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Running consultations: made, set up step by step, announced, and brought through the acts after their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.roadmap import rules, seals
from participation.roadmap.consultation_setup import (
    STEP_OF,
    Dates,
    People,
    Setup,
    Texts,
    Words,
    find,
)
from participation.roadmap.models import Consultation, ConsultationText, DraftVersion

USUAL_K = 5

_SEALED = frozenset({"texts", "languages", "responsible_unit", "k"})  # stand in the versions' seals
_MOMENTS = {
    rules.Act.ANNOUNCE: ("announced_at", "consultation.announced"),
    rules.Act.EVALUATE: ("evaluation_at", "consultation.evaluation_begun"),
    rules.Act.ANSWER: ("answered_at", "consultation.answered"),
    rules.Act.ARCHIVE: ("archived_at", "consultation.archived"),
}


class Moved(Exception):
    """Somebody has saved in between, or the act has been done already."""


class SlugTaken(Exception):
    """Another consultation has this address."""


class Refused(Exception):
    """Rules forbid it; `codes` say which."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = list(codes)
        super().__init__(", ".join(self.codes))


def create(session: Session, slug: str, part: Texts, actor: str) -> None:
    """Make a consultation in preparation. Raises `SlugTaken`."""
    made = Consultation(
        slug=slug,
        responsible_unit=part.responsible_unit,
        languages=list(part.languages),
        groups=[],
        moderation_policy=rules.Policy.BEFORE,
        k=USUAL_K,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    _write_texts(session, made.id, part)
    audit.record(session, audit.Act("consultation.created", actor, _subject(slug)))


def save(session: Session, slug: str, seen: int, part: Texts | Dates | People, actor: str) -> None:
    """Save one step; what stands there already is not saved again.

    Raises `Moved` when the settings are not those of edition `seen`, `Refused` with the rules that forbid it.
    """
    before = _seen(session, slug, seen)
    values = {field.name: getattr(part, field.name) for field in fields(part)}
    changed = {name for name, value in values.items() if value != getattr(before, name)}
    if not changed:
        return
    if codes := save_faults(before, replace(before, **values), part.step):
        raise Refused(codes)
    columns = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name in changed - {"texts"}
    }
    sealed = bool(changed & _SEALED)
    if sealed:
        _hold_versions(session, before.id)
    consultation = _claim(session, slug, seen, columns)
    if isinstance(part, Texts):
        _write_texts(session, consultation.id, part)
    said = {name: _plain(value) for name, value in columns.items()}
    detail = {"changed": sorted(changed), **said}
    acts = [audit.Act("consultation.changed", actor, _subject(slug), detail)]
    if sealed:
        acts += _new_seals(session, consultation, actor)
    audit.record(session, *acts)


def save_faults(before: Setup, after: Setup, step: str) -> list[str]:
    """Return which rules speak against saving a step; until it is announced, nothing has to be there."""
    now = clock.now()
    frozen = rules.frozen_settings(before, now)
    if kept := [name for name in sorted(frozen) if getattr(before, name) != getattr(after, name)]:
        return [f"{name}_frozen" for name in kept]
    if before.kept_languages - set(after.languages):
        return ["languages_kept"]
    announced = before.announced_at is not None
    found = [
        code
        for code in after.faults()
        if STEP_OF[code] == step and (announced or not code.startswith("no_"))
    ]
    # An end that is past keeps it from being announced; otherwise only new moments are held against the clock.
    return [c for c in found if c != "end_past"] + rules.window_faults(before, after, now)


def perform(session: Session, slug: str, act: rules.Act, seen: int, actor: str) -> None:
    """Do an act, once. Raises `Moved` when it is done already or something was saved, `Refused` with its rules."""
    before = _seen(session, slug, seen)
    fault = rules.act_fault(before, act, clock.now())
    if fault == "already_announced":
        raise Moved(slug)
    if codes := before.faults() if act == rules.Act.ANNOUNCE else [fault] if fault else []:
        raise Refused(codes)
    column, action = _MOMENTS[act]
    _claim(session, slug, seen, {column: clock.now()}, column)
    audit.record(session, audit.Act(action, actor, _subject(slug)))


def _seen(session: Session, slug: str, seen: int) -> Setup:
    found = find(session, slug)
    if found is None or found.edition != seen:
        raise Moved(slug)
    return found


def _claim(
    session: Session, slug: str, seen: int, values: Mapping[str, Any], empty: str | None = None
) -> Consultation:
    """Write columns unless somebody has changed something since; `empty` names one that must not be set yet."""
    statement = update(Consultation).where(Consultation.slug == slug, Consultation.edition == seen)
    if empty is not None:
        statement = statement.where(getattr(Consultation, empty).is_(None))
    won = session.execute(
        statement.values(
            edition=Consultation.edition + 1, revision=Consultation.revision + 1, **values
        )
        .returning(Consultation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if won is None:
        raise Moved(slug)
    return session.get_one(Consultation, won, populate_existing=True)


def _hold_versions(session: Session, consultation_id: int) -> None:
    """Wait for whoever is publishing a version, so that its seal is not older than the texts it holds.

    Held before the consultation, as publishing holds them in this order, too.
    """
    rows = select(DraftVersion.id).where(DraftVersion.consultation_id == consultation_id)
    session.execute(rows.order_by(DraftVersion.id).with_for_update()).all()


def _write_texts(session: Session, consultation_id: int, part: Texts) -> None:
    """Put the texts of the step in the place of those that are there; a language without any has no row."""
    session.execute(
        delete(ConsultationText).where(ConsultationText.consultation_id == consultation_id)
    )
    for code in part.languages:
        words = part.texts.get(code, Words())
        if words == Words():
            continue
        session.add(
            ConsultationText(
                consultation_id=consultation_id,
                locale=code,
                title=words.title,
                lead=words.lead,
                purpose=words.purpose,
                legal_basis=words.legal_basis,
            )
        )
    session.flush()


def _new_seals(session: Session, consultation: Consultation, actor: str) -> Iterator[audit.Act]:
    """Yield the new seal of each published version: the texts at the head were sealed with it."""
    versions = session.scalars(
        select(DraftVersion)
        .where(
            DraftVersion.consultation_id == consultation.id, DraftVersion.published_at.is_not(None)
        )
        .order_by(DraftVersion.number)
    ).all()
    for version in versions:
        subject = seals.subject(consultation.slug, version.number)
        fact = seals.of(session, consultation, version)
        yield audit.Act("consultation.changed", actor, subject, None, fact)


def _subject(slug: str) -> str:
    return f"consultation/{slug}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
