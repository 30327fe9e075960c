"""Released versions in SQL. What is in force on a day is asked, never stored."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    RowMapping,
    Select,
    Text,
    bindparam,
    collate,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Approval, CopyKey, ReleasedVersion, Shelf
from sopctl.domain import canonical
from sopctl.domain.access import Access, OpenTo
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import ReaffirmationOrder
from sopctl.domain.reaffirmations import Reaffirmation
from sopctl.domain.signatures import Medium
from sopctl.domain.standing import Release
from sopctl.storage.sql.columns import Codes
from sopctl.storage.sql.statements import Values, upsert
from sopctl.storage.sql.tables import copies, reaffirmations, releases
from sopctl.thai.dates import bangkok_day


class SqlReleases:
    """Port ``Releases``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, version_id: str) -> ReleasedVersion | None:
        return next(iter(self._read(releases.c.version_id == version_id)), None)

    def of(self, number: DocumentNumber) -> Sequence[ReleasedVersion]:
        found = self._read(releases.c.number == number.text)
        return sorted(found, key=lambda r: (r.release.effective, r.release.version))

    def by_token(self, token: str) -> ReleasedVersion | None:
        return next(iter(self._read(releases.c.token == token)), None)

    def by_source(self, sha256: str) -> Sequence[ReleasedVersion]:
        if not _SHA256.fullmatch(sha256):
            return []
        if self._connection.dialect.name == "sqlite":
            named = func.instr(releases.c.record, literal(sha256.encode())) > 0
        else:  # bytea has position() alone, whose arguments stand around IN
            named = func.position(literal(sha256.encode()).op("IN")(releases.c.record)) > 0
        found = [
            r for r in self._read(named) if sha256 in json.loads(r.record)["manifest"]["sources"].values()
        ]
        return sorted(found, key=lambda r: (r.release.effective, r.release.number, r.release.version))

    def by_manifest(self, manifest_sha256: str) -> ReleasedVersion | None:
        return next(iter(self._read(releases.c.manifest_sha256 == manifest_sha256)), None)

    def in_force_on(
        self,
        day: date,
        known_at: datetime | None = None,
        *,
        numbers: Collection[DocumentNumber] | None = None,
    ) -> Sequence[ReleasedVersion]:
        if numbers is not None and not numbers:
            return []
        asked = [] if numbers is None else [releases.c.number.in_([number.text for number in numbers])]
        found = self._read(*_in_force(day, known_at), *asked)
        return sorted(found, key=lambda r: r.release.number)

    def open_on(self, day: date, numbers: Collection[DocumentNumber]) -> Mapping[DocumentNumber, OpenTo]:
        if not numbers:
            return {}
        given = {"day": day, "numbers": [number.text for number in numbers]}
        return {
            DocumentNumber(number): OpenTo.of(Access(access), department, departments)
            for number, access, department, departments in self._connection.execute(_OPEN, given)
        }

    def count_on(self, shelf: Shelf, day: date) -> int:
        query = select(func.count()).select_from(releases).where(*_in_force(day, None), *_on(shelf))
        return self._connection.scalar(query) or 0

    def page_on(self, shelf: Shelf, day: date, first: int, limit: int) -> Sequence[ReleasedVersion]:
        number: ColumnElement[str] = releases.c.number
        if self._connection.dialect.name == "postgresql":
            number = collate(number, "C")  # as the program orders them, whatever the server's language
        query = select(releases.c.version_id).where(*_in_force(day, None), *_on(shelf))
        ids = self._connection.scalars(query.order_by(number).offset(first).limit(limit)).all()
        return sorted(self._read(releases.c.version_id.in_(ids)), key=lambda r: r.release.number)

    def standards_on(self, day: date) -> frozenset[str]:
        query = select(releases.c.standards).where(*_in_force(day, None), *_on(Shelf())).distinct()
        return frozenset(standard for held in self._connection.scalars(query) for standard in held)

    def all(self) -> Sequence[ReleasedVersion]:
        """Every released version, by number, effective day and version."""
        return sorted(self._read(), key=lambda r: (r.release.number, r.release.effective, r.release.version))

    def add(self, released: ReleasedVersion) -> None:
        """Raises ConcurrentChangeError when the version, its label or its token is there already."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(releases).values(_row(released)))
        except IntegrityError as taken:
            what = f"{released.release.number} version {released.release.version}"
            raise ConcurrentChangeError(what) from taken
        self.add_copies(released.release.version_id, released.copies)

    def add_copies(self, version_id: str, copies: Mapping[CopyKey, str]) -> None:
        """Keep where copies are; one that had to be made again takes the place of the one before."""
        for key, sha256 in copies.items():
            upsert(self._connection, _COPIES, {"version_id": version_id, **vars(key), "sha256": sha256})

    def withdraw(self, version_id: str, from_day: date, recorded_at: datetime) -> None:
        """Raises NotFoundError for what was never released, ConcurrentChangeError for one withdrawn."""
        changed = self._connection.execute(
            update(releases)
            .where(releases.c.version_id == version_id, releases.c.withdrawn_from.is_(None))
            .values(withdrawn_from=from_day, withdrawn_recorded_at=recorded_at)
        )
        if changed.rowcount == 0:
            raise ConcurrentChangeError(version_id) if self.get(version_id) else NotFoundError(version_id)

    def _read(self, *which: ColumnElement[bool]) -> list[ReleasedVersion]:
        ids = select(releases.c.version_id).where(*which)
        kept: dict[str, dict[CopyKey, str]] = defaultdict(dict)
        query = select(copies).where(copies.c.version_id.in_(ids))
        for version_id, mark, extension, copy_number, sha256 in self._connection.execute(query).all():
            kept[version_id][_key(mark, extension, copy_number)] = sha256
        found = self._connection.execute(select(releases).where(*which)).mappings().all()
        again = self._reaffirmed(ids)
        return [_released(row, kept[row["version_id"]], again[row["version_id"]]) for row in found]

    def _reaffirmed(self, ids: Select[tuple[str]]) -> Mapping[str, list[Reaffirmation]]:
        kept: dict[str, list[Reaffirmation]] = defaultdict(list)
        query = (
            select(reaffirmations)
            .where(reaffirmations.c.outcome == "reaffirmed", reaffirmations.c.version_id.in_(ids))
            .order_by(reaffirmations.c.closed_at)
        )
        for row in self._connection.execute(query).mappings():
            reason, at = ReaffirmationOrder.decode(row["order"]).reason, row["closed_at"]
            kept[row["version_id"]].append(Reaffirmation(bangkok_day(at), at, reason, row["closed_by"]))
        return kept


_SHA256 = re.compile("[0-9a-f]{64}")
_key = lru_cache(maxsize=256)(CopyKey)  # the same few keys stand at every version

_Day = date | BindParameter[date]

_COPIES = copies  # the parameter of add_copies has the port's name for it


def _in_force(day: _Day, known_at: datetime | None) -> list[ColumnElement[bool]]:
    """``domain.standing.in_force`` for all documents: due, none due after it, and not withdrawn."""
    later = releases.alias("later")
    after = tuple_(later.c.effective, later.c.edition, later.c.amendment) > tuple_(
        releases.c.effective, releases.c.edition, releases.c.amendment
    )
    superseded = exists().where(later.c.number == releases.c.number, after, *_due(later, day, known_at))
    withdrawn = releases.c.withdrawn_from.is_not(None) & (releases.c.withdrawn_from <= day)
    if known_at is not None:
        withdrawn &= releases.c.withdrawn_recorded_at <= known_at
    return [*_due(releases, day, known_at), not_(superseded), not_(withdrawn)]


def _on(shelf: Shelf) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shelf.departments is not None:
        mine = sorted(shelf.departments)
        own = or_(releases.c.department.in_(mine), *(_names(code) for code in mine))
        found.append((releases.c.access == Access.ALL.value) | own)
    if shelf.type_code:
        found.append(releases.c.type_code == shelf.type_code)
    if shelf.department:
        found.append(releases.c.department == shelf.department)
    if shelf.standard:  # kept as canonical JSON, in which each stands as it is written alone
        written = canonical.encode(shelf.standard).decode()
        found.append(type_coerce(releases.c.standards, Text).contains(written, autoescape=True))
    return found


def _names(department: str) -> ColumnElement[bool]:
    """Whether the departments that a restricted version lets in hold this one, letter for letter."""
    held = type_coerce(releases.c.departments, Text)
    return func.replace(held, Codes.line(department), "") != held  # LIKE takes “it” for “IT” on SQLite


def _due(table: FromClause, day: _Day, known_at: datetime | None) -> list[ColumnElement[bool]]:
    # One that was withdrawn while it was scheduled never took force, and superseded nothing.
    took = table.c.withdrawn_from.is_(None) | (table.c.withdrawn_from >= table.c.effective)
    if known_at is None:
        return [table.c.effective <= day, took]
    took |= table.c.withdrawn_recorded_at > known_at
    return [table.c.effective <= day, table.c.recorded_at <= known_at, took]


# Made once: to make it for each question took a tenth of an answer's time.
_OPEN = select(releases.c.number, releases.c.access, releases.c.department, releases.c.departments).where(
    *_in_force(bindparam("day", type_=Date), None),
    releases.c.number.in_(bindparam("numbers", expanding=True)),
)


def _row(released: ReleasedVersion) -> Values:
    release, approval = released.release, released.approval
    return {
        "version_id": release.version_id,
        "number": release.number.text,
        "edition": release.version.edition,
        "amendment": release.version.amendment,
        "effective": release.effective,
        "recorded_at": release.recorded_at,
        "withdrawn_from": release.withdrawn_from,
        "withdrawn_recorded_at": release.withdrawn_recorded_at,
        "title": released.title,
        "type_code": released.type_code,
        "department": released.department,
        "owner": released.owner,
        "access": released.access.value,
        "approval_medium": approval.medium.value,
        "approval_name": approval.name,
        "approval_post": approval.post,
        "approval_day": approval.day,
        "change": released.change,
        "manifest_sha256": released.manifest_sha256,
        "record": released.record,
        "source_commit": released.commit,
        "tag": released.tag,
        "token": released.token,
        "public_url": released.public_url,
        "standards": list(released.standards),
        "review_every": released.review_every,
        "departments": released.departments,
    }


def _released(
    row: RowMapping, kept: Mapping[CopyKey, str], again: Sequence[Reaffirmation]
) -> ReleasedVersion:
    return ReleasedVersion(
        release=Release(
            version_id=row["version_id"],
            number=DocumentNumber(row["number"]),
            version=VersionLabel(row["edition"], row["amendment"]),
            effective=row["effective"],
            recorded_at=row["recorded_at"],
            withdrawn_from=row["withdrawn_from"],
            withdrawn_recorded_at=row["withdrawn_recorded_at"],
        ),
        title=row["title"],
        type_code=row["type_code"],
        department=row["department"],
        owner=row["owner"],
        access=Access(row["access"]),
        approval=Approval(
            Medium(row["approval_medium"]), row["approval_name"], row["approval_post"], row["approval_day"]
        ),
        change=row["change"],
        manifest_sha256=row["manifest_sha256"],
        record=row["record"],
        commit=row["source_commit"],
        tag=row["tag"],
        token=row["token"],
        public_url=row["public_url"],
        copies=dict(kept),
        standards=tuple(row["standards"]),
        review_every=row["review_every"],
        reaffirmed=tuple(again),
        departments=row["departments"],
    )
