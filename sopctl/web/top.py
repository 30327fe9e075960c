"""The top of every page: drawn once for each kind of reader, with slots for what is one request's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from flask import current_app, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from sopctl.application.memory import Memory
from sopctl.web import context, language, notices
from sopctl.web.language import Language

_KEPT = "sopctl.tops"
_MOST = 512
# Noncharacters of Unicode, which no text holds; only what the template wrote is looked through.
_SLOTS = {name: f"\ufdd0{name}\ufdd1" for name in ("language", "name", "place", "token")}
_SLOT = re.compile("\ufdd0([a-z]+)\ufdd1")


def top() -> Markup:
    """The header of the page that is being drawn, with its reader's name, bell and form token."""
    who, news = context.person(), notices.unread()
    roles = tuple(sorted(who.roles)) if who is not None else None
    face, lang = context.face(), language.current()
    key = (face.name, face.name_en, lang, request.endpoint, roles, news)
    kept = cast("Memory", current_app.extensions.setdefault(_KEPT, Memory(_MOST)))
    pieces = kept.get(key, lambda: _SLOT.split(render_template("_top.html", slots=_SLOTS, news=news)))
    values = {"language": _other_language(lang)}
    if who is not None:
        values |= {"name": who.name, "place": who.title or who.department, "token": generate_csrf()}
    return Markup("").join(_filled(pieces, values))  # pieces are the template's, values escaped


def _filled(pieces: list[str], values: Mapping[str, str]) -> list[Markup]:
    """Every second piece is the name of a slot."""
    return [escape(values[piece]) if place % 2 else Markup(piece) for place, piece in enumerate(pieces)]  # noqa: S704


def _other_language(now: Language) -> str:
    other = Language.ENGLISH if now is Language.THAI else Language.THAI
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return url_for("sessions.choose_language", code=other.value, next=here)
