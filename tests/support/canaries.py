# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canaries: a word of its own in every stored field, so that a page that says it shows which field it read.

A canary is a word with HTML around it; where the HTML survives as an element, something was not escaped. Its name is
`table.column/state`, for whether a field may be read often depends on what state its row is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select, text, update
from sqlalchemy.orm import Session

from participation.contributions import search, wording
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Base

CLASS = "canary-element"
WORD = re.compile(r"zqx(\d{4})y", re.IGNORECASE)

OF_CONTRIBUTION = "SELECT c.id, c.state FROM contribution c"
OF_DRAFT = "CASE WHEN d.published_at IS NULL THEN 'prepared' ELSE 'published' END"
OF_ITEM_VERSION = (
    f"SELECT v.id, {OF_DRAFT} FROM item_version v JOIN draft_version d ON d.id = v.draft_version_id"
)


@dataclass(frozen=True)
class Field:
    """Columns of a table that hold what people wrote; `states` selects (id of a row, its state)."""

    table: str
    columns: tuple[str, ...]
    states: str | None = None
    key: str = "id"


FIELDS = (
    Field("account", ("name",), "SELECT id, replace(email, '@example.org', '') FROM account"),
    Field("consultation", ("responsible_unit",)),
    Field(
        "consultation_text", ("title", "lead", "purpose", "legal_basis"), None, "consultation_id"
    ),
    Field("item_version", ("source", "responsible_unit", "supporting_units"), OF_ITEM_VERSION),
    Field(
        "item_text",
        ("title", "summary", "indicator", "unit", "baseline", "target_value", "note", "status"),
        f"SELECT t.id, {OF_DRAFT} FROM item_text t JOIN item_version v ON v.id = t.item_version_id "
        "JOIN draft_version d ON d.id = v.draft_version_id",
    ),
    Field(
        "passage_version",
        ("text",),
        f"SELECT p.id, {OF_DRAFT} FROM passage_version p JOIN item_text t ON t.id = p.item_text_id "
        "JOIN item_version v ON v.id = t.item_version_id "
        "JOIN draft_version d ON d.id = v.draft_version_id",
    ),
    Field(
        "change",
        ("explanation",),
        f"SELECT g.id, {OF_DRAFT} FROM change g JOIN draft_version d ON d.id = g.draft_version_id",
    ),
    Field("contribution", ("organisation", "display_name", "external_id"), OF_CONTRIBUTION),
    Field(
        "contribution_version",
        ("title", "text", "grounds"),
        "SELECT v.id, c.state FROM contribution_version v "
        "JOIN contribution c ON c.id = v.contribution_id",
    ),
    Field(
        "decision",
        ("explanation",),
        "SELECT d.id, c.state FROM decision d "
        "JOIN contribution_version v ON v.id = d.contribution_version_id "
        "JOIN contribution c ON c.id = v.contribution_id",
    ),
    Field(
        "complaint",
        ("text",),
        "SELECT decision_id, 'made' FROM complaint",
        "decision_id",
    ),
    Field(
        "answer",
        ("text", "responsible_unit"),
        "SELECT contribution_id, CASE WHEN published_at IS NULL THEN 'kept' ELSE 'published' END "
        "FROM answer",
        "contribution_id",
    ),
    Field("saved_draft", ("answers",), None, "account_id"),
    Field("job", ("error",)),
    Field("role_proposal", ("reason",)),
    Field("audit_request", ("reason", "answer")),
    Field("organisation", ("name", "proof", "reason")),
    Field("passkey", ("name",)),
)

