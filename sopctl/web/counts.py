"""Counts of controlled copies, walked with a phone: tick, scan or type, close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import counts
from sopctl.application.distribution.print_lists import print_list
from sopctl.domain.counts import Finding
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.web import context, errors, lists, print_words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("counts", __name__)
_PER_PAGE = 100


@pages.get("/prints/counts")
def listing() -> str:
    """All counts, and the form to begin one."""
    return _listing()


@pages.post("/prints/counts")
def begin() -> ResponseReturnValue:
    """Begin a count of a place, or of everything."""
    try:
        count = counts.begin_count(context.library(), context.actor(), request.form.get("place", ""))
    except SopctlError as error:
        found = errors.refusal(error)
        return _listing(found), found.status
    return redirect(url_for(".walk", count_id=count.id))


@pages.get("/prints/counts/<count_id>")
def walk(count_id: str) -> str:
    """The list to walk with, or the result."""
    return _page(count_id)


@pages.post("/prints/counts/<count_id>/see")
def see(count_id: str) -> ResponseReturnValue:
    """Tick one copy."""
    form = request.form
    finding = next((each for each in Finding if each.value == form.get("finding")), None)
    try:
        if finding is None:
            raise NotFoundError("That finding")
        seen = counts.see(
            context.library(), context.actor(), count_id, form.get("print", ""), finding,
            remark=form.get("remark", ""),
        )  # fmt: skip
    except SopctlError as error:
        return _refused(count_id, error)
    if seen.finding is Finding.OLD and finding is Finding.FOUND:
        flash(say("เป็นฉบับเก่า บันทึกว่าพบฉบับเก่า", "It is of an old version, and recorded so"), "refused")
    return redirect(url_for(".walk", count_id=count_id, **_kept()))


@pages.post("/prints/counts/<count_id>/scan")
def scan(count_id: str) -> ResponseReturnValue:
    """Find a copy by its code."""
    try:
        issued, seen = counts.scan(context.library(), context.actor(), count_id, request.form.get("code", ""))
    except SopctlError as error:
        return _refused(count_id, error)
    word = print_words.finding(seen.finding or Finding.FOUND)
    flash(
        say(f"{issued.number} สำเนาที่ {issued.copy}: {word}", f"{issued.number} copy {issued.copy}: {word}"),
        "message" if seen.finding is Finding.FOUND else "refused",
    )
    return redirect(url_for(".walk", count_id=count_id, **_kept()))


@pages.post("/prints/counts/<count_id>/close")
def close(count_id: str) -> ResponseReturnValue:
    """End the count; its result stays."""
    try:
        counts.close_count(context.library(), context.actor(), count_id, request.form.get("remark", ""))
    except SopctlError as error:
        return _refused(count_id, error)
    flash(say("ปิดการตรวจนับแล้ว", "The count is closed"))
    return redirect(url_for(".walk", count_id=count_id, **_kept()))


def _listing(refusal: Refusal | None = None) -> str:
    library, actor = context.library(), context.actor()
    every = counts.every_count(library, actor)
    places = print_list(library, actor).places
    return render_template("counts.html", counts=every, places=places, refusal=refusal)


def _page(count_id: str, refusal: Refusal | None = None) -> str:
    view = counts.count_view(context.library(), context.actor(), count_id)
    question = _kept().get("q", "")
    found = [x for x in view.lines if not question or _named(x, question)]
    left = [x for x in found if x.sighting.finding is None]
    seen = [x for x in found if x.sighting.finding is not None]
    return render_template(
        "count.html", view=view, left=lists.part(left, _PER_PAGE), seen=lists.part(seen, _PER_PAGE, "seen"),
        many=bool(question) or len(view.lines) > _PER_PAGE, kept=_kept(), refusal=refusal, typed=request.form,
        findings=[Finding.FOUND, Finding.MISSING, Finding.OLD],
    )  # fmt: skip


def _named(x: counts.CountLine, question: str) -> bool:
    issued = x.line.issued
    return lists.holds(question, str(issued.number), x.line.title, issued.place, issued.held_by.name)


def _kept() -> Mapping[str, Any]:
    """Where in the list somebody walks, so that a tick leads back there."""
    return lists.asked("q", "page", "seen")


def _refused(count_id: str, error: SopctlError) -> ResponseReturnValue:
    found = errors.refusal(error)
    return _page(count_id, found), found.status
