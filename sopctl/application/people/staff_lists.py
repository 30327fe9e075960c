"""The personnel office's list of people: what it would change, shown first, and done by one decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sopctl.application.identity import require
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.shape import Department, hospital
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.people import Person, Role, UserNameMalformedError
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.thai.digits import to_arabic

_HEADS: Mapping[str, tuple[str, ...]] = {
    "employee": ("employee", "employee number", "employee no", "รหัสพนักงาน", "รหัสเจ้าหน้าที่", "เลขที่พนักงาน"),
    "user": ("user", "user name", "username", "ชื่อผู้ใช้"),
    "prefix": ("prefix", "คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม"),
    "name": ("name", "full name", "first name", "ชื่อ", "ชื่อ-สกุล", "ชื่อ–สกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล",
             "ชื่อสกุล"),
    "surname": ("surname", "last name", "สกุล", "นามสกุล"),
    "department": ("department", "หน่วยงาน", "แผนก", "กลุ่มงาน", "ฝ่าย", "สังกัด"),
    "title": ("title", "position", "ตำแหน่ง", "ตำแหน่งงาน"),
    "roles": ("roles", "role", "หน้าที่", "บทบาท"),
    "mail": ("mail", "e-mail", "email", "อีเมล", "อีเมล์"),
    "start": ("start", "from", "วันที่เริ่ม", "วันที่เริ่มงาน", "วันเริ่มงาน", "วันที่บรรจุ", "วันบรรจุ", "ตั้งแต่วันที่"),
    "leave": ("leave", "left", "วันที่ออก", "วันที่ลาออก", "วันที่พ้นหน้าที่", "วันสุดท้าย"),
}  # fmt: skip
_ROLES: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    "ผู้ปฏิบัติงาน": Role.STAFF, "ผู้จัดทำเอกสาร": Role.AUTHOR, "ผู้จัดทำ": Role.AUTHOR, "ผู้ทบทวน": Role.REVIEWER,
    "ศูนย์คุณภาพ": Role.QUALITY, "ผู้ตรวจประเมิน": Role.AUDITOR, "ผู้ดูแลระบบ": Role.ADMIN,
}  # fmt: skip
_ABOVE = 20  # rows in which the heads are looked for: titles stand above them
_EMPLOYEE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,31}")
_MAIL = re.compile(r"[^\s@<>,;\"']{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")


class HeadsMissingError(SopctlError):
    """A list whose first rows do not say what its columns are."""

    code = "heads-missing"

    def __init__(self, missing: str) -> None:
        super().__init__(f"No row names the columns; missing: {missing}.", missing=missing)


class PlanStaleError(SopctlError):
    """People changed since the list was looked at, or another list was sent."""

    code = "plan-stale"

    def __init__(self) -> None:
        super().__init__("This is not what was shown; look at the changes again before deciding.")


class Change(StrEnum):
    """What a row would do."""

    NEW = "new"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    CHANGED = "changed"
    LEFT = "left"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Refused(StrEnum):
    """Why a row does nothing."""

    NO_NAME = "no-name"
    NO_EMPLOYEE = "no-employee"
    EMPLOYEE = "employee"
    USER = "user"
    TWICE = "twice"
    OTHER_PERSON = "other-person"
    DEPARTMENT = "department"
    ROLE = "role"
    MAIL = "mail"
    DAY = "day"
    YOURSELF = "yourself"


@dataclass(frozen=True)
class PlanLine:
    """One row (as counted in the file, from 1) and what it would do to whom."""

    row: int
    change: Change
    shown: str
    before: Person | None = None
    after: Person | None = None
    refused: Refused | None = None
    value: str = ""

    def facts(self) -> canonical.Json:
        """What the digest of a plan covers."""
        return {
            "row": self.row,
            "change": self.change.value,
            "before": _facts(self.before),
            "after": _facts(self.after),
            "refused": self.refused.value if self.refused else "",
        }


@dataclass(frozen=True)
class Plan:
    """What a list would change. ``missing``: active people with an employee number who are not in it."""

    lines: tuple[PlanLine, ...]
    missing: tuple[Person, ...]

    @property
    def digest(self) -> str:
        """What a decision names, so that nobody decides on something else than was shown."""
        return canonical.sha256(canonical.encode([line.facts() for line in self.lines]))

    def of(self, change: Change) -> tuple[PlanLine, ...]:
        """The lines with a change, in the order of the file."""
        return tuple(line for line in self.lines if line.change == change)  # pages name it by its value

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many lines of each change."""
        found = Counter(line.change for line in self.lines)
        return {change: found[change] for change in Change}


