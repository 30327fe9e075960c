"""To the hospital's sign-in page and back: who gets in by it, and that it signs for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import confirming, provided, roster
from sopctl.application.people.proof import WrongPasswordError
from sopctl.application.people.provided import ProviderMissingError, SubjectWrongError
from sopctl.application.ports import Begun, Claimed, NotProvenError
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.workflow import Action, State
from tests.application.house import PASSWORD
from tests.application.test_attacks import refused
from tests.support.people import vouch, waiting
from tests.web.sites import Browser, Site, make

ADMIN, THERE, BACK = Actor("admin"), "https://login.example/authorize", "/sign-in/provider/back"


@dataclass
class FakePage:
    """Proves ``claimed`` to whoever brings the state of now."""

    claimed: Claimed = field(default_factory=lambda: Claimed("1001"))
    name: str = "บัญชีโรงพยาบาล"
    by_mail: bool = False
    begun: int = 0

    def begin(self, back: str) -> Begun:
        self.begun += 1
        return Begun(
            f"{THERE}?{urlencode({'redirect_uri': back})}", f"state {self.begun}", "nonce", "verifier"
        )

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Claimed:
        if answer.get("state") != begun.state:
            raise NotProvenError("state")
        return self.claimed

    def goodbye(self, back: str) -> str:
        return f"https://login.example/goodbye?{urlencode({'to': back})}"


@pytest.fixture
def page() -> FakePage:
    return FakePage()


@pytest.fixture
def site(page: FakePage) -> Site:
    made = make()
    made.house.library = replace(made.house.library, sign_in_page=page)
    made.app.extensions["sopctl"].library = made.house.library
    return made


def link(site: Site, user: str, subject: str = "1001") -> None:
    if not provided.link(site.house.library, ADMIN, user, subject):
        (asked,) = waiting(site.house.library, user)
        vouch(site.house.library, "quality", asked, PASSWORD)


def walk(browser: Browser, target: str = "") -> tuple[int, str]:
    """There and back; the status and where one is sent."""
    gone = browser.get("/sign-in/provider", query_string={"next": target})
    assert gone.headers["Location"].startswith(THERE)
    with browser.client.session_transaction() as kept:
        state = kept["left"]["state"]
    answer = browser.get(BACK, query_string={"state": state, "code": "x"})
    return answer.status_code, answer.headers.get("Location", "")


def test_whoever_is_linked_gets_in_and_comes_where_they_wanted(site: Site) -> None:
    link(site, "author")
    browser = site.nobody()
    assert "sign-in/provider" in browser.text("/sign-in")
    assert walk(browser, "/register?q=x") == (302, "/register?q=x")
    assert browser.get("/inbox").status_code == 200
    assert "kept" not in browser.text("/inbox")
    with browser.client.session_transaction() as session:
        assert set(session) <= {"secret", "csrf_token"}  # nothing of the way is left


def test_whoever_runs_the_page_signs_as_nobody(site: Site) -> None:
    link(site, "reviewer")
    browser, house = site.nobody(), site.house
    assert walk(browser)[0] == 302
    round_id = house.submit(house.write())
    with refused(house, WrongPasswordError, rows=1):
        house.sign(round_id, Action.REVIEW, "reviewer", password="whatever the page took")
    assert house.sign(round_id, Action.REVIEW, "reviewer", password=PASSWORD).state is State.IN_CHECK


def test_an_administrators_link_opens_nothing_before_a_second_person_confirmed_it(site: Site) -> None:
    library = site.house.library
    assert not provided.link(library, ADMIN, "director", "1001")
    assert walk(site.nobody())[0] == 403
    (asked,) = waiting(library, "director")
    with pytest.raises(confirming.NotASecondPersonError):
        vouch(library, "admin", asked, PASSWORD)
    confirming.refuse(library, Actor("quality"), asked.id)
    assert walk(site.nobody())[0] == 403
    link(site, "director")
    browser = site.nobody()
    assert walk(browser)[0] == 302
    with refused(site.house, NotAllowedError):
        provided.link(library, ADMIN, "admin", "1002")
    with refused(site.house, NotAllowedError):
        provided.link(library, Actor("quality"), "author", "1002")


def test_nobody_is_made_by_the_page_and_who_left_stays_out(site: Site) -> None:
    assert walk(site.nobody())[0] == 403
    assert "1001" not in {person.user for person in roster.list_people(site.house.library, ADMIN)}
    link(site, "author")
    roster.deactivate(site.house.library, ADMIN, "author")
    assert walk(site.nobody())[0] == 403


def test_a_verified_address_stands_for_staff_alone_and_only_where_it_is_set(
    site: Site, page: FakePage
) -> None:
    house = site.house
    with house.library.unit() as uow:
        for user in ("staff", "author"):
            person = uow.people.get(user)
            assert person is not None
            uow.people.save(replace(person, mail=f"{user}@hospital.example"))
        uow.commit()
    page.claimed = Claimed("9", "Staff@Hospital.example")
    assert walk(site.nobody())[0] == 403
    page.by_mail = True
    assert walk(site.nobody())[0] == 302
    page.claimed = Claimed("9", "author@hospital.example")
    assert walk(site.nobody())[0] == 403
    page.claimed = Claimed("9", "")
    assert walk(site.nobody())[0] == 403


def test_one_word_names_one_person(site: Site) -> None:
    link(site, "staff")
    with refused(site.house, SubjectWrongError):
        provided.link(site.house.library, ADMIN, "author", "1001")
    with refused(site.house, SubjectWrongError):
        provided.link(site.house.library, ADMIN, "author", "x" * 256)
    provided.link(site.house.library, ADMIN, "staff", "")
    assert walk(site.nobody())[0] == 403


def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(site: Site) -> None:
    link(site, "author")
    attacker, victim = site.nobody(), site.nobody()
    attacker.get("/sign-in/provider")
    with attacker.client.session_transaction() as kept:
        theirs = {"state": kept["left"]["state"], "code": "x"}
    assert victim.get(BACK, query_string=theirs).status_code == 403  # login CSRF
    assert victim.get("/inbox").status_code == 302
    victim.get("/sign-in/provider")
    assert victim.get(BACK, query_string=theirs).status_code == 403
    assert attacker.get(BACK, query_string=theirs).status_code == 302
    attacker.post("/sign-out")
    assert attacker.get(BACK, query_string=theirs).status_code == 403  # replayed


def test_an_answer_that_took_too_long_is_refused(site: Site) -> None:
    link(site, "author")
    browser = site.nobody()
    browser.get("/sign-in/provider")
    site.house.now += timedelta(minutes=11)
    with browser.client.session_transaction() as kept:
        state = kept["left"]["state"]
    assert browser.get(BACK, query_string={"state": state, "code": "x"}).status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_way_back_leads_nowhere_else(site: Site, target: str) -> None:
    link(site, "author")
    assert walk(site.nobody(), target) == (302, "/inbox")


def test_the_address_to_come_back_to_is_ours_whatever_the_host_header_says(site: Site) -> None:
    gone = site.nobody().get("/sign-in/provider", headers={"Host": "localhost"})
    assert urlencode({"redirect_uri": f"https://sop.example{BACK}"}) in gone.headers["Location"]


def test_a_session_of_before_is_not_the_one_after(site: Site) -> None:
    link(site, "author")
    browser = site.nobody()
    browser.get("/sign-in/provider")
    before = browser.client.get_cookie("sopctl")
    walk(browser)
    assert before is not None
    thief = site.nobody()
    thief.client.set_cookie("sopctl", before.value)
    assert thief.get("/inbox").status_code == 302


def test_one_signs_out_of_the_page_too(site: Site) -> None:
    gone = site.nobody().get("/sign-out/provider")
    assert gone.headers["Location"] == "https://login.example/goodbye?to=https%3A%2F%2Fsop.example%2F"


def test_without_a_page_there_is_no_way_there(site: Site) -> None:
    bare = make()
    assert bare.nobody().get("/sign-in/provider").status_code == 409
    assert bare.nobody().get(BACK).status_code == 409
    with pytest.raises(ProviderMissingError):
        provided.link(bare.house.library, ADMIN, "staff", "1001")
