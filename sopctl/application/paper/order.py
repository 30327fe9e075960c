"""Lines of paper approvals against what the library has, and against each other."""

from __future__ import annotations

from collections.abc import Sequence

from sopctl.application.paper.lines import DASHES, LineProblem, PaperLine, ReadLine, TypedLine
from sopctl.application.ports import UnitOfWork
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.digits import to_arabic


def in_library(uow: UnitOfWork, lines: Sequence[ReadLine]) -> list[ReadLine]:
    """Each line against the versions that the library has of its document."""
    told: list[ReadLine] = []
    for read in lines:
        problem = _against(uow, read.line) if read.line else None
        told.append(_with(read, problem) if problem else read)
    return told


def _against(uow: UnitOfWork, line: PaperLine) -> LineProblem | None:
    known = [v for v in uow.versions.of(line.number) if v.state is not State.ABANDONED]
    if any(v.label == line.label for v in known):
        return LineProblem("number", "number-taken", f"มี {line.number} ฉบับที่ {line.label} อยู่แล้ว",
                           f"{line.number} version {line.label} is there already.")  # fmt: skip
    open_ = next((v for v in known if not _ended(v)), None)
    if open_:
        return LineProblem("number", "draft-open", f"มีร่างฉบับที่ {open_.label} ที่ยังไม่เสร็จ",
                           f"Version {open_.label} is in work.")  # fmt: skip
    later = max((v.label for v in known), default=None)
    if later and later > line.label:
        return LineProblem("version", "version-order", f"มีฉบับที่ {later} ซึ่งใหม่กว่าอยู่แล้ว",
                           f"Version {later}, which is later, is there already.")  # fmt: skip
    latest = max((r.release.effective for r in uow.releases.of(line.number)), default=None)
    if latest and line.effective < latest:
        return LineProblem("effective", "effective-too-early", "วันที่บังคับใช้ก่อนฉบับที่มีอยู่แล้ว",
                           f"Earlier than the version that is there, {latest}.")  # fmt: skip
    return None


def _ended(version: Version) -> bool:
    return version.state in (State.RELEASED, State.WITHDRAWN)


def beside_each_other(lines: Sequence[ReadLine]) -> tuple[ReadLine, ...]:
    """The lines of one document against each other: none twice, in order, and none before a wrong one."""
    told = list(lines)
    groups: dict[DocumentNumber, list[int]] = {}
    for place, read in enumerate(told):
        number = read.line.number if read.line else _number_of(read.typed)
        if number is not None:
            groups.setdefault(number, []).append(place)
    for places in groups.values():
        _order(told, places)
    return tuple(told)


def _order(told: list[ReadLine], places: list[int]) -> None:
    seen: dict[VersionLabel, int] = {}
    wrong = [told[p] for p in places if told[p].line is None and not _there(told[p])]
    before: PaperLine | None = None
    good = sorted((place for place in places if told[place].line), key=lambda p: (_label(told[p]), p))
    for place in good:
        read = told[place]
        line = read.line
        if line is None:
            continue
        first = seen.get(line.label)
        if first is not None:
            told[place] = _with(
                read, LineProblem("number", "twice", f"ซ้ำกับแถวที่ {first}", f"The same as row {first}.")
            )
        elif wrong:
            row = wrong[0].typed.row
            told[place] = _with(read, LineProblem(
                "number", "earlier-line-wrong", f"ต้องแก้แถวที่ {row} ของเอกสารเดียวกันก่อน เพื่อให้ลำดับฉบับถูก",
                f"Row {row} of the same document is wrong; correct it first to keep the order."))  # fmt: skip
        elif before and line.effective < before.effective:
            told[place] = _with(read, LineProblem(
                "effective", "version-order", f"ฉบับที่ {line.label} บังคับใช้ก่อนฉบับที่ {before.label}",
                f"Version {line.label} takes effect before version {before.label}."))  # fmt: skip
        else:
            seen[line.label], before = read.typed.row, line
            continue
        if first is None:
            wrong.append(told[place])


def _there(read: ReadLine) -> bool:
    """Whether a line is wrong only because the library has that version already."""
    return {p.code for p in read.problems if p.stops} == {"number-taken"}


def _label(read: ReadLine) -> VersionLabel:
    if read.line is None:
        raise AssertionError("only lines that were understood are put in order")
    return read.line.label


def _number_of(typed: TypedLine) -> DocumentNumber | None:
    """The number of a line that is wrong elsewhere."""
    try:
        return DocumentNumber.parse(to_arabic(typed.value("number")).translate(DASHES))
    except SopctlError:
        return None


def _with(read: ReadLine, problem: LineProblem) -> ReadLine:
    return ReadLine(read.typed, None, (*read.problems, problem))
