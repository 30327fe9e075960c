"""Which departments may read a restricted document besides the one that owns it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a2f6c81d3e57"
down_revision = "7a3f0c9d51b8"
branch_labels = None
depends_on = None

_TABLES = ("documents", "releases", "search_documents")


def upgrade() -> None:
    # What was released before lets in nobody else: its text may name departments, but nothing heeded them.
    for table in _TABLES:
        op.add_column(table, sa.Column("departments", sa.Text(), nullable=True))


def downgrade() -> None:
    # Restricted documents are for their owning department alone again.
    for table in reversed(_TABLES):
        op.drop_column(table, "departments")
