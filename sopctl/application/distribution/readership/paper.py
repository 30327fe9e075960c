"""Paper sign sheets: one to print for a ward, and a signed one entered as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sopctl.application.distribution.readership.acknowledging import in_force_version
from sopctl.application.distribution.readership.completion import readers_on
from sopctl.application.distribution.readership.facts import record_acknowledgement
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports.copies import Mark, OfficialCopy
from sopctl.application.shape import current_shape
from sopctl.content.blocks import Align, Body, Heading, Paragraph, RichText, Span, Table
from sopctl.domain.acknowledgements import Acknowledgement, Means
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Role
from sopctl.thai.dates import bangkok_day
from sopctl.thai.digits import Digits, in_digits

_MAGIC = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_HEADS = ("ที่", "ชื่อ – สกุล", "ตำแหน่ง", "ลายมือชื่อ", "วัน/เดือน/ปี")
_WIDTHS = (0.06, 0.29, 0.29, 0.21, 0.15)
_BLANK_LINES = 6  # for those whom the library does not know yet


class SheetScanError(SopctlError):
    """A scan that is no picture of a sheet."""

    code = "sheet-scan-refused"

    def __init__(self) -> None:
        super().__init__("The scan of a sign sheet must be a PDF, PNG or JPEG.")


class SheetDayError(SopctlError):
    """A day on which nobody can have signed this version."""

    code = "sheet-day-wrong"

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day} cannot be the day of signing; it lies between {first} and {last}.",
            day=day,
            first=first,
            last=last,
        )


def enter_sheet(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    *,
    users: Sequence[str],
    day: date,
    scan: bytes,
    password: str,
    code: str = "",
    version: VersionLabel | None = None,
) -> tuple[Acknowledgement, ...]:
    """The quality office enters a signed sheet: who signed it, the day on it, its scan.

    It is shown everywhere as on paper. People who have acknowledged the version already are left as they
    are. ``version`` is a released one, else the one in force. Raises SheetScanError, SheetDayError,
    NotFoundError, NotAllowedError and what ``reauthenticate`` raises.
    """
    if not scan.startswith(_MAGIC):
        raise SheetScanError
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "enter sign sheets")
        if version is None:
            released = in_force_version(library, uow, number)
        else:
            found = [r for r in uow.releases.of(number) if r.release.version == version]
            if not found:
                raise NotFoundError(f"{number} {version}")
            released = found[0]
        people = [uow.people.get(user) for user in dict.fromkeys(users)]
        unknown = [user for user, person in zip(dict.fromkeys(users), people, strict=True) if person is None]
        if unknown or not users:
            raise NotFoundError(", ".join(unknown) or "nobody")
    first = min(released.approval.day, released.release.effective)
    if not first <= day <= today:
        raise SheetDayError(day, first, today)
    reauthenticate(library, actor, password, code)
    digest = library.blobs.put(scan)
    given: list[Acknowledgement] = []
    with library.unit() as uow:
        known = uow.readings.who_read([released.release.version_id]).get(released.release.version_id, ())
        for person in people:
            if person is None or person.user in known:
                continue
            each = Acknowledgement(
                released.release.version_id, person.user, person.name, person.department, Means.PAPER, day,
                library.clock(), actor.user, digest,
            )  # fmt: skip
            uow.readings.add(each)
            record_acknowledgement(library, uow, actor, released, each)
            given.append(each)
        uow.commit()
    return tuple(given)


def sign_sheet(library: Library, actor: Actor, number: DocumentNumber, department: str = "") -> bytes:
    """A sheet to print (PDF): who still must read the version in force, with room for signatures.

    ``department`` "" is every department, each under its name. Raises NotFoundError, NotAllowedError.
    """
    line = readers_on(library, actor, number)
    released = line.released
    shape = current_shape(library, released.type_code)
    digits = Digits(shape.profile.digits)
    missing = [
        r for r in line.readers if r.must and r.acknowledged is None and department in {"", r.department}
    ]
    with library.reading() as uow:
        titles = {person.user: person.title for person in uow.people.all()}
    blocks: list[Heading | Paragraph | Table] = [
        Heading(1, _text("บัญชีลงนามรับทราบและเข้าใจเอกสาร"), "sheet", ()),
        Paragraph(
            _text(
                f"ข้าพเจ้าได้อ่านและเข้าใจ {number} ฉบับที่ {in_digits(str(released.release.version), digits)} "
                f"เรื่อง {released.title} แล้ว และจะปฏิบัติตาม"
            )
        ),
    ]
    for code in sorted({r.department for r in missing} or {department}):
        unit = shape.hospital.department(code)
        name = unit.name if unit else code
        rows = [(r.name, titles.get(r.user, "")) for r in missing if r.department == code]
        if name:
            blocks.append(Heading(2, _text(name), f"department-{code}", ()))
        blocks.append(_table(rows, digits))
    copy = OfficialCopy(
        number=number,
        version=released.release.version,
        title=released.title,
        type_th=shape.type.title_th,
        type_en=shape.type.title_en,
        hospital=shape.hospital.name,
        owner=released.owner,
        effective=released.release.effective,
        mark=Mark.UNCONTROLLED,
        made_at=library.clock(),
        body=Body(tuple(blocks)),
        logo=shape.logo,
    )
    return library.drawing(shape.dictionary).sheet.render(copy, shape.profile)


def _table(rows: Sequence[tuple[str, str]], digits: Digits) -> Table:
    lines = [*rows, *[("", "")] * _BLANK_LINES]
    return Table(
        head=tuple(map(_text, _HEADS)),
        rows=tuple(
            # The forced line leaves the height that a signature needs.
            (_text(in_digits(str(place), digits)), _text(f"{name}\n\u00a0"), _text(title), (), ())
            for place, (name, title) in enumerate(lines, start=1)
        ),
        align=(Align.CENTRE, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT),
        widths=_WIDTHS,
    )


def _text(text: str) -> RichText:
    return (Span(text),)
