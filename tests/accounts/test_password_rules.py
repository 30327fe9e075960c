from __future__ import annotations

import time

import pytest

from sopctl.accounts.password_rules import GuessedFirst
from sopctl.accounts.passwords import Argon2Passwords
from sopctl.application.ports import Weakness

ABOUT = ["sopctl", "somchai", "สมชาย ใจดี", "โรงพยาบาลวิชัยเกษม", "วิชัยเกษม", "Wichaiket Hospital"]
RULES = GuessedFirst()


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd12345", "123456789012", "aaaaaaaaaaaa", "qwertyuiop123", "abcabcabcabc",
        "admin12345678", "รหัสผ่าน1234", "isylzjko1234",
    ],
)  # fmt: skip
def test_what_anybody_tries_first_is_refused(password: str) -> None:
    assert RULES.weakness(password, ABOUT) is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "somchai2569!!", "Sopctl-Sopctl", "โรงพยาบาลวิชัยเกษม2569", "Wichaiket2569!", "สมชายใจดี1234",
        "hospital12345",
        "l,=kp.0fu1234",  # สมชายใจดี with the keyboard left on English
    ],
)  # fmt: skip
def test_names_of_the_place_and_the_person_are_refused(password: str) -> None:
    assert RULES.weakness(password, ABOUT) is Weakness.ABOUT


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "ม้าสีขาวกินหญ้าตอนเช้า", "somchai likes seven green boats", "x7Gp-uQ2m-94aZ"],
)
def test_words_that_do_not_belong_together_pass(password: str) -> None:
    assert RULES.weakness(password, ABOUT) is None


def test_a_very_long_password_costs_no_more_than_a_long_one() -> None:
    began = time.process_time()
    RULES.weakness("aA1@" * 50_000, ABOUT)
    assert time.process_time() - began < 2


def test_a_long_random_code_is_hashed_soon_and_a_password_slowly() -> None:
    passwords = Argon2Passwords()
    code, word = passwords.hash_code("dnm6-5xgh-dh7e-sdci"), passwords.hash("correct horse")
    assert "m=1024," in code
    assert "m=65536," in word
    assert passwords.matches(code, "dnm6-5xgh-dh7e-sdci")
    assert not passwords.matches(code, "dnm6-5xgh-dh7e-sdcj")
    assert passwords.matches(word, "correct horse")
