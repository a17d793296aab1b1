# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody keeps in their account because they wanted to: forms begun, and contributions of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions.models import Contribution, OwnContribution, SavedDraft
from participation.contributions.queries import ContributionView, view, views
from participation.text import without_unstorable

MOST = 50  # drafts in one account
LIFETIME = timedelta(days=60)
LONGEST_FORM = 300  # characters of a form's address
LONGEST_ANSWER = (
    100_000  # characters: twice what any field takes, so that a text that is too long is kept too
)
_PLAIN = re.compile(r"[\w-]{1,40}", re.ASCII)
# Everything else that a form sends stays out: addresses of people, codes, tokens, keys.
ANSWERS = (
    "title",
    "text",
    "grounds",
    "concern",
    "stance",
    "group",
    "organisation",
    "display_name",
    "language",
)


class Full(Exception):
    """The account holds as many drafts as it can; one has to be deleted first."""


class TooLong(Exception):
    """An answer is longer than any draft."""


@dataclass(frozen=True)
class Kept:
    """A form that somebody has begun. `form` is its address without the language; see `address`."""

    form: str
    answers: dict[str, str]
    saved_at: datetime

    @property
    def until(self) -> datetime:
        """Return when it is deleted unless it is saved again."""
        return self.saved_at + LIFETIME

    @property
    def key(self) -> str | None:
        """Return the key of the item that it is about, None for everything else."""
        parts = self.form.partition("?")[0].split("/")
        return parts[parts.index("items") + 1] if "items" in parts[:-1] else None


def address(path: str, **which: str | None) -> str:
    """Return under which address a form is kept: its path without the language, and what else tells it apart.

    `path` is as in a request (`/de/c/…`), `which` what the form is asked for in its address (`passage`, `wording`,
    `kind`, `parent`); values that no link of ours holds are left out. Raises `ValueError` for a path that is too long.
    """
    plain = [(name, value) for name, value in which.items() if value and _PLAIN.fullmatch(value)]
    wanted = urlencode(sorted(plain))
    found = "/" + path.lstrip("/").partition("/")[2] + (f"?{wanted}" if wanted else "")
    if len(found) > LONGEST_FORM:
        raise ValueError(f"an address of {len(found)} characters")
    return found


def keep(session: Session, account_id: int, form: str, answers: Mapping[str, str | None]) -> None:
    """Keep what was typed into a form, in the place of what was kept of it before.

    Of `answers` those named in `ANSWERS` are taken, without characters that no database stores. Raises `Full` when the
    account holds `MOST` other drafts, `TooLong` for an answer beyond `LONGEST_ANSWER`.
    """
    taken = {name: without_unstorable(given) for name in ANSWERS if (given := answers.get(name))}
    if any(len(given) > LONGEST_ANSWER for given in taken.values()):
        raise TooLong(form)
    now = clock.now()
    mine = SavedDraft.account_id == account_id
    session.execute(delete(SavedDraft).where(mine, SavedDraft.saved_at <= now - LIFETIME))
    others = select(func.count()).where(mine, SavedDraft.form != form)
    if session.scalars(others).one() >= MOST:
        raise Full(form)
    row = {"account_id": account_id, "form": form, "answers": taken, "saved_at": now}
    statement = _insert(session)(SavedDraft).values(row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[SavedDraft.account_id, SavedDraft.form],
            set_={"answers": statement.excluded.answers, "saved_at": statement.excluded.saved_at},
        )
    )


def kept(session: Session, account_id: int, form: str) -> Kept | None:
    """Return what an account keeps of a form, or None."""
    found = session.scalars(
        select(SavedDraft).where(
            SavedDraft.account_id == account_id,
            SavedDraft.form == form,
            SavedDraft.saved_at > clock.now() - LIFETIME,
        )
    ).first()
    return _kept(found) if found else None


def all_kept(session: Session, account_id: int) -> list[Kept]:
    """Return everything an account keeps, the newest first."""
    found = session.scalars(
        select(SavedDraft)
        .where(
            SavedDraft.account_id == account_id,
            SavedDraft.saved_at > clock.now() - LIFETIME,
        )
        .order_by(SavedDraft.saved_at.desc(), SavedDraft.form)
    )
    return [_kept(row) for row in found]


def forget(session: Session, account_id: int, form: str) -> None:
    """Delete what an account keeps of a form, if it keeps any."""
    session.execute(
        delete(SavedDraft).where(SavedDraft.account_id == account_id, SavedDraft.form == form)
    )


def own(session: Session, account_id: int, contribution_id: int) -> None:
    """Put a contribution into an account; doing it twice is doing it once."""
    row = {"account_id": account_id, "contribution_id": contribution_id}
    session.execute(_insert(session)(OwnContribution).values(row).on_conflict_do_nothing())


def disown(session: Session, account_id: int, contribution_id: int) -> None:
    """Take a contribution out of an account; the contribution itself stays as it is."""
    session.execute(
        delete(OwnContribution).where(
            OwnContribution.account_id == account_id,
            OwnContribution.contribution_id == contribution_id,
        )
    )


def own_contributions(session: Session, account_id: int) -> list[ContributionView]:
    """Return the contributions in an account, in whatever state, the newest first."""
    rows = session.execute(
        views()
        .join(OwnContribution, OwnContribution.contribution_id == Contribution.id)
        .where(OwnContribution.account_id == account_id)
        .order_by(Contribution.submitted_at.desc(), Contribution.id.desc())
    )
    return [view(row) for row in rows]


def forget_account(session: Session, account_id: int) -> None:
    """Delete everything an account keeps: the account is about to go."""
    session.execute(delete(SavedDraft).where(SavedDraft.account_id == account_id))
    session.execute(delete(OwnContribution).where(OwnContribution.account_id == account_id))


def forget_contribution(session: Session, contribution_id: int) -> None:
    """Take a contribution out of every account: it is about to be erased."""
    session.execute(
        delete(OwnContribution).where(OwnContribution.contribution_id == contribution_id)
    )


def sweep(session: Session) -> int:
    """Delete the drafts that nobody has saved for `LIFETIME`; return how many."""
    old = delete(SavedDraft).where(SavedDraft.saved_at <= clock.now() - LIFETIME)
    return cast("CursorResult[Any]", session.execute(old)).rowcount


def _kept(row: SavedDraft) -> Kept:
    return Kept(
        row.form, {str(name): str(given) for name, given in row.answers.items()}, row.saved_at
    )


def _insert(session: Session) -> Any:
    return {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[
        session.get_bind().dialect.name
    ]
