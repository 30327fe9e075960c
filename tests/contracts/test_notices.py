"""Notices, the outbox, references and announcements, over the fake and every real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.outbox import LineCode, Message, Preferences
from sopctl.domain.announcements import AnnouncedVersion, Announcement
from sopctl.domain.errors import NotFoundError
from sopctl.domain.notices import Channel, Notice, NoticeKind, Pace
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.referencing import Cause, ReferenceFlag
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NUMBER, SHA, V1, later

OTHER = DocumentNumber("SOP-IT-002")


def notice(notice_id: str, minutes: float = 0, key: str = "", person: str = "somchai") -> Notice:
    return Notice(
        notice_id, NoticeKind.RELEASED, person, key or notice_id, later(minutes), NUMBER, "เรื่อง", "/x"
    )


def message(message_id: str, minutes: float = 0, notices: tuple[str, ...] = ("n1",)) -> Message:
    return Message(message_id, "somchai", Channel.MAIL, later(0), later(minutes), notices)


def with_people(library: Library) -> None:
    with library.unit() as unit:
        for user in ("somchai", "malee"):
            unit.people.add(samples.person(user))
        unit.documents.add(samples.document())
        unit.documents.add(samples.document(OTHER))
        unit.versions.add(samples.version())
        unit.commit()


def test_a_notice_is_kept_once_for_its_key_read_and_planned(library: Library) -> None:
    with_people(library)
    with library.unit() as unit:
        assert unit.notices.add(notice("n1"))
        assert unit.notices.add(notice("n2", 1))
        assert not unit.notices.add(notice("n3", 2, key="n1"))
        assert unit.notices.add(notice("n4", 3, key="n1", person="malee"))
        unit.notices.planned("n1", later(5))
        unit.notices.mark_read("somchai", later(6), "n4")  # not theirs
        unit.commit()
    with library.unit() as unit:
        assert unit.notices.of("somchai") == [notice("n2", 1), notice("n1")]
        assert unit.notices.of("somchai", 1) == [notice("n2", 1)]
        assert unit.notices.unread("somchai") == 2
        assert unit.notices.unread("malee") == 1
        assert [n.id for n in unit.notices.unplanned(10)] == ["n2", "n4"]
        unit.notices.mark_read("somchai", later(7), "n1")
        unit.notices.mark_read("somchai", later(8))
        assert [n.read_at for n in unit.notices.of("somchai")] == [later(8), later(7)]
        unit.commit()


def test_the_outbox_gives_what_is_due_and_keeps_what_became_of_it(library: Library) -> None:
    with_people(library)
    with library.unit() as unit:
        for each in ("n1", "n2"):
            unit.notices.add(notice(each))
        unit.outbox.add(message("m1", 10))
        unit.outbox.add(message("m2", 5))
        unit.commit()
    with library.unit() as unit:
        assert unit.outbox.due(Channel.MAIL, later(4)) is None
        assert unit.outbox.due(Channel.LINE, later(20)) is None
        due = unit.outbox.due(Channel.MAIL, later(20))
        assert due == replace(message("m2", 5), notice_ids=())
        sent = replace(due, attempts=2, outcome="sent", closed_at=later(21), problem="", due_at=later(30))
        unit.outbox.save(sent)
        assert unit.outbox.get("m2") == sent
        assert unit.outbox.get("m9") is None
        assert [m.id for m in unit.outbox.with_outcome("sent")] == ["m2"]
        assert (unit.outbox.count("sent"), unit.outbox.count("undeliverable")) == (1, 0)
        assert [m.id for m in unit.outbox.with_outcome("")] == ["m1"]
        with pytest.raises(NotFoundError):
            unit.outbox.save(message("m9"))
        unit.commit()


def test_a_digest_collects_its_day(library: Library) -> None:
    with_people(library)
    with library.unit() as unit:
        for each in ("n1", "n2"):
            unit.notices.add(notice(each))
        for each, place in (("m1", ("n1",)), ("m2", ("n2",)), ("m3", ("n2",))):
            unit.outbox.collect(replace(message(each, notices=place), digest_day=DAY))
        unit.outbox.collect(replace(message("m4"), digest_day=date(2026, 3, 2)))
        unit.commit()
    with library.reading() as unit:
        assert [n.id for n in unit.outbox.notices("m1")] == ["n1", "n2"]
        assert {m.id for m in unit.outbox.with_outcome("")} == {"m1", "m4"}


def test_preferences_and_codes_come_back_as_they_were(library: Library) -> None:
    with_people(library)
    chosen = Preferences("somchai", Pace.DAILY, Pace.OFF, "U1", later(1))
    with library.unit() as unit:
        assert unit.outbox.preferences("somchai") == Preferences("somchai")
        unit.outbox.save_preferences(Preferences("somchai", line_user="U0"))
        unit.outbox.save_preferences(chosen)
        unit.outbox.add_line_code(LineCode("a" * 64, "somchai", later(15)))
        unit.outbox.add_line_code(LineCode("b" * 64, "somchai", later(16)))
        unit.commit()
    with library.unit() as unit:
        assert unit.outbox.preferences("somchai") == chosen
        assert unit.outbox.by_line_user("U1") == [chosen]
        assert unit.outbox.by_line_user("U0") == []
        assert unit.outbox.take_line_code("a" * 64) is None
        assert unit.outbox.take_line_code("b" * 64) == LineCode("b" * 64, "somchai", later(16))
        assert unit.outbox.take_line_code("b" * 64) is None
        unit.commit()


def test_references_are_noted_flagged_once_and_closed_once(library: Library) -> None:
    with_people(library)
    flag = ReferenceFlag("f1", OTHER, NUMBER, "v1", Cause.RELEASED, later(1))
    with library.unit() as unit:
        unit.references.note("v1", [OTHER, NUMBER])
        unit.references.note("v1", [OTHER])
        assert unit.references.unnoted() == frozenset()
        assert unit.references.naming(OTHER) == {"v1"}
        assert unit.references.naming(DocumentNumber("SOP-IT-009")) == frozenset()
        assert unit.references.flag(flag)
        assert not unit.references.flag(replace(flag, id="f2"))
        assert unit.references.flag(replace(flag, id="f3", cause=Cause.WITHDRAWN, raised_at=later(2)))
        unit.references.close("f1", later(3), "malee", "ไม่กระทบ")
        with pytest.raises(NotFoundError):
            unit.references.close("f1", later(4), "malee", "อีก")
        unit.commit()
    with library.reading() as unit:
        closed = replace(flag, closed_at=later(3), closed_by="malee", remark="ไม่กระทบ")
        assert unit.references.get("f1") == closed
        assert unit.references.get("f9") is None
        assert [f.id for f in unit.references.open()] == ["f3"]
        assert unit.references.closed(9) == [closed]
        assert [f.id for f in unit.references.of(OTHER)] == ["f1", "f3"]


def test_an_announcement_has_its_number_and_place_alone(library: Library) -> None:
    with_people(library)
    line = AnnouncedVersion("v1", NUMBER, V1, "เรื่อง", DAY, withdrawn=False, link="https://x/y")
    made = Announcement(
        "a1", "1/2569", 2569, 1, DAY, "ประกาศ", later(1), "somchai", "นายสมชาย", "หัวหน้า", (line,), SHA
    )
    with library.unit() as unit:
        assert unit.announcements.last_sequence(2569) == 0
        unit.announcements.add(made)
        for taken in (replace(made, id="a2", sequence=2), replace(made, id="a2", number="2/2569")):
            with pytest.raises(ConcurrentChangeError):
                unit.announcements.add(taken)
        second = replace(made, id="a2", number="2/2569", sequence=2)
        unit.announcements.add(second)
        unit.commit()
    with library.reading() as unit:
        assert unit.announcements.get("a1") == made
        assert unit.announcements.get("a9") is None
        assert unit.announcements.all() == [second, made]
        assert unit.announcements.last_sequence(2569) == 2
        assert unit.announcements.last_sequence(2570) == 0
