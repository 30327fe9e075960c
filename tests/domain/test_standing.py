"""In force is derived from dates (R19, R19a), at most one version on any day (invariant 1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Release, Standing, in_force, standing

NUMBER = DocumentNumber("SOP-IT-001")
START = date(2026, 1, 1)


def release(
    edition: int, effective: date, *, known: int = 0, gone: date | None = None, gone_known: int = 0
) -> Release:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Release(
        f"v{edition}",
        NUMBER,
        VersionLabel(edition),
        effective,
        at + timedelta(days=known),
        gone,
        at + timedelta(days=gone_known) if gone else None,
    )


def test_a_scheduled_version_takes_force_on_its_day_and_supersedes_by_the_same_fact() -> None:
    first, second = release(1, date(2023, 6, 12)), release(2, date(2026, 2, 1))
    both = (first, second)
    assert [standing(r, both, date(2026, 1, 31)) for r in both] == [Standing.IN_FORCE, Standing.SCHEDULED]
    assert [standing(r, both, date(2026, 2, 1)) for r in both] == [Standing.SUPERSEDED, Standing.IN_FORCE]


def test_one_withdrawn_while_it_was_scheduled_never_took_force_and_superseded_nothing() -> None:
    second = release(2, date(2026, 2, 1), gone=date(2026, 1, 20), gone_known=19)
    both = (release(1, date(2023, 6, 12)), second)
    assert [standing(r, both, date(2026, 2, 1)) for r in both] == [Standing.IN_FORCE, Standing.WITHDRAWN]
    before = datetime(2026, 1, 10, tzinfo=UTC)
    assert in_force(both, date(2026, 2, 1), before) == second  # as it was known then
    same_day = release(2, date(2026, 2, 1), gone=date(2026, 2, 1), gone_known=31)
    assert in_force((both[0], same_day), date(2026, 2, 1)) is None


def test_a_withdrawal_revives_nothing_older() -> None:
    both = (release(1, date(2023, 6, 12)), release(2, date(2026, 1, 1), gone=date(2026, 3, 1)))
    assert in_force(both, date(2026, 2, 28)) == both[1]
    assert in_force(both, date(2026, 3, 1)) is None
    assert [standing(r, both, date(2026, 3, 1)) for r in both] == [Standing.SUPERSEDED, Standing.WITHDRAWN]


def test_what_was_registered_later_was_not_known_earlier() -> None:
    paper = release(1, date(2023, 6, 12), known=10)
    day = date(2024, 1, 1)
    assert in_force((paper,), day) == paper
    assert in_force((paper,), day, datetime(2026, 1, 5, tzinfo=UTC)) is None


days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


@st.composite
def libraries(draw: st.DrawFn) -> tuple[Release, ...]:
    starts = sorted(draw(st.lists(days, min_size=1, max_size=5)))
    gone = draw(st.lists(st.none() | days, min_size=len(starts), max_size=len(starts)))
    return tuple(release(i + 1, day, gone=g) for i, (day, g) in enumerate(zip(starts, gone, strict=True)))


@given(libraries(), days)
def test_at_most_one_version_is_in_force_on_any_day(releases: tuple[Release, ...], day: date) -> None:
    stands = [standing(r, releases, day) for r in releases]
    assert stands.count(Standing.IN_FORCE) <= 1
    current = in_force(releases, day)
    assert (current is not None) == (Standing.IN_FORCE in stands)
    if current is not None:
        assert current.effective <= day
