# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applications that hold an address only, and what an account prefers and is sealed with

Revision ID: 20261124_14
Revises: 20261124_9
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_14"
down_revision = "20261124_9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who has applied with a password applies again: nobody can say any more whose password it was.
    op.execute("DELETE FROM registration")
    with op.batch_alter_table("registration") as table:
        table.drop_column("password_hash")
        table.drop_column("name")
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("locale", sa.String(length=12), nullable=True))
        table.add_column(sa.Column("salt", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("salt")
        table.drop_column("locale")
    op.execute("DELETE FROM registration")
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("name", sa.String(length=120), nullable=False))
        table.add_column(sa.Column("password_hash", sa.String(length=200), nullable=False))
