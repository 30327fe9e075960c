from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
import yaml

from sopctl.application import hospital as own
from sopctl.application import shape
from sopctl.application.hospital import OwnFileRefusedError
from sopctl.application.library import Actor
from sopctl.application.people.posts import begin_posts
from sopctl.application.shape import Department
from sopctl.content.types import TypeMalformedError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from tests.application.house import House, build_empty

ADMIN, QUALITY = Actor("admin"), Actor("quality")


def test_a_department_is_added_and_renamed_and_the_other_facts_stay(house: House) -> None:
    before = shape.hospital(house.library)
    own.set_department(house.library, ADMIN, Department("XR", "รังสี", ""))
    own.set_department(house.library, QUALITY, Department("XR", "รังสีวิทยา", "Radiology"))
    found = shape.hospital(house.library)
    assert found.department("XR") == Department("XR", "รังสีวิทยา", "Radiology")
    assert found.departments[:-1] == before.departments
    assert (found.name, found.profile) == (before.name, before.profile)


def test_two_departments_that_are_added_at_once_are_both_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = house.lock.hold

    def second_comes_first() -> AbstractContextManager[int]:
        monkeypatch.setattr(house.lock, "hold", real)
        own.set_department(house.library, QUALITY, Department("OR", "ผ่าตัด", ""))
        return real()

    monkeypatch.setattr(house.lock, "hold", second_comes_first)
    own.set_department(house.library, ADMIN, Department("XR", "รังสี", ""))
    codes = {each.code for each in shape.hospital(house.library).departments}
    assert codes >= {"IT", "ED", "OR", "XR"}


def test_what_was_set_is_in_the_ledger_with_the_hashes_of_both(house: House) -> None:
    own.set_own(house.library, ADMIN, "dictionary.txt", "เวชระเบียน\n".encode(), reason="คำของเรา")
    with house.library.reading() as uow:
        row = [row for row, _ in uow.ledger.rows()][-1]
    assert (row.action, row.subject, row.detail["before"]) == ("library:set", "library:dictionary.txt", "")
    assert len(row.detail["after"]) == 64
    assert row.detail["reason"] == "คำของเรา"


def test_who_signs_a_type_is_not_the_administrators_to_set(house: House) -> None:
    changed = own.own_file(house.library, ADMIN, "types/SOP.yaml").replace(
        b"review_every: 1y", b"review_every: 2y"
    )
    with pytest.raises(NotAllowedError):
        own.set_own(house.library, ADMIN, "types/SOP.yaml", changed)
    own.set_own(house.library, QUALITY, "types/SOP.yaml", changed)
    own.set_own(house.library, QUALITY, "types/SOP.yaml", None)
    assert house.library.own("types/SOP.yaml") is None


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("hospital.yaml", "departments: []"),
        ("hospital.yaml", "name: x\ndepartments: [{code: it, name: ก}]"),
        ("hospital.yaml", "name: x\ndepartments: [{code: IT, name: ก}, {code: IT, name: ข}]"),
        ("hospital.yaml", "name: x\nprofile: nowhere"),
        ("hospital.yaml", "[1"),
        ("hospital.yaml", "name: {a: b}"),
        ("synonyms.txt", "ไฟไหม้"),
        ("synonyms.txt", "ไฟไหม้ = ไฟไหม้"),
        ("synonyms.txt", "ก > ข > ค"),
        ("synonyms.txt", "ก = "),
        ("logo.png", "no picture"),
        ("types/WI.yaml", "code: WI"),
        ("types/XX.yaml", "@type"),
        ("official/other.yaml", "@profile"),
        ("../keys/tag.key", "x"),
        ("types/../hospital.yaml", "x"),
    ],
)
def test_what_the_program_could_not_read_is_refused_and_changes_nothing(
    house: House, path: str, data: str
) -> None:
    data = data.replace("@type", own.own_file(house.library, QUALITY, "types/SOP.yaml").decode())
    data = data.replace("@profile", own.own_file(house.library, QUALITY, "official/default.yaml").decode())
    before = own.own_files(house.library, QUALITY)
    with pytest.raises((OwnFileRefusedError, TypeMalformedError)):
        own.set_own(house.library, QUALITY, path, data.encode())
    assert own.own_files(house.library, QUALITY) == before


def test_the_facts_cannot_be_taken_away(house: House) -> None:
    with pytest.raises(NotFoundError):
        own.set_own(house.library, QUALITY, "hospital.yaml", None)


def test_keys_that_another_part_reads_are_kept(house: House) -> None:
    facts = yaml.safe_load(house.library.own("hospital.yaml") or b"") | {
        "request_numbers": "R-{year}-{sequence}"
    }
    own.set_own(house.library, ADMIN, "hospital.yaml", yaml.safe_dump(facts, allow_unicode=True).encode())
    own.set_names(house.library, ADMIN, "โรงพยาบาลใหม่", "New")
    assert b"request_numbers" in (house.library.own("hospital.yaml") or b"")
    assert shape.hospital(house.library).name == "โรงพยาบาลใหม่"


def test_a_new_library_knows_the_posts_that_its_types_name() -> None:
    house = build_empty()
    begin_posts(house.library, Actor(""))
    begin_posts(house.library, Actor(""))
    with house.library.reading() as uow:
        assert [post.code for post in uow.posts.offices().posts] == ["director", "group-head"]
