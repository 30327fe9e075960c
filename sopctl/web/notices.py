"""What I was told, how I want to be told, and what LINE says to us."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.notices import board as noticeboard
from sopctl.application.notices import choices as notice_choices
from sopctl.application.notices import postmaster
from sopctl.application.notices.choices import OfferedCode
from sopctl.application.notices.words import kind_words
from sopctl.application.ports.outbox import UNDELIVERABLE
from sopctl.domain.notices import Notice, Pace
from sopctl.notify.line import events, genuine
from sopctl.web import context
from sopctl.web.language import say

pages = Blueprint("notices", __name__)
line = Blueprint("line", __name__)  # LINE signs what it sends, and has no form of ours with a token
_SHOWN = 100  # notices of the page, the latest
_LARGEST = 200_000  # bytes of a webhook; LINE sends a few events at a time
_PACES = (Pace.AT_ONCE, Pace.DAILY, Pace.OFF)


@pages.get("/notices")
def mine() -> str:
    """What I was told, latest first."""
    found = noticeboard.my_notices(context.library(), context.actor(), _SHOWN)
    return render_template("notices.html", found=found, happened=happened, most=_SHOWN)


@pages.get("/notices/<notice_id>")
def follow(notice_id: str) -> ResponseReturnValue:
    """Mark one as read and go to what it is about."""
    library, actor = context.library(), context.actor()
    found = next(
        (n for n in noticeboard.my_notices(library, actor, 1_000).notices if n.id == notice_id), None
    )
    if found is None:
        abort(404)
    noticeboard.mark_read(library, actor, notice_id)
    return redirect(found.path if found.path.startswith("/") and found.path[:2] != "//" else "/inbox")


@pages.post("/notices/read")
def read_all() -> ResponseReturnValue:
    """Mark all of mine as read."""
    noticeboard.mark_read(context.library(), context.actor())
    return redirect(url_for(".mine"))


@pages.get("/account/notices")
def choices() -> str:
    """How each channel tells me, and the link with my LINE account."""
    return _choices()


@pages.post("/account/notices")
def choose() -> ResponseReturnValue:
    """Keep how each channel tells me."""
    mail, by_line = (_pace(request.form.get(name, "")) for name in ("mail", "line"))
    notice_choices.choose(context.library(), context.actor(), mail=mail, line=by_line)
    flash(say("บันทึกวิธีรับแจ้งเตือนแล้ว", "Your choice is kept"))
    return redirect(url_for(".choices"))


@pages.post("/account/line")
def link() -> str:
    """A code to send to the hospital's LINE account, shown this once."""
    return _choices(notice_choices.offer_line_code(context.library(), context.actor()))


@pages.post("/account/line/unlink")
def unlink() -> ResponseReturnValue:
    """End the link with my LINE account."""
    notice_choices.unlink_line(context.library(), context.actor())
    flash(say("เลิกเชื่อมบัญชี LINE แล้ว", "Your LINE account is no longer linked"))
    return redirect(url_for(".choices"))


@pages.get("/admin/messages")
def messages() -> str:
    """What could not be delivered, and what waits; for the quality office and administrators."""
    library, actor = context.library(), context.actor()
    return render_template(
        "messages.html",
        undeliverable=postmaster.messages(library, actor, UNDELIVERABLE),
        waiting=postmaster.messages(library, actor, ""),
        channels=sorted(library.messengers),
        happened=happened,
    )


@pages.post("/admin/messages/<message_id>/again")
def again(message_id: str) -> ResponseReturnValue:
    """Send an undeliverable message after all."""
    postmaster.try_again(context.library(), context.actor(), message_id)
    flash(say("จะส่งข้อความอีกครั้งในไม่กี่วินาที", "It is sent again in a few seconds"))
    return redirect(url_for(".messages"))


@pages.post("/admin/messages/<message_id>/give-up")
def give_up(message_id: str) -> ResponseReturnValue:
    """Let an undeliverable message be."""
    postmaster.give_up(context.library(), context.actor(), message_id)
    flash(say("เลิกส่งข้อความนี้แล้ว", "This message is not sent any more"))
    return redirect(url_for(".messages"))


@line.post("/line/webhook")
def webhook() -> ResponseReturnValue:
    """What people do with the hospital's LINE account: a code links them, blocking it unlinks them."""
    secret = context.settings().line_secret
    if not secret:
        abort(404)
    if (request.content_length or 0) > _LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    if not genuine(secret, body, request.headers.get("X-Line-Signature", "")):
        abort(401)
    for event in events(body):
        if event.kind == "message" and event.text:
            notice_choices.link_line(context.library(), event.text, event.user)
        elif event.kind == "unfollow":
            notice_choices.unlink_line_user(context.library(), event.user)
    return "", 200


def unread() -> int:
    """How many notices whoever reads has not read, for the bell on every page."""
    who = context.person()
    return noticeboard.unread(context.library(), who.user) if who is not None else 0


def happened(notice: Notice) -> str:
    """What a notice tells, in the page's language."""
    return say(*kind_words(notice.kind))


def _choices(offered: OfferedCode | None = None) -> str:
    found = notice_choices.my_choices(context.library(), context.actor())
    return render_template("notice_choices.html", found=found, offered=offered, paces=_PACES)


def _pace(text: str) -> Pace:
    return Pace(text) if text in set(Pace) else Pace.AT_ONCE
