# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses move from receipts to followers, and are asked whether they are right

Revision ID: 20261124_6
Revises: 20261123_5
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "20261124_6"
down_revision = "20261123_5"
branch_labels = None
depends_on = None

FOLLOWERS = """
    INSERT INTO follower (email, locale, created_at, told_until, asked_at, asks)
    SELECT lower(trim(email)), min(locale), :now, :now, :now, 1 FROM receipt
    WHERE email IS NOT NULL AND lower(trim(email)) NOT IN (SELECT email FROM follower)
    GROUP BY lower(trim(email))
"""
FOLLOWS = """
    INSERT INTO follow (follower_id, kind, target_id, created_at)
    SELECT follower.id, 'receipt', receipt.contribution_id, :now FROM receipt
    JOIN follower ON follower.email = lower(trim(receipt.email))
    WHERE NOT EXISTS (
        SELECT 1 FROM follow AS f WHERE f.follower_id = follower.id AND f.kind = 'receipt'
        AND f.target_id = receipt.contribution_id
    )
"""
BACK = """
    UPDATE receipt SET email = (
        SELECT min(follower.email) FROM follow JOIN follower ON follower.id = follow.follower_id
        WHERE follow.kind = 'receipt' AND follow.target_id = receipt.contribution_id
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail") as table:
        table.add_column(sa.Column("stop_url", sa.String(length=500), nullable=True))
    with op.batch_alter_table("follower") as table:
        table.add_column(sa.Column("asks", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    now = datetime.now(UTC)
    moment = now.replace(tzinfo=None) if connection.dialect.name == "sqlite" else now
    values = {"now": moment}
    connection.execute(
        sa.text(FOLLOWERS).bindparams(sa.bindparam("now", type_=sa.DateTime(True))), values
    )
    connection.execute(
        sa.text(FOLLOWS).bindparams(sa.bindparam("now", type_=sa.DateTime(True))), values
    )
    pending = sa.text(
        "SELECT DISTINCT follower_id FROM follow WHERE kind = 'receipt' AND confirmed_at IS NULL"
    )
    job = sa.table(
        "job",
        sa.column("kind", sa.String),
        sa.column("payload", sa.JSON),
        sa.column("due_at", sa.DateTime(timezone=True)),
        sa.column("attempts", sa.Integer),
    )
    rows = [
        {"kind": "following.ask", "payload": {"follower": id_}, "due_at": moment, "attempts": 0}
        for id_ in connection.scalars(pending)
    ]
    if rows:
        op.bulk_insert(job, rows)
    with op.batch_alter_table("receipt") as table:
        table.drop_column("email")


def downgrade() -> None:
    with op.batch_alter_table("receipt") as table:
        table.add_column(sa.Column("email", sa.String(length=254), nullable=True))
    connection = op.get_bind()
    connection.execute(sa.text(BACK))
    connection.execute(sa.text("DELETE FROM follow WHERE kind = 'receipt'"))
    connection.execute(sa.text("DELETE FROM job WHERE kind LIKE 'following.%' AND done_at IS NULL"))
    with op.batch_alter_table("follower") as table:
        table.drop_column("asks")
    with op.batch_alter_table("outgoing_mail") as table:
        table.drop_column("stop_url")
