"""Notices to people, and the outbox of mails and LINE messages that carry them.

Going down forgets what people were told and chose; nothing of the documents' record is in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8f21c6d40a97"
down_revision = "3c7e5a9b1d24"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("planned_at", MOMENT, nullable=True),
        _reference("notices", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("uq_notices_once", "notices", ["person", "kind", "key"], unique=True)
    op.create_index("ix_notices_person_at", "notices", ["person", "at"], unique=False)
    op.create_index(
        "ix_notices_unplanned", "notices", ["at"], unique=False,
        sqlite_where=sa.text("planned_at IS NULL"), postgresql_where=sa.text("planned_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        _reference("messages", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("uq_messages_digest", "messages", ["person", "channel", "digest_day"], unique=True)
    op.create_index("ix_messages_outcome_due_at", "messages", ["outcome", "due_at"], unique=False)
    op.create_table(
        "message_notices",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("notice_id", sa.String(length=64), nullable=False),
        _reference("message_notices", "message_id", "messages.id"),
        _reference("message_notices", "notice_id", "notices.id"),
        sa.PrimaryKeyConstraint("message_id", "notice_id", name=op.f("pk_message_notices")),
    )
    op.create_table(
        "notice_preferences",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("mail", sa.String(length=8), nullable=False),
        sa.Column("line", sa.String(length=8), nullable=False),
        sa.Column("line_user", sa.String(length=64), nullable=False),
        sa.Column("line_linked_at", MOMENT, nullable=True),
        _reference("notice_preferences", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_notice_preferences")),
    )
    op.create_index(
        op.f("ix_notice_preferences_line_user"), "notice_preferences", ["line_user"], unique=False
    )
    op.create_table(
        "line_codes",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _reference("line_codes", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_line_codes")),
    )
    op.create_index(op.f("ix_line_codes_person"), "line_codes", ["person"], unique=False)


def downgrade() -> None:
    for table in ("line_codes", "notice_preferences", "message_notices", "messages", "notices"):
        op.drop_table(table)
