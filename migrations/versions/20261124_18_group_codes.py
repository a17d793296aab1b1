# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Group codes, and marks of their uses

Revision ID: 20261124_18
Revises: 20261124_17
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_18"
down_revision = "20261124_17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_code",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_group_code_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_group_code")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_group_code_consultation_id", "group_code", ["consultation_id"])
    op.create_table(
        "code_use",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_code_use")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("code_use")
    op.drop_table("group_code")
