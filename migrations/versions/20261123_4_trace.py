# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consultations in steps, drafts that are written here, and the trace from contributions to changes

Revision ID: 20261123_4
Revises: 20261123_3
"""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "20261123_4"
down_revision = "20261123_3"
branch_labels = None
depends_on = None

GROUPS = "citizen business association staff institution works_council board ciio".split()
LOCALIZED = ("baseline", "target_value", "budget_class", "status")
WORDS = ("title", "summary", "indicator", "unit", "note")
ACTS = ("announced_at", "evaluation_at", "answered_at", "archived_at")
OPEN_VERSION = sa.text("published_at IS NULL")
EVALUATION, ANSWERS = timedelta(days=42), timedelta(days=84)


def upgrade() -> None:
    _widen_consultation()
    with op.batch_alter_table("draft_version") as table:
        table.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    _one_open_version()
    op.create_index(
        "ix_draft_version_open",
        "draft_version",
        ["consultation_id"],
        unique=True,
        sqlite_where=OPEN_VERSION,
        postgresql_where=OPEN_VERSION,
    )
    _words_by_language()
    with op.batch_alter_table("contribution_version") as table:
        table.add_column(sa.Column("grounds", sa.Text(), nullable=True))
    op.create_index(
        "ix_contribution_newest", "contribution", ["consultation_id", "state", "published_at", "id"]
    )
    _new_tables()


def downgrade() -> None:
    op.drop_index("ix_contribution_newest", table_name="contribution")
    for name in ("answer", "change_cause", "change", "passage_origin"):
        op.drop_table(name)
    with op.batch_alter_table("contribution_version") as table:
        table.drop_column("grounds")
    _words_in_one()
    op.drop_index("ix_draft_version_open", table_name="draft_version")
    with op.batch_alter_table("draft_version") as table:
        table.drop_column("edition")
    connection = op.get_bind()
    for name in ("starts_at", "ends_at"):  # what was never announced has no window yet
        connection.execute(
            sa.text(f"UPDATE consultation SET {name} = created_at WHERE {name} IS NULL")
        )
    with op.batch_alter_table("consultation") as table:
        for name in (*ACTS, "evaluation_until", "answers_until", "groups", "moderation_policy"):
            table.drop_column(name)
        table.drop_column("edition")
        table.alter_column("starts_at", nullable=False)
        table.alter_column("ends_at", nullable=False)


def _widen_consultation() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("consultation") as table:
        table.add_column(
            sa.Column("groups", sa.JSON(), nullable=False, server_default=json.dumps(GROUPS))
        )
        table.add_column(
            sa.Column(
                "moderation_policy", sa.String(length=10), nullable=False, server_default="before"
            )
        )
        table.add_column(sa.Column("evaluation_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("answers_until", sa.Date(), nullable=True))
        for name in ACTS:
            table.add_column(sa.Column(name, moment, nullable=True))
        table.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        table.alter_column("starts_at", existing_type=moment, nullable=True)
        table.alter_column("ends_at", existing_type=moment, nullable=True)
    known = sa.table(
        "consultation",
        sa.column("id", sa.Integer()),
        sa.column("ends_at", moment),
        sa.column("created_at", moment),
        sa.column("announced_at", moment),
        sa.column("evaluation_until", sa.Date()),
        sa.column("answers_until", sa.Date()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(known.c.id, known.c.ends_at, known.c.created_at)).all():
        connection.execute(
            sa.update(known)
            .where(known.c.id == row.id)
            .values(
                announced_at=row.created_at,
                evaluation_until=(row.ends_at + EVALUATION).date(),
                answers_until=(row.ends_at + ANSWERS).date(),
            )
        )


def _one_open_version() -> None:
    """Leave one unpublished version a consultation, the newest: the others were never shown to anybody."""
    connection = op.get_bind()
    stale = (
        "SELECT id FROM draft_version WHERE published_at IS NULL AND EXISTS (SELECT 1 FROM draft_version newer "
        "WHERE newer.consultation_id = draft_version.consultation_id AND newer.number > draft_version.number)"
    )
    versions = f"SELECT id FROM item_version WHERE draft_version_id IN ({stale})"
    texts = f"SELECT id FROM item_text WHERE item_version_id IN ({versions})"
    for statement in (
        f"DELETE FROM passage_version WHERE item_text_id IN ({texts})",
        f"DELETE FROM item_text WHERE item_version_id IN ({versions})",
        f"DELETE FROM item_version WHERE draft_version_id IN ({stale})",
    ):
        connection.execute(sa.text(statement))
    ids = [row[0] for row in connection.execute(sa.text(stale))]
    for number in ids:
        connection.execute(sa.text("DELETE FROM draft_version WHERE id = :id"), {"id": number})


def _words_by_language() -> None:
    with op.batch_alter_table("item_text") as table:
        table.add_column(sa.Column("baseline", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("target_value", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("budget_class", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("status", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("translates", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("passage_version") as table:
        table.add_column(sa.Column("translates", sa.String(length=16), nullable=True))
    connection = op.get_bind()
    for name in LOCALIZED:
        connection.execute(
            sa.text(
                f"UPDATE item_text SET {name} = (SELECT {name} FROM item_version "
                "WHERE item_version.id = item_text.item_version_id)"
            )
        )
    _mark_translations(connection)
    with op.batch_alter_table("item_version") as table:
        for name in LOCALIZED:
            table.drop_column(name)
        table.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))


def _mark_translations(connection: sa.Connection) -> None:
    """Say of every translation that it is of the original beside it: files had to bring both together."""

    def digest(words: str) -> str:
        return sha256(words.encode()).hexdigest()[:16]

    names = ", ".join((*WORDS, *LOCALIZED))
    rows = connection.execute(
        sa.text(f"SELECT id, item_version_id, locale, {names} FROM item_text")
    ).mappings()
    texts = [dict(row) for row in rows]
    originals = {row["item_version_id"]: row for row in texts if row["locale"] == "de"}
    original_text = {}
    for row in texts:
        original = originals.get(row["item_version_id"])
        if row["locale"] == "de" or original is None:
            continue
        original_text[row["id"]] = original["id"]
        translates = {
            name: digest(original[name])
            for name in (*WORDS, *LOCALIZED)
            if row[name] and original[name]
        }
        connection.execute(
            sa.text("UPDATE item_text SET translates = :t WHERE id = :id"),
            {"t": json.dumps(translates), "id": row["id"]},
        )
    passages = connection.execute(
        sa.text("SELECT id, item_text_id, number, text FROM passage_version")
    ).all()
    words = {(row.item_text_id, row.number): row.text for row in passages}
    for row in passages:
        original = words.get((original_text.get(row.item_text_id), row.number))
        if original is not None:
            connection.execute(
                sa.text("UPDATE passage_version SET translates = :t WHERE id = :id"),
                {"t": digest(original), "id": row.id},
            )


def _words_in_one() -> None:
    with op.batch_alter_table("item_version") as table:
        table.add_column(sa.Column("budget_class", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("status", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("baseline", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("target_value", sa.String(length=200), nullable=True))
        table.drop_column("edition")
    for name in LOCALIZED:
        op.get_bind().execute(
            sa.text(
                f"UPDATE item_version SET {name} = (SELECT {name} FROM item_text "
                "WHERE item_text.item_version_id = item_version.id AND item_text.locale = 'de')"
            )
        )
    with op.batch_alter_table("item_text") as table:
        for name in (*LOCALIZED, "translates"):
            table.drop_column(name)
    with op.batch_alter_table("passage_version") as table:
        table.drop_column("translates")


def _new_tables() -> None:
    def key(
        table: str, column: str, target: str, ondelete: str | None = None
    ) -> sa.ForeignKeyConstraint:
        name = op.f(f"fk_{table}_{column}_{target}")
        return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)

    op.create_table(
        "passage_origin",
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        key("passage_origin", "draft_version_id", "draft_version"),
        key("passage_origin", "passage_id", "passage"),
        key("passage_origin", "origin_id", "passage"),
        sa.PrimaryKeyConstraint(
            "draft_version_id", "passage_id", "origin_id", name=op.f("pk_passage_origin")
        ),
    )
    op.create_index("ix_passage_origin_origin_id", "passage_origin", ["origin_id"])
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        key("change", "draft_version_id", "draft_version"),
        key("change", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint(
            "draft_version_id",
            "item_id",
            "field",
            "passage_id",
            name=op.f("uq_change_draft_version_id_item_id_field_passage_id"),
        ),
    )
    op.create_index("ix_change_item_id", "change", ["item_id"])
    op.create_table(
        "change_cause",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        key("change_cause", "change_id", "change", ondelete="CASCADE"),
        key("change_cause", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("change_id", "contribution_id", name=op.f("pk_change_cause")),
    )
    op.create_index("ix_change_cause_contribution_id", "change_cause", ["contribution_id"])
    op.create_table(
        "answer",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=24), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("responsible_unit", sa.String(length=200), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        key("answer", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_answer")),
    )
