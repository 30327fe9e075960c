"""Who may sign, asked on the day (R12, R15, R16)."""

from __future__ import annotations

from datetime import date

from sopctl.domain.authority import Offices, grant
from sopctl.domain.people import Role
from sopctl.domain.posts import Formula, Holding, Post
from tests.domain.builders import APPROVE, CHECK, REVIEW, TODAY, person

DIRECTOR = Post("director", "ผู้อำนวยการโรงพยาบาล", "Director")
DEPUTY = Post("deputy", "รองผู้อำนวยการ", "Deputy director")
OFFICES = Offices(
    (DIRECTOR, DEPUTY),
    (
        Holding("h1", "director", "past", date(2020, 10, 1), date(2025, 9, 30)),
        Holding("h2", "director", "present", date(2025, 10, 1)),
        Holding("h3", "deputy", "deputy", date(2025, 10, 1)),
        Holding("h4", "director", "deputy", date(2026, 1, 10), date(2026, 1, 20), Formula.ACTING),
    ),
)


def test_the_present_director_approves_on_the_ground_of_the_post() -> None:
    granted = grant(APPROVE, person("present"), OFFICES, "IT", TODAY)
    assert granted is not None
    assert (granted.ground, granted.post, granted.formula) == ("post:director", "ผู้อำนวยการโรงพยาบาล", "")


def test_a_past_director_approves_nothing() -> None:
    assert grant(APPROVE, person("past"), OFFICES, "IT", TODAY) is None


def test_a_delegate_signs_inside_the_dates_with_the_acting_formula() -> None:
    granted = grant(APPROVE, person("deputy"), OFFICES, "IT", TODAY)
    assert granted is not None
    assert granted.ground == "delegation:h4"
    assert (granted.post, granted.formula) == ("รองผู้อำนวยการ", "รักษาการแทนผู้อำนวยการโรงพยาบาล")


def test_a_delegate_signs_nothing_before_or_after_the_dates() -> None:
    for day in (date(2026, 1, 9), date(2026, 1, 21)):
        assert grant(APPROVE, person("deputy"), OFFICES, "IT", day) is None


def test_no_role_replaces_the_post() -> None:
    for role in Role:
        assert grant(APPROVE, person("somebody", role), OFFICES, "IT", TODAY) is None


def test_a_reviewer_of_another_department_does_not_review() -> None:
    assert grant(REVIEW, person("nurse", Role.REVIEWER, department="ED"), OFFICES, "IT", TODAY) is None
    assert grant(REVIEW, person("head", Role.REVIEWER, department="IT"), OFFICES, "IT", TODAY) is not None


def test_a_deactivated_person_signs_nothing() -> None:
    gone = person("gone", Role.QUALITY, active=False)
    assert grant(CHECK, gone, OFFICES, "IT", TODAY) is None
