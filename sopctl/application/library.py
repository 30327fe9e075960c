"""What every use case is given: the stores and the renderers behind their ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sopctl.application.memory import Memory
from sopctl.application.ports import (
    Blobs,
    Clock,
    Directory,
    LibraryLock,
    PasswordRules,
    Passwords,
    SecondFactors,
    Sources,
    UnitOfWork,
)
from sopctl.application.ports.copies import (
    ChangesRenderer,
    Inspector,
    LibrarySealing,
    PageRenderer,
    Renderer,
    SheetRenderer,
)
from sopctl.application.ports.intake import Intake
from sopctl.application.ports.outbox import Messenger
from sopctl.domain.notices import Channel


@dataclass(frozen=True)
class Actor:
    """Who acts: a user name, and the operating-system user when it came from a command line."""

    user: str
    host_user: str = ""


@dataclass(frozen=True)
class Drawing:
    """What draws and cuts text with one dictionary: renderers by extension, the segmenter, lists to print."""

    renderers: Mapping[str, Renderer]
    segment: Callable[[str], list[str]]
    sheet: SheetRenderer
    changes: ChangesRenderer | None = None  # where comparisons are written for Word


@dataclass(frozen=True)
class Workbench:
    """What drawing and checking a text needs, inside a library or out of one.

    ``drawing`` gives the renderers for a hospital dictionary (UTF-8 lines, b"" for none). ``packaged`` reads
    a template of the program by its path below ``templates/``, ``own`` the hospital's by its path below
    ``library/``; both give None when there is none. ``missing_characters`` tells which characters no
    embedded font has.
    """

    drawing: Callable[[bytes], Drawing]
    page: PageRenderer
    packaged: Callable[[str], bytes | None]
    own: Callable[[str], bytes | None]
    missing_characters: Callable[[str], set[str]]
    clock: Clock
    new_id: Callable[[], str]


@dataclass(frozen=True)
class Library(Workbench):
    """One hospital's library, joined together by ``bootstrap``.

    ``unit`` begins a transaction that may write, ``reading`` one that may not. ``certificates`` are those
    trusted for seals. ``public_url`` stands in QR codes; ``lock_file_sha256`` names the exact program that
    renders. ``messengers`` are the channels that are set up, ``directory`` the hospital's, if it is.
    """

    unit: Callable[[], UnitOfWork]
    reading: Callable[[], UnitOfWork]
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
    public_url: str
    lock_file_sha256: str
    intake: Intake
    messengers: Mapping[Channel, Messenger] = field(default_factory=dict)
    directory: Directory | None = None
    memory: Memory = field(default_factory=Memory)


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
