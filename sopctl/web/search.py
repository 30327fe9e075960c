"""Search, and what is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sopctl.application.queries import documents, finding
from sopctl.application.records import ReleasedVersion
from sopctl.domain.numbers import DocumentNumber
from sopctl.thai.digits import to_arabic
from sopctl.web import context, kept_parts, lists

pages = Blueprint("search", __name__)
_LONGEST = 200  # characters of a question
_FIRST, _MOST = 10, 30  # hits of a question that are shown at once, and when more are asked for
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
    asked = (query, *chosen.values(), request.args.get("page", "1"), _wants_more())
    results, best = kept_parts.kept(lambda: _results(query, chosen), "results", asked)
    if "go" in request.args and best is not None and _bare(query) == _bare(str(best)):
        # A whole number and Enter asks for that document; the back button does not.
        return redirect(url_for("documents.document", number=best))
    answer = make_response(results if _typing() else _page(query, chosen, results))
    answer.vary.add("HX-Request")
    return answer


def _bare(number: str) -> str:
    """A number without what people leave out: ``SOP-IT-๐๐๑``, ``sop it 1`` and ``SOPIT001`` are one."""
    parts = re.findall(r"[^\W\d_]+|[0-9]+|_+", to_arabic(number).upper())
    bare = "".join(f"{part.lstrip('0')}." if part.isdecimal() else part for part in parts)
    return bare if len(parts) > 1 else number.upper()


def _page(query: str, chosen: dict[str, str], results: Markup) -> str:
    filters = kept_parts.kept(
        lambda: Markup(render_template("_filters.html", chosen=chosen)),  # noqa: S704  # drawn by a template
        "filters", *chosen.values(),
    )  # fmt: skip
    return render_template("search.html", query=query, filters=filters, results=results)


def _results(query: str, chosen: dict[str, str]) -> tuple[Markup, DocumentNumber | None]:
    """What was found, with the number of the first, or without a question what is in force."""
    most = _MOST if _wants_more() else _FIRST
    found = _found(query, chosen, most) if query else None
    count, page, shown = (0, 1, ()) if query else _in_force(chosen)
    drawn = render_template(
        "_results.html", query=query, chosen=chosen, found=found, groups=_groups(shown), count=count,
        pages=lists.pages(page, count, _PER_PAGE), first=_FIRST, most=most,
    )  # fmt: skip
    best = found.hits[0].number if found and found.hits else None
    return Markup(drawn), best  # noqa: S704  # drawn by a template, which escapes


def _found(query: str, chosen: dict[str, str], most: int) -> finding.Answer:
    """The best hits, one more than are shown where there are more; who asks for more keeps the first."""

    def ask(limit: int) -> finding.Answer:
        return finding.search(
            context.library(), context.reader(), query, type_code=chosen["type"],
            department=chosen["department"], standard=chosen["standard"], limit=limit + 1,
        )  # fmt: skip

    first = ask(_FIRST)
    if most == _FIRST or len(first.hits) <= _FIRST:
        return first
    shown = {hit.number for hit in first.hits}  # stays where it is: looking further may rank it otherwise
    others = (hit for hit in ask(most).hits if hit.number not in shown)
    return replace(first, hits=(*first.hits, *others)[: most + 1])


def _in_force(chosen: dict[str, str]) -> tuple[int, int, Sequence[ReleasedVersion]]:
    return documents.in_force_page(
        context.library(), context.reader(), lists.asked_page(), _PER_PAGE, type_code=chosen["type"],
        department=chosen["department"], standard=chosen["standard"],
    )  # fmt: skip


def _wants_more() -> bool:
    return request.args.get("more") == "1"


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
