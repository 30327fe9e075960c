"""No administrator signs as somebody else, whichever way they go about it (R12): each attack, tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sopctl.application.identity import AccountNotConfirmedError
from sopctl.application.library import Actor
from sopctl.application.people import (
    confirming,
    factors,
    passwords,
    posts,
    proof,
    roster,
    sessions,
    tokens,
)
from sopctl.application.people.confirming import NotASecondPersonError, NotReadyError, WrongWordError
from sopctl.application.people.passwords import (
    CODE_LASTS,
    CodeExpiredError,
    PasswordAboutYouError,
    PasswordCommonError,
    PasswordTooWeakError,
)
from sopctl.application.people.proof import PasswordNotOwnError, WrongPasswordError
from sopctl.application.queries import documents, readers
from sopctl.application.queries.readers import Reader
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.domain.authority import NotTheSignerError
from sopctl.domain.confirmations import Confirmation, Outcome, Touch
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Holding
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action, State
from tests.application.house import DIRECTOR, PASSWORD, PEOPLE, House, text
from tests.application.people.test_factors import to_approve, with_factor
from tests.application.test_attacks import refused
from tests.support.people import CODE, settle_in, vouch, waiting

BOSS, ADMIN = Actor("director"), Actor("admin")
OWN = "my own long password"
PUPPET = Person("puppet", "หุ่น", frozenset({Role.QUALITY, Role.ADMIN, Role.AUDITOR}))


def one(house: House, user: str) -> Confirmation:
    (found,) = waiting(house.library, user)
    return found


def confirm(house: House, by: str, asked: Confirmation, *, word: str | None = None) -> None:
    given = asked.word if word is None else word
    confirming.confirm(house.library, Actor(by), asked.id, word=given, password=PASSWORD)


def puppet(house: House, user: str = "puppet") -> None:
    """A second account of the administrator's own, with a password that they chose."""
    roster.add_person(house.library, ADMIN, replace(PUPPET, user=user), CODE)
    passwords.change_password(house.library, Actor(user), CODE, PASSWORD)


def told(house: House, user: str, kind: NoticeKind) -> int:
    notices = house.database.data.notices.values()
    return sum(each.person == user and each.kind is kind for each in notices)


def test_a_reset_gives_nobody_a_password_that_works(house: House) -> None:
    round_id = to_approve(house)
    given = passwords.reset_password(house.library, ADMIN, "director")
    assert house.ledger_actions()[-1] == "person:reset-password"
    assert told(house, "director", NoticeKind.ACCOUNT_TOUCHED) == 1
    assert told(house, "quality", NoticeKind.TO_CONFIRM) >= 1
    with refused(house, PasswordNotOwnError):
        sessions.sign_in(house.library, "director", given)
    with refused(house, PasswordNotOwnError):
        house.sign(round_id, Action.APPROVE, "director", password=given)
    with refused(house, WrongPasswordError, rows=1):
        house.sign(round_id, Action.APPROVE, "director")
    with refused(house, PasswordTooWeakError):
        passwords.change_password(house.library, BOSS, given, given)
    with refused(house, PasswordCommonError):
        passwords.change_password(house.library, BOSS, given, "password1234")
    with refused(house, PasswordAboutYouError):
        passwords.change_password(house.library, BOSS, given, "โรงพยาบาลทดสอบ1")


def test_reset_redeem_and_sign_is_refused_until_somebody_else_has_met_the_person(house: House) -> None:
    round_id = to_approve(house)
    given = passwords.reset_password(house.library, ADMIN, "director")
    with refused(house, NotReadyError):  # confirmed before the code is used, the administrator could use it
        confirm(house, "quality", one(house, "director"))
    passwords.change_password(house.library, BOSS, given, OWN)
    with refused(house, AccountNotConfirmedError):
        house.sign(round_id, Action.APPROVE, "director", password=OWN)
    asked = one(house, "director")
    with refused(house, NotASecondPersonError):
        confirm(house, "admin", asked)
    with refused(house, AccountNotConfirmedError):
        confirming.confirm(house.library, BOSS, asked.id, word=asked.word, password=OWN)
    for word in ("", "000000" if asked.word != "000000" else "1"):
        with refused(house, WrongWordError):  # who has the account can read the number to the confirmer
            confirm(house, "quality", asked, word=word)
    with refused(house, WrongPasswordError, rows=1):
        confirming.confirm(house.library, Actor("quality"), asked.id, word=asked.word, password="guess")
    with refused(house, NotASecondPersonError):
        confirm(house, "staff", asked)
    confirm(house, "quality", asked)
    assert house.ledger_actions()[-1] == "person:confirm"
    signed = house.sign(round_id, Action.APPROVE, "director", password=OWN)
    assert signed.state is State.APPROVED


