# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Append to the audit trail, and prove that it is whole.

Entries carry the digest of the fact they are about (`fact`). Whoever owns facts registers with `seals` how to read
them, so `verify` finds a byte that was changed in the fact itself, not only one that was changed in the trail.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import rules
from participation.audit.models import AuditEntry, AuditHead

BLOCK = 2_000  # entries read or written at once
HEAD = 1

Seal = Callable[[Session], Iterator[tuple[str, object]]]
seals: dict[str, Seal] = {}


@dataclass(frozen=True)
class Act:
    """What is to be recorded. `fact` is the sealed state of `subject` after the act, if it has one."""

    action: str
    actor: str
    subject: str | None = None
    detail: Mapping[str, object] | None = None
    fact: object = None

    def content(self) -> dict[str, Any]:
        """Return the part that is committed to."""
        content: dict[str, Any] = {"action": self.action, "actor": self.actor}
        if self.subject is not None:
            content["subject"] = self.subject
        if self.detail:
            content["detail"] = dict(self.detail)
        if self.fact is not None:
            content["fact"] = rules.digest(self.fact)
        return content


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many entries there are, the newest hash, and one line for each fault."""

    entries: int
    head: str
    faults: tuple[str, ...]


def record(session: Session, *acts: Act) -> None:
    """Append acts, in order, in the transaction of `session`."""
    record_all(session, acts)


def record_all(session: Session, acts: Iterable[Act]) -> None:
    """Append any number of acts; they are written in blocks."""
    head = session.get_one(AuditHead, HEAD, with_for_update=True, populate_existing=True)
    number, previous, at = head.number, head.hash, clock.now()
    rows: list[dict[str, Any]] = []
    for act in acts:
        number += 1
        salt, content = secrets.token_hex(16), act.content()
        committed = rules.commitment(salt, content)
        previous = rules.chained(previous, number, at, committed)
        rows.append(
            {
                "number": number,
                "at": at,
                "subject": act.subject,
                "salt": salt,
                "content": content,
                "commitment": committed,
                "hash": previous,
            }
        )
        if len(rows) >= BLOCK:
            session.execute(insert(AuditEntry), rows)
            rows = []
    if rows:
        session.execute(insert(AuditEntry), rows)
    session.flush()
    session.execute(
        update(AuditHead).where(AuditHead.id == HEAD).values(number=number, hash=previous)
    )
    session.expire(head)


def anchor(session: Session) -> str:
    """Return the line to keep outside: newest number and hash."""
    head = session.get(AuditHead, HEAD)
    return f"{head.number} {head.hash}" if head else f"0 {rules.START}"


def keep_anchor(session: Session, path: Path) -> bool:
    """Add the newest anchor to a file unless it is its last line already; return whether a line was added."""
    line = anchor(session)
    known = path.read_text("ascii").splitlines() if path.exists() else []
    if known and known[-1].split(" ", 1)[1] == line:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as out:
        out.write(f"{clock.now().isoformat(timespec='seconds')} {line}\n")
    return True


def verify(session: Session, anchors: Iterable[str] = ()) -> Verdict:
    """Walk the whole chain, compare every sealed fact with its newest entry, and hold the chain against anchors.

    `anchors` are lines that end in "number hash". Raises `ValueError` when a line is no anchor.
    """
    expected = dict(_anchor(line) for line in anchors if line.strip())
    faults: list[str] = []
    facts: dict[str, str | None] = {}
    number, previous = 0, rules.START
    for entry in _entries(session):
        number += 1
        if entry.number != number:
            faults.append(f"entry {number} is missing")
            number = entry.number
        if entry.content is not None and entry.salt is not None:
            if rules.commitment(entry.salt, entry.content) != entry.commitment:
                faults.append(f"entry {entry.number}: its content was changed")
            if entry.content.get("subject") != entry.subject:
                faults.append(f"entry {entry.number}: its subject was changed")
            if "fact" in entry.content and entry.subject:
                facts[entry.subject] = entry.content["fact"]
        elif entry.content is not None or entry.salt is not None:
            faults.append(f"entry {entry.number}: half of it was erased")
        elif entry.subject:
            facts[entry.subject] = None
        if rules.chained(previous, entry.number, entry.at, entry.commitment) != entry.hash:
            faults.append(f"entry {entry.number}: the chain is broken")
        previous = entry.hash
        if expected.pop(entry.number, entry.hash) != entry.hash:
            faults.append(f"entry {entry.number}: not the one that was anchored")
    faults += [f"entry {n}: anchored, and gone" for n in sorted(expected) if n > 0]
    head = session.get(AuditHead, HEAD)
    if (head.number, head.hash) != (number, previous) if head else number > 0:
        faults.append("the newest entry is not the one the head names")
    faults += _unsealed(session, facts)
    return Verdict(number, previous, tuple(faults))


def _anchor(line: str) -> tuple[int, str]:
    parts = line.split()
    if len(parts) < 2 or not parts[-2].isdigit() or len(parts[-1]) != len(rules.START):
        raise ValueError(f"not an anchor: {line.strip()}")
    return int(parts[-2]), parts[-1]


def _entries(session: Session) -> Iterator[Any]:
    """Read the chain in order, in blocks, so that its length costs no memory."""
    columns = AuditEntry.__table__.columns
    last = -1
    while True:
        block = session.execute(
            select(*columns).where(columns.number > last).order_by(columns.number).limit(BLOCK)
        ).all()
        if not block:
            return
        yield from block
        last = block[-1].number


def _unsealed(session: Session, facts: dict[str, str | None]) -> list[str]:
    """Compare the sealed facts with what stands in their tables now."""
    faults = []
    for kind, read in seals.items():
        for subject, fact in read(session):
            known = facts.pop(subject, "")
            if known == "":
                faults.append(f"{subject}: stands in the database and was never recorded")
            elif known is not None and known != rules.digest(fact):
                faults.append(f"{subject}: changed since it was recorded")
        faults += [
            f"{subject}: recorded, and gone"
            for subject, known in facts.items()
            if known is not None and subject.partition("/")[0] == kind
        ]
    return faults
