"""The web of a library in memory, for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sopctl.application.library import Drawing
from sopctl.rendering.html import HtmlRenderer
from sopctl.web import create_app
from sopctl.web.settings import WebSettings
from tests.application.house import PASSWORD, House, PlainRenderer, PlainSheets, build

PEOPLE = ("staff", "author", "reviewer", "other", "quality", "director", "deputy", "auditor", "admin")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SETTINGS = WebSettings(
    secret_key="a key of the tests",
    anonymous_read=True,
    public_url="https://sop.example",
    secure_cookies=False,
)


@dataclass
class Browser:
    """A browser of somebody: fetches the token of a form before sending it, as people do."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, buffered=True, **options)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def token(self) -> str:
        for path in ("/sign-in", "/inbox", "/verify"):
            found = _TOKEN.search(self.get(path).get_data(as_text=True))
            if found:
                return found[1]
        raise AssertionError("no page has a form")

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **options)


@dataclass
class Site:
    """The web of a library in memory, and the hands that tests need."""

    house: House
    app: Flask

    def nobody(self) -> Browser:
        return Browser(self.app.test_client())

    def of(self, user: str) -> Browser:
        browser = self.nobody()
        answer = browser.post("/sign-in", {"user": user, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    def upload(self, data: bytes, name: str) -> tuple[BytesIO, str]:
        return BytesIO(data), name


def make(**settings: Any) -> Site:
    house = build()
    renderers = {"pdf": _typed("pdf", "application/pdf"), "docx": _typed("docx", DOCX)}
    drawing = Drawing(renderers, str.split, PlainSheets())
    house.library = replace(
        house.library,
        drawing=lambda _: drawing,
        page=HtmlRenderer(link_number=lambda number: f"/documents/{number}"),
    )
    app = create_app(house.library, replace(SETTINGS, **settings))
    app.testing = False  # errors get their page, as they do for people
    return Site(house, app)


def _typed(extension: str, media_type: str) -> PlainRenderer:
    renderer = PlainRenderer(extension)
    renderer.media_type = media_type
    return renderer
