"""Confirmations: what an administrator did to somebody's authority, and the second person who vouches for it.

An administrator sets up accounts, resets what proves a person, changes roles and gives posts. None of it lets
anybody sign before somebody else has confirmed it (21 CFR 11.200 a3: the use of a signature by anyone other
than its owner asks for the collaboration of two).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Touch(StrEnum):
    """What an administrator did."""

    ACCOUNT = "account"  # a new account
    PASSWORD = "password"  # noqa: S105  # a reset password
    SECOND_FACTOR = "second-factor"  # a second factor taken away
    SIGN_IN_PAGE = "sign-in-page"  # a word by which the hospital's sign-in page signs somebody in
    ROLES = "roles"  # other roles or another department
    POST = "post"  # a post given or delegated


PROVING = frozenset({Touch.ACCOUNT, Touch.PASSWORD, Touch.SECOND_FACTOR})


class Outcome(StrEnum):
    """What became of it."""

    CONFIRMED = "confirmed"
    FOUNDED = "founded"  # the first second person of a library, whom nobody else could confirm
    REFUSED = "refused"
    REPLACED = "replaced"  # done again before it was confirmed


@dataclass(frozen=True)
class Confirmation:
    """One act of an administrator that asks for a second person; times are aware UTC.

    ``subject`` is a holding's id for a post. ``detail`` says what was done, as text. ``ready_at``: when the
    person had set a password of their own again; ``word`` is what their account page shows from then on, and
    what they tell whoever confirms, face to face. Both stay empty where no account is proven.
    """

    id: str
    kind: Touch
    person: str
    by: str
    at: datetime
    subject: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    ready_at: datetime | None = None
    word: str = ""
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def locks(self) -> bool:
        """Whether the person cannot sign because of it."""
        return self.outcome is None and self.kind in PROVING

    @property
    def ready(self) -> bool:
        """Whether it can be confirmed now."""
        return self.outcome is None and (self.kind not in PROVING or self.ready_at is not None)
