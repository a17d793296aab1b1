# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replies, verified votes, complaints, drafts in an account, search, likeness, followers, limits

Revision ID: 20261123_5
Revises: 20261123_4
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_5"
down_revision = "20261123_4"
branch_labels = None
depends_on = None

ORDERS = {
    "ix_contribution_item_supported": ["item_id", "state", "agree", "id"],
    "ix_contribution_item_discussed": ["item_id", "state", "replies", "id"],
    "ix_contribution_supported": ["consultation_id", "state", "agree", "id"],
    "ix_contribution_discussed": ["consultation_id", "state", "replies", "id"],
}
COUNTS = ("agree_verified", "disagree_verified", "replies")
TABLES = (
    "spent_challenge",
    "address_key",
    "limit_hits",
    "follow",
    "follower",
    "shingle",
    "fingerprint",
    "search_entry",
    "saved_draft",
    "own_contribution",
    "complaint",
)


def upgrade() -> None:
    with op.batch_alter_table("contribution") as table:
        for name in COUNTS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        table.add_column(
            sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for name, columns in ORDERS.items():
        op.create_index(name, "contribution", columns)
    op.get_bind().execute(
        sa.text(
            "UPDATE contribution SET answered = true WHERE id IN "
            "(SELECT contribution_id FROM answer WHERE published_at IS NOT NULL)"
        )
    )
    with op.batch_alter_table("contribution_vote") as table:
        table.add_column(
            sa.Column("verified", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("receipt") as table:
        table.add_column(sa.Column("stance_voter", sa.String(length=80), nullable=True))
    op.get_bind().execute(
        sa.text(
            "UPDATE receipt SET stance_voter = 'contribution/' || contribution_id "
            "WHERE 'contribution/' || contribution_id IN (SELECT voter FROM item_stance)"
        )
    )
    _for_authors()
    _for_finding()
    _for_letters()
    _for_limits()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    for name in TABLES:
        op.drop_table(name)
    with op.batch_alter_table("receipt") as table:
        table.drop_column("stance_voter")
    with op.batch_alter_table("contribution_vote") as table:
        table.drop_column("verified")
    for name in ORDERS:
        op.drop_index(name, table_name="contribution")
    with op.batch_alter_table("contribution") as table:
        for name in (*COUNTS, "answered"):
            table.drop_column(name)


def key(
    table: str, column: str, target: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _for_authors() -> None:
    op.create_table(
        "complaint",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("complained_at", sa.DateTime(timezone=True), nullable=False),
        key("complaint", "decision_id", "decision"),
        key("complaint", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_contribution_id", "complaint", ["contribution_id"])
    op.create_table(
        "own_contribution",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        key("own_contribution", "account_id", "account"),
        key("own_contribution", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("account_id", "contribution_id", name=op.f("pk_own_contribution")),
    )
    op.create_index("ix_own_contribution_contribution_id", "own_contribution", ["contribution_id"])
    op.create_table(
        "saved_draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=300), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        key("saved_draft", "account_id", "account"),
        sa.PrimaryKeyConstraint("account_id", "form", name=op.f("pk_saved_draft")),
    )


def _for_finding() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        key("search_entry", "contribution_id", "contribution", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_search_entry_contribution_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # The words are folded and stemmed before they come here, so plain tokens are all that is asked of the index.
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entry', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
        op.execute(
            "CREATE TRIGGER search_entry_in AFTER INSERT ON search_entry BEGIN "
            "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END"
        )
        op.execute(
            "CREATE TRIGGER search_entry_out AFTER DELETE ON search_entry BEGIN "
            "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); END"
        )
        op.execute(
            "CREATE TRIGGER search_entry_new AFTER UPDATE ON search_entry BEGIN "
            "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); "
            "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END"
        )
    else:
        op.execute(
            "CREATE INDEX ix_search_entry_words ON search_entry USING gin (to_tsvector('simple', words))"
        )
    op.create_table(
        "fingerprint",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        key("fingerprint", "contribution_id", "contribution", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_fingerprint")),
    )
    op.create_table(
        "shingle",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        key("shingle", "contribution_id", "contribution", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", "contribution_id", name=op.f("pk_shingle")),
    )
    op.create_index("ix_shingle_contribution_id", "shingle", ["contribution_id"])


def _for_letters() -> None:
    op.create_table(
        "follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("email", name=op.f("uq_follower_email")),
    )
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        key("follow", "follower_id", "follower", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint(
            "follower_id", "kind", "target_id", name=op.f("uq_follow_follower_id_kind_target_id")
        ),
    )
    op.create_index("ix_follow_kind_target_id", "follow", ["kind", "target_id"])


def _for_limits() -> None:
    op.create_table(
        "limit_hits",
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_limit_hits")),
    )
    op.create_index("ix_limit_hits_ends_at", "limit_hits", ["ends_at"])
    op.create_table(
        "address_key",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_address_key")),
    )
    op.create_table(
        "spent_challenge",
        sa.Column("challenge", sa.String(length=128), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_spent_challenge")),
    )
    op.create_index("ix_spent_challenge_ends_at", "spent_challenge", ["ends_at"])
