"""What all tables share: names of constraints, kinds of columns, references."""

from __future__ import annotations

from sqlalchemy import (
    ForeignKey,
    MetaData,
    String,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


SHA256 = String(64)
ID = String(64)
NUMBER = String(40)
USER = String(32)


def references(target: str) -> ForeignKey:
    # Checked at the commit, so that a use case may write the parts of one fact in any order.
    return ForeignKey(target, deferrable=True, initially="DEFERRED")
