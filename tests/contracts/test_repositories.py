"""The contract of every repository in a unit of work, and of the unit of work itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.documents import DraftWindow
from sopctl.application.records import Draft, WithdrawalRequest
from sopctl.domain import ledger
from sopctl.domain.errors import NotFoundError
from sopctl.domain.ledger import GENESIS
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import WithdrawalOrder
from sopctl.domain.rounds import Replacement
from sopctl.domain.workflow import Action, State
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NOW, NUMBER, V1, later


def test_what_is_not_committed_is_gone(library: Library) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
    with library.unit() as unit:
        assert unit.people.get("somchai") is None
        unit.people.add(samples.person())
        unit.commit()
        unit.people.add(samples.person("malee"))
    with library.reading() as unit:
        assert [person.user for person in unit.people.all()] == ["somchai"]


def test_a_unit_that_reads_cannot_write(library: Library) -> None:
    with pytest.raises(Exception, match="read"), library.reading() as unit:  # noqa: PT012
        unit.people.add(samples.person())
        unit.commit()
    with library.reading() as unit:
        assert unit.people.all() == []


def test_a_reader_sees_one_moment_and_waits_for_nobody(library: Library) -> None:
    with library.reading() as reader:
        assert reader.people.all() == []
        with library.unit() as writer:
            writer.people.add(samples.person())
            writer.commit()
        assert reader.people.all() == []
    with library.reading() as reader:
        assert reader.people.all() == [samples.person()]


def test_a_number_is_given_once(library: Library) -> None:
    other = samples.document(DocumentNumber("SOP-ER-002"))
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.documents.add(other)
        with pytest.raises(ConcurrentChangeError):
            unit.documents.add(samples.document())
        with pytest.raises(NotFoundError):
            unit.documents.save(samples.document(DocumentNumber("SOP-XX-999")))
        unit.documents.save(replace(other, owner="ห้องฉุกเฉิน"))
        unit.commit()
    with library.reading() as unit:
        assert unit.documents.all() == [replace(other, owner="ห้องฉุกเฉิน"), samples.document()]
        assert unit.documents.get(NUMBER) == samples.document()
        assert unit.documents.get(DocumentNumber("SOP-XX-999")) is None


def test_a_version_comes_back_with_its_history_rounds_and_signatures(library: Library) -> None:
    version = samples.reviewed(samples.submitted(samples.version()))
    returned = samples.submitted(
        samples.reviewed(version, "wichai", 30).apply(
            Action.RETURN, by="director", at=later(40), reason="แก้หัวข้อ ๓"
        ),
        "r2",
    )
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.versions.save(samples.submitted(samples.version()))
        unit.versions.save(version)
        unit.versions.save(returned)
        unit.versions.save(returned)
        unit.commit()
    with library.reading() as unit:
        assert unit.versions.get("v1") == returned
        assert unit.versions.by_round("r1") == unit.versions.by_round("r2") == returned
        assert unit.versions.find(NUMBER, V1) == returned
        assert unit.versions.get("v2") is unit.versions.by_round("r9") is None


def test_a_version_is_read_again_as_it_stands_now(library: Library) -> None:
    begun = samples.version()
    submitted = samples.submitted(begun)
    reviewed = samples.reviewed(submitted)
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(begun)
        unit.commit()
    for before, now in ((begun, submitted), (submitted, reviewed)):
        with library.unit() as unit:
            assert unit.versions.again(before) == before
            unit.versions.save(now)
            unit.commit()
        with library.reading() as unit:
            assert unit.versions.again(before) == unit.versions.again(now) == now
    with library.unit() as unit:
        unit.versions.set_author("v1", "malee")
        assert unit.versions.again(reviewed) == replace(reviewed, author="malee")
        with pytest.raises(NotFoundError):
            unit.versions.again(samples.version("v9"))


def test_what_was_read_before_is_saved_only_while_it_stands(library: Library) -> None:
    submitted = samples.submitted(samples.version())
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(submitted)
        unit.versions.save(samples.reviewed(submitted, "wichai"))
        unit.commit()
    with library.unit() as unit:
        unit.versions.again(submitted)
        with pytest.raises(ConcurrentChangeError):
            unit.versions.save(samples.reviewed(submitted))


def test_history_is_only_added_to(library: Library) -> None:
    submitted = samples.submitted(samples.version())
    reviewed = samples.reviewed(submitted)
    assert submitted.round is not None
    rewritten = [
        submitted,  # shorter than what is kept: somebody signed meanwhile
        samples.reviewed(submitted, "wichai"),  # another signature in its place
        replace(reviewed, history=(replace(reviewed.history[0], by="malee"), *reviewed.history[1:])),
        replace(reviewed, rounds=()),
        replace(reviewed, rounds=(replace(reviewed.rounds[0], commit="d0" * 20),)),
    ]
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(reviewed)
        unit.commit()
    for version in rewritten:
        with library.unit() as unit, pytest.raises(ConcurrentChangeError):
            unit.versions.save(version)
    with library.unit() as unit, pytest.raises(NotFoundError):
        unit.versions.save(samples.version("v9"))
    with library.reading() as unit:
        assert unit.versions.get("v1") == reviewed


def test_a_label_is_free_again_when_its_version_is_abandoned(library: Library) -> None:
    abandoned = samples.version().apply(Action.ABANDON, by="somchai", at=later(1), reason="ซ้ำ")
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        with pytest.raises(ConcurrentChangeError):
            unit.versions.add(samples.version("v2", minutes=2))
        unit.versions.save(abandoned)
        assert unit.versions.find(NUMBER, V1) is None
        unit.versions.add(samples.version("v2", minutes=2))
        unit.commit()
    with library.reading() as unit:
        assert unit.versions.find(NUMBER, V1) == samples.version("v2", minutes=2)
        assert unit.versions.of(NUMBER) == [abandoned, samples.version("v2", minutes=2)]


def test_versions_in_states_come_longest_waiting_first(library: Library) -> None:
    numbers = [DocumentNumber(f"SOP-IT-00{n}") for n in (1, 2, 3)]
    with library.unit() as unit:
        for number, minutes in zip(numbers, (3, 1, 2), strict=True):
            unit.documents.add(samples.document(number))
            unit.versions.add(samples.version(number.text, number, minutes=minutes))
        unit.versions.save(samples.submitted(samples.version(numbers[1].text, numbers[1], minutes=1)))
        unit.commit()
    with library.reading() as unit:
        drafts = unit.versions.in_states([State.DRAFT])
        assert [version.number for version in drafts] == [numbers[2], numbers[0]]
        both = unit.versions.in_states({State.DRAFT, State.IN_REVIEW})
        assert [version.number for version in both] == [numbers[2], numbers[0], numbers[1]]
        assert unit.versions.in_states([]) == []


def test_a_draft_refuses_a_save_over_one_that_was_not_seen(library: Library) -> None:
    draft = Draft("v1", "# ก\n", {"แผนผัง.png": samples.SHA}, "ใหม่", None, 1, NOW, "somchai")
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.drafts.save(draft)
        for number in (1, 3):
            with pytest.raises(ConcurrentChangeError):
                unit.drafts.save(replace(draft, save_number=number))
        second = replace(draft, save_number=2, requested_effective=DAY, markdown="# ข\n", files={})
        unit.drafts.save(second)
        unit.commit()
    with library.reading() as unit:
        assert unit.drafts.get("v1") == second
        assert unit.drafts.get("v2") is None
    with library.unit() as unit, pytest.raises(ConcurrentChangeError):
        unit.drafts.save(replace(draft, version_id="v2", save_number=2))


def test_windows_on_a_draft_are_known_until_they_are_closed_or_forgotten(library: Library) -> None:
    def seen(user: str, name: str, minutes: int, *, live: bool = True) -> DraftWindow:
        return DraftWindow("v1", user, name, live, NOW + timedelta(minutes=minutes))

    first, second, old = seen("somchai", "w1", 5), seen("malee", "w2", 6, live=False), seen("malee", "w0", 0)
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        for window in (seen("somchai", "w1", 1), first, second, old):
            unit.drafts.look_in(window)
        unit.commit()
    with library.reading() as unit:
        assert list(unit.drafts.windows("v1", NOW + timedelta(minutes=1))) == [second, first]
        assert list(unit.drafts.windows("v2", NOW)) == []
    with library.unit() as unit:
        unit.drafts.leave(second)
        unit.drafts.forget_windows(NOW + timedelta(minutes=1))
        unit.commit()
    with library.reading() as unit:
        assert list(unit.drafts.windows("v1", NOW)) == [first]


def test_the_ledger_is_a_chain(library: Library) -> None:
    bangkok = timezone(timedelta(hours=7))
    whole_second = datetime(2026, 3, 1, 9, 0, tzinfo=bangkok)
    with library.unit() as unit:
        assert unit.ledger.head() == GENESIS
        assert unit.ledger.last() is None
        first = unit.ledger.append(at=NOW, subject="SOP-IT-001", action="version:submit", actor="somchai")
        second = unit.ledger.append(
            at=whole_second,
            subject="ก",
            action="a:b",
            actor="malee",
            host_user="root",
            detail={"ข": "๑", "a": ""},
        )
        unit.commit()
    with library.unit() as unit:
        third = unit.ledger.append(at=NOW, subject="x", action="a:b", actor="malee")
        assert third.previous == second.hash == next(iter(unit.ledger.rows(2)))[1]
        assert unit.ledger.head() == third.hash
    with library.reading() as unit:
        rows = list(unit.ledger.rows())
        assert unit.ledger.last() == second
        assert [row for row, _ in rows] == [first, second]
        assert ledger.verify(rows) == unit.ledger.head() == second.hash


def test_one_intent_a_version_is_open(library: Library) -> None:
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.intents.add(samples.intent())
        with pytest.raises(ConcurrentChangeError):
            unit.intents.add(samples.intent("i2"))
        assert unit.intents.open() == [samples.intent()]
        unit.intents.close("i1", "undone")
        with pytest.raises(NotFoundError):
            unit.intents.close("i1", "done")
        unit.intents.add(samples.intent("i2"))
        unit.commit()
    with library.reading() as unit:
        assert unit.intents.open() == [samples.intent("i2")]


def test_a_version_stands_still_from_its_intent_until_it_is_closed(library: Library) -> None:
    version = samples.submitted(samples.version())
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(version)
        unit.intents.add(samples.intent())
        unit.commit()
    moved = version.apply(Action.ABANDON, by="somchai", at=later(20), reason="ไม่ใช้แล้ว")
    with library.unit() as unit:
        with pytest.raises(ConcurrentChangeError):
            unit.versions.save(moved)
        assert unit.versions.get("v1") == version
        unit.intents.close("i1", "done")
        unit.versions.save(moved)
        assert unit.versions.get("v1") == moved


def test_a_replaced_signer_is_kept_and_never_taken_back(library: Library) -> None:
    version = samples.submitted(samples.version())
    replaced = version.replace_signer(Replacement(0, "malee", "somsri", "quality", later(11), "ลาออก"))
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(version)
        unit.versions.save(replaced)
        assert unit.versions.get("v1") == replaced
        with pytest.raises(ConcurrentChangeError):
            unit.versions.save(version)


def test_one_withdrawal_a_version_waits(library: Library) -> None:
    order = WithdrawalOrder(NUMBER, V1, samples.SHA, samples.SHA, samples.DAY, "เลิกใช้", "ann", "แอน", NOW)
    first = WithdrawalRequest("w1", "v1", order)
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(samples.released())
        unit.withdrawals.add(first)
        with pytest.raises(ConcurrentChangeError):
            unit.withdrawals.add(replace(first, id="w2"))
        assert unit.withdrawals.open() == unit.withdrawals.of("v1") == [first]
        unit.withdrawals.close("w1", "declined", later(1), by="ben", answer="ยังใช้")
        with pytest.raises(NotFoundError):
            unit.withdrawals.close("w1", "withdrawn", later(2), by="ben")
        second = replace(first, id="w2", order=replace(order, asked_at=later(3)))
        unit.withdrawals.add(second)
        unit.withdrawals.close("w2", "withdrawn", later(4), by="boss", signature=b"{}")
        unit.commit()
    with library.reading() as unit:
        assert unit.withdrawals.open() == []
        assert unit.withdrawals.of("v1") == [
            replace(first, outcome="declined", closed_at=later(1), closed_by="ben", answer="ยังใช้"),
            replace(second, outcome="withdrawn", closed_at=later(4), closed_by="boss", signature=b"{}"),
        ]


def test_naive_and_local_times_are_refused(library: Library) -> None:
    for moment in (NOW.replace(tzinfo=None), NOW.astimezone(timezone(timedelta(hours=7)))):
        with library.unit() as unit, pytest.raises(Exception, match="UTC"):
            unit.documents.add(replace(samples.document(), created_at=moment))


def test_what_refers_to_nothing_is_not_committed(library: Library) -> None:
    with library.unit() as unit:
        unit.versions.add(samples.version())
        with pytest.raises(Exception, match=r"(?i)foreign key|is not there"):
            unit.commit()


def test_labels_sort_by_number_not_by_text(library: Library) -> None:
    with library.unit() as unit:
        unit.documents.add(samples.document())
        for label in (VersionLabel(10), VersionLabel(2), VersionLabel(2, 1)):
            unit.versions.add(samples.version(f"v{label}", label=label))
        unit.commit()
    with library.reading() as unit:
        assert [str(v.label) for v in unit.versions.of(NUMBER)] == ["2", "2.1", "10"]
