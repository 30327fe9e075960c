"""How often a shared machine gave wrong numbers, so that it rests for a moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b81f40c6d2e9"
down_revision = "5d2e81c7fa06"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "machines",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_machines")),
    )


def downgrade() -> None:
    op.drop_table("machines")
