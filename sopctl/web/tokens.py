"""One's own tokens for programs: made with the password, shown once, ended at any time."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.people import tokens
from sopctl.domain.errors import SopctlError
from sopctl.domain.tokens import MAX_DAYS, Scope, TokenLifeError
from sopctl.web import context, errors
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@pages.get("")
def mine() -> str:
    """One's own tokens."""
    return _page()


@pages.post("")
def make() -> ResponseReturnValue:
    """Make a token; its secret is on the page that answers, and on no other."""
    form, library, actor = request.form, context.library(), context.actor()
    try:
        secret, token = tokens.make_token(
            library, actor, name=form.get("name", ""), scopes=_scopes(form.getlist("scope")),
            days=_days(form.get("days", "")), password=form.get("password", ""),
            code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found), found.status
    return render_template("token_made.html", secret=secret, token=token)


@pages.post("/<string(maxlength=64):token_id>/end")
def end(token_id: str) -> ResponseReturnValue:
    """End a token at once."""
    token = tokens.revoke_token(context.library(), context.actor(), token_id)
    flash(say(f"ยกเลิกโทเคน “{token.name}” แล้ว", f"The token “{token.name}” is ended"))
    return redirect(url_for(".mine"))


def _page(refusal: Refusal | None = None) -> str:
    library, actor = context.library(), context.actor()
    return render_template(
        "tokens.html", tokens=tokens.tokens_of(library, actor), now=library.clock(), scopes=tuple(Scope),
        refusal=refusal, typed=request.form, account=context.account(), longest=MAX_DAYS,
    )  # fmt: skip


def _scopes(names: list[str]) -> frozenset[Scope]:
    try:
        return frozenset(map(Scope, names))
    except ValueError as error:
        raise TokenLifeError from error


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