def test_an_administrators_second_account_reads_no_restricted_document_until_it_is_confirmed(
    house: House,
) -> None:
    house.publish(text(access="restricted"))
    puppet(house)
    secret, _ = sessions.sign_in(house.library, "puppet", PASSWORD)
    token, _ = tokens.make_token(
        house.library, Actor("puppet"), name="ดู", scopes=[Scope.READ], days=1, password=PASSWORD
    )

    def readers_of_it() -> list[Reader]:
        held = tokens.holder(house.library, token)
        assert held is not None
        known = sessions.signed_in(house.library, secret), held[0]
        return [readers.reader(house.library, Actor("puppet")), *map(Reader, known)]

    for who in readers_of_it():
        assert not who.sees_all
        with pytest.raises(NotFoundError):
            documents.released_versions(house.library, who, DocumentNumber("SOP-IT-001"))
    with refused(house, AccountNotConfirmedError):
        releasing.release_version(house.library, Actor("puppet"), "x", password=PASSWORD)
    confirm(house, "quality", one(house, "puppet"))
    for who in readers_of_it():
        assert documents.released_versions(house.library, who, DocumentNumber("SOP-IT-001"))


def test_an_administrators_second_account_confirms_nothing(house: House) -> None:
    puppet(house)
    given = passwords.reset_password(house.library, ADMIN, "director")
    passwords.change_password(house.library, BOSS, given, OWN)
    with refused(house, AccountNotConfirmedError):
        confirm(house, "puppet", one(house, "director"))
    for reader in ("admin", "puppet"):  # neither vouches for the other
        with refused(house, NotASecondPersonError if reader == "admin" else AccountNotConfirmedError):
            confirm(house, reader, one(house, "puppet"))


def test_a_second_account_does_no_administrators_or_quality_offices_work(house: House) -> None:
    puppet(house)
    round_id = to_approve(house)
    with refused(house, AccountNotConfirmedError):  # else ``admin`` would confirm what ``puppet`` reset
        passwords.reset_password(house.library, Actor("puppet"), "director")
    with refused(house, AccountNotConfirmedError):
        posts.hold_post(house.library, Actor("puppet"), DIRECTOR, "admin", house.today, None)
    with refused(house, AccountNotConfirmedError):
        rounds.replace_signer(house.library, Actor("puppet"), round_id, "a", "b", "x")


def test_a_chain_of_puppets_never_begins(house: House) -> None:
    for user in ("one", "two", "three"):
        puppet(house, user)
    for by, about in (("one", "two"), ("two", "three"), ("three", "one")):
        with refused(house, AccountNotConfirmedError):
            confirm(house, by, one(house, about))


def test_who_was_reset_by_the_same_administrator_confirms_nothing_meanwhile(house: House) -> None:
    given = passwords.reset_password(house.library, ADMIN, "quality", CODE)
    passwords.change_password(house.library, Actor("quality"), given, PASSWORD)
    passwords.reset_password(house.library, ADMIN, "director", CODE)
    passwords.change_password(house.library, BOSS, CODE, OWN)
    with refused(house, AccountNotConfirmedError):
        confirm(house, "quality", one(house, "director"))
    confirm(house, "auditor", one(house, "quality"))
    confirm(house, "quality", one(house, "director"))


def test_a_post_given_by_an_administrator_stands_when_somebody_else_says_so(house: House) -> None:
    puppet(house)
    round_id = to_approve(house)
    shown = rounds.signing_view(house.library, BOSS, round_id).shown
    for user in ("puppet", "deputy", "admin"):
        posts.hold_post(house.library, ADMIN, DIRECTOR, user, house.today, None)
        assert told(house, "director", NoticeKind.POST_GIVEN) > 0
        with refused(house, NotTheSignerError):
            rounds.sign(house.library, Actor(user), round_id, Action.APPROVE, password=PASSWORD, shown=shown)
    asked = one(house, "deputy")
    for by, error in (
        ("admin", NotASecondPersonError),
        ("deputy", NotASecondPersonError),
        ("puppet", AccountNotConfirmedError),
    ):
        with refused(house, error):
            confirm(house, by, asked)
    assert [h.person for h in _holders(house)] == ["director"]  # who was there loses nothing meanwhile
    confirm(house, "quality", asked)
    assert [h.person for h in _holders(house)] == ["deputy"]
    assert house.ledger_actions()[-1] == "post:confirm"


