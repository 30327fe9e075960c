"""Column types that give back exactly what was put in, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from sopctl.domain import canonical


class Moment(TypeDecorator[datetime]):
    """An aware UTC time with microseconds, as ISO text of fixed width, so that text order is time order.

    Raises ValueError for a naive time or another offset: hashes cover the written form, so a converted time
    would come back as another fact.
    """

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.utcoffset() != timedelta(0):
            raise ValueError(f"{value!r} is not an aware UTC time")
        return value.isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Codes(TypeDecorator[tuple[str, ...]]):
    """Some codes, each between line ends, so that a query finds one letter for letter: ``line(code)``.

    Raises ValueError for a code that is empty or has a line end.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if any("\n" in code or not code for code in value):
            raise ValueError(f"{value!r} has a code that is no line")
        return "\n".join(["", *value, ""]) if value else ""

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split("\n")[1:-1])

    @staticmethod
    def line(code: str) -> str:
        """What a column holds if the code is in it."""
        return f"\n{code}\n"


class Json(TypeDecorator[canonical.Json]):
    """A JSON value as canonical text: readable by people, comparable as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: canonical.Json, _dialect: Dialect) -> str | None:
        return canonical.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> canonical.Json:
        if value is None:
            return None
        read: canonical.Json = json.loads(value)
        return read
