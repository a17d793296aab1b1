# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Registrations that wait for their address, and sessions that know when they were used

Revision ID: 20261124_7
Revises: 20261124_6
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_7"
down_revision = "20261124_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("email", name=op.f("uq_registration_email")),
    )
    # Whoever is signed in signs in again: a session from before cannot say when it was used.
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session") as table:
        table.add_column(sa.Column("handle", sa.String(length=32), nullable=False))
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False))
        table.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        table.create_unique_constraint(op.f("uq_web_session_handle"), ["handle"])


def downgrade() -> None:
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session") as table:
        table.drop_constraint(op.f("uq_web_session_handle"), type_="unique")
        table.drop_column("proved_at")
        table.drop_column("seen_at")
        table.drop_column("handle")
    op.drop_table("registration")
