# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an identity provider's claims give somebody here. No framework: claims in, group and roles out.

The map is written `groups:/town/staff=staff; realm_access.roles:ciio=role:analyst,group:ciio`: where in the claims a
word stands (dots lead into objects), a colon, the word, and what whoever has it is given: `role:…`, `group:…`, or a
bare group. Entries are parted by semicolons. Of several groups the first written counts; roles add up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LONGEST_NAME = 120  # characters, as the account's column has it
LONGEST_HINT = 6_000  # characters; a token travels in an address when somebody signs out
AMR = "amr:"  # how an entry of the setting ACR names a way of signing in instead of a level

# OpenID Connect Core 1.0, 5.1: the claims that say who somebody is.
PERSONAL = frozenset(
    "name given_name family_name middle_name nickname preferred_username profile picture website email gender "
    "birthdate phone_number address upn unique_name".split()
)
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)


class MapError(ValueError):
    """The map cannot be read; `faults` holds one English line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Given:
    """What somebody is given: a verified group, if any, and roles."""

    group: str | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """Whoever has `word` at `path` in their claims is given this."""

    path: tuple[str, ...]
    word: str
    given: Given


def read_map(written: str, groups: Collection[str], roles: Collection[str]) -> tuple[Entry, ...]:
    """Return the entries of a map. Raises `MapError` for what is misspelt, unknown here, said twice, or nothing."""
    entries: list[Entry] = []
    faults: list[str] = []
    for part in filter(None, map(str.strip, written.split(";"))):
        try:
            entry = _entry(part, groups, roles)
        except ValueError as error:
            faults.append(f"{part!r}: {error}")
            continue
        if any((entry.path, entry.word) == (known.path, known.word) for known in entries):
            faults.append(f"{part!r}: the same claim and word stand in it twice")
        entries.append(entry)
    if not entries and not faults:
        faults.append("it holds no entry")
    if faults:
        raise MapError(faults)
    return tuple(entries)


def _entry(part: str, groups: Collection[str], roles: Collection[str]) -> Entry:
    claim, equals, targets = part.rpartition("=")  # a word may hold "=": CN=staff,OU=town
    path, colon, word = claim.partition(":")
    path, word = path.strip(), word.strip()
    if not (equals and colon and word and _PATH.fullmatch(path)):
        raise ValueError("not like claim:word=group or claim:word=role:name,group:name")
    group: str | None = None
    found: set[str] = set()
    for target in map(str.strip, targets.split(",")):
        kind, colon, name = target.partition(":")
        kind, name = (kind, name) if colon else ("group", target)
        if kind == "role" and name in roles:
            found.add(name)
        elif kind == "group" and name in groups and group is None:
            group = name
        elif kind == "group" and name in groups:
            raise ValueError("it gives two groups")
        elif kind in ("role", "group"):
            known = ", ".join(sorted(roles if kind == "role" else groups))
            raise ValueError(f"unknown {kind} {name!r} (known: {known})")
        else:
            raise ValueError(f"{target!r} is neither role:… nor group:…")
    return Entry(tuple(path.split(".")), word, Given(group, frozenset(found)))


def given(entries: Iterable[Entry], claims: Mapping[str, object]) -> Given | None:
    """Return what the claims give; None when nothing is mapped, and then nobody gets in."""
    matched = [entry.given for entry in entries if entry.word in _words(claims, entry.path)]
    if not matched:
        return None
    group = next((one.group for one in matched if one.group), None)
    return Given(group, frozenset().union(*(one.roles for one in matched)))


def _words(claims: Mapping[str, object], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words at a path: those of a list, a single one, or none for anything else."""
    found: object = claims
    for step in path:
        if not isinstance(found, Mapping):
            return ()
        found = found.get(step)
    if isinstance(found, str):
        return (found,)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def names_anybody(entries: Iterable[Entry]) -> bool:
    """Say whether the map gives roles at all: without any, nobody's name is asked for."""
    return any(entry.given.roles for entry in entries)


def scope(entries: Iterable[Entry], written: str) -> str:
    """Return what to ask the provider for: what a setting says, else no more than needed. Never an e-mail address."""
    if written:
        return " ".join(dict.fromkeys(("openid", *written.split())))
    return "openid profile" if names_anybody(entries) else "openid"


def display_name(claims: Mapping[str, object]) -> str:
    """Return the name colleagues know somebody by; empty when the provider gives none."""
    for claim in ("name", "preferred_username"):
        value = claims.get(claim)
        if isinstance(value, str) and (name := " ".join(value.split())):
            return "".join(filter(str.isprintable, name))[:LONGEST_NAME]
    return ""


def may_be_kept(token: str, claims: Mapping[str, object], given: Given) -> bool:
    """Say whether the token may wait in the session for the sign-out: not with the name of somebody reduced to a group."""
    return len(token) <= LONGEST_HINT and bool(given.roles or not PERSONAL & set(claims))


def strong(claims: Mapping[str, object], wanted: str) -> bool:
    """Say whether the provider vouches for more than a password: one of the levels or ways (`amr:…`) of the setting."""
    ways, level = claims.get("amr"), claims.get("acr")
    vouched = {f"{AMR}{way}" for way in ways} if isinstance(ways, list) else set()
    if isinstance(level, str) and not level.startswith(AMR):
        vouched.add(level)
    return not vouched.isdisjoint(wanted.split())


def levels(wanted: str) -> str | None:
    """Return the levels to ask the provider for, parted by blanks; None when none are set."""
    return " ".join(word for word in wanted.split() if not word.startswith(AMR)) or None


def needs_own_factor(production: bool, privileged: bool, strong: bool) -> bool:
    """Say whether somebody must show a second factor here: with privileges, and the provider did not vouch for one."""
    return production and privileged and not strong