def test_a_post_that_is_refused_never_stands(house: House) -> None:
    posts.hold_post(house.library, ADMIN, DIRECTOR, "deputy", house.today, None)
    asked = one(house, "deputy")
    with refused(house, NotASecondPersonError):
        confirming.refuse(house.library, ADMIN, asked.id)
    confirming.refuse(house.library, Actor("quality"), asked.id)
    with refused(house, NotFoundError):
        confirm(house, "quality", asked)
    assert [h.person for h in _holders(house)] == ["director"]


def test_an_administrator_who_delegates_the_directors_post_waits_too(house: House) -> None:
    puppet(house)
    round_id = to_approve(house)
    last = house.today + timedelta(days=5)
    for actor in (ADMIN, BOSS):  # the second is the director's name without the director's password
        posts.delegate(house.library, actor, "director", "deputy", house.today, last, Formula.ACTING)
        with refused(house, NotAllowedError):  # not even to read
            house.sign(round_id, Action.APPROVE, "deputy")
    with refused(house, WrongPasswordError, rows=1):
        posts.delegate(house.library, BOSS, "director", "deputy", house.today, last, Formula.ACTING,
                        password="guess")  # fmt: skip
    posts.delegate(house.library, BOSS, "director", "deputy", house.today, last, Formula.ACTING,
                    password=PASSWORD)  # fmt: skip
    assert house.sign(round_id, Action.APPROVE, "deputy").state is State.APPROVED


def test_a_delegation_ends_early(house: House) -> None:
    round_id = to_approve(house)
    last = house.today + timedelta(days=5)
    given = posts.delegate(house.library, BOSS, "director", "deputy", house.today, last, Formula.ACTING,
                            password=PASSWORD)  # fmt: skip
    with refused(house, NotAllowedError):
        posts.end_delegation(house.library, Actor("reviewer"), given)
    posts.end_delegation(house.library, BOSS, given)
    with refused(house, NotAllowedError):
        house.sign(round_id, Action.APPROVE, "deputy")
    assert house.ledger_actions()[-1] == "post:end-delegation"


def test_roles_that_an_administrator_grants_themselves_wait(house: House) -> None:
    me = next(person for person in PEOPLE if person.user == "admin")
    wanted = replace(me, roles=frozenset({Role.ADMIN, Role.QUALITY}))
    assert not roster.change_person(house.library, ADMIN, wanted)
    passwords.reset_password(house.library, ADMIN, "director")
    with house.library.reading() as uow:
        kept = uow.people.get("admin")
    assert kept == me
    with refused(house, NotASecondPersonError):
        confirm(house, "admin", one(house, "admin"))
    confirm(house, "auditor", one(house, "admin"))
    with house.library.reading() as uow:
        assert uow.people.get("admin") == wanted
    nurse = next(person for person in PEOPLE if person.user == "staff")
    assert roster.change_person(house.library, ADMIN, replace(nurse, department="IT"))


def test_a_second_factor_taken_away_locks_signing_until_a_new_password_and_a_second_person(
    house: House,
) -> None:
    round_id = to_approve(house)
    with_factor(house)
    factors.reset(house.library, ADMIN, "director")
    assert house.ledger_actions()[-1] == "person:reset-second-factor"
    with refused(house, AccountNotConfirmedError):
        house.sign(round_id, Action.APPROVE, "director")
    with refused(house, NotReadyError):
        confirm(house, "quality", one(house, "director"))
    passwords.change_password(house.library, BOSS, PASSWORD, OWN)
    with refused(house, AccountNotConfirmedError):
        house.sign(round_id, Action.APPROVE, "director", password=OWN)
    confirm(house, "quality", one(house, "director"))
    assert house.sign(round_id, Action.APPROVE, "director", password=OWN).state is State.APPROVED


def test_who_knows_their_old_password_is_not_held_up(house: House) -> None:
    round_id = to_approve(house)
    passwords.change_password(house.library, BOSS, PASSWORD, OWN)
    assert house.sign(round_id, Action.APPROVE, "director", password=OWN).state is State.APPROVED


def test_a_one_time_code_ends_and_works_once_and_a_second_reset_replaces_the_first(house: House) -> None:
    passwords.reset_password(house.library, ADMIN, "director", CODE)
    house.pass_time(days=CODE_LASTS.days, hours=1)
    with refused(house, CodeExpiredError):
        passwords.change_password(house.library, BOSS, CODE, OWN)
    again = passwords.reset_password(house.library, ADMIN, "director")
    passwords.change_password(house.library, BOSS, again, OWN)
    with refused(house, WrongPasswordError, rows=1):
        passwords.change_password(house.library, BOSS, again, "yet another password")
    with house.library.reading() as uow:
        outcomes = [c.outcome for c in uow.confirmations.of("director") if c.kind is Touch.PASSWORD]
    assert outcomes == [Outcome.REPLACED, None]


