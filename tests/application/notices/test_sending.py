from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from sopctl.application import figures
from sopctl.application.library import Actor
from sopctl.application.notices import board as noticeboard
from sopctl.application.notices import choices as notice_choices
from sopctl.application.notices import postmaster, sending
from sopctl.application.notices.telling import tell
from sopctl.application.ports.outbox import Letter, Message, MessengerError
from sopctl.application.upkeep import reminding
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import LONGEST_WAIT, Channel, NoticeKind, Pace, next_digest, next_try
from sopctl.domain.workflow import Action
from tests.application.house import House
from tests.application.notices.test_notices import told


@dataclass
class Postman:
    """A channel that a test opens and closes."""

    sent: list[tuple[str, str, Letter]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    error: MessengerError | None = None

    def send(self, message_id: str, to: str, letter: Letter) -> None:
        self.tries.append(message_id)
        if self.error is not None:
            raise self.error
        self.sent.append((message_id, to, letter))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def mail(house: House) -> Postman:
    """The house with mail, and an address for the reviewer and the director."""
    postman = Postman()
    house.library = replace(house.library, messengers={Channel.MAIL: postman})
    with house.library.unit() as uow:
        for user in ("reviewer", "director"):
            person = uow.people.get(user)
            assert person is not None
            uow.people.save(replace(person, mail=f"{user}@hospital.example"))
        uow.commit()
    return postman


def say(house: House, key: str = "k", user: str = "reviewer", kind: NoticeKind = NoticeKind.RELEASED) -> None:
    with house.library.unit() as uow:
        tell(house.library, uow, kind, [user], key=key, title="เรื่อง", path="/documents/SOP-IT-001")
        uow.commit()


def messages(house: House, outcome: str) -> list[Message]:
    with house.library.reading() as uow:
        return list(uow.outbox.with_outcome(outcome))


def test_a_step_reaches_its_signer_by_mail_with_number_title_and_link_alone(
    house: House, mail: Postman
) -> None:
    round_id = house.submit(house.write(reason="เหตุผลลับ"))
    assert sending.post(house.library) == sending.Posted(sent=1)
    ((_, to, letter),) = mail.sent
    assert to == "reviewer@hospital.example"
    (item,) = letter.items
    assert (item.number, item.title) == ("SOP-IT-001", "เรื่องทดสอบ")
    assert item.link == f"https://sop.example/rounds/{round_id}"
    assert "เหตุผลลับ" not in str(letter)
    assert sending.post(house.library) == sending.Posted()


def test_the_same_key_is_told_once_and_a_person_without_an_address_only_inside(
    house: House, mail: Postman
) -> None:
    for _ in range(3):
        say(house)
        say(house, user="staff")
    sending.post(house.library)
    assert [to for _, to, _ in mail.sent] == ["reviewer@hospital.example"]
    assert told(house, "staff") == [NoticeKind.RELEASED]


def test_a_failed_message_is_tried_again_with_the_same_id_and_longer_pauses(
    house: House, mail: Postman
) -> None:
    mail.error = MessengerError(Channel.MAIL, "451 later")
    say(house)
    pauses: list[timedelta] = []
    last = house.now
    while len(pauses) < 6:
        if sending.post(house.library).failed:
            pauses.append(house.now - last)
            last = house.now
        house.pass_time(minutes=1)
    assert len(set(mail.tries)) == 1
    minutes = [round(pause.total_seconds() / 60) for pause in pauses[1:]]
    assert minutes == [2, 4, 8, 16, 32]
    mail.error = None
    house.pass_time(hours=2)
    assert sending.post(house.library).sent == 1
    assert mail.sent[0][0] == mail.tries[0]
    assert [m.attempts for m in messages(house, "sent")] == [7]


def test_it_gives_up_after_days_shows_it_to_the_administrator_and_can_be_sent_after_all(
    house: House, mail: Postman
) -> None:
    mail.error = MessengerError(Channel.MAIL, "451 later")
    say(house)
    for _ in range(20):
        sending.post(house.library)
        house.pass_time(hours=6)
    assert figures.figures(house.library, Actor("quality")).undeliverable == 1
    (line,) = postmaster.messages(house.library, Actor("quality"))
    assert (line.name, [n.title for n in line.notices]) == ("หัวหน้าแผนก", ["เรื่อง"])
    (given_up,) = (line.message for line in postmaster.messages(house.library, Actor("admin")))
    assert given_up.problem == "451 later"
    assert given_up.closed_at is not None
    assert timedelta(days=3) <= given_up.closed_at - given_up.created_at <= timedelta(days=3, hours=12)
    with pytest.raises(NotAllowedError):
        postmaster.messages(house.library, Actor("staff"))
    mail.error = None
    postmaster.try_again(house.library, Actor("admin"), given_up.id)
    assert sending.post(house.library).sent == 1
    assert {m.id for m in messages(house, "sent")} == {given_up.id} == set(mail.tries)


def test_the_quality_office_lets_an_undeliverable_message_be(house: House, mail: Postman) -> None:
    mail.error = MessengerError(Channel.MAIL, "550 no such box", lasting=True)
    say(house)
    sending.post(house.library)
    (line,) = postmaster.messages(house.library, Actor("quality"))
    with pytest.raises(NotAllowedError):
        postmaster.give_up(house.library, Actor("auditor"), line.message.id)
    postmaster.give_up(house.library, Actor("quality"), line.message.id)
    assert postmaster.messages(house.library, Actor("quality")) == ()
    assert [m.problem for m in messages(house, "dropped")] == ["550 no such box"]
    with pytest.raises(NotFoundError):
        postmaster.try_again(house.library, Actor("quality"), line.message.id)


def test_a_box_that_is_not_there_is_given_up_at_once_and_others_still_get_theirs(
    house: House, mail: Postman
) -> None:
    mail.error = MessengerError(Channel.MAIL, "550 5.1.1", lasting=True)
    say(house, "1")
    say(house, "2", "director")
    assert sending.post(house.library).failed == 2
    assert len(messages(house, "undeliverable")) == 2


def test_a_server_that_is_down_is_asked_once_a_round(house: House, mail: Postman) -> None:
    mail.error = MessengerError(Channel.MAIL, "connection refused")
    for key in "abc":
        say(house, key)
    assert sending.post(house.library).failed == 1
    assert len(mail.tries) == 1


def test_killed_between_sending_and_marking_it_is_sent_again_with_its_id(
    house: House, mail: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    say(house)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_close", die)
        with pytest.raises(KeyboardInterrupt):
            sending.post(house.library)
    assert sending.post(house.library).sent == 0  # its claim has not run out
    house.pass_time(minutes=3)
    assert sending.post(house.library).sent == 1
    assert len(mail.sent) == 2
    assert len({message_id for message_id, _, _ in mail.sent}) == 1


def test_a_digest_comes_at_seven_in_bangkok_with_what_is_still_unread(house: House, mail: Postman) -> None:
    notice_choices.choose(house.library, Actor("reviewer"), mail=Pace.DAILY, line=Pace.OFF)
    for key in "abc":
        say(house, key)
        sending.post(house.library)
    read = noticeboard.my_notices(house.library, Actor("reviewer")).notices[0]
    noticeboard.mark_read(house.library, Actor("reviewer"), read.id)
    assert mail.sent == []
    house.now = datetime(2026, 1, 15, 23, 59, tzinfo=UTC)
    assert sending.post(house.library).sent == 0
    house.now = datetime(2026, 1, 16, 0, 0, tzinfo=UTC)
    assert sending.post(house.library).sent == 1
    ((_, _, letter),) = mail.sent
    assert letter.digest
    assert len(letter.items) == 2


def test_who_wants_none_gets_none_even_what_waits_already(house: House, mail: Postman) -> None:
    say(house, "1")
    sending.plan(house.library)
    notice_choices.choose(house.library, Actor("reviewer"), mail=Pace.OFF, line=Pace.OFF)
    say(house, "2")
    sending.post(house.library)
    assert mail.sent == []
    assert len(messages(house, "dropped")) == 1
    assert len(told(house, "reviewer")) == 2  # the list inside always has everything


def test_reminders_come_after_three_days_then_each_week_and_once_each(house: House, mail: Postman) -> None:
    house.submit(house.write())
    counts = []
    for _ in range(18):
        for _ in range(2):
            reminding.remind(house.library)
        counts.append(told(house, "reviewer").count(NoticeKind.STEP_REMINDER))
        house.pass_time(days=1)
    assert counts == [0, 0, 0, *[1] * 7, *[2] * 7, 3]


def test_what_is_approved_and_not_released_reminds_the_quality_office(house: House, mail: Postman) -> None:
    house.approve(house.write())
    house.pass_time(days=4)
    reminding.remind(house.library)
    assert told(house, "quality").count(NoticeKind.STEP_REMINDER) == 1
    assert told(house, "director").count(NoticeKind.STEP_REMINDER) == 0


def test_a_new_signer_learns_of_what_waits_already(house: House, mail: Postman) -> None:
    round_id = house.submit(house.write())
    with house.library.unit() as uow:
        other = uow.people.get("other")
        assert other is not None
        uow.people.save(replace(other, department="IT"))
        uow.commit()
    assert told(house, "other") == []
    reminding.remind(house.library)
    assert told(house, "other") == [NoticeKind.STEP_WAITING]
    assert told(house, "reviewer") == [NoticeKind.STEP_WAITING]
    house.sign(round_id, Action.REVIEW, "other")


def test_a_line_account_is_linked_by_its_code_once_and_unlinked(house: House) -> None:
    line = Postman()
    house.library = replace(house.library, messengers={Channel.LINE: line})
    offered = notice_choices.offer_line_code(house.library, Actor("staff"))
    assert not notice_choices.link_line(house.library, "WRONG234", "U1")
    assert notice_choices.link_line(house.library, f" {offered.code.lower()} ", "U1")
    assert not notice_choices.link_line(house.library, offered.code, "U2")
    assert sending.post(house.library).sent == 1  # the confirmation goes over LINE itself
    assert line.sent[0][1] == "U1"
    other = notice_choices.offer_line_code(house.library, Actor("auditor"))
    assert notice_choices.link_line(house.library, other.code, "U1")
    assert notice_choices.my_choices(house.library, Actor("staff")).preferences.line_user == ""
    notice_choices.unlink_line(house.library, Actor("auditor"))
    assert notice_choices.my_choices(house.library, Actor("auditor")).preferences.line_user == ""
    actions = [action for action in house.ledger_actions() if "line" in action]
    assert actions == ["person:line-link", "person:line-unlink", "person:line-link", "person:line-unlink"]


def test_a_code_runs_out_and_a_new_one_replaces_it(house: House) -> None:
    first = notice_choices.offer_line_code(house.library, Actor("staff"))
    second = notice_choices.offer_line_code(house.library, Actor("staff"))
    assert not notice_choices.link_line(house.library, first.code, "U1")
    house.pass_time(minutes=16)
    assert not notice_choices.link_line(house.library, second.code, "U1")


def test_a_test_message_says_in_words_what_is_missing(house: House, mail: Postman) -> None:
    assert postmaster.send_test(house.library, Actor("admin"), "director", Channel.MAIL) == (
        "director@hospital.example"
    )
    with pytest.raises(postmaster.NoAddressError):
        postmaster.send_test(house.library, Actor("admin"), "staff", Channel.MAIL)
    with pytest.raises(postmaster.ChannelNotSetUpError, match="SOPCTL_LINE_TOKEN"):
        postmaster.send_test(house.library, Actor("admin"), "staff", Channel.LINE)
    with pytest.raises(NotAllowedError):
        postmaster.send_test(house.library, Actor("quality"), "director", Channel.MAIL)
    mail.error = MessengerError(Channel.MAIL, "535 wrong password")
    with pytest.raises(MessengerError, match="535"):
        postmaster.send_test(house.library, Actor("admin"), "director", Channel.MAIL)


def test_pauses_double_up_to_a_cap_and_seven_is_bangkoks() -> None:
    now = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
    assert [next_try(n, now) - now for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (2, 4, 8)]
    assert next_try(50, now) - now == LONGEST_WAIT
    assert next_digest(now) == datetime(2026, 1, 16, 0, 0, tzinfo=UTC)
    assert next_digest(datetime(2026, 1, 15, 23, 0, tzinfo=UTC)) == datetime(2026, 1, 16, 0, 0, tzinfo=UTC)
    assert next_digest(datetime(2026, 1, 16, 0, 0, tzinfo=UTC)) == datetime(2026, 1, 17, 0, 0, tzinfo=UTC)
