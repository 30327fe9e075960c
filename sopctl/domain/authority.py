"""Who may sign a step on a day. Authority is asked at the moment of signing, never remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sopctl.domain.errors import SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Holding, Post, holding_of
from sopctl.domain.types import SignerKind, Step


class OwnDocumentError(SopctlError):
    """Nobody signs what they prepared."""

    code = "own-document"

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} prepared this version and may not sign it.", person=person)


class NotTheSignerError(SopctlError):
    """A person who does not hold the post or role that this step asks for."""

    code = "not-the-signer"

    def __init__(self, person: str, asked: str) -> None:
        super().__init__(
            f"{person} does not sign this step; it asks for {asked}.", person=person, asked=asked
        )


@dataclass(frozen=True)
class Grant:
    """On what ground somebody signs: ``ground`` as in ``post:director``, and the words for the copy."""

    ground: str
    post: str
    formula: str = ""


@dataclass(frozen=True)
class Offices:
    """The posts and holdings against which authority is asked."""

    posts: tuple[Post, ...]
    holdings: tuple[Holding, ...]

    def title(self, code: str) -> str:
        """A post's Thai title, or its code when it is not known."""
        return next((post.title_th for post in self.posts if post.code == code), code)

    def held_by(self, person: str, day: date) -> tuple[Holding, ...]:
        """What somebody holds on a day."""
        return tuple(h for h in self.holdings if h.person == person and h.covers(day))

    def words(self, person: Person, day: date) -> str:
        """The post in words beside a name: the first post held, else the person's own title."""
        held: Iterable[Holding] = (h for h in self.held_by(person.user, day) if h.formula is Formula.NONE)
        return next((self.title(h.post) for h in held), person.title)


def grant(step: Step, person: Person, offices: Offices, department: str, day: date) -> Grant | None:
    """The ground on which a person may sign a step on a day, or None."""
    if not person.active:
        return None
    signers = step.signers
    match signers.kind:
        case SignerKind.POST:
            return _by_post(signers.value, person, offices, day)
        case SignerKind.PEOPLE:
            fits = person.user in signers.people
        case SignerKind.ROLE:
            fits = person.has(Role(signers.value))
        case SignerKind.DEPARTMENT_ROLE:
            fits = person.has(Role(signers.value)) and person.department == department
    return Grant(str(signers), offices.words(person, day)) if fits else None


def _by_post(code: str, person: Person, offices: Offices, day: date) -> Grant | None:
    holding = holding_of(offices.holdings, code, person.user, day)
    if holding is None:
        return None
    title = offices.title(code)
    if holding.formula is Formula.NONE:
        return Grant(f"post:{code}", title)
    own = offices.words(person, day)
    return Grant(f"delegation:{holding.id}", own, f"{holding.formula.value}{title}")
