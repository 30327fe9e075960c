"""Work that waits: my inbox, and the quality office's overview."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sopctl.application import figures
from sopctl.application.distribution import readership
from sopctl.application.figures import STEPS
from sopctl.application.people import confirming
from sopctl.application.release import referencing
from sopctl.application.review import overview
from sopctl.application.review.overview import Waiting
from sopctl.domain.workflow import Action
from sopctl.web import context, dates, readers, words

pages = Blueprint("work", __name__)
_ORDERS = {Action.WITHDRAW: "withdrawals.read", Action.REAFFIRM: "reviews.read"}


@pages.get("/inbox")
def inbox() -> str:
    """What waits for me, by what is asked, the longest waiting first."""
    to_read = len(readership.my_readings(context.library(), context.actor()).owed)
    waiting = overview.inbox(context.library(), context.actor())
    groups: dict[Action, list[Waiting]] = {action: [] for action in words.WAITING}
    for item in waiting:
        groups[item.action].append(item)
    now, digits = context.library().clock(), context.digits()
    ages = {item.version.id: dates.age(item.since, now, digits) for item in waiting}
    return render_template("inbox.html", groups=groups, ages=ages, count=len(waiting), to_read=to_read,
                           to_confirm=_to_confirm(),
                           to_look=referencing.looks_to_give(context.library(), context.actor()))  # fmt: skip


@pages.get("/inbox/next")
def onwards() -> ResponseReturnValue:
    """To what waits next for my signature, else the inbox."""
    for item in overview.inbox(context.library(), context.actor()):
        if item.action in _ORDERS:
            return redirect(url_for(_ORDERS[item.action], number=item.version.number))
        if item.action is not Action.SUBMIT and item.version.round is not None:
            return redirect(url_for("rounds.read", round_id=item.version.round.id))
    return redirect(url_for(".inbox"))


@pages.get("/dashboard")
def dashboard() -> str:
    """Every figure with the page behind it, then rounds by step with their age, and what is due."""
    counted = figures.figures(context.library(), context.actor())
    found = counted.overview
    steps = {step: [item for item in found.in_work if item.version.state is step] for step in STEPS}
    ages = {i.version.id: dates.age(i.since, found.now, context.digits()) for i in found.in_work}
    return render_template("dashboard.html", n=counted, due=counted.reviews, found=found, steps=steps,
                           ages=ages,
                           reading=readers.share_of_all(),
                           to_confirm=_to_confirm())  # fmt: skip


def _to_confirm() -> int:
    """How many acts of administrators whoever reads could vouch for."""
    return confirming.waiting_count(context.library(), context.actor())
