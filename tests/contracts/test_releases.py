"""The contract of releases: what is in force on a day, as known at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.records import CopyKey, Shelf
from sopctl.domain.access import Access, OpenTo
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Release, in_force
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NUMBER, later

OTHER = DocumentNumber("SOP-ER-002")


def add(unit: UnitOfWork, *releases: Release) -> None:
    """Release versions, with the documents and versions that they belong to."""
    for release in releases:
        if unit.documents.get(release.number) is None:
            unit.documents.add(samples.document(release.number))
        unit.versions.add(samples.version(release.version_id, release.number, release.version))
        unit.releases.add(replace(samples.released(release.version_id), release=release))


@pytest.mark.parametrize(
    ("department", "seen"),
    [("IT", True), ("PH", True), ('ห้อง"ยา"', True), ("ยา", False), ('"', False), ("ph", False), ("P", False),
     ("H", False), ("", False), ("%", False), ("ED", False), ("PH\nED", False), ("\n", False)],
)  # fmt: skip
def test_a_department_is_let_in_letter_for_letter(library: Library, department: str, seen: bool) -> None:
    with library.unit() as unit:
        add(unit, samples.released().release)
        unit.commit()
    shelf = Shelf(frozenset({department}))
    with library.reading() as unit:
        (kept,) = unit.releases.all()
        assert kept.departments == ("PH", 'ห้อง"ยา"')
        assert unit.releases.count_on(shelf, DAY) == len(unit.releases.page_on(shelf, DAY, 0, 9)) == seen
        assert shelf.holds(kept) is seen


def test_a_release_of_before_departments_were_heeded_lets_in_nobody_else(library: Library) -> None:
    old = replace(samples.released(), departments=None)
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(old)
        unit.commit()
    with library.reading() as unit:
        assert unit.releases.get("v1") == old
        held = [unit.releases.count_on(Shelf(frozenset({code})), DAY) for code in ("IT", "PH", "null")]
        assert held == [1, 0, 0]


def test_whom_documents_are_open_to_is_told_of_those_that_are_asked_for(library: Library) -> None:
    everybodys = replace(samples.released("w1"), access=Access.ALL, departments=None)
    with library.unit() as unit:
        add(unit, samples.released().release)
        unit.documents.add(samples.document(OTHER))
        unit.versions.add(samples.version("w1", OTHER, VersionLabel(1)))
        facts = replace(everybodys.release, number=OTHER)
        unit.releases.add(replace(everybodys, release=facts, token="t9", copies={}))
        unit.commit()
    with library.reading() as unit:
        found = unit.releases.open_on(DAY, {NUMBER, OTHER, DocumentNumber("SOP-XX-009")})
        assert found == {NUMBER: samples.released().open_to, OTHER: OpenTo(Access.ALL, frozenset({"IT"}))}
        assert unit.releases.open_on(DAY, {OTHER}) == {OTHER: found[OTHER]}
        assert unit.releases.open_on(DAY - timedelta(days=1), {NUMBER}) == {}
        assert unit.releases.open_on(DAY, ()) == {}


def test_a_shelf_shows_what_is_in_force_for_its_reader(library: Library) -> None:
    restricted = samples.released()  # of department IT, serving HA II-4
    with library.unit() as unit:
        for index in range(3):
            number = DocumentNumber(f"SOP-IT-{index}00")
            add(unit, replace(restricted.release, number=number, version_id=f"v{index}", effective=DAY))
        number = DocumentNumber("SOP-ER-900")
        unit.documents.add(samples.document(number))
        unit.versions.add(samples.version("v9", number, VersionLabel(1)))
        facts = replace(restricted.release, number=number, version_id="v9", effective=DAY)
        unit.releases.add(replace(restricted, release=facts, token="t9", copies={}, access=Access.ALL,
                                  department="ER", standards=("HA II-4.2",)))  # fmt: skip
        unit.commit()
    with library.reading() as unit:
        found = unit.releases
        everybody, insider, overseer = Shelf(), Shelf(frozenset({"IT"})), Shelf(None)
        assert [found.count_on(shelf, DAY) for shelf in (everybody, insider, overseer)] == [1, 4, 4]
        page = found.page_on(insider, DAY, 1, 2)
        assert [str(each.release.number) for each in page] == ["SOP-IT-000", "SOP-IT-100"]
        assert found.count_on(replace(insider, standard="HA II-4.2"), DAY) == 1
        assert found.count_on(replace(insider, standard="HA II-4"), DAY) == 3
        assert found.count_on(replace(overseer, department="ER"), DAY) == 1
        assert found.count_on(replace(overseer, type_code="WI"), DAY) == 0
        assert found.count_on(insider, DAY - timedelta(days=1)) == 0
        assert found.standards_on(DAY) == {"HA II-4.2"}


def test_a_release_comes_back_as_it_was(library: Library) -> None:
    released = samples.released()
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(released)
        unit.commit()
    with library.reading() as unit:
        assert unit.releases.get("v1") == released
        assert unit.releases.by_token(released.token) == released
        assert unit.releases.by_manifest(released.manifest_sha256) == released
        assert unit.releases.of(NUMBER) == unit.releases.all() == [released]
        assert unit.releases.get("x") is unit.releases.by_token("x") is unit.releases.by_manifest("x") is None


def test_a_version_is_released_once(library: Library) -> None:
    with library.unit() as unit:
        add(unit, samples.released().release)
        unit.versions.add(samples.version("v2", label=VersionLabel(2)))
        for again in (
            samples.released(),
            samples.released("v2"),  # the same label
            replace(samples.released("v2", label=VersionLabel(2)), token=samples.released().token),
        ):
            with pytest.raises(ConcurrentChangeError):
                unit.releases.add(again)
        assert len(unit.releases.all()) == 1


def test_copies_are_added_and_replaced(library: Library) -> None:
    with library.unit() as unit:
        add(unit, samples.released().release)
        marked = {CopyKey("withdrawn", "pdf"): "cd" * 32, CopyKey("master", "pdf"): "ef" * 32}
        unit.releases.add_copies("v1", marked)
        kept = unit.releases.get("v1")
        assert kept is not None
        assert kept.copies == {**samples.released().copies, **marked}


def test_a_withdrawal_is_recorded_once(library: Library) -> None:
    with library.unit() as unit:
        add(unit, samples.released().release)
        unit.releases.withdraw("v1", DAY + timedelta(days=3), later(1))
        with pytest.raises(ConcurrentChangeError):
            unit.releases.withdraw("v1", DAY, later(2))
        with pytest.raises(NotFoundError):
            unit.releases.withdraw("v9", DAY, later(2))
        kept = unit.releases.get("v1")
        assert kept is not None
        assert kept.release.withdrawn_from == DAY + timedelta(days=3)
        assert kept.release.withdrawn_recorded_at == later(1)
        assert unit.releases.in_force_on(DAY + timedelta(days=2)) == [kept]
        assert unit.releases.in_force_on(DAY + timedelta(days=3)) == []
        assert unit.releases.in_force_on(DAY + timedelta(days=3), later(0)) == [kept]


def test_a_withdrawal_revives_nothing_older(library: Library) -> None:
    first, second = (
        Release(f"v{n}", NUMBER, VersionLabel(n), DAY + timedelta(days=n), later(n)) for n in (1, 2)
    )
    with library.unit() as unit:
        add(unit, second, first, Release("w1", OTHER, VersionLabel(1), DAY, later(9)))
        assert [r.release.version_id for r in unit.releases.of(NUMBER)] == ["v1", "v2"]
        assert [r.release.version_id for r in unit.releases.in_force_on(date(2030, 1, 1))] == ["w1", "v2"]
        unit.releases.withdraw("v2", DAY + timedelta(days=5), later(20))
        assert [r.release.version_id for r in unit.releases.in_force_on(date(2030, 1, 1))] == ["w1"]
        assert unit.releases.in_force_on(DAY - timedelta(days=1)) == []


DAYS = st.integers(0, 4).map(lambda n: DAY + timedelta(days=n))
MOMENTS = st.integers(0, 4).map(later)


@st.composite
def releases(draw: st.DrawFn) -> list[Release]:
    made = []
    for number in (NUMBER, OTHER):
        for edition in range(1, draw(st.integers(0, 4)) + 1):
            withdrawn = draw(st.booleans())
            made.append(
                Release(
                    f"{number}-{edition}",
                    number,
                    VersionLabel(edition),
                    draw(DAYS),
                    draw(MOMENTS),
                    draw(DAYS) if withdrawn else None,
                    draw(MOMENTS) if withdrawn else None,
                )
            )
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(releases(), DAYS, st.none() | MOMENTS)
def test_in_force_is_what_the_domain_says(
    library: Library, made: list[Release], day: date, known_at: None
) -> None:
    with library.unit() as unit:
        add(unit, *made)
        found = [released.release for released in unit.releases.in_force_on(day, known_at)]
        open_to = unit.releases.open_on(day, {NUMBER, OTHER})
        assert open_to == {r.release.number: r.open_to for r in unit.releases.in_force_on(day)}
    expected = [
        in_force([r for r in made if r.number == number], day, known_at) for number in (OTHER, NUMBER)
    ]
    assert found == [release for release in expected if release]
