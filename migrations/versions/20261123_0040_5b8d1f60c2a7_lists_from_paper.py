"""Lists of what was approved on paper, and where each of their lines stands.

Going down forgets the lists; what was registered from them stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5b8d1f60c2a7"
down_revision = "8f21c6d40a97"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC


def upgrade() -> None:
    op.create_table(
        "paper_lists",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["people.user_name"],
            name=op.f("fk_paper_lists_made_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_lists")),
    )
    op.create_table(
        "paper_lines",
        sa.Column("list_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("thai", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["paper_lists.id"],
            name=op.f("fk_paper_lines_list_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("list_id", "position", name=op.f("pk_paper_lines")),
    )


def downgrade() -> None:
    op.drop_table("paper_lines")
    op.drop_table("paper_lists")
