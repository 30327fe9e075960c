"""Ids of what is somebody else's, of every kind that an address takes: they open and change nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.distribution import counts, prints
from sopctl.application.distribution.prints import Wanted
from sopctl.application.library import Actor
from sopctl.application.paper import lists as paper_lists
from sopctl.application.people import posts, tokens
from sopctl.application.requests import handling
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.posts import Formula
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestKind
from sopctl.domain.tokens import Scope
from tests.application.house import DIRECTOR, PASSWORD, text
from tests.support.people import waiting
from tests.support.pictures import PNG
from tests.web.sites import Browser, Site, make

pytestmark = pytest.mark.xdist_group("ids")  # one library for all
PICTURE = PNG
# What names a thing that every reader may open, or no thing at all.
OPEN = {
    "number": "SOP-IT-001", "version": "1", "extension": "pdf", "filename": "style.css", "code": "th",
    "announcement_id": "f" * 32, "token": "x", "flag_id": "f" * 32,
}  # fmt: skip
# By role alone, whosever it is: tests/web/test_access.py.
BY_ROLE = {"sha256": "0" * 64, "message_id": "f" * 32}
# Whoever reviews reads drafts that are not restricted, and changes none.
READ_BY_REVIEWERS = {
    "drafts.edit", "drafts.present", "drafts.preview", "draft_files.copy", "draft_files.file",
}  # fmt: skip
# Who may, and what then opens: without it a wrong id would be refused as well, and prove nothing.
OWNERS = {
    "draft": ("author", "GET", "drafts.edit"), "name": ("author", "GET", "draft_files.file"),
    "round_id": ("reviewer", "GET", "rounds.read"), "key": ("author", "GET", "requests.show"),
    "count_id": ("quality", "GET", "counts.walk"), "list_id": ("quality", "GET", "paper.show"),
    "user": ("admin", "GET", "staffing.work"), "notice_id": ("reviewer", "GET", "notices.follow"),
    "holding": ("director", "POST", "account.end_delegation"),
    "confirmation": ("quality", "POST", "confirmations.refuse"),
    "token_id": ("author", "POST", "tokens.end"), "session_id": ("author", "POST", "account.end_session"),
}  # fmt: skip
FORM = {"reason": "x", "action": "approve", "password": PASSWORD, "name": "a.png", "to": "other"}


@dataclass
class Others:
    """A library in which everything belongs to somebody, and the ids of it."""

    site: Site = field(default_factory=make)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        house, library, quality = self.site.house, self.site.house.library, Actor("quality")
        author, number, first = Actor("author"), DocumentNumber("SOP-IT-001"), house.today
        house.publish()
        draft = house.write(text("SOP-IT-002"))
        drafts.add_file(library, author, draft, "a.png", PICTURE)
        round_id = house.submit(house.write(text("SOP-IT-003")))
        asked = handling.ask(
            library, author, RequestKind.REVISE, reason="x", proposal="y", document=number,
            files={"a.png": PICTURE},
        )  # fmt: skip
        prints.issue_prints(library, quality, number, [Wanted(HolderKind.PERSON, "author", "ER")])
        _, program = tokens.make_token(
            library, author, name="x", scopes={Scope.READ}, days=9, password=PASSWORD
        )
        holding = posts.delegate(
            library, Actor("director"), "director", "deputy", first + timedelta(days=1),
            first + timedelta(days=3), Formula.ACTING, password=PASSWORD,
        )  # fmt: skip
        posts.hold_post(library, Actor("admin"), DIRECTOR, "deputy", first + timedelta(days=9), None)
        self.site.of("author")
        with library.reading() as uow:
            found = {
                "session_id": uow.sessions.of("author")[0].id,
                "notice_id": uow.notices.of("reviewer", 9)[0].id,
                "confirmation": waiting(library, "deputy")[0].id,
            }
        self.ids = OPEN | BY_ROLE | found | {
            "draft": draft, "round_id": round_id, "key": asked.number.replace("/", "_"), "name": "a.png",
            "token_id": program.id, "holding": holding, "user": "author",
            "count_id": counts.begin_count(library, quality, "ER").id,
            "list_id": paper_lists.propose(library, quality, "a", [], {}).paper_list.id,
        }  # fmt: skip

    def path(self, endpoint: str, method: str) -> str:
        values = self.ids | ({"extension": "xlsx"} if endpoint == "paper.download" else {})
        rule = next(r for r in self.site.app.url_map.iter_rules(endpoint) if method in (r.methods or ()))
        bound = self.site.app.url_map.bind("localhost")
        return bound.build(endpoint, {name: values[name] for name in rule.arguments}, method=method)

    def ask(self, browser: Browser, endpoint: str, method: str) -> int:
        path = self.path(endpoint, method)
        return (browser.get(path) if method == "GET" else browser.post(path, FORM)).status_code


@pytest.fixture(scope="module")
def others() -> Others:
    return Others()


def test_every_kind_of_id_is_tried(others: Others) -> None:
    taken = {name for rule in others.site.app.url_map.iter_rules() for name in rule.arguments}
    assert taken - {"draft_id"} == others.ids.keys() == OPEN.keys() | BY_ROLE.keys() | OWNERS.keys()


@pytest.mark.parametrize("who", ["staff", "other"])
def test_an_id_of_somebody_elses_opens_and_changes_nothing(others: Others, who: str) -> None:
    browser, opened = others.site.of(who), set[str]()
    before = others.site.house.ledger_actions()
    for rule in others.site.app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") or not rule.arguments - OPEN.keys():
            continue  # programs: tests/web/api/test_access.py
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if others.ask(browser, rule.endpoint, method) not in {403, 404}:
                opened.add(rule.endpoint)
    assert opened == (READ_BY_REVIEWERS if who == "other" else set())
    assert others.site.house.ledger_actions() == before


@pytest.mark.parametrize("kind", OWNERS)
def test_the_same_id_opens_for_whoever_it_belongs_to(others: Others, kind: str) -> None:
    who, method, endpoint = OWNERS[kind]
    assert others.ask(others.site.of(who), endpoint, method) in {200, 302, 303}
