"""Whom a document is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """Who may read a document in force."""

    ALL = "all"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class OpenTo:
    """Everybody; or, of what is restricted, the people of ``departments``."""

    access: Access = Access.ALL
    departments: frozenset[str] = frozenset()

    @classmethod
    def of(cls, access: Access, owner: str, named: Iterable[str] | None) -> OpenTo:
        """For the owning department and those that the text names; an empty code is no department."""
        # A text that names no department is restricted to nobody's, not to all who belong to none.
        return cls(access, frozenset({owner, *(named or ())}) - {""})

    def lets_in(self, department: str) -> bool:
        """Whether somebody of a department may read it, "" for somebody of none."""
        return self.access is Access.ALL or department in self.departments