def require_importer(library: Library, actor: Actor) -> None:
    """Raises NotAllowedError for whoever may not import people; asked before a file is opened."""
    with library.reading() as uow:
        require(uow, actor, Role.ADMIN, "import people")


def plan_import(library: Library, actor: Actor, rows: Sequence[Sequence[str]]) -> Plan:
    """What a list would change, without changing anything. Raises HeadsMissingError, NotAllowedError."""
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        require(uow, actor, Role.ADMIN, "import people")
        return plan_on(uow, actor, rows, hospital(library).departments, today)


def plan_on(
    uow: UnitOfWork,
    actor: Actor,
    rows: Sequence[Sequence[str]],
    departments: Sequence[Department],
    today: date,
) -> Plan:
    """The plan over the people of a transaction. Raises HeadsMissingError."""
    people = uow.people.all()
    start, columns = _heads(rows)
    reader = _Reader(actor, people, departments, today)
    lines = []
    for number, row in enumerate(rows[start:], start=start + 1):
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        if any(cells.values()):
            lines.append(reader.line(number, cells))
    missing = tuple(p for p in people if p.active and p.employee and p.user not in reader.seen)
    return Plan(tuple(lines), missing)


class _RowRefusedError(Exception):
    def __init__(self, reason: Refused, value: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.value = reason, value


class _Reader:
    """Reads the rows of one list, one after another."""

    def __init__(
        self, actor: Actor, people: Sequence[Person], departments: Sequence[Department], today: date
    ) -> None:
        self._actor, self._today = actor, today
        self._by_user = {person.user: person for person in people}
        self._by_employee = {person.employee: person for person in people if person.employee}
        self._codes = {
            name.casefold(): d.code for d in departments for name in (d.code, d.name, d.name_en) if name
        }
        self._employees: set[str] = set()
        self.seen: set[str] = set()

    def line(self, row: int, cells: Mapping[str, str]) -> PlanLine:
        """What one row would do."""
        shown = " ".join(filter(None, (cells.get("employee", ""), _full_name(cells))))
        try:
            before, after = self._person(cells)
        except _RowRefusedError as refused:
            return PlanLine(row, Change.REFUSED, shown, refused=refused.reason, value=refused.value)
        self.seen.add(after.user)
        return PlanLine(row, _change(before, after), shown, before, after)

    def _person(self, cells: Mapping[str, str]) -> tuple[Person | None, Person]:
        employee = to_arabic(cells.get("employee", "")).replace(" ", "")
        if not employee:
            raise _RowRefusedError(Refused.NO_EMPLOYEE)
        if not _EMPLOYEE.fullmatch(employee):
            raise _RowRefusedError(Refused.EMPLOYEE, employee)
        if employee in self._employees:
            raise _RowRefusedError(Refused.TWICE, employee)
        self._employees.add(employee)
        before = self._known(employee, cells.get("user", "").lower())
        after = self._changed(before, employee, cells)
        if after.user in self.seen:
            raise _RowRefusedError(Refused.TWICE, after.user)
        if after.user == self._actor.user and before is not None:
            touched = after.roles != before.roles or not after.active
            if touched:
                raise _RowRefusedError(Refused.YOURSELF)
        return before, after

    def _known(self, employee: str, user: str) -> Person | None:
        """Whom a row is about: the employee number decides, else a user who has none yet."""
        by_number, by_user = self._by_employee.get(employee), self._by_user.get(user)
        if by_number is not None:
            if user and user != by_number.user:
                raise _RowRefusedError(Refused.OTHER_PERSON, user)
            return by_number
        if by_user is not None and by_user.employee:
            raise _RowRefusedError(Refused.OTHER_PERSON, user)
        return by_user

    def _changed(self, before: Person | None, employee: str, cells: Mapping[str, str]) -> Person:
        name = _full_name(cells) or (before.name if before else "")
        if not name:
            raise _RowRefusedError(Refused.NO_NAME)
        department = self._department(cells.get("department", ""), before)
        leave = self._day(cells.get("leave", ""))
        start = self._day(cells.get("start", ""))
        moved = before is None or before.department != department
        placed = start if before is None or moved or before.placed is None else before.placed
        person = before or self._new(employee, cells.get("user", "").lower(), name)
        return replace(
            person,
            name=name,
            employee=employee,
            department=department,
            title=" ".join(cells.get("title", "").split()) or person.title,
            roles=_roles(cells.get("roles", ""), person.roles),
            mail=_mail(cells.get("mail", ""), person.mail),
            placed=(placed or self._today) if moved else placed,
            leaves=leave,
            active=leave is None or leave >= self._today,
        )

    def _new(self, employee: str, user: str, name: str) -> Person:
        """Somebody who is not here yet; without a user name it follows from the employee number."""
        made = user or "e" + re.sub(r"[^0-9a-z._-]", "", employee.lower())
        if made in self._by_user:
            raise _RowRefusedError(Refused.OTHER_PERSON, made)
        try:
            return Person(made, name, frozenset({Role.STAFF}))
        except UserNameMalformedError as error:
            raise _RowRefusedError(Refused.USER, made) from error

    def _department(self, text: str, before: Person | None) -> str:
        if not text:
            return before.department if before else ""
        code = self._codes.get(" ".join(text.split()).casefold())
        if code is None and self._codes:
            raise _RowRefusedError(Refused.DEPARTMENT, text)
        return code or text

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        try:
            return parse(text, today=self._today).date
        except ThaiDateError as error:
            raise _RowRefusedError(Refused.DAY, text) from error


def leavers(people: Collection[Person], today: date) -> tuple[Person, ...]:
    """Active people whose last day of service is over."""
    return tuple(p for p in people if p.active and p.leaves is not None and p.leaves < today)


def _change(before: Person | None, after: Person) -> Change:
    if before is None:
        return Change.NEW if after.active else Change.UNCHANGED
    if before.active and not after.active:
        return Change.LEFT
    if after.active and not before.active:
        return Change.RETURNED
    if before == after or not after.active:
        return Change.UNCHANGED
    return Change.TRANSFERRED if before.department != after.department else Change.CHANGED


def _heads(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]]:
    """Where the rows begin, and the place of each column; titles may stand above the heads."""
    known = {_bare(word): name for name, words in _HEADS.items() for word in words}
    for number, row in enumerate(rows[:_ABOVE]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = known.get(_bare(cell))
            if name is not None:
                found.setdefault(name, place)
        if {"employee", "name"} <= found.keys():
            return number + 1, found
    raise HeadsMissingError("รหัสพนักงาน, ชื่อ-สกุล")


def _bare(head: str) -> str:
    """A head without its spaces, which people put around a hyphen or break a cell's line at."""
    return "".join(head.split()).casefold()


def _full_name(cells: Mapping[str, str]) -> str:
    """The name as it is signed, from one column or from several: ``นางสาว``, ``ปาริชาติ``, ``แสงทอง``.

    A Thai prefix stands without a space before the name, another with one; none is put twice.
    """
    prefix, name, surname = (" ".join(cells.get(part, "").split()) for part in ("prefix", "name", "surname"))
    if not name:
        return ""
    if prefix and not name.startswith(prefix):
        name = f"{prefix}{' ' if prefix.isascii() else ''}{name}"
    return f"{name} {surname}".strip()


def _roles(text: str, before: frozenset[Role]) -> frozenset[Role]:
    if not text.strip():
        return before
    found = set()
    for word in re.split(r"[,;/\n]+", text):
        bare = " ".join(word.split())
        if not bare:
            continue
        role = _ROLES.get(bare.casefold()) or _ROLES.get(bare)
        if role is None:
            raise _RowRefusedError(Refused.ROLE, bare)
        found.add(role)
    return frozenset(found) or before


def _mail(text: str, before: str) -> str:
    bare = text.strip()
    if bare and not _MAIL.fullmatch(bare):
        raise _RowRefusedError(Refused.MAIL, bare)
    return bare or before


def _facts(person: Person | None) -> canonical.Json:
    if person is None:
        return None
    return {
        "user": person.user,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "department": person.department,
        "title": person.title,
        "active": person.active,
        "employee": person.employee,
        "mail": person.mail,
        "placed": person.placed.isoformat() if person.placed else "",
        "leaves": person.leaves.isoformat() if person.leaves else "",
    }
