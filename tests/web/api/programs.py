"""Programs of several people at the interface of one library in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sopctl.application.library import Actor
from sopctl.application.people import tokens
from sopctl.domain.tokens import Scope
from tests.application.house import PASSWORD
from tests.web.sites import Site

BASE = "/api/v1"


@dataclass
class Program:
    """Speaks for one person, with one token."""

    client: FlaskClient
    secret: str = ""

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = dict(options.pop("headers", {}))
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        return self.client.open(BASE + path, method=method, headers=headers, buffered=True, **options)

    def get(self, path: str, **options: Any) -> Any:
        answer = self.send("GET", path, **options)
        assert answer.status_code == 200, (path, answer.get_data(as_text=True))
        return answer.get_json()

    def post(self, path: str, body: object = None, **options: Any) -> Any:
        answer = self.send("POST", path, json=body, **options)
        assert answer.status_code in {200, 201}, (path, answer.get_data(as_text=True))
        return answer.get_json()


@dataclass
class Programs:
    """Makes programs."""

    site: Site

    def of(self, user: str, *scopes: Scope) -> Program:
        secret, _ = tokens.make_token(
            self.site.house.library, Actor(user), name="ทดสอบ", scopes=scopes or tuple(Scope), days=30,
            password=PASSWORD,
        )  # fmt: skip
        return Program(self.site.app.test_client(), secret)

    def nobody(self) -> Program:
        return Program(self.site.app.test_client())


def problem(answer: TestResponse) -> tuple[int, str]:
    """The status and the code of a refusal."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    told = answer.get_json()
    assert told["title"]
    assert told["title_th"]
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]
