"""Prints, counts and change requests are kept the same by every store (R20, R22)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.counts import Count, Finding
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, Holder, HolderKind, Print
from sopctl.domain.requests import (
    Asked,
    ChangeRequest,
    RequestAction,
    RequestEvent,
    RequestKind,
    RequestState,
)
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NOW, NUMBER, V1, later

WARD = Holder(HolderKind.DEPARTMENT, "MR", "งานเวชระเบียน")


def printed(copy: int = 1, number: DocumentNumber = NUMBER) -> Print:
    return Print(
        f"p{number}-{copy}", number, "v1", V1, copy, WARD, "หอผู้ป่วยอายุรกรรม", f"t{number}-{copy}",
        "https://sop.example.org", later(copy), "quality", request="DAR-2569-0001", replaces="p0",
    )  # fmt: skip


def asked(sequence: int = 1, by: str = "malee", document: DocumentNumber | None = NUMBER) -> ChangeRequest:
    kind = RequestKind.REVISE if document else RequestKind.NEW
    said = Asked(kind, "เรื่อง", "เหตุผล", document, "เสนอ", DAY, "MR", "หอ", {"ภาพ.png": samples.SHA})
    return ChangeRequest(
        f"r{sequence}", f"DAR-2569-{sequence:04}", 2569, sequence, said, by, "นางมาลี", "พยาบาล", "MR",
        later(sequence),
    )  # fmt: skip


def accepted(request: ChangeRequest) -> ChangeRequest:
    event = RequestEvent(
        RequestAction.ACCEPT, "quality", "ศูนย์คุณภาพ", later(60), RequestState.ASKED, "ตกลง", "somchai"
    )
    return request.take(event)


@pytest.fixture
def released(library: Library) -> Library:
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(samples.released())
        unit.commit()
    return library


def test_prints_come_back_as_they_were_issued_and_as_they_ended(released: Library) -> None:
    with released.unit() as unit:
        for copy in (2, 1, 10):
            unit.prints.add(printed(copy))
        unit.commit()
    ended = printed(2).end(
        Fate.RETURNED, DAY, issued_on=DAY, today=DAY, at=later(99), by="quality", remark="พยาบาลเวร"
    )
    with released.unit() as unit:
        unit.prints.end(ended)
        with pytest.raises(NotFoundError):
            unit.prints.end(printed(7))
        unit.commit()
    with released.reading() as unit:
        assert list(unit.prints.all()) == [printed(1), ended, printed(10)]
        assert list(unit.prints.of(NUMBER)) == list(unit.prints.all())
        assert list(unit.prints.of(DocumentNumber("SOP-XX-001"))) == []
        assert list(unit.prints.out()) == [printed(1), printed(10)]
        assert unit.prints.get(ended.id) == ended
        assert unit.prints.by_token(ended.token) == ended
        assert unit.prints.get("nobody") is None
        assert unit.prints.by_token("nobody") is None


def test_a_copy_number_and_a_token_are_given_once(released: Library) -> None:
    with released.unit() as unit:
        unit.prints.add(printed())
        with pytest.raises(ConcurrentChangeError):
            unit.prints.add(replace(printed(), id="other", token="other"))
        with pytest.raises(ConcurrentChangeError):
            unit.prints.add(replace(printed(2), token=printed().token))
        unit.commit()
    with released.reading() as unit:
        assert list(unit.prints.all()) == [printed()]


def test_a_count_keeps_what_was_found_until_it_is_closed(released: Library) -> None:
    count = Count.begin("c1", "หอ", ["p1", "p2"], at=NOW, by="quality")
    count = replace(
        count, sightings=tuple(replace(s, print_id=printed(k).id) for k, s in enumerate(count.sightings, 1))
    )
    older = replace(count, id="c0", begun_at=later(-9))
    with released.unit() as unit:
        for copy in (1, 2, 3):
            unit.prints.add(printed(copy))
        unit.counts.add(older)
        unit.counts.add(count)
        unit.commit()
    seen = count.see(printed(1).id, Finding.FOUND, at=later(1), by="quality")
    seen = seen.see(printed(3).id, Finding.ASTRAY, at=later(2), by="quality", remark="จากหออื่น")
    with released.unit() as unit:
        unit.counts.save(seen)
        with pytest.raises(NotFoundError):
            unit.counts.save(replace(seen, id="c9"))
        unit.commit()
    closed = seen.see(printed(2).id, Finding.MISSING, at=later(3), by="quality").close(
        at=later(4), by="quality"
    )
    with released.unit() as unit:
        assert unit.counts.get("c1") == seen
        unit.counts.save(closed)
        unit.commit()
    with released.unit() as unit:
        with pytest.raises(ConcurrentChangeError):
            unit.counts.save(closed)
        assert list(unit.counts.all()) == [closed, older]
        assert unit.counts.get("c9") is None


def test_requests_grow_by_steps_and_are_found_by_what_people_ask(library: Library) -> None:
    first, second, third = asked(1), asked(2, by="somchai"), asked(3, document=None)
    with library.unit() as unit:
        for request in (second, first, third):
            unit.requests.add(request)
        for taken in (replace(first, id="x"), replace(first, id="y", number="DAR-2569-0099")):
            with pytest.raises(ConcurrentChangeError):
                unit.requests.add(taken)
        unit.commit()
    done = accepted(first)
    with library.unit() as unit:
        unit.requests.save(done)
        unit.commit()
    with library.unit() as unit:
        with pytest.raises(ConcurrentChangeError):
            unit.requests.save(first)
        with pytest.raises(ConcurrentChangeError):
            unit.requests.save(asked(8))
    with library.reading() as unit:
        assert unit.requests.get(first.number) == done
        assert unit.requests.get("DAR-2569-0008") is None
        assert unit.requests.last_sequence(2569) == 3
        assert unit.requests.last_sequence(2570) == 0
        assert list(unit.requests.of_person("malee")) == [third, done]
        assert list(unit.requests.in_states([RequestState.ASKED])) == [second, third]
        assert list(unit.requests.in_states(RequestState)) == [done, second, third]
        assert list(unit.requests.about(NUMBER)) == [done, second]
