# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that only the city's own may use: those of the operator, of organs and offices, and of responsible units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import organisation_queries
from participation.config import Site
from participation.contributions.rules import ORGANS, Group
from participation.i18n import LANGUAGES, N_, catalog
from participation.methods import lookalikes
from participation.roadmap.models import ItemVersion
from participation.roadmap.queries import Head
from participation.web.labels import LABELS

# Translators: Who heads the city. Give every form of the title, parted by commas.
HEAD_OF_THE_CITY = N_("Lord mayor")
OFFICES = (
    # Translators: A name that nobody but the city may use. Give every form of it, parted by commas.
    N_("City administration"),
    # Translators: A name that nobody but the city may use. Give every form of it, parted by commas.
    N_("City council"),
    # Translators: A name that nobody but the city may use. Give every form of it, parted by commas.
    N_("Mayor"),
    # Translators: A name that nobody but the city may use. Give every form of it, parted by commas.
    N_("Moderators"),
    # Translators: A name that nobody but the city may use. Give every form of it, parted by commas.
    N_("Town hall"),
)
_PARTING = re.compile(r"\s*[,;/|]\s*|\s+[–—-]\s+")


@dataclass(frozen=True)
class Names:
    """Names that are kept for the city: `official` wherever they stand, `alone` with nothing else beside them."""

    official: tuple[str, ...]
    alone: tuple[str, ...]


def name_fault(
    session: Session, site: Site, head: Head, name: str, verified: str | None
) -> str | None:
    """Return the name of an official or a verified body that somebody's name could be taken for, or None when they may use it.

    `verified` is the group that they are verified for. An organ may use its own name, the board and the CIIO
    also those of the city and its units.
    """
    if not name.strip():
        return None
    units = (head.responsible_unit, *_units(session, head.version_id))
    citys = _parts((site.operator, *units))
    own = _own(verified, citys)
    if own and lookalikes.resembles(name, own):
        return None
    names = _names(citys, site.name)
    official = lookalikes.resembles(name, names.official, names.alone)
    return official or organisation_queries.taken_by(session, name)


def official_fault(site: Site, name: str, group: str) -> str | None:
    """Return the official name that an organisation's name could be taken for, or None when it may be registered.

    `group` is what it wants to speak for; whether it does is for an administrator to say. Units of the roadmap are left
    to them too: among those are bodies of their own.
    """
    citys = _parts((site.operator,))
    own = _own(group, citys)
    if own and lookalikes.resembles(name, own):
        return None
    names = _names(citys, site.name)
    return lookalikes.resembles(name, names.official, names.alone)


def _names(citys: tuple[str, ...], site_name: str) -> Names:
    """Sort the names: several words tell the city from others; one word is what other bodies are called, too."""
    several = [name for name in citys if " " in lookalikes.skeleton(name)]
    single = [name for name in citys if name not in several]
    organs = (name for organ in ORGANS for name in _organ(organ))
    offices = (name for office in OFFICES for name in _in_every_language(office))
    return Names(
        official=tuple(dict.fromkeys((*several, *_in_every_language(HEAD_OF_THE_CITY)))),
        alone=tuple(dict.fromkeys((*organs, *offices, *single, site_name))),
    )


def _own(group_verified: str | None, citys: tuple[str, ...]) -> tuple[str, ...]:
    if group_verified not in ORGANS:
        return ()
    own = _organ(Group(group_verified))
    if group_verified == Group.WORKS_COUNCIL:
        return own
    heads = _in_every_language(HEAD_OF_THE_CITY) if group_verified == Group.BOARD else ()
    return (*own, *citys, *heads)


def _organ(group: Group) -> tuple[str, ...]:
    names = (LABELS[kind][group] for kind in ("group", "speaker"))
    return tuple(dict.fromkeys(n for name in names for n in _in_every_language(name)))


@lru_cache(maxsize=100)
def _in_every_language(message: str) -> tuple[str, ...]:
    return _parts(catalog(code).gettext(message) for code in LANGUAGES)


def _parts(names: Iterable[str]) -> tuple[str, ...]:
    """Return names that may hold several ("Stadt Dortmund, CIO-Office") one by one, each once."""
    return tuple(
        dict.fromkeys(part for name in names for part in _PARTING.split(name) if part.strip())
    )


def _units(session: Session, version_id: int) -> list[str]:
    rows = session.execute(
        select(ItemVersion.responsible_unit, ItemVersion.supporting_units)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(ItemVersion.id)
    )
    return [unit for lead, others in rows for unit in (lead, *others) if unit]
