"""References between documents, what they ask to look at, and the announcements of releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b7d94e2a6c13"
down_revision = "4f6a1d83c0be"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "version_references",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        _reference("version_references", "version_id", "versions.id"),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_version_references")),
    )
    op.create_index("ix_version_references_number", "version_references", ["number"], unique=False)
    op.create_table(
        "reference_flags",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("points_to", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        _reference("reference_flags", "number", "documents.number"),
        _reference("reference_flags", "points_to", "documents.number"),
        _reference("reference_flags", "version_id", "versions.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_flags")),
    )
    columns = ["number", "version_id", "cause"]
    op.create_index("uq_reference_flags_once", "reference_flags", columns, unique=True)
    op.create_table(
        "announcements",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        _reference("announcements", "made_by", "people.user_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("number", name=op.f("uq_announcements_number")),
    )
    op.create_index("uq_announcements_place", "announcements", ["year", "sequence"], unique=True)


def downgrade() -> None:
    for table in ("announcements", "reference_flags", "version_references"):
        op.drop_table(table)
