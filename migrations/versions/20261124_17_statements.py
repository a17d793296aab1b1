# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms in which organisations draft their statements, and what was said in their name

Revision ID: 20261124_17
Revises: 20261124_16
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_17"
down_revision = "20261124_16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_lock",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_room_lock_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_room_lock")),
    )
    op.create_table(
        "statement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_statement_draft_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_draft")),
        sa.UniqueConstraint("origin", name=op.f("uq_statement_draft_origin")),
    )
    op.create_index("ix_statement_draft_organisation_id", "statement_draft", ["organisation_id"])
    op.create_table(
        "said_for",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_said_for_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_said_for_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_said_for")),
    )
    op.create_index("ix_said_for_organisation_id", "said_for", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("said_for")
    op.drop_table("statement_draft")
    op.drop_table("room_lock")
