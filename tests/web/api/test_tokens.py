"""What a token opens, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import roster, tokens
from sopctl.domain.errors import NotFoundError
from sopctl.domain.tokens import Scope, TokenLifeError
from tests.application.house import PASSWORD, text
from tests.web.api.programs import Program, Programs, problem
from tests.web.sites import make


def test_a_token_does_no_more_than_its_scopes(programs: Programs) -> None:
    reader = programs.of("author", Scope.READ)
    assert reader.get("/me")["scopes"] == ["read"]
    assert problem(reader.send("POST", "/drafts", json={"markdown": text()})) == (403, "scope-missing")


def test_a_token_does_no_more_than_its_person(programs: Programs) -> None:
    assert problem(programs.of("staff").send("POST", "/drafts", json={"markdown": text()})) == (
        403,
        "not-allowed",
    )
    assert problem(programs.of("author").send("GET", "/ledger")) == (403, "not-allowed")


def test_an_ended_token_opens_nothing(programs: Programs) -> None:
    house = programs.site.house
    author = programs.of("author")
    token = tokens.tokens_of(house.library, Actor("author"))[0]
    with pytest.raises(NotFoundError):
        tokens.revoke_token(house.library, Actor("reviewer"), token.id)
    tokens.revoke_token(house.library, Actor("author"), token.id)
    answer = author.send("GET", "/me")
    assert problem(answer) == (401, "token-needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_with_its_day_and_with_its_person(programs: Programs) -> None:
    house = programs.site.house
    author, staff = programs.of("author"), programs.of("staff")
    roster.deactivate(house.library, Actor("admin"), "staff")
    assert problem(staff.send("GET", "/me"))[0] == 401
    house.now += timedelta(days=31)
    assert problem(author.send("GET", "/me"))[0] == 401


def test_only_the_hash_of_a_token_is_kept(programs: Programs) -> None:
    author = programs.of("author")
    with programs.site.house.library.reading() as uow:
        kept = uow.tokens.of("author")[0]
        rows = [str(row.detail) for row, _ in uow.ledger.rows()]
    assert author.secret not in repr(kept) + "".join(rows)


@pytest.mark.parametrize("life", [{"days": 0}, {"days": 400}, {"name": " "}, {"scopes": ()}])
def test_a_token_without_an_end_a_name_or_a_use_is_refused(
    programs: Programs, life: dict[str, object]
) -> None:
    asked = {"name": "ก", "scopes": (Scope.READ,), "days": 30, "password": PASSWORD} | life
    with pytest.raises(TokenLifeError):
        tokens.make_token(programs.site.house.library, Actor("author"), **asked)  # type: ignore[arg-type]


def test_a_cookie_opens_nothing_here(programs: Programs) -> None:
    browser = programs.site.of("author")
    answer = browser.client.post("/api/v1/drafts", json={"markdown": text()})
    assert problem(answer) == (401, "token-needed")


def test_where_reading_needs_an_account_programs_need_a_token() -> None:
    closed = Programs(make(anonymous_read=False))
    closed.site.house.publish()
    assert problem(closed.nobody().send("GET", "/documents")) == (401, "token-needed")
    assert closed.of("staff", Scope.READ).get("/documents")["items"]


def test_a_restricted_document_shows_in_nothing_to_others(programs: Programs) -> None:
    programs.site.house.publish(text(access="restricted"))
    programs.site.house.publish(
        text("SOP-IT-002").replace("owner:", "references: [SOP-IT-001]\nowner:")
    )  # fmt: skip
    anybody, mine = programs.nobody(), programs.of("quality")
    assert mine.get("/documents/SOP-IT-001")["title"]
    for path in (
        "/documents/SOP-IT-001",
        "/documents/SOP-IT-001/history",
        "/documents/SOP-IT-001/versions/1",
    ):
        assert problem(anybody.send("GET", path)) == (404, "not-found")
    assert anybody.get("/search?q=SOP-IT-001")["hits"] == []
    assert [item["number"] for item in anybody.get("/documents")["items"]] == ["SOP-IT-002"]
    assert anybody.get("/documents/SOP-IT-002")["references"] == [
        {"number": "SOP-IT-001", "title": "", "version": ""}
    ]


def test_the_same_key_acts_once_and_answers_alike(programs: Programs) -> None:
    author = programs.of("author")
    body, headers = {"markdown": text()}, {"Idempotency-Key": "a-1"}
    first = author.send("POST", "/drafts", json=body, headers=headers)
    again = author.send("POST", "/drafts", json=body, headers=headers)
    assert (first.status_code, first.data, first.headers["Location"]) == (
        again.status_code, again.data, again.headers["Location"],
    )  # fmt: skip
    assert again.headers["Idempotency-Replayed"] == "true"
    other = author.send("POST", "/drafts", json={"markdown": text("SOP-IT-002")}, headers=headers)
    assert problem(other) == (409, "idempotency-key-reused")


def test_a_refusal_leaves_its_key_free(programs: Programs) -> None:
    author, headers = programs.of("author"), {"Idempotency-Key": "b"}
    refused = author.send("POST", "/drafts", json={"markdown": "no front matter"}, headers=headers)
    assert refused.status_code >= 400
    assert author.send("POST", "/drafts", json={"markdown": text()}, headers=headers).status_code == 201


def test_a_request_that_was_cut_off_is_not_done_again_blindly(programs: Programs) -> None:
    author, library = programs.of("author"), programs.site.house.library
    author.send("POST", "/drafts", json={"markdown": text()}, headers={"Idempotency-Key": "c"})
    token = tokens.tokens_of(library, Actor("author"))[0].id
    with library.unit() as uow:
        kept = uow.replies.get(token, "c")
        assert kept is not None
        uow.replies.finish(replace(kept, status=0))
        uow.commit()
    answer = author.send("POST", "/drafts", json={"markdown": text()}, headers={"Idempotency-Key": "c"})
    assert problem(answer) == (409, "request-unfinished")


@pytest.mark.parametrize(
    ("path", "method", "options", "expected"),
    [
        ("/nothing", "GET", {}, (404, "page-not-found")),
        ("/documents", "DELETE", {}, (405, "method-refused")),
        ("/documents?limit=0", "GET", {}, (422, "request-malformed")),
        ("/documents?colour=red", "GET", {}, (422, "request-malformed")),
        ("/drafts", "POST", {"json": {"markdown": 5}}, (422, "request-malformed")),
        ("/drafts", "POST", {"json": {"markdown": "a\0b"}}, (422, "request-malformed")),
        ("/drafts", "POST", {"json": {}}, (422, "request-malformed")),
        ("/drafts", "POST", {"data": b"{", "content_type": "application/json"}, (422, "request-malformed")),
        ("/drafts", "POST", {"data": b"a=b", "content_type": "text/plain"}, (415, "request-refused")),
        ("/documents/SOP-IT-777", "GET", {}, (404, "not-found")),
        ("/documents/SOP-IT-777/comparison?from=1&to=zwei", "GET", {}, (422, "request-malformed")),
        ("/register?known_at=2026-01-01T00:00:00", "GET", {}, (422, "request-malformed")),
    ],
)  # fmt: skip
def test_what_is_not_as_described_is_told_as_a_problem(
    programs: Programs, path: str, method: str, options: dict[str, object], expected: tuple[int, str]
) -> None:
    author: Program = programs.of("author")
    assert problem(author.send(method, path, **options)) == expected


@pytest.mark.parametrize("key", ["", " ", "a b", "a" * 201, "\x7f", "\xe9", "a\t"])
def test_a_key_that_is_not_as_described_begins_nothing(programs: Programs, key: str) -> None:
    before = programs.site.house.ledger_actions()
    author = programs.of("author")
    answer = author.send("POST", "/drafts", json={"markdown": text()}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert "draft:begin" not in programs.site.house.ledger_actions()[len(before) :]
