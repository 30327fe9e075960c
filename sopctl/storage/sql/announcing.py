"""References between documents, and announcements, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.announcements import AnnouncedVersion, Announcement
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.referencing import Cause, ReferenceFlag
from sopctl.storage.sql.notices import insert_new
from sopctl.storage.sql.statements import one
from sopctl.storage.sql.tables import announcements, reference_flags, releases, version_references


class SqlReferences:
    """Port ``References``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, version_id: str, numbers: Iterable[DocumentNumber]) -> None:
        for number in ("", *sorted({str(number) for number in numbers})):
            row = {"version_id": version_id, "number": number}
            insert_new(self._connection, version_references, row, ["version_id", "number"])

    def unnoted(self) -> frozenset[str]:
        noted = exists().where(
            version_references.c.version_id == releases.c.version_id, version_references.c.number == ""
        )
        return frozenset(self._connection.scalars(select(releases.c.version_id).where(~noted)))

    def naming(self, number: DocumentNumber) -> frozenset[str]:
        return self._versions(version_references.c.number == str(number))

    def flag(self, flag: ReferenceFlag) -> bool:
        row = {
            "id": flag.id,
            "number": str(flag.number),
            "points_to": str(flag.points_to),
            "version_id": flag.version_id,
            "cause": flag.cause.value,
            "raised_at": flag.raised_at,
            "closed_by": "",
            "remark": "",
        }
        return insert_new(self._connection, reference_flags, row, ["number", "version_id", "cause"])

    def get(self, flag_id: str) -> ReferenceFlag | None:
        row = one(self._connection, select(reference_flags).where(reference_flags.c.id == flag_id))
        return _flag(row) if row else None

    def open(self) -> Sequence[ReferenceFlag]:
        return self._flags(reference_flags.c.closed_at.is_(None))

    def of(self, number: DocumentNumber) -> Sequence[ReferenceFlag]:
        return self._flags(reference_flags.c.number == str(number))

    def closed(self, most: int) -> Sequence[ReferenceFlag]:
        query = select(reference_flags).where(reference_flags.c.closed_at.is_not(None))
        query = query.order_by(reference_flags.c.closed_at.desc(), reference_flags.c.id.desc()).limit(most)
        return [_flag(row) for row in self._connection.execute(query).mappings()]

    def close(self, flag_id: str, at: datetime, by: str, remark: str) -> None:
        change = update(reference_flags).where(reference_flags.c.id == flag_id)
        change = change.where(reference_flags.c.closed_at.is_(None))
        if self._connection.execute(change.values(closed_at=at, closed_by=by, remark=remark)).rowcount == 0:
            raise NotFoundError(flag_id)

    def _versions(self, which: ColumnElement[bool]) -> frozenset[str]:
        return frozenset(self._connection.scalars(select(version_references.c.version_id).where(which)))

    def _flags(self, which: ColumnElement[bool]) -> list[ReferenceFlag]:
        query = select(reference_flags).where(which)
        query = query.order_by(reference_flags.c.raised_at, reference_flags.c.id)
        return [_flag(row) for row in self._connection.execute(query).mappings()]


class SqlAnnouncements:
    """Port ``Announcements``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, announcement: Announcement) -> None:
        row = {
            "id": announcement.id,
            "number": announcement.number,
            "year": announcement.year,
            "sequence": announcement.sequence,
            "day": announcement.day,
            "subject": announcement.subject,
            "made_at": announcement.made_at,
            "made_by": announcement.made_by,
            "facts": {
                "signer": announcement.signer,
                "post": announcement.post,
                "lines": [line.facts() for line in announcement.lines],
                "office": announcement.office,
                "to": announcement.to,
            },
            "pdf_sha256": announcement.pdf_sha256,
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(announcements).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(announcement.number) from taken

    def get(self, announcement_id: str) -> Announcement | None:
        row = one(self._connection, select(announcements).where(announcements.c.id == announcement_id))
        return _announcement(row) if row else None

    def all(self) -> Sequence[Announcement]:
        query = select(announcements).order_by(announcements.c.year.desc(), announcements.c.sequence.desc())
        return [_announcement(row) for row in self._connection.execute(query).mappings()]

    def last_sequence(self, year: int) -> int:
        query = select(func.max(announcements.c.sequence)).where(announcements.c.year == year)
        return self._connection.scalar(query) or 0


def _flag(row: RowMapping) -> ReferenceFlag:
    return ReferenceFlag(
        id=row["id"],
        number=DocumentNumber(row["number"]),
        points_to=DocumentNumber(row["points_to"]),
        version_id=row["version_id"],
        cause=Cause(row["cause"]),
        raised_at=row["raised_at"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        remark=row["remark"],
    )


def _announcement(row: RowMapping) -> Announcement:
    facts = row["facts"]
    return Announcement(
        id=row["id"],
        number=row["number"],
        year=row["year"],
        sequence=row["sequence"],
        day=row["day"],
        subject=row["subject"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        signer=facts["signer"],
        post=facts["post"],
        lines=tuple(AnnouncedVersion.from_facts(line) for line in facts["lines"]),
        office=facts.get("office", ""),
        to=facts.get("to", ""),
        pdf_sha256=row["pdf_sha256"],
    )
