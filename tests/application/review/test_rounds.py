"""Signers named by person, and the lighter route of amendments (R16, R18)."""

from __future__ import annotations

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor, Library
from sopctl.application.people import roster
from sopctl.application.people.proof import reauthenticate
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.domain.authority import NotTheSignerError, OwnDocumentError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import AlreadySignedError, SignerNotReplaceableError, StaleRoundError
from sopctl.domain.types import NoAmendmentsError
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action, OutOfOrderError, State
from tests.application.house import HOSPITAL, PASSWORD, House
from tests.application.test_attacks import refused

NUMBER = DocumentNumber("SOP-IT-001")
QUALITY = Actor("quality")
NAMED = 'signers: "people:[reviewer, other]"\n    needed: all'


def own_type(house: House, old: str, new: str) -> None:
    """The hospital's own SOP, with something of the packaged one replaced."""
    packaged = house.library.packaged("types/SOP.yaml")
    assert packaged is not None
    assert old in packaged.decode()
    changed = packaged.decode().replace(old, new, 1).encode()
    files = {"hospital.yaml": HOSPITAL.encode(), "types/SOP.yaml": changed}
    house.sources.move_main({"library": files}, message="own type", at=house.now)


def replace(house: House, round_id: str, old: str, new: str, reason: str = "ย้ายหน่วยงาน") -> None:
    rounds.replace_signer(house.library, QUALITY, round_id, old, new, reason)


def named_round(house: House) -> str:
    own_type(house, "signers: role:reviewer in owner department", NAMED)
    return house.submit(house.write())


