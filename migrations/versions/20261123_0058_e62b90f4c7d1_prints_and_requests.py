"""Controlled prints, the counts of them, and change requests.

Going down forgets which paper copies are out and what was asked; the ledger keeps both.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e62b90f4c7d1"
down_revision = "c41d7e90ab36"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC


def upgrade() -> None:
    op.create_table(
        "prints",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("holder_kind", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=128), nullable=False),
        sa.Column("public_url", sa.Text(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.Column("request", sa.String(length=80), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_recorded_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["releases.version_id"],
            name=op.f("fk_prints_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
        sa.UniqueConstraint("token", name=op.f("uq_prints_token")),
    )
    op.create_index(op.f("ix_prints_holder"), "prints", ["holder"])
    op.create_index(op.f("ix_prints_version_id"), "prints", ["version_id"])
    op.create_index("uq_prints_copy", "prints", ["number", "copy"], unique=True)
    op.create_table(
        "print_counts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by", sa.String(length=32), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_counts")),
    )
    op.create_index(op.f("ix_print_counts_begun_at"), "print_counts", ["begun_at"])
    op.create_table(
        "print_sightings",
        sa.Column("count_id", sa.String(length=64), nullable=False),
        sa.Column("print_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.String(length=16), nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["count_id"],
            ["print_counts.id"],
            name=op.f("fk_print_sightings_count_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["print_id"],
            ["prints.id"],
            name=op.f("fk_print_sightings_print_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("count_id", "print_id", name=op.f("pk_print_sightings")),
    )
    op.create_table(
        "change_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("wished", sa.Date(), nullable=True),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_title", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_change_requests_number")),
    )
    op.create_index(op.f("ix_change_requests_by"), "change_requests", ["by"])
    op.create_index(op.f("ix_change_requests_document"), "change_requests", ["document"])
    op.create_index(op.f("ix_change_requests_state"), "change_requests", ["state"])
    op.create_index("uq_change_requests_sequence", "change_requests", ["year", "sequence"], unique=True)
    op.create_table(
        "change_request_events",
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("assignee", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["change_requests.id"],
            name=op.f("fk_change_request_events_request_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("request_id", "position", name=op.f("pk_change_request_events")),
    )


def downgrade() -> None:
    for table in (
        "change_request_events", "change_requests", "print_sightings", "print_counts", "prints",
    ):  # fmt: skip
        op.drop_table(table)
