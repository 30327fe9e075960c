"""The use cases as JSON for programs, under ``/api/v1``, with tokens and a description of themselves."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from sopctl.web.api import documents, house, problems, work
from sopctl.web.api.description import describe
from sopctl.web.api.facts import BASE
from sopctl.web.api.operations import Operations

SUBJECTS: tuple[Operations, ...] = (
    documents.documents, documents.register, documents.verify, work.drafts, work.rounds, work.withdrawals,
    house.house,
)  # fmt: skip

pages = Blueprint("api", __name__, url_prefix=BASE)
problems.install(pages)
for _subject in SUBJECTS:
    _subject.mount(pages)


@pages.get("/openapi.json")
def description() -> ResponseReturnValue:
    """What programs can do here, as OpenAPI 3.1."""
    return jsonify(_described()), 200, {"Cache-Control": "no-cache"}


@cache
def _described() -> dict[str, object]:
    return describe((operation for subject in SUBJECTS for operation, _ in subject.listed), BASE)
