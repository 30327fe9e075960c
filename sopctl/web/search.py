"""Search, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application import reading
from sopctl.application.records import ReleasedVersion, SearchHit
from sopctl.web import context

pages = Blueprint("search", __name__)
_LONGEST = 200  # characters of a question


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
    library, reader = context.library(), context.reader()
    hits: Sequence[SearchHit] = ()
    in_force: list[ReleasedVersion] = []
    if query:
        hits = reading.find_documents(
            library, reader, query, type_code=chosen["type"], department=chosen["department"],
            standard=chosen["standard"], limit=30,
        )  # fmt: skip
        if "go" in request.args and len(hits) and query.upper() == str(hits[0].number):
            # A whole number and Enter asks for that document; the back button does not.
            return redirect(url_for("documents.document", number=hits[0].number))
    everything = reading.documents_in_force(library, reader)
    in_force = [r for r in everything if _fits(r, chosen)]
    template = "_results.html" if _typing() else "search.html"
    page = render_template(
        template, query=query, chosen=chosen, hits=hits, groups=_groups(in_force), count=len(in_force),
        versions={r.release.number: r for r in everything}, standards=_standards(everything),
    )  # fmt: skip
    answer = make_response(page)
    answer.vary.add("HX-Request")
    return answer


def _typing() -> bool:
    return request.headers.get("HX-Request") == "true"


def _fits(released: ReleasedVersion, chosen: dict[str, str]) -> bool:
    return (
        chosen["type"] in {"", released.type_code}
        and chosen["department"] in {"", released.department}
        and (not chosen["standard"] or chosen["standard"] in released.standards)
    )


def _groups(releases: Iterable[ReleasedVersion]) -> list[tuple[str, list[ReleasedVersion]]]:
    """By department, in the order of the hospital's own list."""
    by_department: dict[str, list[ReleasedVersion]] = {}
    for released in releases:
        by_department.setdefault(released.department, []).append(released)
    order = [code for code, _, _ in context.face().departments]
    known = [(code, by_department.pop(code)) for code in order if code in by_department]
    return [*known, *sorted(by_department.items())]


def _standards(releases: Iterable[ReleasedVersion]) -> list[str]:
    return sorted({standard for released in releases for standard in released.standards})
