"""Controlled prints, the counts of them, and change requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sopctl.domain.counts import Count
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Print
from sopctl.domain.requests import ChangeRequest, RequestState


class Prints(Protocol):
    """Every controlled print that was ever issued; none is ever taken away."""

    def get(self, print_id: str) -> Print | None: ...
    def by_token(self, token: str) -> Print | None: ...
    def of(self, number: DocumentNumber) -> Sequence[Print]:
        """All of a document, by copy number."""
        ...

    def all(self) -> Sequence[Print]:
        """Every print, by document and copy number."""
        ...

    def out(self) -> Sequence[Print]:
        """Those of which nothing became yet, by document and copy number."""
        ...

    def add(self, issued: Print) -> None:
        """Raises ConcurrentChangeError when the copy number or the token is taken."""
        ...

    def end(self, ended: Print) -> None:
        """Keep what became of a print; what was issued never changes. Raises NotFoundError."""
        ...

    def hand_over(self, moved: Print) -> None:
        """Keep with whom a print is now. Raises NotFoundError."""
        ...


class Counts(Protocol):
    """Counts of prints, each with what was found."""

    def get(self, count_id: str) -> Count | None: ...
    def all(self) -> Sequence[Count]:
        """Latest first."""
        ...

    def add(self, count: Count) -> None: ...
    def save(self, count: Count) -> None:
        """Keep what was found since. Raises NotFoundError, ConcurrentChangeError when it was closed."""
        ...


class Requests(Protocol):
    """Change requests with their history. ``save`` only ever appends."""

    def get(self, number: str) -> ChangeRequest | None:
        """By its number."""
        ...

    def last_sequence(self, year: int) -> int:
        """The highest sequence of a Buddhist year, 0 when there is none."""
        ...

    def of_person(self, user: str) -> Sequence[ChangeRequest]:
        """What somebody asked for, or took over from who did, latest first."""
        ...

    def in_states(self, states: Iterable[RequestState]) -> Sequence[ChangeRequest]:
        """Those in the states, oldest first."""
        ...

    def about(self, document: DocumentNumber) -> Sequence[ChangeRequest]:
        """Those about a document, oldest first."""
        ...

    def add(self, request: ChangeRequest) -> None:
        """Raises ConcurrentChangeError when its number is taken."""
        ...

    def save(self, request: ChangeRequest) -> None:
        """Append what is new. Raises ConcurrentChangeError when the stored history is not a prefix of it."""
        ...
