"""The OpenAPI 3.1 description of the interface, made from its operations and shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sopctl import __version__
from sopctl.web.api import problems, repeats
from sopctl.web.api.operations import JSON, Operation
from sopctl.web.api.shapes.kinds import Problem

Json = dict[str, Any]

_PART = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\((?P<settings>[^)]*)\))?:)?(?P<name>[a-z_]+)>")
_KINDS: dict[str, Json] = {
    "number": {"type": "string", "minLength": 3, "maxLength": 40,
               "pattern": "^[A-Za-zก-ฮ0-9]+([-_.][A-Za-zก-ฮ0-9]+)+$",
               "description": "document number; _ stands for /", "examples": ["SOP-IT-001"]},
    "version": {"type": "string", "pattern": r"^[1-9][0-9]{0,3}(\.[1-9][0-9]{0,2})?$", "examples": ["2"]},
    "string": {"type": "string", "minLength": 1},
}  # fmt: skip
_ABOUT = """Controlled documents of a hospital, for programs. A personal token (Authorization: Bearer) is made
on the account page or with `sopctl token new`; it never does more than its person may. Refusals are
application/problem+json with a stable `code` and a sentence in Thai and English."""


def describe(operations: Iterable[Operation], base: str) -> Json:
    """The whole description as JSON."""
    listed = list(operations)
    refs, components = _schemas(listed)
    paths: dict[str, Json] = {}
    for operation in listed:
        path = base + _PART.sub(lambda match: "{" + match["name"] + "}", operation.rule)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "sopctl", "version": __version__, "summary": "Controlled documents of a hospital",
                 "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in listed)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _schemas(listed: list[Operation]) -> tuple[Json, Json]:
    wanted: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    for each in listed:
        wanted += [(shape, "validation") for shape in (each.body,) if shape]
        wanted += [(shape, "serialization") for shape in (each.answer,) if shape]
    found, definitions = models_json_schema(
        list(dict.fromkeys(wanted)), ref_template="#/components/schemas/{model}"
    )
    return {f"{shape.__name__}/{mode}": ref for (shape, mode), ref in found.items()}, definitions.get(
        "$defs", {}
    )


def _operation(operation: Operation, refs: Json) -> Json:
    problem = {
        "description": "Refused; nothing was changed",
        "content": {problems.MEDIA_TYPE: {"schema": refs["Problem/serialization"]}},
    }
    told: Json = {
        "operationId": operation.name,
        "summary": operation.about.split("\n", 1)[0],
        "description": operation.about,
        "tags": [operation.tag],
        "parameters": [*_path(operation.rule), *_query(operation), *_headers(operation)],
        "responses": {str(operation.status): _answer(operation, refs), "default": problem},
    }
    if operation.method == "GET":
        told["responses"]["304"] = {"description": "Not changed since the ETag in If-None-Match"}
    if operation.media:
        told["responses"]["206"] = _answer(operation, refs) | {"description": "The range that was asked for"}
    told["security"] = [{"token": []}] if operation.scope else [{}, {"token": []}]
    if operation.scope:
        told["x-scope"] = operation.scope.value
    if operation.takes_bytes:
        told["requestBody"] = {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}}
            },
        }
    elif operation.body is not None:
        schema = refs[f"{operation.body.__name__}/validation"]
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return told


def _answer(operation: Operation, refs: Json) -> Json:
    headers = {"ETag": {"schema": {"type": "string"}}} if operation.method == "GET" else {}
    if operation.status == 201:
        headers["Location"] = {"schema": {"type": "string"}}
    if operation.media:
        content: Json = {media: {} for media in operation.media}
    else:
        assert operation.answer is not None  # noqa: S101 - an operation answers a shape or bytes
        content = {JSON: {"schema": refs[f"{operation.answer.__name__}/serialization"]}}
    return {
        "description": "Done" if operation.status == 201 else "Found",
        "headers": headers,
        "content": content,
    }


def _path(rule: str) -> list[Json]:
    found = []
    for match in _PART.finditer(rule):
        kind, settings = match["kind"] or "string", match["settings"] or ""
        schema = dict(_KINDS.get(kind, {"type": "string"}))
        if kind == "any":
            schema["enum"] = settings.split(",")
        elif settings.startswith("maxlength="):
            schema["maxLength"] = int(settings.removeprefix("maxlength="))
        found.append({"name": match["name"], "in": "path", "required": True, "schema": schema})
    return found


def _query(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required,
         "schema": {key: value for key, value in field.items() if key != "title"}}
        for name, field in schema["properties"].items()
    ]  # fmt: skip


def _headers(operation: Operation) -> list[Json]:
    found = []
    if operation.method == "POST":
        about = "the same key again gives the same answer for a day, and the act is done once"
        found.append(
            {
                "name": repeats.HEADER,
                "in": "header",
                "required": False,
                "description": about,
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": repeats.LONGEST,
                    "pattern": repeats.PATTERN,
                },
            }
        )
    if operation.matched:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "the ETag of what is changed",
                "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
            }
        )
    return found  # fmt: skip
