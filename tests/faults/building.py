"""A small library on real stores: SQLite, git and files; plain renderers and cheap passwords for speed."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sopctl.application.authoring import drafts, submission
from sopctl.application.library import Actor, Drawing, Library
from sopctl.application.ports.copies import Inspection, OfficialCopy, Seal
from sopctl.application.records import ReleasedVersion
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.bootstrap import create_library, open_library
from sopctl.config import load_settings
from sopctl.content.profile import Profile
from sopctl.domain import canonical
from sopctl.domain.workflow import Action
from tests.application.house import DIRECTOR, HOSPITAL, PASSWORD, PEOPLE, PlainSheets, text
from tests.fakes import FakePasswords
from tests.support.people import appoint, settle_in

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
_SEAL = b"\nSEAL "
_ticks = itertools.count(1)


def clock() -> datetime:
    """Every reading is a little later than the one before, over all libraries of this process."""
    return START + timedelta(milliseconds=next(_ticks))


class PlainRenderer:
    """Draws a copy as one JSON line with everything that decides its bytes, its record, and a seal."""

    def __init__(self, extension: str) -> None:
        self.extension = extension
        self.media_type = f"test/{extension}"

    def render(self, copy: OfficialCopy, profile: Profile, seal: Seal | None = None) -> bytes:
        record = next((a.data for a in copy.attachments if a.name.endswith("-approval.json")), b"")
        shown = {
            "kind": self.extension,
            "copy": repr(replace(copy, attachments=())),
            "profile": profile.name,
            "record": record.decode(),
        }
        data = json.dumps(shown, sort_keys=True).encode()
        if seal is None:
            return data
        return data + _SEAL + seal.sign(bytes.fromhex(canonical.sha256(data))).hex().encode()


@dataclass
class PlainSeal:
    """A seal of a key by name; ``salt`` makes each seal another one, as ECDSA does."""

    key: str = "library"
    salt: Callable[[], str] = lambda: ""
    size: int = 64

    def rotate(self) -> str:
        return "new"

    def sign(self, digest: bytes) -> bytes:
        return f"{self.key} {digest.hex()} {self.salt()}".encode()


class PlainInspector:
    """Checks what ``PlainRenderer`` wrote; the certificates are names of keys."""

    def inspect(self, data: bytes, certificates: tuple[bytes, ...]) -> Inspection:
        content, _, seal = data.rpartition(_SEAL)
        try:
            key, digest, _ = bytes.fromhex(seal.decode()).decode().split(" ", 2)
            record = json.loads(content)["record"].encode()
        except (ValueError, KeyError):
            return Inspection("plain", False, False, None, None, None, (("unsealed", "No seal."),))
        return Inspection(
            "plain", key.encode() in certificates, digest == canonical.sha256(content), record, None, None
        )


def build(home: Path, environ: Mapping[str, str] | None = None) -> Library:
    """A library with everybody in it and nothing written."""
    create_library(load_settings(environ or {}, home), HOSPITAL.encode())
    library = reopen(home, environ)
    settle_in(library, PEOPLE, PASSWORD)
    appoint(library, DIRECTOR, "director", date(2025, 10, 1), password=PASSWORD)
    return library


def reopen(home: Path, environ: Mapping[str, str] | None = None) -> Library:
    """The library as a process that has just started finds it."""
    drawing = Drawing({"pdf": PlainRenderer("pdf"), "docx": PlainRenderer("docx")}, str.split, PlainSheets())
    return replace(
        open_library(load_settings(environ or {}, home)),
        drawing=lambda _: drawing,
        seal=PlainSeal(),
        inspector=PlainInspector(),
        certificates=lambda: (b"library",),
        passwords=FakePasswords(),
        missing_characters=lambda _: set(),
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
    )


def draft(library: Library, markdown: str | None = None) -> str:
    """A draft that is ready to be submitted; the version's id."""
    version_id = drafts.start_from_text(library, Actor("author"), markdown or text(), {})
    drafts.save_draft(library, Actor("author"), version_id, save_number=1, reason="ประกาศใช้")
    return version_id


def revise(library: Library, purpose: str) -> str:
    """The draft of the next version of SOP-IT-001."""
    return draft(library, text(purpose=purpose))


def approve(library: Library, version_id: str) -> str:
    """Submit and sign; the round's id."""
    opened = submission.submit(library, Actor("author"), version_id).round
    assert opened is not None
    for action, user in (
        (Action.REVIEW, "reviewer"),
        (Action.CHECK, "quality"),
        (Action.APPROVE, "director"),
    ):
        shown = rounds.signing_view(library, Actor(user), opened.id).shown
        rounds.sign(library, Actor(user), opened.id, action, password=PASSWORD, shown=shown)
    return opened.id


def bring_out(library: Library, version_id: str, effective: date | None = None) -> ReleasedVersion:
    """Release an approved version."""
    return releasing.release_version(
        library, Actor("quality"), version_id, password=PASSWORD, effective=effective
    )


def publish(library: Library, markdown: str | None = None, effective: date | None = None) -> ReleasedVersion:
    """Write, sign and release a version."""
    version_id = draft(library, markdown)
    approve(library, version_id)
    return bring_out(library, version_id, effective)
