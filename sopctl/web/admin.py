"""People and posts: who they are, who holds what, who acts for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.people import factors, passwords, posts, provided, roster, sessions
from sopctl.application.review import overview
from sopctl.application.review.overview import Directory
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Post
from sopctl.thai.dates import NotAFullDateError, ThaiDateError, bangkok_day, parse
from sopctl.web import context, errors, lists, persons
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("admin", __name__, url_prefix="/admin")
_PER_PAGE = 50
_ASKED = ("q", "department", "role", "account")  # by what the list of people is asked for


@pages.get("")
def directory() -> str:
    """People as they are asked for, every post, and the forms for administrators."""
    return _page()


@pages.post("/people")
def add_person() -> ResponseReturnValue:
    """Add a person; the page shows their one-time code this once."""
    form = request.form
    actor = context.actor()

    def add() -> tuple[str, str]:
        roles = frozenset(role for role in Role if role in form.getlist("roles"))
        person = Person(
            form.get("user", "").strip(), form.get("name", "").strip(), roles or frozenset({Role.STAFF}),
            form.get("department", ""), form.get("title", "").strip(),
        )  # fmt: skip
        return person.user, roster.add_person(context.library(), actor, person)

    return _given("person", add)


@pages.get("/people/<user>")
def person(user: str) -> str:
    """One person: what they do here, which posts they hold, and changing it."""
    return _person(user)


@pages.post("/people/<user>")
def change(user: str) -> ResponseReturnValue:
    """Change somebody's name, position, department or roles; authority waits for a second person."""
    form, actor = request.form, context.actor()
    try:
        known = _known(user, overview.directory(context.library(), actor))
        roles = frozenset(role for role in Role if role in form.getlist("roles"))
        done = roster.change_person(context.library(), actor, replace(
            known, name=form.get("name", "").strip() or known.name, title=form.get("title", "").strip(),
            department=form.get("department", ""), roles=roles or frozenset({Role.STAFF}),
        ))  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        if found.status in (403, 404):
            raise
        return _person(user, found), found.status
    flash(say("บันทึกแล้ว", "Kept") if done else _waits())
    return redirect(url_for(".person", user=user, **_kept()))


@pages.post("/people/<user>/deactivate")
def deactivate(user: str) -> ResponseReturnValue:
    """Take a person out of work."""
    actor = context.actor()

    def end() -> str:
        roster.deactivate(context.library(), actor, user)
        return say(f"ปิดบัญชี {user} แล้ว", f"Deactivated {user}")

    return _done("people", end)


@pages.post("/people/<user>/password")
def reset_password(user: str) -> ResponseReturnValue:
    """A one-time code for somebody who lost their password; the page shows it this once."""
    actor = context.actor()
    return _given("people", lambda: (user, passwords.reset_password(context.library(), actor, user)))


@pages.post("/people/<user>/second-factor")
def reset_second_factor(user: str) -> ResponseReturnValue:
    """Take away a second factor that somebody lost."""
    actor = context.actor()

    def take() -> str:
        factors.reset(context.library(), actor, user)
        return say(f"ยกเลิกรหัสหกหลักของ {user} แล้ว", f"Removed the second factor of {user}")

    return _done("people", take)


@pages.post("/people/<user>/directory")
def use_directory(user: str) -> ResponseReturnValue:
    """Let the hospital's directory prove a person from now on."""
    actor = context.actor()

    def link() -> str:
        passwords.use_directory(context.library(), actor, user)
        return say(
            f"{user} ใช้รหัสผ่านของโรงพยาบาลแล้ว ลงนามได้เมื่อเข้าสู่ระบบและบุคคลที่สองยืนยัน",
            f"The directory keeps the password of {user}; they sign once they sign in and are confirmed",
        )

    return _done("people", link)


@pages.post("/people/<user>/sign-in-page")
def link(user: str) -> ResponseReturnValue:
    """Say by what name the hospital's sign-in page knows a person; empty ends it."""
    actor = context.actor()

    def tie() -> str:
        subject = request.form.get("subject", "")
        if provided.link(context.library(), actor, user, subject):
            return say("บันทึกแล้ว", "Kept")
        return _waits()

    return _done("people", tie)


@pages.post("/people/<user>/sessions/end")
def end_sessions(user: str) -> ResponseReturnValue:
    """Sign somebody out everywhere, as when a telephone or a laptop is lost."""
    actor = context.actor()

    def end() -> str:
        ended = sessions.end_sessions_of(context.library(), actor, user)
        return say(
            f"ออกจากระบบทุกเครื่องของ {user} แล้ว ({context.figures(ended)})",
            f"Signed {user} out everywhere ({ended})",
        )

    return _done("people", end)


