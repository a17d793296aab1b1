# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""People of an identity provider, who have neither address nor password here

Revision ID: 20261124_9
Revises: 20261124_8
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_9"
down_revision = "20261124_8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.alter_column("email", existing_type=sa.String(length=254), nullable=True)
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=True)
    with op.batch_alter_table("role_grant") as table:
        table.add_column(
            sa.Column("origin", sa.String(length=10), nullable=False, server_default="manual")
        )
    op.create_table(
        "provider_identity",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("group_code", sa.String(length=20), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_provider_identity_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint(
            "issuer", "subject_hash", name=op.f("uq_provider_identity_issuer_subject_hash")
        ),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("onward", sa.String(length=2000), nullable=True),
        sa.Column("again_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_expires_at", "sign_in_attempt", ["expires_at"])


def downgrade() -> None:
    op.drop_table("sign_in_attempt")
    op.drop_table("provider_identity")
    # What these accounts wrote stays theirs. They cannot be signed in to: no letter reaches the one, nothing has the
    # other as its hash.
    op.execute(
        "UPDATE account SET email = 'account-' || id || '@provider.invalid' WHERE email IS NULL"
    )
    op.execute("UPDATE account SET password_hash = '!' WHERE password_hash IS NULL")
    # Without a provider nobody takes its roles away any more.
    op.execute("DELETE FROM role_grant WHERE origin = 'provider'")
    with op.batch_alter_table("role_grant") as table:
        table.drop_column("origin")
    with op.batch_alter_table("account") as table:
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
        table.alter_column("email", existing_type=sa.String(length=254), nullable=False)