def test_a_replaced_signer_signs_instead_and_as_many_must_sign_as_before(house: House) -> None:
    round_id = named_round(house)
    shown = rounds.signing_view(house.library, Actor("other"), round_id).shown
    roster.deactivate(house.library, Actor("admin"), "other")
    house.sign(round_id, Action.REVIEW, "reviewer")
    with refused(house, OutOfOrderError):  # one of two is not enough, though the other is gone
        house.sign(round_id, Action.CHECK, "quality")
    replace(house, round_id, "other", "deputy")
    with refused(house, NotAllowedError):
        rounds.sign(house.library, Actor("other"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)
    signed = house.sign(round_id, Action.REVIEW, "deputy")
    assert signed.state is State.IN_CHECK
    assert signed.round is not None
    assert [(r.old, r.new, r.by) for r in signed.round.replacements] == [("other", "deputy", "quality")]
    assert signed.round.steps[0].signers.people == ("reviewer", "other")
    assert "round:replace-signer" in house.ledger_actions()


def test_whoever_proves_who_they_are_while_another_signs_has_seen_an_older_round(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = named_round(house)
    shown = rounds.signing_view(house.library, Actor("reviewer"), round_id).shown

    def meanwhile(library: Library, actor: Actor, password: str, code: str = "") -> None:
        monkeypatch.setattr(rounds, "reauthenticate", reauthenticate)
        house.sign(round_id, Action.REVIEW, "other")
        reauthenticate(library, actor, password, code)

    monkeypatch.setattr(rounds, "reauthenticate", meanwhile)
    with pytest.raises(StaleRoundError):
        rounds.sign(house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)
    with house.library.reading() as uow:
        (version,) = uow.versions.of(NUMBER)
    assert version.round is not None
    assert [given.person for given in version.round.signatures] == ["other"]
    assert house.sign(round_id, Action.REVIEW, "reviewer").state is State.IN_CHECK


PARALLEL = f'''{NAMED}
  - action: review
    mode: parallel
    signers: "people:[reviewer, deputy]"'''


def test_of_parallel_steps_one_signs_the_next_where_one_has_signed_already(house: House) -> None:
    """R18: the first of two steps waits for somebody else, and is no reason to refuse the second."""
    own_type(house, "signers: role:reviewer in owner department", PARALLEL)
    round_id = house.submit(house.write())
    for step, still_offered in ((0, True), (1, False)):
        signed = house.sign(round_id, Action.REVIEW, "reviewer").round
        assert signed is not None
        assert signed.signatures[-1].step == step
        assert bool(rounds.waiting_for(house.library, Actor("reviewer"))) is still_offered
    with refused(house, AlreadySignedError):
        house.sign(round_id, Action.REVIEW, "reviewer")
    assert house.sign(round_id, Action.REVIEW, "other").state is State.IN_CHECK


def test_nobody_is_offered_what_became_theirs_to_prepare(house: House) -> None:
    version_id = house.write()
    round_id = house.submit(version_id)
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    assert [v.id for v, _, _ in rounds.waiting_for(house.library, Actor("director"))] == [version_id]
    with house.library.unit() as uow:
        uow.versions.set_author(version_id, "director")
        uow.commit()
    assert rounds.waiting_for(house.library, Actor("director")) == ()
    with refused(house, OwnDocumentError):
        house.sign(round_id, Action.APPROVE, "director")


def test_what_would_shrink_or_bend_a_quorum_is_refused(house: House) -> None:
    round_id = named_round(house)
    for old, new in (
        ("other", "reviewer"),  # is named already: two places, one person
        ("other", "author"),  # prepared it
        ("staff", "deputy"),  # is not named
        ("quality", "deputy"),  # a role is no name
    ):
        with refused(house, SignerNotReplaceableError):
            replace(house, round_id, old, new)
    with refused(house, NotFoundError):
        replace(house, round_id, "other", "nobody")
    with refused(house, ReasonMissingError):
        replace(house, round_id, "other", "deputy", " ")
    with refused(house, NotAllowedError):
        rounds.replace_signer(house.library, Actor("admin"), round_id, "other", "deputy", "เพราะ")
    house.sign(round_id, Action.REVIEW, "reviewer")
    with refused(house, SignerNotReplaceableError):  # has signed
        replace(house, round_id, "reviewer", "deputy")
    replace(house, round_id, "other", "deputy")
    shown = rounds.signing_view(house.library, Actor("deputy"), round_id).shown
    with refused(house, NotTheSignerError):
        rounds.sign(house.library, Actor("other"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)
    rounds.return_for_correction(house.library, Actor("deputy"), round_id, "แก้")
    with refused(house, OutOfOrderError):
        replace(house, round_id, "deputy", "staff")
    version_id = next(v.id for v, _, _ in rounds.waiting_for(house.library, Actor("author")))
    house.submit(version_id)
    with refused(house, StaleRoundError):
        replace(house, round_id, "deputy", "staff")


def test_an_amendment_takes_the_lighter_route_and_its_own_label(house: House) -> None:
    house.publish()
    version_id = drafts.start_revision(house.library, Actor("author"), NUMBER, amendment=True)
    drafts.save_draft(house.library, Actor("author"), version_id, save_number=1, reason="แก้คำผิด")
    round_id = house.submit(version_id)
    version = house.version(version_id)
    assert (version.label, version.state) == (VersionLabel(1, 1), State.IN_CHECK)
    house.sign(round_id, Action.CHECK, "quality")
    house.sign(round_id, Action.APPROVE, "director")
    released = releasing.release_version(house.library, QUALITY, version_id, password=PASSWORD)
    assert released.tag == "SOP-IT-001/v1.1"
    edition = drafts.start_revision(house.library, Actor("author"), NUMBER)
    assert house.version(edition).label == VersionLabel(2)


def test_a_type_without_the_lighter_route_has_no_amendments(house: House) -> None:
    own_type(house, "amendment_steps:\n  - action: check\n    signers: role:quality\n  - action: approve\n"
             "    signers: post:director\n", "")  # fmt: skip
    house.publish()
    with refused(house, NoAmendmentsError):
        drafts.start_revision(house.library, Actor("author"), NUMBER, amendment=True)