# Columns that hold codes, keys and hashes of ours: nothing in them was written by a person.
CODES = frozenset(
    """
    account.email account.password_hash account.group_code address_key.key audit_entry.subject
    audit_entry.salt audit_entry.content audit_entry.commitment audit_entry.hash audit_head.hash
    consultation.slug consultation.languages consultation.groups consultation.moderation_policy
    follower.email follower.locale job.kind job.payload limit_hits.bucket outgoing_mail.recipient
    outgoing_mail.subject outgoing_mail.body outgoing_mail.stop_url outgoing_mail.locale
    spent_challenge.challenge consultation_text.locale counter.group_code counter.dimension
    counter.value draft_version.document follow.kind item.key role_grant.role saved_draft.form
    web_session.token_hash web_session.handle web_session.data change.field change.kind change.reason
    item_stance.voter item_stance.stance item_stance.group_code item_version.level item_text.locale
    item_text.budget_class item_text.translates passage_version.translates contribution.reference
    contribution.kind contribution.concern contribution.stance contribution.group_code
    contribution.channel contribution.state answer.disposition change_cause.quote
    contribution_version.language contribution_version.html contribution_vote.voter
    contribution_vote.stance contribution_vote.group_code receipt.code_hash receipt.stance_voter
    receipt.locale registration.email registration.locale account.locale account.salt
    provider_identity.issuer provider_identity.subject_hash provider_identity.group_code
    organisation.group_code organisation.size organisation.salt name_claim.form invitation.email
    invitation.nonce role_grant.origin role_proposal.role audit_request.kinds audit_request.subject audit_check.head
    audit_check.faults sign_in_attempt.state_hash sign_in_attempt.locale sign_in_attempt.onward
    search_entry.words totp.secret recovery_set.nonce recovery_use.nonce submission.key submission.digest decision.outcome
    decision.reason complaint.language room_lock.salt room_lock.proof statement_draft.origin
    statement_draft.body said_for.size group_code.hash group_code.group_code code_use.mark
    passkey.handle passkey.credential_id passkey.public_key
    """.split()
)


@dataclass
class Aviary:
    """All canaries by their number."""

    names: list[str] = field(default_factory=list)

    def word(self, name: str) -> str:
        """Return the word of a canary, bred at first use."""
        if name not in self.names:
            self.names.append(name)
        return f"zqx{self.names.index(name):04}y"

    def heard(self, said: str) -> set[str]:
        """Return the names of the canaries that a text holds."""
        return {
            self.names[int(number)]
            for number in WORD.findall(said)
            if int(number) < len(self.names)
        }


def unknown() -> list[str]:
    """Return the text columns that are neither planted nor said to hold codes."""
    planted = {f"{one.table}.{column}" for one in FIELDS for column in one.columns}
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type in (str, dict, list)
    }
    return sorted(found - planted - CODES)


def plant(session: Session) -> Aviary:
    """Put a canary into every field of every row; what is made from the fields is made anew."""
    aviary = Aviary()
    for one in FIELDS:
        table = Base.metadata.tables[one.table]
        states = dict(map(tuple, session.execute(text(one.states)))) if one.states else {}
        for row in session.execute(select(table)).mappings().all():
            changes = {
                column: _planted(
                    row[table.c[column]],
                    aviary.word(f"{one.table}.{column}/{states.get(row[one.key], 'any')}"),
                    _room(table, column),
                )
                for column in one.columns
                if row[table.c[column]]
            }
            if not changes:
                continue
            same = [column == row[column] for column in table.primary_key.columns]
            session.execute(update(table).where(*same).values(**changes))
    session.flush()
    session.expire_all()
    for words, kind in session.execute(
        select(ContributionVersion, Contribution.kind).join(
            Contribution, Contribution.id == ContributionVersion.contribution_id
        )
    ):
        words.html = wording.html_of(kind, words.text)
    session.execute(text("UPDATE consultation SET revision = revision + 1"))
    session.flush()
    search.rebuild(session)
    return aviary


def _room(table: Table, column: str) -> int:
    return int(getattr(table.c[column].type, "length", None) or 10_000)


def _planted(value: Any, word: str, room: int) -> Any:
    if isinstance(value, dict):
        return {name: _planted(inner, word, room) for name, inner in value.items()}
    if isinstance(value, list):
        return [_planted(inner, word, room) for inner in value]
    if not isinstance(value, str):
        return value
    whole = f'{word} <b class="{CLASS}">{word}</b> "\'>'
    return whole if len(whole) <= room else word