def test_a_new_account_signs_nothing_before_a_second_person_confirmed_it(house: House) -> None:
    reviewer = next(person for person in PEOPLE if person.user == "reviewer")
    given = roster.add_person(house.library, ADMIN, replace(reviewer, user="second"))
    passwords.change_password(house.library, Actor("second"), given, PASSWORD)
    round_id = house.submit(house.write())
    with refused(house, AccountNotConfirmedError):
        house.sign(round_id, Action.REVIEW, "second")
    confirm(house, "quality", one(house, "second"))
    house.sign(round_id, Action.REVIEW, "second")


def test_many_nurses_are_confirmed_without_their_numbers_but_never_before_they_have_signed_in(
    house: House,
) -> None:
    nurse = Person("nurse", "พยาบาล", frozenset({Role.STAFF}), "ED")
    roster.add_person(house.library, ADMIN, nurse, CODE)
    with refused(house, NotReadyError):
        confirm(house, "quality", one(house, "nurse"), word="")
    passwords.change_password(house.library, Actor("nurse"), CODE, PASSWORD)
    confirm(house, "quality", one(house, "nurse"), word="")


def test_an_empty_library_founds_one_second_person_and_never_another(empty: House) -> None:
    settle_in(empty.library, PEOPLE, PASSWORD)
    with empty.library.reading() as uow:
        outcomes = {c.person: c.outcome for c in uow.confirmations.all()}
    assert outcomes.pop("quality") is Outcome.FOUNDED
    assert set(outcomes.values()) == {Outcome.CONFIRMED}
    assert empty.ledger_actions().count("person:found") == 1


@pytest.mark.parametrize("way", ["reset", "deactivate", "neither"])
def test_the_founding_cannot_be_had_again(empty: House, way: str) -> None:
    settle_in(empty.library, (PEOPLE[0], PEOPLE[4]), PASSWORD)
    if way == "reset":
        passwords.reset_password(empty.library, ADMIN, "quality")
    elif way == "deactivate":
        roster.deactivate(empty.library, ADMIN, "quality")
    puppet(empty)
    assert one(empty, "puppet").locks


def test_where_nobody_of_the_office_is_left_any_confirmed_colleague_vouches(house: House) -> None:
    for user in ("quality", "auditor", "director"):
        roster.deactivate(house.library, ADMIN, user)
    passwords.reset_password(house.library, ADMIN, "reviewer", CODE)
    passwords.change_password(house.library, Actor("reviewer"), CODE, PASSWORD)
    puppet(house)
    with refused(house, AccountNotConfirmedError):
        confirm(house, "puppet", one(house, "reviewer"))
    vouch(house.library, "staff", one(house, "reviewer"), PASSWORD)


def test_locked_signing_is_told_to_the_quality_office_and_to_its_owner_and_stands_in_the_ledger(
    house: House,
) -> None:
    """R13, 21 CFR 11.300d: attempts at unauthorised use are reported at once."""
    round_id = to_approve(house)
    for _ in range(proof.FAILURES_BEFORE_LOCK):
        with pytest.raises(WrongPasswordError):
            house.sign(round_id, Action.APPROVE, "director", password="guess guess guess")
    assert house.ledger_actions()[-1] == "signing:lock"
    told_ = [(n.person, n.kind) for n in house.database.data.notices.values()]
    assert ("quality", NoticeKind.SIGNING_LOCKED) in told_
    assert ("director", NoticeKind.SIGNING_LOCKED) in told_
    with pytest.raises(proof.SigningLockedError):
        house.sign(round_id, Action.APPROVE, "director")


def test_logs_are_not_deleted_with_their_user(house: House) -> None:
    version_id = house.publish()
    with house.library.reading() as uow:
        before = [row.payload() for row, _ in uow.ledger.rows()]
    for user in ("author", "reviewer", "quality", "director"):
        roster.deactivate(house.library, ADMIN, user)
    with house.library.reading() as uow:
        rows = [row.payload() for row, _ in uow.ledger.rows()]
        assert {p.user for p in uow.people.all()} >= {"author", "reviewer", "quality", "director"}
    assert rows[: len(before)] == before
    opened = house.version(version_id).round
    assert opened is not None
    assert [s.name for s in opened.signatures] == ["หัวหน้าแผนก", "ศูนย์คุณภาพ", "ผู้อำนวยการ"]
    for port in (house.library.unit, house.library.reading):  # there is no way to take anybody out
        with port() as uow:
            for name in ("remove", "delete", "discard", "clear"):
                assert not hasattr(uow.people, name)
                assert not hasattr(uow.ledger, name)


def _holders(house: House) -> list[Holding]:
    with house.library.reading() as uow:
        return [h for h in uow.posts.offices().holdings if h.post == "director" and h.covers(house.today)]
