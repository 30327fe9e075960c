"""Change requests (ใบคำขอดำเนินการเอกสาร): what somebody asks for, and what became of it, as one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber

DEFAULT_PATTERN = "DAR-{year}-{sequence:4}"
_FIELD = re.compile(r"\{(year|sequence)(?::([1-9]))?\}")
_AROUND = re.compile(r"[A-Za-z\u0e01-\u0e2e0-9./-]*")
MAX_TEXT = 4_000  # characters of one answer in the form


class RequestKind(StrEnum):
    """What is asked for."""

    NEW = "new"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    COPY = "copy"  # one more controlled print


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    UNCLEAR = "unclear"  # the quality office asked back
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    CANCELLED = "cancelled"


class RequestAction(StrEnum):
    """The verbs that move a request. ``finish`` is taken by what answers it, never by hand."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK_BACK = "ask-back"
    ANSWER = "answer"
    ASSIGN = "assign"
    LINK = "link"
    FINISH = "finish"
    CANCEL = "cancel"
    HAND_OVER = "hand-over"  # whoever asked has left; somebody else asks on


class RequestAuthority(StrEnum):
    """On what ground somebody acts on a request."""

    REQUESTER = "requester"
    QUALITY = "quality"
    ASSIGNEE = "assignee"
    FACT = "fact"  # the release, the withdrawal or the print that answers it


@dataclass(frozen=True)
class RequestStep:
    """What an action does: where it leads and who may take it."""

    to: RequestState
    by: tuple[RequestAuthority, ...]


_S, _A, _BY = RequestState, RequestAction, RequestAuthority

REQUEST_TABLE: Mapping[tuple[RequestState, RequestAction], RequestStep] = MappingProxyType(
    {
        (_S.ASKED, _A.ACCEPT): RequestStep(_S.ACCEPTED, (_BY.QUALITY,)),
        (_S.ASKED, _A.REFUSE): RequestStep(_S.REFUSED, (_BY.QUALITY,)),
        (_S.ASKED, _A.ASK_BACK): RequestStep(_S.UNCLEAR, (_BY.QUALITY,)),
        (_S.ASKED, _A.CANCEL): RequestStep(_S.CANCELLED, (_BY.REQUESTER,)),
        (_S.ASKED, _A.HAND_OVER): RequestStep(_S.ASKED, (_BY.QUALITY,)),
        (_S.UNCLEAR, _A.ANSWER): RequestStep(_S.ASKED, (_BY.REQUESTER,)),
        (_S.UNCLEAR, _A.REFUSE): RequestStep(_S.REFUSED, (_BY.QUALITY,)),
        (_S.UNCLEAR, _A.CANCEL): RequestStep(_S.CANCELLED, (_BY.REQUESTER,)),
        (_S.UNCLEAR, _A.HAND_OVER): RequestStep(_S.UNCLEAR, (_BY.QUALITY,)),
        (_S.ACCEPTED, _A.ASSIGN): RequestStep(_S.ACCEPTED, (_BY.QUALITY,)),
        (_S.ACCEPTED, _A.LINK): RequestStep(_S.ACCEPTED, (_BY.QUALITY, _BY.ASSIGNEE)),
        (_S.ACCEPTED, _A.REFUSE): RequestStep(_S.REFUSED, (_BY.QUALITY,)),
        (_S.ACCEPTED, _A.HAND_OVER): RequestStep(_S.ACCEPTED, (_BY.QUALITY,)),
        (_S.ACCEPTED, _A.FINISH): RequestStep(_S.DONE, (_BY.FACT,)),
    }
)
WITH_WORDS = (_A.REFUSE, _A.ASK_BACK, _A.ANSWER)  # these say why, or what


class RequestOrderError(SopctlError):
    """A step that a request cannot take where it stands."""

    code = "request-out-of-order"

    def __init__(self, state: RequestState, action: RequestAction) -> None:
        now = ", ".join(possible(state)) or "nothing"
        super().__init__(
            f"{action} is not possible while the request is {state}; possible now: {now}.",
            request_state=state,
            request_action=action,
            request_possible=now,
        )


class RequestIncompleteError(SopctlError):
    """A request that lacks something that its kind asks for, or says too much."""

    code = "request-incomplete"

    def __init__(self, missing: str) -> None:
        super().__init__(f"The request needs {missing}.", request_field=missing)


class RequestPatternError(SopctlError):
    """A pattern of request numbers that cannot make two different ones."""

    code = "request-pattern-malformed"

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"“{pattern}” is no pattern for request numbers; write for example {DEFAULT_PATTERN}.",
            pattern=pattern,
            example=DEFAULT_PATTERN,
        )


