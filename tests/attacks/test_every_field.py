"""Stored script and stored templates: what was typed into any field is shown as it was typed, as text."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest

from tests.application.house import PASSWORD
from tests.attacks.fields import HOSTILE, Fields
from tests.web.sites import Browser
from tests.web.test_security import Tags

pytestmark = pytest.mark.xdist_group("every-field")  # one library for all
READERS = ("quality", "admin", "director", "writer", "staff")
ASKED = {
    "documents.compare": ("?from=1&to=2",), "search.results": ("?q=mark",),
    "requests.mine": ("", "?show=ended"),
    "notices.messages": ("", "?show=waiting"), "prints.exchange_form": ("?document=SOP-IT-001",),
    "prints.issue_form": ("?document=SOP-IT-001",), "requests.new": ("?document=SOP-IT-001&kind=copy",),
}  # fmt: skip
ELSEWHERE = {"static", "sessions.choose_language"}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page that is HTML, as everybody who may open it; the marks of all fields as "marks"."""
    made = Fields()
    found = {"marks": "\n".join(made.marks)}
    for who in READERS:
        client = made.site.app.test_client()
        browser = Browser(client)
        form = {"csrf_token": browser.token(), "user": who, "password": PASSWORD}
        client.post("/sign-in", data=form, headers={"User-Agent": HOSTILE})
        browser.get(f"/language/{'en' if who == 'admin' else 'th'}")
        for path in _paths(made):
            answer = browser.get(path)
            if answer.mimetype == "text/html":
                found[f"{who} {path}"] = answer.get_data(as_text=True)
    return found


def _paths(made: Fields) -> Iterator[str]:
    ids = {"filename": "style.css", "sha256": "0" * 64, "user": "writer", "extension": "pdf", "code": "th"}
    ids |= dict.fromkeys(("holding", "confirmation", "notice_id", "flag_id", "message_id", "token_id"), "x")
    ids |= {"session_id": "x"} | made.ids
    bound = made.site.app.url_map.bind("localhost")
    for rule in made.site.app.url_map.iter_rules():
        if rule.methods and "GET" in rule.methods and rule.endpoint not in ELSEWHERE:
            own = {"extension": "xlsx"} if rule.endpoint == "paper.download" else {}
            values = {name: (ids | own)[name] for name in rule.arguments}
            path = bound.build(rule.endpoint, values, method="GET")
            yield from (path + asked for asked in ASKED.get(rule.endpoint, ("",)))
    yield from made.more


def test_nothing_that_was_typed_runs_loads_or_is_worked_out(pages: dict[str, str]) -> None:
    shown = {where: page for where, page in pages.items() if where != "marks"}
    assert {where: Tags.bad(page) for where, page in shown.items() if Tags.bad(page)} == {}
    assert [
        where for where, page in shown.items() if "1337" in page or "javascript:alert" in _links(page)
    ] == []


def test_every_field_was_looked_at_on_some_page(pages: dict[str, str]) -> None:
    """A field that no page shows would pass unseen."""
    everything = html.unescape("\n".join(page for where, page in pages.items() if where != "marks"))
    assert [mark for mark in pages["marks"].splitlines() if mark not in everything] == []


def _links(page: str) -> str:
    return "\n".join(part.split('"', 1)[0] for part in page.split('href="')[1:])
