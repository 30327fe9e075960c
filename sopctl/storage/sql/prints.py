"""Controlled prints and the counts of them, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports.errors import ConcurrentChangeError
from sopctl.domain.counts import Count, Finding, Sighting
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.prints import Fate, Holder, HolderKind, Print
from sopctl.storage.sql.statements import Values, upsert
from sopctl.storage.sql.tables.prints import counts, prints, sightings


class SqlPrints:
    """Port ``Prints``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, print_id: str) -> Print | None:
        return next(iter(self._read(prints.c.id == print_id)), None)

    def by_token(self, token: str) -> Print | None:
        return next(iter(self._read(prints.c.token == token)), None)

    def of(self, number: DocumentNumber) -> Sequence[Print]:
        return self._read(prints.c.number == number.text)

    def all(self) -> Sequence[Print]:
        return self._read()

    def out(self) -> Sequence[Print]:
        return self._read(prints.c.fate.is_(None))

    def add(self, issued: Print) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(prints).values(_row(issued)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"copy {issued.copy} of {issued.number}") from taken

    def end(self, ended: Print) -> None:
        changed = self._connection.execute(
            update(prints).where(prints.c.id == ended.id).values(_ending(ended))
        )
        if changed.rowcount == 0:
            raise NotFoundError(f"copy {ended.copy} of {ended.number}")

    def hand_over(self, moved: Print) -> None:
        changed = self._connection.execute(
            update(prints).where(prints.c.id == moved.id).values(_keeping(moved))
        )
        if changed.rowcount == 0:
            raise NotFoundError(f"copy {moved.copy} of {moved.number}")

    def _read(self, *which: ColumnElement[bool]) -> list[Print]:
        query = select(prints).where(*which).order_by(prints.c.number, prints.c.copy)
        return [_print(row) for row in self._connection.execute(query).mappings()]


class SqlCounts:
    """Port ``Counts``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, count_id: str) -> Count | None:
        return next(iter(self._read(counts.c.id == count_id)), None)

    def all(self) -> Sequence[Count]:
        return self._read()

    def add(self, count: Count) -> None:
        self._connection.execute(insert(counts).values(_count_row(count)))
        self._write(count)

    def save(self, count: Count) -> None:
        changed = self._connection.execute(
            update(counts)
            .where(counts.c.id == count.id, counts.c.closed_at.is_(None))
            .values(closed_at=count.closed_at, closed_by=count.closed_by, remark=count.remark)
        )
        if changed.rowcount == 0:
            raise ConcurrentChangeError("the count") if self.get(count.id) else NotFoundError(count.id)
        self._write(count)

    def _write(self, count: Count) -> None:
        for position, seen in enumerate(count.sightings):
            row = {"count_id": count.id, "position": position, **vars(seen)}
            upsert(self._connection, sightings, row | {"finding": seen.finding and seen.finding.value})

    def _read(self, *which: ColumnElement[bool]) -> list[Count]:
        ids = select(counts.c.id).where(*which)
        lines: dict[str, list[Sighting]] = defaultdict(list)
        query = select(sightings).where(sightings.c.count_id.in_(ids)).order_by(sightings.c.position)
        for row in self._connection.execute(query).mappings():
            lines[row["count_id"]].append(_sighting(row))
        found = select(counts).where(*which).order_by(counts.c.begun_at.desc(), counts.c.id)
        return [
            Count(row["id"], row["place"], row["begun_at"], row["begun_by"], tuple(lines[row["id"]]),
                  row["closed_at"], row["closed_by"], row["remark"])
            for row in self._connection.execute(found).mappings()
        ]  # fmt: skip


def _row(issued: Print) -> Values:
    return {
        "id": issued.id,
        "number": issued.number.text,
        "version_id": issued.version_id,
        "edition": issued.version.edition,
        "amendment": issued.version.amendment,
        "copy": issued.copy,
        "holder_kind": issued.holder.kind.value,
        "holder": issued.holder.code,
        "holder_name": issued.holder.name,
        "place": issued.place,
        "token": issued.token,
        "public_url": issued.public_url,
        "issued_at": issued.issued_at,
        "issued_by": issued.issued_by,
        "request": issued.request,
        "replaces": issued.replaces,
        **_ending(issued),
        **_keeping(issued),
    }


def _keeping(issued: Print) -> dict[str, Any]:
    keeper = issued.keeper
    return {"keeper": keeper and keeper.code, "keeper_name": keeper and keeper.name}


def _ending(issued: Print) -> dict[str, Any]:
    return {
        "fate": issued.fate.value if issued.fate else None,
        "ended_on": issued.ended_on,
        "end_recorded_at": issued.end_recorded_at,
        "ended_by": issued.ended_by,
        "remark": issued.remark,
    }


def _print(row: RowMapping) -> Print:
    return Print(
        id=row["id"],
        number=DocumentNumber(row["number"]),
        version_id=row["version_id"],
        version=VersionLabel(row["edition"], row["amendment"]),
        copy=row["copy"],
        holder=Holder(HolderKind(row["holder_kind"]), row["holder"], row["holder_name"]),
        place=row["place"],
        token=row["token"],
        public_url=row["public_url"],
        issued_at=row["issued_at"],
        issued_by=row["issued_by"],
        request=row["request"],
        replaces=row["replaces"],
        fate=Fate(row["fate"]) if row["fate"] else None,
        ended_on=row["ended_on"],
        end_recorded_at=row["end_recorded_at"],
        ended_by=row["ended_by"],
        remark=row["remark"],
        keeper=Holder(HolderKind.PERSON, row["keeper"], row["keeper_name"]) if row["keeper"] else None,
    )


def _count_row(count: Count) -> Values:
    return {
        "id": count.id,
        "place": count.place,
        "begun_at": count.begun_at,
        "begun_by": count.begun_by,
        "closed_at": count.closed_at,
        "closed_by": count.closed_by,
        "remark": count.remark,
    }


def _sighting(row: RowMapping) -> Sighting:
    finding = Finding(row["finding"]) if row["finding"] else None
    return Sighting(row["print_id"], row["expected"], finding, row["at"], row["by"], row["remark"])