@dataclass(frozen=True)
class Asked:
    """What the form says. ``document`` is None for a new one; ``files``: name to SHA-256.

    ``holder`` and ``place`` say for whom an extra copy is. ``wished`` is the day by which it is wanted.
    """

    kind: RequestKind
    title: str
    reason: str
    document: DocumentNumber | None = None
    proposal: str = ""
    wished: date | None = None
    holder: str = ""
    place: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind is not RequestKind.NEW and self.document is None:
            raise RequestIncompleteError("document")
        for name, text in (("title", self.title), ("reason", self.reason)):
            if not text.strip():
                raise RequestIncompleteError(name)
        if self.kind is RequestKind.REVISE and not self.proposal.strip():
            raise RequestIncompleteError("proposal")
        if any(len(text) > MAX_TEXT for text in (self.title, self.reason, self.proposal, self.place)):
            raise RequestIncompleteError("shorter")


@dataclass(frozen=True)
class RequestEvent:
    """One step of a request. ``answer`` names what answers it (``version:…`` or ``print:…``).

    ``at`` is aware UTC. ``words`` say why or what; ``assignee`` is who will do it, or who asks on.
    """

    action: RequestAction
    by: str
    name: str
    at: datetime
    state: RequestState
    words: str = ""
    assignee: str = ""
    answer: str = ""


@dataclass(frozen=True)
class ChangeRequest:
    """A request with all that happened to it; the state follows from the history.

    ``number`` such as ``DAR-2569-0012``: ``year`` is the Buddhist year of the Bangkok day, ``sequence``
    counts within it. ``by_name``, ``by_title`` and ``department`` are the requester's as they stood then.
    """

    id: str
    number: str
    year: int
    sequence: int
    asked: Asked
    by: str
    by_name: str
    by_title: str
    department: str
    at: datetime
    history: tuple[RequestEvent, ...] = ()

    @property
    def state(self) -> RequestState:
        """Where it stands."""
        return self.history[-1].state if self.history else RequestState.ASKED

    @property
    def since(self) -> datetime:
        """Since when it stands there."""
        return self.history[-1].at if self.history else self.at

    @property
    def assignee(self) -> str:
        """Who does it, "" while nobody was named."""
        named = (e for e in reversed(self.history) if e.assignee and e.action is not RequestAction.HAND_OVER)
        return next((e.assignee for e in named), "")

    @property
    def requester(self) -> str:
        """Who asks for it now: whoever asked, or who took that over from them."""
        taken = (e.assignee for e in reversed(self.history) if e.action is RequestAction.HAND_OVER)
        return next(taken, self.by)

    @property
    def answer(self) -> str:
        """What answers it, "" while nothing does."""
        return next((e.answer for e in reversed(self.history) if e.answer), "")

    @property
    def decision(self) -> RequestEvent | None:
        """The quality office's decision, None while it is open."""
        decided = (RequestAction.ACCEPT, RequestAction.REFUSE)
        return next((e for e in reversed(self.history) if e.action in decided), None)

    def take(self, event: RequestEvent) -> ChangeRequest:
        """The request with one more step. Raises RequestOrderError, RequestIncompleteError."""
        step = request_step(self.state, event.action)
        if event.action in WITH_WORDS and not event.words.strip():
            raise RequestIncompleteError("words")
        if event.action is RequestAction.HAND_OVER and not event.assignee:
            raise RequestIncompleteError("assignee")
        if len(event.words) > MAX_TEXT:
            raise RequestIncompleteError("shorter")
        return replace(self, history=(*self.history, replace(event, state=step.to)))


def request_step(state: RequestState, action: RequestAction) -> RequestStep:
    """The table's line for a state and an action. Raises RequestOrderError."""
    found = REQUEST_TABLE.get((state, action))
    if found is None:
        raise RequestOrderError(state, action)
    return found


def possible(state: RequestState) -> tuple[RequestAction, ...]:
    """The actions that the table has for a state."""
    return tuple(action for at, action in REQUEST_TABLE if at is state)


def request_lines() -> Iterator[str]:
    """The table as Markdown lines, for people to read."""
    yield "| from | action | by | to |"
    yield "|---|---|---|---|"
    for (state, action), step in REQUEST_TABLE.items():
        yield f"| {state} | {action} | {', '.join(step.by)} | {step.to} |"


def request_number(pattern: str, year: int, sequence: int) -> str:
    """A number by a pattern such as ``DAR-{year}-{sequence:4}``. Raises RequestPatternError."""
    names = [match[1] for match in _FIELD.finditer(pattern)]
    around = _FIELD.sub("", pattern)
    if sorted(names) != ["sequence", "year"] or not _AROUND.fullmatch(around) or len(pattern) > 60:
        raise RequestPatternError(pattern)
    values = {"year": year, "sequence": sequence}
    return _FIELD.sub(lambda match: str(values[match[1]]).zfill(int(match[2] or 1)), pattern)
