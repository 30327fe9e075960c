"""The web application: parts joined, pages mounted, guards on."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from sopctl.application.library import Library
from sopctl.resources import templates_dir
from sopctl.web import (
    account,
    admin,
    announcements,
    answers,
    api,
    arrivals,
    clearances,
    confirmations,
    context,
    counts,
    dates,
    documents,
    draft_files,
    drafts,
    file_bodies,
    hospital,
    journal,
    kept_pages,
    kiosk,
    language,
    marking,
    notices,
    operators,
    paper,
    prints,
    provided,
    readers,
    readings,
    register,
    requests,
    reviews,
    rounds,
    search,
    security,
    sessions,
    staffing,
    statics,
    tokens,
    top,
    verify,
    withdrawals,
    words,
    work,
)
from sopctl.web.addresses import NumberConverter, VersionConverter
from sopctl.web.context import Web
from sopctl.web.journal import AccessLog
from sopctl.web.metrics import Figures
from sopctl.web.settings import WebSettings

MAX_UPLOAD = 30_000_000  # bytes of one request
MAX_FORM = 20_000_000  # bytes of the texts in one form; Thai takes nine bytes a letter there


class UploadRequest(Request):
    """A request whose files stay in memory: they are small, and nothing of them is left on a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length  # the limit is asked before
        return BytesIO()


def create_app(library: Library, settings: WebSettings) -> Flask:
    """The web door of one library."""
    pages = templates_dir() / "web"
    app = Flask(
        "sopctl.web",
        template_folder=str(pages),
        static_folder=str(pages / "static"),
        static_url_path="/static",
    )
    app.request_class = UploadRequest
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        SESSION_COOKIE_NAME="sopctl",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # an editor stays open for a day; the token ends with its session
        WTF_CSRF_SSL_STRICT=True,
        TRUSTED_HOSTS=security.trusted_hosts(settings.public_url),
    )
    app.extensions["sopctl"] = Web(library, settings)
    app.url_map.converters.update(number=NumberConverter, version=VersionConverter)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    guard = CSRFProtect(app)
    guard.exempt(api.pages)  # it knows no cookies
    guard.exempt(notices.line)  # LINE signs what it sends
    for room in (search, documents, verify, sessions, provided, work, arrivals, drafts, draft_files, rounds,
                 withdrawals, confirmations, reviews, register, admin, account, tokens, operators, paper,
                 notices, readings, kiosk, readers,
                 staffing):  # fmt: skip
        app.register_blueprint(room.pages)
    for room in (prints, counts, requests, file_bodies, clearances, hospital):
        app.register_blueprint(room.pages)
    app.register_blueprint(api.pages)
    app.register_blueprint(notices.line)
    app.register_blueprint(announcements.pages)
    app.context_processor(_vocabulary)
    app.after_request(security.protect)
    figures = app.extensions["sopctl.figures"] = Figures()
    figures.install(app)
    log = AccessLog(settings.logs, settings.log_days) if settings.logs else None
    journal.install(app, log)
    kept_pages.install(app)  # the last, so that an answer that is kept is still counted and written down
    if settings.proxies:
        near = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]  # Flask's own way
    answers.install(app)
    return app


def _vocabulary() -> dict[str, Any]:
    """What every template can say."""
    digits = context.digits()
    return {
        "say": language.saying(),
        "lang": language.current().value,
        "face": context.face(),
        "me": context.person(),
        "my_account": context.account,
        "top": top.top,
        "flags_of": announcements.flags_of,
        "open_flags": announcements.open_flags,
        "sign_in_page": context.library().sign_in_page,
        "open_to_all": context.settings().anonymous_read,
        "words": words,
        "static": statics.address,
        "draft_body": file_bodies.draft_body,
        "excerpt": marking.excerpt,
        "title": _title,
        "spoken": language.spoken,
        "day": lambda value, short=False: _day(value, short=short),
        "moment": lambda value, short=False: dates.moment(value, digits, short=short),
        "section": lambda heading: dates.section(heading.number, digits, appendix=heading.appendix),
        "problem": words.problem,
        "fig": lambda value: dates.figures(value, digits),
        "told": lambda refusal: refusal.told(digits),
        "html": Markup,
    }


def _title(text: str) -> Markup:
    """A title whose lines end between words, and which a screen reader says in its own language."""
    shown, spoken = context.web().title(text), language.spoken(text)
    return Markup("<span{}>{}</span>").format(spoken, shown) if spoken else shown


def _day(value: date | datetime, *, short: bool) -> str:
    return dates.day(value, context.digits(), short=short)
