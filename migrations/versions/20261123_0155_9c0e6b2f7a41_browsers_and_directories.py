"""What a browser said of itself, and which accounts prove themselves to the hospital's directory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9c0e6b2f7a41"
down_revision = "b7d94e2a6c13"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("agent", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("directory", sa.Boolean(), nullable=True))


def downgrade() -> None:
    # Nobody who signed in by the directory gets in with a password of before: it may be long forgotten.
    op.execute(sa.text("UPDATE accounts SET password_hash = '' WHERE directory"))
    op.drop_column("accounts", "directory")
    op.drop_column("sessions", "agent")
