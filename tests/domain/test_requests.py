"""The table of change requests, exhausted; numbers that are never the same twice (R20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.requests import (
    REQUEST_TABLE,
    Asked,
    ChangeRequest,
    RequestAction,
    RequestAuthority,
    RequestEvent,
    RequestIncompleteError,
    RequestKind,
    RequestOrderError,
    RequestPatternError,
    RequestState,
    possible,
    request_lines,
    request_number,
    request_step,
)

AT = datetime(2026, 1, 15, tzinfo=UTC)
NUMBER = DocumentNumber("SOP-IT-001")
EXPECTED = {
    RequestState.ASKED: {"accept", "refuse", "ask-back", "cancel", "hand-over"},
    RequestState.UNCLEAR: {"answer", "refuse", "cancel", "hand-over"},
    RequestState.ACCEPTED: {"assign", "link", "refuse", "finish", "hand-over"},
    RequestState.REFUSED: set(),
    RequestState.DONE: set(),
    RequestState.CANCELLED: set(),
}


def asked() -> ChangeRequest:
    said = Asked(RequestKind.REVISE, "เรื่อง", "เหตุผล", NUMBER, "เสนอ")
    return ChangeRequest("r", "DAR-2569-0001", 2569, 1, said, "malee", "มาลี", "พยาบาล", "MR", AT)


def event(action: RequestAction, words: str = "เพราะ") -> RequestEvent:
    return RequestEvent(action, "quality", "ศูนย์คุณภาพ", AT, RequestState.ASKED, words, "author")


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("action", RequestAction)
def test_every_state_and_action(state: RequestState, action: RequestAction) -> None:
    assert (action in possible(state)) is (action.value in EXPECTED[state])
    if action.value not in EXPECTED[state]:
        with pytest.raises(RequestOrderError):
            request_step(state, action)


def test_only_facts_finish_and_only_the_requester_answers_or_cancels() -> None:
    grounds = {action: step.by for (_, action), step in REQUEST_TABLE.items()}
    assert grounds[RequestAction.FINISH] == (RequestAuthority.FACT,)
    assert grounds[RequestAction.ANSWER] == grounds[RequestAction.CANCEL] == (RequestAuthority.REQUESTER,)
    quality = {a for a, by in grounds.items() if RequestAuthority.QUALITY in by}
    assert quality == set(RequestAction) - {
        RequestAction.FINISH, RequestAction.ANSWER, RequestAction.CANCEL
    }  # fmt: skip


def test_the_state_follows_from_the_history() -> None:
    request = asked()
    assert (request.state, request.since, request.decision) == (RequestState.ASKED, AT, None)
    back = request.take(event(RequestAction.ASK_BACK)).take(event(RequestAction.ANSWER))
    assert back.state is RequestState.ASKED
    taken = back.take(event(RequestAction.ACCEPT, ""))
    assert (taken.state, taken.assignee) == (RequestState.ACCEPTED, "author")
    assert taken.decision is not None
    with pytest.raises(RequestOrderError):
        taken.take(event(RequestAction.ACCEPT))
    for action in (RequestAction.REFUSE, RequestAction.ASK_BACK):
        with pytest.raises(RequestIncompleteError):
            request.take(event(action, " "))


def test_who_takes_a_request_over_asks_it_on() -> None:
    request = asked().take(event(RequestAction.ASK_BACK))
    assert request.requester == "malee"
    moved = request.take(event(RequestAction.HAND_OVER))
    assert (moved.requester, moved.by, moved.state) == ("author", "malee", RequestState.UNCLEAR)
    assert moved.assignee == request.assignee
    with pytest.raises(RequestIncompleteError):
        request.take(replace(event(RequestAction.HAND_OVER), assignee=""))


@pytest.mark.parametrize(
    ("kind", "title", "reason", "document", "proposal"),
    [
        (RequestKind.REVISE, "เรื่อง", "เหตุผล", None, "เสนอ"),
        (RequestKind.WITHDRAW, "เรื่อง", "เหตุผล", None, ""),
        (RequestKind.COPY, "เรื่อง", "เหตุผล", None, ""),
        (RequestKind.NEW, " ", "เหตุผล", None, "เสนอ"),
        (RequestKind.NEW, "เรื่อง", " ", None, "เสนอ"),
        (RequestKind.REVISE, "เรื่อง", "เหตุผล", NUMBER, " "),
        (RequestKind.NEW, "เรื่อง", "ก" * 4_001, None, "เสนอ"),
    ],
)
def test_a_request_says_what_its_kind_asks_for(
    kind: RequestKind, title: str, reason: str, document: DocumentNumber | None, proposal: str
) -> None:
    with pytest.raises(RequestIncompleteError):
        Asked(kind, title, reason, document, proposal)


def test_numbers_follow_the_pattern_of_the_hospital() -> None:
    assert request_number("DAR-{year}-{sequence:4}", 2569, 12) == "DAR-2569-0012"
    assert request_number("คข.{sequence:3}/{year}", 2569, 7) == "คข.007/2569"
    assert request_number("R-{year}-{sequence}", 2569, 12345) == "R-2569-12345"
    for wrong in ("DAR-{sequence}", "DAR-{year}", "{year}{sequence} x", "{year}-{sequence}-{sequence}", ""):
        with pytest.raises(RequestPatternError):
            request_number(wrong, 2569, 1)


def test_the_printed_table_in_the_documentation_is_the_one_that_runs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "requests.md").read_text(encoding="utf-8")
    assert "\n".join(request_lines()) in page
