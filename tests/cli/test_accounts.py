"""``sopctl user``: resets, second factors and pictures of signatures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sopctl.accounts.second_factors import TotpFactors
from tests.application.people.test_pictures import png
from tests.support.command_line import Sopctl
from tests.support.demo import PASSWORD

NEW, OWN = "temporary password", "my own long password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_reset_password_signs_nothing_before_a_second_person_confirmed_its_owner(sopctl: Sopctl) -> None:
    reset = ("user", "password", "reviewer", "--password-stdin")
    assert sopctl(*reset, "--as", "quality", stdin=f"{NEW}\n").code == "not-allowed"
    sopctl.done(*reset, "--as", "admin", stdin=f"{NEW}\n")
    assert sopctl.sign("review", "SOP-IT-001", "reviewer", password=NEW).code == "password-not-own"
    confirm = ("user", "confirm", "reviewer", "--password-stdin", "--as", "quality")
    assert sopctl(*confirm, stdin=f"{PASSWORD}\n").code == "confirmation-not-ready"
    told = sopctl.done("user", "password", "--password-stdin", "--as", "reviewer", stdin=f"{NEW}\n{OWN}\n")
    word = told.out.rsplit(" ", 1)[-1].strip()
    assert sopctl.sign("review", "SOP-IT-001", "reviewer", password=OWN).code == "account-not-confirmed"
    assert sopctl(*confirm, stdin=f"{PASSWORD}\n").code == "wrong-word"
    sopctl.done(*confirm, "--word", word, stdin=f"{PASSWORD}\n")
    listed = sopctl.done("user", "confirmations", "--as", "auditor", "--json").json
    assert [(c["person"], c["outcome"]) for c in listed][:1] == [("reviewer", "confirmed")]
    assert sopctl.sign("review", "SOP-IT-001", "reviewer", password=OWN).status == 0


def test_a_second_factor_is_asked_for_once_it_is_set_up(
    sopctl: Sopctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(TotpFactors, "new_secret", lambda _: SECRET)
    code = TotpFactors().code(SECRET, datetime.now(UTC))
    told = sopctl.done("user", "second-factor", "--password-stdin", "--as", "reviewer",
                       stdin=f"{PASSWORD}\n{code}\n")  # fmt: skip
    recovery = told.out.splitlines()[-1]
    assert "otpauth://totp/" in told.out
    assert sopctl.sign("review", "SOP-IT-001", "reviewer").code == "second-factor-needed"
    assert sopctl.sign("review", "SOP-IT-001", "reviewer", "--code", code).code == "wrong-code"  # used once
    picture = tmp_path / "signature.png"
    picture.write_bytes(png())
    sopctl.done("user", "picture", "reviewer", picture, "--as", "reviewer")
    signed = sopctl.sign("review", "SOP-IT-001", "reviewer", "--code", recovery)
    assert signed.status == 0, signed.err
    sopctl.done("user", "second-factor", "reviewer", "--remove", "--as", "admin")
    actions = "".join(sopctl.ledger())
    for action in ("second-factor", "recovery-code", "picture", "reset-second-factor"):
        assert f'"person:{action}"' in actions
