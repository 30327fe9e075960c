"""What every use case is given: the stores and the renderers behind their ports."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sopctl.application.memory import Memory
from sopctl.application.ports import (
    Blobs,
    Clock,
    Directory,
    LibraryLock,
    Mirror,
    PasswordRules,
    Passwords,
    SecondFactors,
    SignInPage,
    Sources,
    UnitOfWork,
)
from sopctl.application.ports.copies import (
    ChangesRenderer,
    FormWriter,
    Inspector,
    LibrarySealing,
    PageRenderer,
    Renderer,
    SheetRenderer,
)
from sopctl.application.ports.intake import Intake
from sopctl.application.ports.outbox import Messenger
from sopctl.content.attached_text import FileWords
from sopctl.domain.ledger import GENESIS
from sopctl.domain.notices import Channel

KEPT_SECONDS = 300
_STATES = 2_048  # what is kept of the rows; a few kilobytes each
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Actor:
    """Who acts: a user name, and the operating-system user when it came from a command line.

    ``line`` is the session or token by which they come; failed proofs are counted on it alone.
    """

    user: str
    host_user: str = ""
    line: str = ""


@dataclass(frozen=True)
class Drawing:
    """What draws and cuts text with one dictionary: renderers by extension, the segmenter, lists to print."""

    renderers: Mapping[str, Renderer]
    segment: Callable[[str], list[str]]
    sheet: SheetRenderer
    changes: ChangesRenderer | None = None  # where comparisons are written for Word
    forms: FormWriter | None = None  # where forms are written for Word


@dataclass(frozen=True)
class Workbench:
    """What drawing and checking a text needs, inside a library or out of one.

    ``drawing`` gives the renderers for a hospital dictionary (UTF-8 lines, b"" for none). ``packaged`` reads
    a template of the program by its path below ``templates/``, ``own`` the hospital's by its path below
    ``library/``; both give None when there is none. ``missing_characters`` tells which characters no
    embedded font has; ``words_of`` all that a file says that is a document's body.
    """

    drawing: Callable[[bytes], Drawing]
    page: PageRenderer
    packaged: Callable[[str], bytes | None]
    own: Callable[[str], bytes | None]
    missing_characters: Callable[[str], set[str]]
    words_of: Callable[[bytes], FileWords]
    clock: Clock
    new_id: Callable[[], str]


@dataclass(frozen=True)
class Library(Workbench):
    """One hospital's library, joined together by ``bootstrap``.

    ``unit`` begins a transaction that may write, ``reading`` one that may not, ``passing`` one that may write
    what a power cut may take: counts of tries, when a session was last seen. ``certificates`` are those
    trusted for seals. ``public_url`` stands in QR codes; ``lock_file_sha256`` names the exact program that
    renders. ``messengers`` are the channels that are set up, ``directory`` the hospital's, if it is,
    ``mirror`` the git repository elsewhere that is sent everything.
    ``vouch`` authenticates bytes with a key of this library's own.
    ``head`` is the hash of the last row of the ledger; ``memory`` keeps what follows from texts that
    never change, ``state`` what follows from the rows as they are until the next act.
    """

    unit: Callable[[], UnitOfWork]
    passing: Callable[[], UnitOfWork]
    reading: Callable[[], UnitOfWork]
    head: Callable[[], str]
    sources: Sources
    blobs: Blobs
    lock: LibraryLock
    passwords: Passwords
    password_rules: PasswordRules
    second_factors: SecondFactors
    inspector: Inspector
    seal: LibrarySealing
    certificates: Callable[[], tuple[bytes, ...]]
    new_token: Callable[[], str]
    vouch: Callable[[bytes], str]
    public_url: str
    lock_file_sha256: str
    intake: Intake
    messengers: Mapping[Channel, Messenger] = field(default_factory=dict)
    directory: Directory | None = None
    sign_in_page: SignInPage | None = None
    mirror: Mirror | None = None
    memory: Memory = field(default_factory=Memory)
    state: Memory = field(default_factory=lambda: Memory(_STATES))


def until_next_act(library: Library, key: Hashable, make: Callable[[], _Made]) -> _Made:
    """What ``make`` reads from the rows, kept while nothing happens in the library.

    Every act is a row of the ledger in its own transaction, so its head names the state of all rows; five
    minutes are the most, so that no mistake of ours lasts. What ``make`` gives must be the same for
    everybody, and None is never kept. Rows of before the first act are not kept: nothing tells them apart.
    """
    head = library.head()
    if head == GENESIS:
        return make()
    state = state_of(library, head)
    return library.state.during(state).get((state, key), make)


def state_of(library: Library, head: str) -> Hashable:
    """What names the state of all rows for five minutes at most."""
    return head, int(library.clock().timestamp() // KEPT_SECONDS)


def record(library: Library, uow: UnitOfWork, actor: Actor, subject: str, action: str, **detail: str) -> str:
    """Append a ledger row in the given transaction; returns its hash. ``action`` is ``subject:verb``."""
    row = uow.ledger.append(
        at=library.clock(),
        subject=subject,
        action=action,
        actor=actor.user,
        host_user=actor.host_user,
        detail=detail,
    )
    return row.hash
