"""Who has a draft open, and in which window."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7a3f0c9d51b8"
down_revision = "e5c90a7f13d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_windows",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("user_name", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_draft_windows_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version_id", "user_name", "id", name=op.f("pk_draft_windows")),
    )
    op.create_index(op.f("ix_draft_windows_seen_at"), "draft_windows", ["seen_at"])


def downgrade() -> None:
    # Who had a draft open is nothing to remember.
    op.drop_index(op.f("ix_draft_windows_seen_at"), "draft_windows")
    op.drop_table("draft_windows")
