from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.distribution import announcing
from sopctl.application.distribution.announcing import Pick
from sopctl.application.library import Actor
from sopctl.application.ports.copies import OfficialCopy, PrintedForm
from sopctl.application.release import withdrawal
from sopctl.content.profile import Profile
from sopctl.domain.announcements import AnnouncementPatternError, announcement_number
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from tests.application.house import HOSPITAL, PASSWORD, House, text
from tests.application.notices.test_notices import told

QUALITY = Actor("quality")


class PlainSheet:
    def render(self, copy: OfficialCopy, profile: Profile) -> bytes:
        return repr(copy.body).encode()

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        return repr((form.facts, form.body, form.link)).encode()


@pytest.fixture
def office(house: House) -> House:
    """A house whose sheets tests can read."""
    drawing = house.library.drawing
    house.library = replace(house.library, drawing=lambda words: replace(drawing(words), sheet=PlainSheet()))
    return house


def test_an_announcement_lists_releases_and_withdrawals_and_is_kept_as_it_went_round(office: House) -> None:
    first, second = office.publish(), office.publish(text("SOP-IT-002", title="เรื่องที่สอง"))
    number = DocumentNumber("SOP-IT-001")
    withdrawal.ask_withdrawal(office.library, QUALITY, number, reason="เลิกใช้")
    view = withdrawal.withdrawal_view(office.library, Actor("director"), number)
    assert view is not None
    withdrawal.sign_withdrawal(office.library, Actor("director"), number, password=PASSWORD, shown=view.shown)
    offered = announcing.announceable(office.library, QUALITY)
    assert [(str(line.number), line.withdrawn) for line in offered] == [
        ("SOP-IT-001", True), ("SOP-IT-002", False), ("SOP-IT-001", False),
    ]  # fmt: skip
    picks = [Pick(second), Pick(first, withdrawn=True), Pick(second)]
    made = announcing.announce(office.library, QUALITY, picks)
    assert made.number == "1/2569"
    assert (made.signer, made.subject) == ("ศูนย์คุณภาพ", announcing.SUBJECT)
    pdf = announcing.announcement_file(office.library, made.id).decode()
    for words in ("ส่วนราชการ", "เรื่องที่สอง", "จำนวน ๑ ฉบับ และยกเลิกใช้", "๑๕ มกราคม ๒๕๖๙", "๑/๒๕๖๙", made.id):
        assert words in pdf
    assert announcing.announcement(office.library, made.id) == made
    assert [(str(a.number), a.withdrawn) for a in announcing.announceable(office.library, QUALITY)] == [
        ("SOP-IT-001", False)
    ]
    assert office.ledger_actions()[-1] == "announcement:make"
    assert told(office, "reviewer")[-1] is NoticeKind.ANNOUNCED


def test_a_version_that_another_has_replaced_is_past_announcing(office: House) -> None:
    office.publish()
    second = office.publish()
    assert [line.version_id for line in announcing.announceable(office.library, QUALITY)] == [second]


def test_numbers_run_through_the_year_and_begin_again_and_a_failure_takes_none(office: House) -> None:
    version = office.publish()
    for expected in ("1/2569", "2/2569"):
        assert announcing.announce(office.library, QUALITY, [Pick(version)]).number == expected
    with pytest.raises(NotFoundError):
        announcing.announce(office.library, QUALITY, [Pick("nothing")])
    with pytest.raises(announcing.NothingToAnnounceError):
        announcing.announce(office.library, QUALITY, [])
    with pytest.raises(NotAllowedError):
        announcing.announce(office.library, Actor("author"), [Pick(version)])
    assert announcing.announce(office.library, QUALITY, [Pick(version)]).number == "3/2569"
    office.pass_time(days=360)
    assert announcing.announce(office.library, QUALITY, [Pick(version)]).number == "1/2570"


def test_a_number_that_somebody_took_meanwhile_is_not_given_twice(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, keep = office.publish(), announcing._keep
    taken: list[str] = []

    def other_first(*given: object) -> object:
        if not taken:
            taken.append("being taken")
            taken.append(announcing.announce(office.library, QUALITY, [Pick(version)]).number)
        return keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(announcing, "_keep", other_first)
    made = announcing.announce(office.library, QUALITY, [Pick(version)])
    assert taken[1] == "1/2569"
    assert made.number == "2/2569"
    assert "๒/๒๕๖๙" in announcing.announcement_file(office.library, made.id).decode()


def test_after_a_rebuild_the_ledger_remembers_the_numbers_that_were_given(office: House) -> None:
    version = office.publish()
    for _ in range(2):
        announcing.announce(office.library, QUALITY, [Pick(version)])
    office.database.data.announcements.clear()
    assert announcing.announce(office.library, QUALITY, [Pick(version)]).number == "3/2569"


def test_the_hospital_sets_the_pattern(office: House) -> None:
    facts = f"{HOSPITAL}announcement_number: ศคภ {{sequence:3}}/{{year}}\nannouncement_to: ทุกท่าน\n"
    office.sources.move_main({"library": {"hospital.yaml": facts.encode()}}, message="x", at=office.now)
    made = announcing.announce(office.library, QUALITY, [Pick(office.publish())])
    assert made.number == "ศคภ 001/2569"
    assert "ทุกท่าน" in announcing.announcement_file(office.library, made.id).decode()


@pytest.mark.parametrize(
    "pattern", ["", "{year}", "{sequence}", "{sequence}{sequence}/{year}", "{x}{sequence}/{year}"]
)
def test_a_pattern_that_numbers_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(AnnouncementPatternError):
        announcement_number(pattern, 2569, 1)
