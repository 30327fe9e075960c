"""For whoever keeps the server running."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from sopctl.application.review import overview
from sopctl.web import clock, context
from sopctl.web.metrics import Figures

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
    if not clock.synchronised():
        notes.append("clock: not kept by a time server, so times in the records cannot be relied on")
    ready = all(stores.values())
    body = jsonify(
        ready=ready, stores={k: "ok" if v else "unreachable" for k, v in stores.items()}, notes=notes
    )
    return body, 200 if ready else 503, {"Cache-Control": "no-store"}


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures in the text format of Prometheus, for this machine alone; no proxy in front passes it on."""
    if not _is_here(request.remote_addr) or "X-Forwarded-For" in request.headers:
        abort(404)
    figures: Figures = current_app.extensions["sopctl.figures"]
    text = figures.text(context.library())
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_here(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
