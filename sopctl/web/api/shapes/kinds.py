"""What all shapes are made of, and those that are asked for everywhere."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal")]
Label = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}(\.[1-9][0-9]{0,2})?$", max_length=8)]
Words = Annotated[str, Field(max_length=4_000)]
# pydantic alone would read a number as seconds since 1970, and a day from a time.
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return value
    raise ValueError("a day such as 2026-01-31")


def _moment(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.match(value) and "T" in value.upper():
        return value
    raise ValueError("a moment such as 2026-01-31T08:30:00+07:00")


Day = Annotated[date, BeforeValidator(_iso)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
# What no text of ours may hold: a database keeps no U+0000.
Text = Annotated[str, Field(pattern=r"^[^\u0000]*$")]
Secret = Annotated[str, Field(min_length=1, max_length=1_000, description="the signer's own, asked afresh")]
Why = Annotated[str, Field(max_length=4_000, pattern=r"^[^\u0000]*[^\u0000\s][^\u0000]*$")]


class Shape(BaseModel):
    """A shape with no other fields than its own."""

    # Built when first used: all of them take a tenth of what starting takes.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Problem(BaseModel):
    """RFC 9457 problem details; ``title`` is English, ``title_th`` Thai, ``code`` stable."""

    type: str
    title: str
    title_th: str
    status: int
    code: str
    places: list[dict[str, str]] | None = Field(default=None, description="what was wrong in the request")


class PageQuery(Shape):
    """Which part of a list."""

    after: str = Field(default="", max_length=100, description="the `next` of the part before")
    limit: int = Field(default=50, ge=1, le=200)


class Reason(Shape):
    """Why."""

    reason: Why


class OptionalReason(Shape):
    """Why, where it need not be said."""

    reason: Annotated[Text, Words] = ""
