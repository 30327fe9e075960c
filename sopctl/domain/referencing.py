"""References between documents, and the look that a change of one asks for in the other (R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sopctl.domain.numbers import DocumentNumber


class Cause(StrEnum):
    """What became of the document that is pointed to."""

    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ReferenceFlag:
    """A document that points to one that changed, and what came of the look.

    ``version_id`` is the version of ``points_to`` that was released or withdrawn. ``closed_at`` (aware UTC)
    is None while nobody looked.
    """

    id: str
    number: DocumentNumber
    points_to: DocumentNumber
    version_id: str
    cause: Cause
    raised_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    remark: str = ""
