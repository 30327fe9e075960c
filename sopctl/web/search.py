"""Search, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sopctl.application.queries import documents, finding
from sopctl.application.records import ReleasedVersion
from sopctl.domain.numbers import DocumentNumber
from sopctl.thai.digits import to_arabic
from sopctl.web import context, kept_parts

pages = Blueprint("search", __name__)
_LONGEST = 200  # characters of a question
_MOST_HITS = 30
_PER_PAGE = 100


@pages.get("/")
def home() -> ResponseReturnValue:
    """The search box, and the documents in force."""
    return _answer()


@pages.get("/search")
def results() -> ResponseReturnValue:
    """The same page for a question; only its results for a script that asks as one types."""
    return _answer()


def _answer() -> ResponseReturnValue:
    query = request.args.get("q", "").strip()[:_LONGEST]
    chosen = {key: request.args.get(key, "") for key in ("type", "department", "standard")}
    asked = (query, *chosen.values(), request.args.get("page", "1"))
    results, best = kept_parts.kept(lambda: _results(query, chosen), "results", asked)
    if "go" in request.args and best is not None and to_arabic(query).upper() == str(best):
        # A whole number and Enter asks for that document; the back button does not.
        return redirect(url_for("documents.document", number=best))
    page = (
        results if _typing() else render_template("search.html", query=query, chosen=chosen, results=results)
    )
    answer = make_response(page)
    answer.vary.add("HX-Request")
    return answer


def _results(query: str, chosen: dict[str, str]) -> tuple[Markup, DocumentNumber | None]:
    """What was found, with the number of the first, or without a question what is in force."""
    found = _found(query, chosen) if query else None
    count, page, shown = (0, 1, ()) if query else _in_force(chosen)
    drawn = render_template(
        "_results.html", query=query, chosen=chosen, found=found, groups=_groups(shown), count=count,
        page=page, more=page * _PER_PAGE < count,
    )  # fmt: skip
    best = found.hits[0].number if found and found.hits else None
    return Markup(drawn), best  # noqa: S704  # drawn by a template, which escapes


def _found(query: str, chosen: dict[str, str]) -> finding.Answer:
    return finding.search(
        context.library(), context.reader(), query, type_code=chosen["type"], department=chosen["department"],
        standard=chosen["standard"], limit=_MOST_HITS,
    )  # fmt: skip


def _in_force(chosen: dict[str, str]) -> tuple[int, int, Sequence[ReleasedVersion]]:
    return documents.in_force_page(
        context.library(), context.reader(), _page_number(), _PER_PAGE, type_code=chosen["type"],
        department=chosen["department"], standard=chosen["standard"],
    )  # fmt: skip


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _typing() -> bool:
    return request.headers.get("HX-Request") == "true"


def _groups(releases: Iterable[ReleasedVersion]) -> list[tuple[str, list[ReleasedVersion]]]:
    """By department, in the order of the hospital's own list."""
    by_department: dict[str, list[ReleasedVersion]] = {}
    for released in releases:
        by_department.setdefault(released.department, []).append(released)
    order = [code for code, _, _ in context.face().departments]
    known = [(code, by_department.pop(code)) for code in order if code in by_department]
    return [*known, *sorted(by_department.items())]
