"""Read and understood: who must read a document, what each of them declared, and the short questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role

DUE_AFTER = timedelta(days=14)  # two duty rosters: long enough for who is on leave, short enough to matter
MAX_QUESTIONS = 20
_USER = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_DEPARTMENT = re.compile(r"[^\s,:]{1,40}")


class AudienceMalformedError(SopctlError):
    """A line of a reading list that names nobody."""

    code = "audience-malformed"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text[:60]}” names no readers: write all, owner department, department:CODE, role:ROLE or "
            "person:USER.",
            text=text[:60],
        )


class QuestionsMalformedError(SopctlError):
    """Questions that cannot be asked."""

    code = "questions-malformed"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} of the questions: each question stands on a line of its own, with at least two "
            "answers below it that begin with “-”, the right one with “*”.",
            line=line,
        )


class AudienceKind(StrEnum):
    """How the readers of a line are named."""

    ALL = "all"
    OWNER = "owner department"
    DEPARTMENT = "department"
    ROLE = "role"
    PERSON = "person"


class Means(StrEnum):
    """How somebody declared to have read and understood."""

    ACCOUNT = "account"  # signed in, with the password again
    KIOSK = "kiosk"  # employee number and PIN on a shared machine
    PAPER = "paper"  # a signed sheet, entered as such


@dataclass(frozen=True)
class Audience:
    """One line of a reading list; ``value`` is a department's code, a role or a user name."""

    kind: AudienceKind
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> Audience:
        """Read a line such as ``department:ER``. Raises AudienceMalformedError."""
        bare = " ".join(text.split())
        if bare in (AudienceKind.ALL, AudienceKind.OWNER):
            return cls(AudienceKind(bare))
        word, _, value = bare.partition(":")
        value = value.strip()
        fits = {
            AudienceKind.DEPARTMENT: _DEPARTMENT.fullmatch(value),
            AudienceKind.ROLE: value in set(Role),
            AudienceKind.PERSON: _USER.fullmatch(value),
        }
        kind = next((kind for kind in fits if kind == word.strip()), None)
        if kind is None or not fits[kind]:
            raise AudienceMalformedError(text)
        return cls(kind, value)

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.value}" if self.value else self.kind.value


@dataclass(frozen=True)
class Entry:
    """A line of a reading list, and the day from which it asks; None since the document began."""

    audience: Audience
    since: date | None = None


@dataclass(frozen=True)
class Question:
    """A question with its answers; ``right`` counts them from 0."""

    text: str
    answers: tuple[str, ...]
    right: int


@dataclass(frozen=True)
class ReadingList:
    """What the quality office set for one document. ``entries`` None: as the document's type says.

    ``needed`` of the questions must be answered rightly.
    """

    number: DocumentNumber
    entries: tuple[Entry, ...] | None
    questions: tuple[Question, ...]
    needed: int
    set_at: datetime
    set_by: str


@dataclass(frozen=True)
class Acknowledgement:
    """One person has read and understood one version.

    ``day`` is the Bangkok day it holds for, ``at`` (aware UTC) when the library learnt it. ``name`` and
    ``department`` are as they stood then. ``scan``: SHA-256 of the sheet, for paper; ``recorded_by`` who
    entered it.
    """

    version_id: str
    person: str
    name: str
    department: str
    means: Means
    day: date
    at: datetime
    recorded_by: str
    scan: str = ""


@dataclass(frozen=True)
class Attempt:
    """One try at a document's questions: ``right`` of ``asked`` were answered rightly."""

    id: str
    version_id: str
    person: str
    at: datetime
    right: int
    asked: int
    passed: bool


@dataclass(frozen=True)
class Waiver:
    """A minor amendment that does not ask again: who read ``stands_on`` (a version's id) has read it."""

    version_id: str
    stands_on: str
    by: str
    at: datetime
    reason: str


class Readership:
    """The people of one moment, so that the readers of many documents are found quickly."""

    def __init__(self, people: Iterable[Person]) -> None:
        active = [person for person in people if person.active]
        departments: dict[str, set[str]] = defaultdict(set)
        roles: dict[Role, set[str]] = defaultdict(set)
        for person in active:
            departments[person.department].add(person.user)
            for role in person.roles:
                roles[role].add(person.user)
        self.people: Mapping[str, Person] = {person.user: person for person in active}
        self._all = frozenset(self.people)
        self._departments = {code: frozenset(users) for code, users in departments.items()}
        self._roles = {role: frozenset(users) for role, users in roles.items()}

    def named_by(self, audience: Audience, owner: str) -> frozenset[str]:
        """The users whom a line names; ``owner`` is the code of the department that keeps the document."""
        nobody: frozenset[str] = frozenset()
        match audience.kind:
            case AudienceKind.ALL:
                return self._all
            case AudienceKind.OWNER:
                return self._departments.get(owner, nobody) if owner else nobody
            case AudienceKind.DEPARTMENT:
                return self._departments.get(audience.value, nobody)
            case AudienceKind.ROLE:
                return self._roles.get(Role(audience.value), nobody)
            case AudienceKind.PERSON:
                return frozenset({audience.value}) & self._all


def asked_since(
    person: Person, entries: Iterable[Entry], readership: Readership, owner: str, first: date
) -> date:
    """The day from which a person owes a version that holds from ``first``.

    It is the latest of that day, the day on which the first line that names them was set, and the day on
    which they came to their department.
    """
    named = [e.since or first for e in entries if person.user in readership.named_by(e.audience, owner)]
    return max(first, min(named, default=first), person.placed or first)


def read_by(
    version_id: str, acknowledged: Mapping[str, Collection[str]], waivers: Mapping[str, Waiver]
) -> frozenset[str]:
    """Who has read a version: those who said so, of it or of the one that an amendment stands on."""
    found: set[str] = set()
    seen: set[str] = set()
    at: str | None = version_id
    while at is not None and at not in seen:
        seen.add(at)
        found.update(acknowledged.get(at, ()))
        at = waivers[at].stands_on if at in waivers else None
    return frozenset(found)


def marked(questions: Sequence[Question], answers: Sequence[int | None]) -> int:
    """How many of the questions are answered rightly; None is no answer."""
    return sum(q.right == given for q, given in zip(questions, answers, strict=False))


def read_questions(text: str) -> tuple[Question, ...]:
    """Read questions as people write them: a line with the question, then answers that begin with ``-``.

    The right answer begins with ``*``. Raises QuestionsMalformedError.
    """
    found: list[tuple[int, str, list[str], list[int]]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if line[0] not in "-*":
            found.append((number, line[:500], [], []))
            continue
        answer = line[1:].strip()
        if not found or not answer:
            raise QuestionsMalformedError(number)
        if line[0] == "*":
            found[-1][3].append(len(found[-1][2]))
        found[-1][2].append(answer[:300])
    for number, _, answers, right in found:
        if len(answers) < 2 or len(right) != 1:
            raise QuestionsMalformedError(number)
    if len(found) > MAX_QUESTIONS:
        raise QuestionsMalformedError(found[MAX_QUESTIONS][0])
    return tuple(Question(question, tuple(answers), right[0]) for _, question, answers, right in found)


def write_questions(questions: Iterable[Question]) -> str:
    """The text that ``read_questions`` reads back."""
    return "\n".join(
        "\n".join(
            [q.text, *(f"{'*' if place == q.right else '-'} {a}" for place, a in enumerate(q.answers)), ""]
        )
        for q in questions
    )
