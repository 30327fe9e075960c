"""People, posts, sessions, and how somebody proves who they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sopctl.application.records import Account, Session
from sopctl.domain.authority import Offices
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Holding, Post
from sopctl.domain.tries import Tries


class People(Protocol):
    """People and how they prove who they are."""

    def get(self, user: str) -> Person | None: ...
    def by_employee(self, employee: str) -> Person | None:
        """The person with an employee number; None for ""."""
        ...

    def all(self) -> Sequence[Person]: ...
    def named(self, users: Collection[str]) -> Sequence[Person]:
        """Those of the user names that there are, by user name."""
        ...

    def with_role(self, role: Role) -> Sequence[Person]:
        """The active people with a role, by user name."""
        ...

    def failing(self, least: int) -> Sequence[Person]:
        """Those whose account counts so many wrong proofs since the last right one, by user name."""
        ...

    def add(self, person: Person) -> None: ...
    def save(self, person: Person) -> None: ...
    def account(self, user: str) -> Account | None: ...
    def by_subject(self, subject: str) -> str:
        """The user name that a sign-in page's word for somebody is linked to, "" for none."""
        ...

    def save_account(self, account: Account) -> None: ...


class Posts(Protocol):
    """Posts and who holds them."""

    def offices(self) -> Offices: ...
    def add(self, post: Post) -> None: ...
    def hold(self, holding: Holding, recorded_at: datetime) -> None: ...
    def end(self, holding_id: str, last: date, recorded_at: datetime) -> None: ...


class Sessions(Protocol):
    """Signed-in browsers."""

    def get(self, session_id: str) -> Session | None: ...
    def of(self, user: str) -> Sequence[Session]:
        """Those of a person, oldest first."""
        ...

    def save(self, session: Session) -> None: ...
    def end(self, session_id: str) -> None: ...
    def end_all(self, user: str) -> None: ...


class Guesses(Protocol):
    """Failures that are counted, and the browsers on which somebody signed in before (hashes alone)."""

    def get(self, key: str) -> Tries | None: ...
    def save(self, counted: Tries) -> None: ...
    def forget(self, before: datetime) -> None:
        """Delete counts whose last failure is older."""
        ...

    def devices(self, user: str) -> Sequence[str]:
        """Those of a person, the last used first."""
        ...

    def keep_device(self, user: str, device: str, at: datetime) -> None: ...
    def drop_device(self, user: str, device: str) -> None: ...


class SecondFactors(Protocol):
    """Codes that change with time, from a secret that a telephone keeps."""

    def new_secret(self) -> str: ...
    def address(self, secret: str, user: str, issuer: str) -> str:
        """What an app reads from a QR code."""
        ...

    def kept_well(self, kept: str, user: str) -> str:
        """A secret as the database may keep it; one that is so already stays as it is."""
        ...

    def step(self, kept: str, user: str, code: str, at: datetime, after: int) -> int | None:
        """The time step whose code this is, near ``at`` and later than the step ``after``; else None.

        ``kept`` is a secret, or what ``kept_well`` made of it.
        """
        ...


class Passwords(Protocol):
    """Hashes and checks passwords."""

    def hash(self, password: str) -> str: ...
    def hash_code(self, code: str) -> str:
        """As ``hash``, for a long random code that needs no slowness: a thousand people come at once."""
        ...

    def matches(self, password_hash: str, password: str) -> bool: ...


class Weakness(StrEnum):
    """Why a new password is refused, besides its length."""

    COMMON = "common"
    ABOUT = "about"


class PasswordRules(Protocol):
    """Which new passwords others would try first."""

    def weakness(self, password: str, about: Collection[str]) -> Weakness | None:
        """What is wrong with a password, or None; ``about`` are names that people around its owner know."""
        ...


@dataclass(frozen=True)
class Begun:
    """What leaves for the sign-in page, and what the browser keeps meanwhile, each of 256 random bits."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claimed:
    """Whom a sign-in page proved: its lasting word for them, and a mail address that it verified, or ""."""

    subject: str
    mail: str = ""


class SignInPage(Protocol):
    """The hospital's own sign-in page. ``by_mail``: verified mail names staff who are not linked."""

    @property
    def name(self) -> str: ...
    @property
    def by_mail(self) -> bool: ...
    def begin(self, back: str) -> Begun:
        """Where to go for a proof that comes back to ``back``. Raises ProviderUnreachableError."""
        ...

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Claimed:
        """Whom the answer proves. Raises NotProvenError, ProviderUnreachableError."""
        ...

    def goodbye(self, back: str) -> str:
        """Where one signs out there, "" for nowhere. Raises ProviderUnreachableError."""
        ...


class Directory(Protocol):
    """The hospital's own directory of people."""

    def knows(self, user: str, password: str) -> bool:
        """Whether a password is somebody's, asked anew each time. Raises DirectoryUnreachableError."""
        ...
