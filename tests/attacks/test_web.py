"""Attacks from a browser that no other room's tests try; docs/security.md lists them all by class."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from urllib.parse import quote

import pytest
from werkzeug.http import parse_options_header

from sopctl.application.library import Actor
from sopctl.application.people import factors, proof, sessions
from sopctl.application.people.proof import WrongPasswordError
from tests.application.house import PASSWORD, PEOPLE, text
from tests.fakes import FakePasswords
from tests.web.sites import Site, make


@pytest.fixture
def site() -> Site:
    return make()


def test_nobody_is_signed_in_by_a_form_of_another_site(site: Site) -> None:
    browser = site.nobody()
    answer = browser.client.post("/sign-in", data={"user": "author", "password": PASSWORD},
                                 headers={"Origin": "https://evil.example"})  # fmt: skip
    assert answer.status_code == 400
    assert browser.get("/inbox").status_code == 302


def test_a_cookie_of_before_opens_nothing_after_signing_out(site: Site) -> None:
    browser = site.of("author")
    kept = browser.client.get_cookie("sopctl")
    assert kept is not None
    browser.post("/sign-out")
    thief = site.nobody()
    thief.client.set_cookie("sopctl", kept.value)
    assert thief.get("/inbox").status_code == 302


@pytest.mark.parametrize("attacker_is", ["nobody", "staff"])
def test_a_cookie_set_before_signing_in_is_not_the_one_after(site: Site, attacker_is: str) -> None:
    """One that was never signed in, and one by which the attacker is signed in as themselves."""
    victim = site.nobody()
    attacker = site.nobody() if attacker_is == "nobody" else site.of(attacker_is)
    attacker.get("/sign-in")
    planted = attacker.client.get_cookie("sopctl")
    assert planted is not None
    victim.client.set_cookie("sopctl", planted.value)
    victim.post("/sign-in", {"user": "author", "password": PASSWORD})
    names = {person.user: f"<b>{person.name}</b>" for person in PEOPLE}
    assert names["author"] in victim.text("/account")
    if attacker_is == "nobody":
        assert attacker.get("/inbox").status_code == 302
    else:
        assert names["author"] not in attacker.text("/account")


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(site: Site) -> None:
    counted: list[str] = []

    class Counting(FakePasswords):
        def matches(self, password_hash: str, password: str) -> bool:
            counted.append(password_hash)
            return super().matches(password_hash, password)

    library = replace(site.house.library, passwords=Counting())
    for user in ("director", "nobody-of-that-name"):
        with pytest.raises(WrongPasswordError):
            sessions.sign_in(library, user, "wrong")
    assert len(counted) == 2


def test_guessing_the_directors_password_stops_neither_their_reading_nor_their_day(site: Site) -> None:
    browser, stranger = site.of("director"), site.nobody()
    for _ in range(12):
        answer = stranger.post("/sign-in", {"user": "director", "password": "guess"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert browser.get("/inbox").status_code == 200  # who is signed in stays so
    browser.post("/sign-out")
    again = browser.post("/sign-in", {"user": "director", "password": PASSWORD})  # a browser of before
    assert again.status_code == 302
    proof.reauthenticate(site.house.library, Actor("director"), PASSWORD)  # nor is signing locked by it


def test_the_cookie_of_a_known_browser_signs_nobody_in_and_is_kept_from_scripts(site: Site) -> None:
    browser = site.of("director")
    kept = browser.client.get_cookie("sopctl_device")
    assert kept is not None
    assert kept.http_only
    assert kept.same_site == "Strict"
    other = site.nobody()
    other.client.set_cookie("sopctl_device", kept.value)
    assert other.get("/inbox").status_code == 302
    with site.house.library.reading() as uow:
        assert kept.value not in uow.guesses.devices("director")  # its hash alone is kept


@pytest.mark.parametrize(
    "name", ['a"; filename="b.exe', "a\r\nX-Evil: 1", "ใบ\u202egnp.exe", "../../a.png", "a\tb"]
)
def test_the_name_of_a_file_adds_no_header_and_no_path(site: Site, name: str) -> None:
    house = site.house
    house.publish()
    browser = site.of("staff")
    form = {"kind": "revise", "document": "SOP-IT-001", "reason": "x", "proposal": "y",
            "files": (BytesIO(b"\x89PNG\r\n\x1a\n"), name)}  # fmt: skip
    sent = browser.post("/requests/new", form)
    with house.library.reading() as uow:
        kept = uow.requests.of_person("staff")
    assert len(kept) == (sent.status_code == 302)
    for made in kept:
        key = made.number.replace("/", "_")
        for stored in made.asked.files:
            assert not {"/", "\\", "\r", "\n"} & set(stored)
            answer = browser.get(f"/requests/{key}/files/{quote(stored)}")
            assert answer.status_code == 200
            assert "X-Evil" not in answer.headers
            assert "\n" not in answer.headers["Content-Disposition"]
            assert parse_options_header(answer.headers["Content-Disposition"])[0] == "attachment"


def test_what_is_typed_is_never_a_template(site: Site) -> None:
    trick = "{{ 7*191 }} ${7*191} #{7*191} <%= 7*191 %> {% print(7*191) %}"
    site.house.publish(text(title=f"'{trick}'", purpose=trick))
    browser = site.of("author")
    form = {"kind": "new", "number": "SOP-IT-009", "title": trick, "reason": trick, "proposal": trick}
    assert browser.post("/requests/new", form).status_code == 302
    for path in (
        "/",
        f"/search?q={quote(trick)}",
        "/documents/SOP-IT-001",
        "/register",
        "/requests",
        "/documents/SOP-IT-001/history",
    ):
        answer = browser.get(path)
        page = unescape(re.sub(r"<[^>]*>", "", answer.get_data(as_text=True)))
        assert answer.status_code == 200, path
        assert "1337" not in page, path
        assert "history" in path or trick.split(" ")[1] in page, path  # it is there, as it was typed


def test_a_stolen_session_alone_takes_no_second_factor_away(site: Site) -> None:
    browser = site.of("author")
    assert browser.post("/account/second-factor/remove", {"password": "guess"}).status_code == 403
    assert not factors.standing_of(site.house.library, Actor("author")).second_factor