@pages.post("/posts")
def hold_post() -> ResponseReturnValue:
    """Give a post to a person from a day on."""
    form = request.form
    actor = context.actor()

    def give() -> str:
        code = form.get("code", "").strip().lower() or form.get("post", "")
        post = Post(code, form.get("title_th", "").strip(), form.get("title_en", "").strip())
        last = _day("last") if form.get("last", "").strip() else None
        posts.hold_post(context.library(), actor, post, _picked(), _day("first"), last)
        return _waits()

    return _done("post", give)


@pages.post("/delegations")
def delegate() -> ResponseReturnValue:
    """Let a person act for a post between two days."""
    form = request.form
    actor = context.actor()

    def allow() -> str:
        formula = Formula.ON_BEHALF if form.get("formula") == Formula.ON_BEHALF.name else Formula.ACTING
        posts.delegate(
            context.library(), actor, form.get("post", ""), _picked(), _day("first"), _day("last"), formula,
        )  # fmt: skip
        return _waits()

    return _done("delegation", allow)


def _done(form: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Do it and go back to the page, or show the page with the reason and what was typed."""
    try:
        flash(act())
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _page(found, form), found.status
    return redirect(url_for(".directory", **_kept()))


def _given(form: str, act: Callable[[], tuple[str, str]]) -> ResponseReturnValue:
    """Do it and show the one-time code that came of it, or the page with the reason."""
    try:
        user, given = act()
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found, form), found.status
    page = render_template("one_time_code.html", user=user, given=given, kept=_kept())
    return page, 200, {"Cache-Control": "no-store"}


def _page(refusal: Refusal | None = None, form: str = "") -> str:
    found = overview.directory(context.library(), context.actor())
    who = context.person()
    ended = {h.id for h in found.offices.holdings if h.last is not None and h.last < found.today}
    return render_template(
        "admin.html", found=found, ended=ended, part=lists.part(_shown(found.people), _PER_PAGE),
        asked=lists.asked(*_ASKED), kept=_kept(), refusal=refusal, form=form, typed=request.form,
        directory=context.library().directory is not None,
        may=who is not None and who.has(Role.ADMIN), names={p.user: p.name for p in found.people},
        people=[(p.user, p.name) for p in found.people if p.active],
    )  # fmt: skip


def _person(user: str, refusal: Refusal | None = None) -> str:
    found = overview.directory(context.library(), context.actor())
    who = context.person()
    return render_template(
        "person.html", p=_known(user, found), offices=found.offices, today=found.today, kept=_kept(),
        refusal=refusal, typed=request.form, may=who is not None and who.has(Role.ADMIN),
    )  # fmt: skip


def _known(user: str, found: Directory) -> Person:
    """Somebody of the directory. Raises NotFoundError."""
    for each in found.people:
        if each.user == user:
            return each
    raise NotFoundError(user)


def _waits() -> str:
    return say("บันทึกแล้ว มีผลเมื่อบุคคลที่สองยืนยัน", "Recorded; it stands once a second person confirms it")


def _kept() -> Mapping[str, Any]:
    """Where in the list somebody was, so that an act leads back there."""
    return lists.asked(*_ASKED, "page")


def _shown(people: Iterable[Person]) -> list[Person]:
    """Those who are asked for; without a word about accounts, those who work here."""
    asked = lists.asked(*_ASKED)
    question, department, role = (asked.get(name, "") for name in ("q", "department", "role"))
    active = {"closed": (False,), "all": (True, False)}.get(asked.get("account", ""), (True,))
    return [
        p for p in people
        if p.active in active
        and department in {"", p.department}
        and (not role or any(own.value == role for own in p.roles))
        and lists.holds(question, p.user, p.name, p.title, p.employee, p.mail)
    ]  # fmt: skip


def _picked() -> str:
    """The user name that a field of a form names."""
    # Whoever holds a post delegates it here too, and has no list of everybody.
    names = posts.my_posts(context.library(), context.actor()).names
    return persons.picked(names, request.form.get("user", ""))


def _day(field: str) -> date:
    """A date as a person writes it. Raises a ThaiDateError, for an empty field too."""
    text = request.form.get(field, "").strip()
    if not text:
        raise NotAFullDateError(text)
    return parse(text, today=bangkok_day(context.library().clock())).date
