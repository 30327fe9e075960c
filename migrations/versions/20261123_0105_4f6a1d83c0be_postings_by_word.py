"""What a document holds of a word is found without reading all its words."""

from __future__ import annotations

from alembic import op

revision = "4f6a1d83c0be"
down_revision = "d07b3c52e9f4"
branch_labels = None
depends_on = None

_INDEX, _TABLE = "ix_search_postings_document", "search_postings"


def upgrade() -> None:
    op.drop_index(_INDEX, _TABLE)
    op.create_index(_INDEX, _TABLE, ["document", "word"], unique=False)


def downgrade() -> None:
    op.drop_index(_INDEX, _TABLE)
    op.create_index(_INDEX, _TABLE, ["document"], unique=False)
