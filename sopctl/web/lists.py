"""A long list: the lines that hold what was asked for, a page at a time. Works by links alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from sopctl.thai.folding import fold

_Line = TypeVar("_Line")
_LONGEST = 200  # characters of what a list is asked for


@dataclass(frozen=True)
class Pages:
    """Which page of how many is shown; ``last`` is at least 1."""

    page: int
    last: int


@dataclass(frozen=True)
class Part(Generic[_Line]):
    """The lines of one page, and how many there are altogether."""

    lines: Sequence[_Line]
    count: int
    pages: Pages


def asked_page(by: str = "page") -> int:
    """The page that the request asks for; 1 for none, and for what is no number."""
    asked = request.values.get(by, "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def pages(page: int, count: int, size: int) -> Pages:
    """A page of ``count`` lines, ``size`` on each; one that there is not is the nearest."""
    last = max(1, -(-count // size))
    return Pages(min(max(1, page), last), last)


def part(lines: Sequence[_Line], size: int, by: str = "page") -> Part[_Line]:
    """Those of the lines that stand on the page that the request asks for by a name."""
    shown = pages(asked_page(by), len(lines), size)
    return Part(lines[(shown.page - 1) * size : shown.page * size], len(lines), shown)


def asked(*names: str) -> Mapping[str, str]:
    """What the request asks for by these names, without what it leaves empty: for links to the same list.

    Only names that the list knows: others would be taken for parts of the address itself.
    """
    return {name: value for name in names if (value := request.args.get(name, "").strip()[:_LONGEST])}


def holds(question: str, *texts: str) -> bool:
    """Whether every word of a question stands in some of the texts, however digits and case are written."""
    where = fold("\n".join(texts))
    return all(word in where for word in fold(question).split())
