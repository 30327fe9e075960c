"""For whoever keeps the server running."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from sopctl.application import overview
from sopctl.web import context

pages = Blueprint("operators", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The stores answer; 503 when one does not. Says when pages travel without TLS."""
    stores = overview.stores_answer(context.library())
    notes = [] if context.settings().secure_cookies else ["plain-http: sign-in travels unencrypted"]
    ready = all(stores.values())
    body = jsonify(
        ready=ready, stores={k: "ok" if v else "unreachable" for k, v in stores.items()}, notes=notes
    )
    return body, 200 if ready else 503, {"Cache-Control": "no-store"}
