"""For whoever keeps the server running."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from sopctl.web import context
from sopctl.web.metrics import Figures
from sopctl.web.readiness import readiness, worker_age

pages = Blueprint("operators", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether people can be sent here: 503 when a store, the schema, the disk or the clock is wrong."""
    settings = context.settings()
    found = readiness(context.library(), settings, settings.schema)
    body = jsonify(ready=found.ready, stores=found.stores, notes=found.notes)
    return body, 200 if found.ready else 503, {"Cache-Control": "no-store"}


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures in the text format of Prometheus, for this machine alone; no proxy in front passes it on."""
    if not _is_here(request.remote_addr) or "X-Forwarded-For" in request.headers:
        abort(404)
    figures: Figures = current_app.extensions["sopctl.figures"]
    home = context.settings().home
    text = figures.text(context.library(), worker_age(home) if home is not None else None)
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_here(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
