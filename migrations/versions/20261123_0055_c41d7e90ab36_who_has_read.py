"""Reading lists, acknowledgements, PINs of shared machines, and what the personnel office knows of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7e90ab36"
down_revision = "a41e7c93b6d8"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC
ID = sa.String(64)
USER = sa.String(32)
PEOPLE = (("employee", sa.String(32)), ("mail", sa.Text()), ("placed", sa.Date()), ("leaves", sa.Date()))


def _references(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def upgrade() -> None:
    for name, kind in PEOPLE:
        op.add_column("people", sa.Column(name, kind, nullable=True))
    op.create_index("uq_people_employee", "people", ["employee"], unique=True)
    op.create_table(
        "reading_lists",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("entries", sa.Text(), nullable=True),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", USER, nullable=False),
        _references("reading_lists", "number", "documents.number"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reading_lists")),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("person", USER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_by", USER, nullable=False),
        sa.Column("scan", sa.String(64), nullable=False),
        _references("acknowledgements", "version_id", "versions.id"),
        _references("acknowledgements", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("version_id", "person", name=op.f("pk_acknowledgements")),
    )
    op.create_index("ix_acknowledgements_person", "acknowledgements", ["person"])
    op.create_table(
        "reading_attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("person", USER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        _references("reading_attempts", "version_id", "versions.id"),
        _references("reading_attempts", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_attempts")),
    )
    op.create_index("ix_reading_attempts_version_id", "reading_attempts", ["version_id"])
    op.create_table(
        "reading_waivers",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("stands_on", ID, nullable=False),
        sa.Column("by", USER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _references("reading_waivers", "version_id", "versions.id"),
        _references("reading_waivers", "stands_on", "versions.id"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_reading_waivers")),
    )
    op.create_table(
        "reading_reminders",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("person", USER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _references("reading_reminders", "version_id", "versions.id"),
        _references("reading_reminders", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("version_id", "person", name=op.f("pk_reading_reminders")),
    )
    op.create_table(
        "pins",
        sa.Column("user_name", USER, nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("ticket_until", MOMENT, nullable=True),
        _references("pins", "user_name", "people.user_name"),
        sa.PrimaryKeyConstraint("user_name", name=op.f("pk_pins")),
    )
    op.create_index("ix_pins_ticket", "pins", ["ticket"])


def downgrade() -> None:
    for table in ("pins", "reading_reminders", "reading_waivers", "reading_attempts", "acknowledgements",
                  "reading_lists"):  # fmt: skip
        op.drop_table(table)
    op.drop_index("uq_people_employee", table_name="people")
    for name, _ in reversed(PEOPLE):
        op.drop_column("people", name)
