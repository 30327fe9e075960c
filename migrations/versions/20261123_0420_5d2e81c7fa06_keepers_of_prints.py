"""Who took a controlled print over from the holder that the paper names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5d2e81c7fa06"
down_revision = "9c0e6b2f7a41"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prints", sa.Column("keeper", sa.String(32), nullable=True))
    op.add_column("prints", sa.Column("keeper_name", sa.Text(), nullable=True))


def downgrade() -> None:
    # Every handing over is a row of the ledger, which keeps it.
    op.drop_column("prints", "keeper_name")
    op.drop_column("prints", "keeper")
