# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What decisions have taught, and how much waiting texts are like rejected ones

Revision ID: 20261124_20
Revises: 20261124_19
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_20"
down_revision = "20261124_19"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learned_model",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("precision", sa.Double(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_learned_model_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_learned_model")),
    )
    op.create_table(
        "likeness",
        sa.Column("contribution_version_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_version_id"],
            ["contribution_version.id"],
            name=op.f("fk_likeness_contribution_version_id_contribution_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_version_id", name=op.f("pk_likeness")),
    )


def downgrade() -> None:
    op.drop_table("likeness")
    op.drop_table("learned_model")
