"""People and what they may do; people are deactivated, never deleted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sopctl.domain.errors import SopctlError

_USER = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class Role(StrEnum):
    """What a person does in document control. Approval comes from posts, never from a role."""

    STAFF = "staff"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    QUALITY = "quality"
    AUDITOR = "auditor"
    ADMIN = "admin"


class UserNameMalformedError(SopctlError):
    """A user name with characters that one cannot have."""

    code = "user-name-malformed"

    def __init__(self, text: str) -> None:
        shown = text[:40]
        super().__init__(
            f"“{shown}” is not a user name: 2 to 32 small Latin letters, digits, dot or dash.", user=shown
        )


@dataclass(frozen=True)
class Person:
    """Somebody who can act. ``user`` is the sign-in name; ``name`` is how it stands on a copy.

    ``employee`` is the employee number, ``mail`` an address; "" for none. ``placed`` is the day on which they
    came to their department, ``leaves`` the last day of their service, as the personnel office knows them.
    """

    user: str
    name: str
    roles: frozenset[Role]
    department: str = ""
    title: str = ""  # position in words, shown beside the name where no post is
    active: bool = True
    picture: str = ""  # SHA-256 of a PNG of their signature
    employee: str = ""
    mail: str = ""
    placed: date | None = None
    leaves: date | None = None

    def __post_init__(self) -> None:
        if not _USER.fullmatch(self.user):
            raise UserNameMalformedError(self.user)

    def has(self, role: Role) -> bool:
        """Whether an active person has the role."""
        return self.active and role in self.roles
