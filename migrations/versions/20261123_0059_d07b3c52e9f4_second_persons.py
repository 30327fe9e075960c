"""What a second person confirms, several signatures on a withdrawal, and reaffirmations.

An account whose password somebody else had set is from here on an account that waits to be confirmed, by
anybody but the one whom the ledger names for it. Going down forgets who confirmed whom in the tables; the
ledger keeps it.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "d07b3c52e9f4"
down_revision = "e62b90f4c7d1"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC
_TOUCHES = ("person:add", "person:reset-password", "person:reset-second-factor")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("ready_at", MOMENT, nullable=True),
        sa.Column("word", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        _reference("confirmations", "person", "people.user_name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
    )
    op.create_index(op.f("ix_confirmations_person"), "confirmations", ["person"])
    op.create_index(op.f("ix_confirmations_subject"), "confirmations", ["subject"])
    op.create_table(
        "reaffirmations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("order", sa.LargeBinary(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _reference("reaffirmations", "version_id", "releases.version_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaffirmations")),
    )
    op.create_index(op.f("ix_reaffirmations_version_id"), "reaffirmations", ["version_id"])
    op.create_index(
        "uq_reaffirmations_open", "reaffirmations", ["version_id"], unique=True,
        sqlite_where=sa.text("outcome IS NULL"), postgresql_where=sa.text("outcome IS NULL"),
    )  # fmt: skip
    op.create_table(
        "order_signatures",
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "position", name=op.f("pk_order_signatures")),
    )
    op.add_column("releases", sa.Column("review_every", sa.String(length=16), nullable=True))
    op.add_column("withdrawals", sa.Column("steps", sa.Text(), nullable=True))
    _ask_for_accounts_set_by_another()


def _ask_for_accounts_set_by_another() -> None:
    connection = op.get_bind()
    users = connection.scalars(sa.text("SELECT user_name FROM accounts WHERE set_by_another")).all()
    ledger = sa.table(
        "ledger", *(sa.column(name) for name in ("sequence", "subject", "action", "actor", "at"))
    )
    confirmations = sa.table(
        "confirmations",
        *(
            sa.column(c)
            for c in ("id", "kind", "person", "by", "at", "subject", "detail", "word", "closed_by")
        ),
    )
    for user in users:
        last = connection.execute(
            sa.select(ledger.c.actor, ledger.c.at)
            .where(ledger.c.subject == f"person:{user}", ledger.c.action.in_(_TOUCHES))
            .order_by(ledger.c.sequence.desc())
        ).first()
        at = datetime.fromisoformat(last.at) if last else datetime.now(UTC)
        row = {
            "id": uuid.uuid4().hex, "kind": "password", "person": user, "by": last.actor if last else "",
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "subject": "", "detail": "{}",
            "word": "", "closed_by": "",
        }  # fmt: skip
        connection.execute(sa.insert(confirmations).values(row))


def downgrade() -> None:
    with op.batch_alter_table("withdrawals") as table:
        table.drop_column("steps")
    with op.batch_alter_table("releases") as table:
        table.drop_column("review_every")
    op.drop_table("order_signatures")
    op.drop_index("uq_reaffirmations_open", table_name="reaffirmations")
    op.drop_index(op.f("ix_reaffirmations_version_id"), table_name="reaffirmations")
    op.drop_table("reaffirmations")
    op.drop_index(op.f("ix_confirmations_subject"), table_name="confirmations")
    op.drop_index(op.f("ix_confirmations_person"), table_name="confirmations")
    op.drop_table("confirmations")
