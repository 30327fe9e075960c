"""Failures counted by where they came from, browsers known from before, and the links of a sign-in page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e5c90a7f13d8"
down_revision = "b81f40c6d2e9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(length=32), nullable=False),
        sa.Column("free_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_last"), "tries", ["last"])
    op.create_table(
        "devices",
        sa.Column("user_name", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_name"],
            ["people.user_name"],
            name=op.f("fk_devices_user_name"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("user_name", "id", name=op.f("pk_devices")),
    )
    op.add_column("accounts", sa.Column("subject", sa.Text(), nullable=True))
    op.create_index("uq_accounts_subject", "accounts", ["subject"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_accounts_subject", "accounts")
    op.drop_column("accounts", "subject")
    op.drop_table("devices")
    op.drop_table("tries")
