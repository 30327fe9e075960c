"""What the interface for programs can do: each operation once, told to Flask and to the description."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, get_type_hints

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from sopctl.application.library import Actor, Library
from sopctl.application.people import tokens
from sopctl.application.queries.readers import Reader
from sopctl.domain.people import Person
from sopctl.domain.tokens import Scope, Token
from sopctl.web import context
from sopctl.web.api import repeats
from sopctl.web.api.problems import PreconditionMissingError, RequestMalformedError, TokenNeededError

JSON = "application/json"


@dataclass(frozen=True)
class Caller:
    """Who asks: the person and the token, or nobody where reading is open to all."""

    library: Library
    person: Person | None = None
    token: Token | None = None

    @property
    def reader(self) -> Reader:
        """For use cases that show what a reader may see."""
        return Reader(self.person)

    @property
    def actor(self) -> Actor:
        """For use cases that somebody must act in. Raises TokenNeededError."""
        if self.person is None or self.token is None:
            raise TokenNeededError
        return Actor(self.person.user, f"token:{self.token.id[:8]}", f"token:{self.token.id}")


@dataclass(frozen=True)
class Made:
    """An answer to what made something: 201 with its address."""

    shape: BaseModel
    location: str
    etag: str = ""


@dataclass(frozen=True)
class Tagged:
    """An answer whose state has a name of its own, to be sent back as ``If-Match``."""

    shape: BaseModel
    etag: str


@dataclass(frozen=True)
class Operation:
    """One operation as the description tells it. ``scope`` None: open to all where reading is."""

    method: str
    rule: str
    name: str
    about: str
    tag: str
    scope: Scope | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    media: Sequence[str]
    takes_bytes: bool
    matched: bool


@dataclass
class Operations:
    """The operations of one subject; they are mounted on the interface's blueprint."""

    tag: str
    listed: list[tuple[Operation, Callable[..., object]]] = field(default_factory=list)

    def operation(
        self, method: str, rule: str, *, scope: Scope | None = None, status: int = 200,
        answer: type[BaseModel] | None = None, media: Sequence[str] = (), takes_bytes: bool = False,
        matched: bool = False,
    ) -> Callable[[Callable[..., object]], Callable[..., object]]:  # fmt: skip
        """Make a function an operation. Its parameters ``query`` and ``body`` are read by their shapes.

        ``answer`` is the shape of the JSON answered, ``media`` the types of bytes instead.
        ``takes_bytes``: the body is a file. ``matched``: ``If-Match`` must say what is changed.
        """

        def keep(function: Callable[..., object]) -> Callable[..., object]:
            hints = get_type_hints(function)
            found = Operation(
                method=method, rule=rule, name=function.__name__, about=inspect.getdoc(function) or "",
                tag=self.tag, scope=scope, query=hints.get("query"), body=hints.get("body"), answer=answer,
                status=status, media=tuple(media), takes_bytes=takes_bytes, matched=matched,
            )  # fmt: skip
            self.listed.append((found, function))
            return function

        return keep

    def mount(self, pages: Blueprint) -> None:
        """Put the operations on the blueprint."""
        for operation, function in self.listed:
            view = _view(operation, function)
            pages.add_url_rule(operation.rule, operation.name, view, methods=[operation.method])


def caller(scope: Scope | None) -> Caller:
    """Who asks, from the ``Authorization`` header alone; cookies open nothing here.

    Raises TokenNeededError, ScopeMissingError.
    """
    library, sent = context.library(), request.headers.get("Authorization")
    if sent is None:
        if scope is None and context.settings().anonymous_read:
            return Caller(library)
        raise TokenNeededError
    kind, _, secret = sent.partition(" ")
    found = tokens.holder(library, secret.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise TokenNeededError
    person, token = found
    g.caller = person.user
    token.require(scope or Scope.READ)
    return Caller(library, person, token)


def _view(operation: Operation, function: Callable[..., object]) -> Callable[..., Response]:
    @wraps(function)
    def view(**path: Any) -> Response:
        who = caller(operation.scope)
        if operation.matched and not request.headers.get("If-Match"):
            raise PreconditionMissingError
        arguments = dict(path)
        if operation.query is not None:
            arguments["query"] = _query(operation.query)
        if operation.body is not None:
            arguments["body"] = _body(operation.body)

        if operation.takes_bytes and not request.get_data():
            raise RequestMalformedError([("body", "a file")])

        def act() -> Response:
            return _response(operation, function(who, **arguments))

        if operation.method == "POST" and who.token is not None:
            return repeats.once(who.library, who.token, act)
        return act()

    return view


def _query(shape: type[BaseModel]) -> BaseModel:
    try:
        return shape.model_validate({name: request.args.get(name) for name in request.args})
    except ValidationError as error:
        raise RequestMalformedError.of("query", error) from error


def _body(shape: type[BaseModel]) -> BaseModel:
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        return shape.model_validate_json(request.get_data() or b"null")
    except ValidationError as error:
        raise RequestMalformedError.of("body", error) from error


def _response(operation: Operation, made: object) -> Response:
    if isinstance(made, Response):
        return made
    location, etag, shape = "", "", made
    if isinstance(made, Made):
        shape, location, etag = made.shape, made.location, made.etag
    elif isinstance(made, Tagged):
        shape, etag = made.shape, made.etag
    if not isinstance(shape, BaseModel):
        raise TypeError(f"{operation.name} answered {type(shape).__name__}")
    data = json.dumps(shape.model_dump(mode="json", by_alias=True), ensure_ascii=False).encode()
    response = Response(data, operation.status, mimetype=JSON)
    if location:
        response.headers["Location"] = location
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    if operation.method == "GET" or etag:
        response.set_etag(etag or hashlib.sha256(data).hexdigest())
    if operation.method == "GET":
        response.make_conditional(request)  # in place
    return response
