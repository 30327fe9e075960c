"""Posts and who holds them, in SQL."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.authority import Offices
from sopctl.domain.errors import NotFoundError
from sopctl.domain.posts import Formula, Holding, Post
from sopctl.storage.sql.tables import confirmations, holdings, posts


class SqlPosts:
    """Port ``Posts``. A holding keeps when it, and its end, were recorded."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def offices(self) -> Offices:
        """Posts by code; holdings in the order in which they were recorded."""
        found = self._connection.execute(_OFFICES).mappings().all()
        every = {row["code"]: Post(row["code"], row["title_th"], row["title_en"]) for row in found}
        return Offices(
            posts=tuple(every[code] for code in sorted(every)),
            holdings=tuple(_holding(row) for row in found if row["id"] is not None),
        )

    def add(self, post: Post) -> None:
        """Raises ConcurrentChangeError when the code is taken."""
        row = {"code": post.code, "title_th": post.title_th, "title_en": post.title_en}
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(posts).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(post.code) from taken

    def hold(self, holding: Holding, recorded_at: datetime) -> None:
        """Raises ConcurrentChangeError when the holding's id is taken."""
        row = {
            "id": holding.id,
            "post": holding.post,
            "person": holding.person,
            "first": holding.first,
            "last": holding.last,
            "formula": holding.formula.value,
            "recorded_at": recorded_at,
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(holdings).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(holding.id) from taken

    def end(self, holding_id: str, last: date, recorded_at: datetime) -> None:
        """Raises NotFoundError for a holding that was never recorded."""
        ended = self._connection.execute(
            update(holdings).where(holdings.c.id == holding_id).values(last=last, end_recorded_at=recorded_at)
        )
        if ended.rowcount == 0:
            raise NotFoundError(holding_id)


def _unconfirmed() -> Select[tuple[str]]:
    """The holdings that an administrator gave and nobody else has confirmed."""
    c = confirmations.c
    stands = c.outcome.in_(["confirmed", "founded"])
    return select(c.subject).where(c.kind == "post", c.outcome.is_(None) | ~stands)


# Built once: every signature asks who holds which post.
_OFFICES = (
    select(posts, holdings, holdings.c.id.in_(_unconfirmed()).label("waits"))
    .join_from(posts, holdings, isouter=True)
    .order_by(holdings.c.recorded_at, holdings.c.id)
)


def _holding(row: RowMapping) -> Holding:
    return Holding(
        id=row["id"],
        post=row["post"],
        person=row["person"],
        first=row["first"],
        last=row["last"],
        formula=Formula(row["formula"]),
        confirmed=not row["waits"],
    )
