"""The downtime bundle: what is in force today as a folder that opens from a USB stick with no server.

ISO 15189:2022 7.8 and Annex 11 §16 ask for what the ward works by when the systems are down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Actor, Library
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.documents import PageText, documents_in_force, page_text
from sopctl.application.queries.readers import reader
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.review.overview import Face, face
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.thai.dates import bangkok_day
from sopctl.thai.folding import fold

FORMAT = "sopctl-bundle-1"
MANIFEST, SEAL, CERTIFICATES = "manifest.json", "manifest.p7s", "certificates.pem"

Progress = Callable[[int, int], None]
SealProblems = Callable[[bytes, bytes, bytes], Sequence[tuple[str, str]]]


class BundleChangedError(SopctlError):
    """A bundle whose files are not those that the library signed."""

    code = "bundle-changed"

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        told = "; ".join(f"{name}: {what}" for name, what in self.problems[:5])
        super().__init__(f"The bundle is not as it was signed: {told}.", problems=told)


@dataclass(frozen=True)
class BundlePage:
    """A document in the bundle. ``folder`` is its place; ``plain`` is folded text for the search."""

    released: ReleasedVersion
    text: PageText
    folder: str
    copies: tuple[str, ...]
    plain: str


class BundlePages(Protocol):
    """Draws the bundle's pages."""

    def index(self, face: Face, pages: Sequence[BundlePage], made_at: datetime) -> bytes:
        """The page to open, with the search and the list."""
        ...

    def document(self, face: Face, page: BundlePage, made_at: datetime) -> bytes:
        """A document's page."""
        ...

    def data(self, pages: Sequence[BundlePage]) -> bytes:
        """What the search looks through, as a script: a page from a disk may fetch nothing."""
        ...

    def files(self) -> Mapping[str, bytes]:
        """Styles, fonts, scripts, and how to check the bundle, by their place in it."""
        ...


class BundleFolder(Protocol):
    """Where the bundle is written; it has its name when it is whole."""

    def add(self, name: str, data: bytes) -> None:
        """Write a file by its place in the bundle."""
        ...

    def finish(self) -> None:
        """Give the folder its name."""
        ...


@dataclass(frozen=True)
class BundleMade:
    """What was written: how many documents and files, and when (aware UTC)."""

    documents: int
    files: int
    made_at: datetime


def export_bundle(
    library: Library, actor: Actor | None, pages: BundlePages, folder: BundleFolder, progress: Progress
) -> BundleMade:
    """Write what is in force today and what ``actor`` may read (None: what everybody may) into a new folder.

    Raises CopyMissing and blob errors for a library that is not whole, NotAllowedError.
    """
    made_at, shown = library.clock(), face(library)
    hashes: dict[str, str] = {}

    def add(name: str, data: bytes) -> None:
        folder.add(name, data)
        hashes[name] = canonical.sha256(data)

    found = documents_in_force(library, reader(library, actor))
    made: list[BundlePage] = []
    for place, released in enumerate(found):
        page = _page(library, released, shown.digits.value)
        _add_files(library, page, add)
        add(f"{page.folder}/index.html", pages.document(shown, page, made_at))
        made.append(page)
        progress(place + 1, len(found))
    add("index.html", pages.index(shown, made, made_at))
    add("data.js", pages.data(made))
    for name, data in pages.files().items():
        add(name, data)
    add(CERTIFICATES, b"".join(library.certificates()))
    manifest = _manifest(library, shown, made, hashes, made_at)
    folder.add(MANIFEST, manifest)
    folder.add(SEAL, library.seal.sign(bytes.fromhex(canonical.sha256(manifest))))
    folder.finish()
    return BundleMade(len(made), len(hashes) + 2, made_at)


@dataclass(frozen=True)
class BundleState:
    """A bundle that is as it was signed: of which hospital, valid on which day, of how many documents."""

    hospital: str
    valid_on: date
    made_at: datetime
    documents: int


def check_bundle(files: Mapping[str, bytes], certificates: bytes, seal_problems: SealProblems) -> BundleState:
    """Check every file against the signed manifest. ``certificates``: PEM of those to trust.

    ``seal_problems`` answers what is wrong with a seal over a content. Raises BundleChangedError.
    """
    manifest, seal = files.get(MANIFEST), files.get(SEAL)
    if manifest is None or seal is None:
        raise BundleChangedError([(MANIFEST, "missing")])
    problems = [(SEAL, what) for _, what in seal_problems(seal, manifest, certificates)]
    if problems:
        raise BundleChangedError(problems)
    facts = json.loads(manifest)
    named: Mapping[str, str] = facts["files"]
    for name in sorted(set(named) | (set(files) - {MANIFEST, SEAL})):
        if name not in files:
            problems.append((name, "missing"))
        elif name not in named:
            problems.append((name, "not one of ours"))
        elif canonical.sha256(files[name]) != named[name]:
            problems.append((name, "changed"))
    if problems:
        raise BundleChangedError(problems)
    return BundleState(
        facts["hospital"], date.fromisoformat(facts["valid_on"]), datetime.fromisoformat(facts["made_at"]),
        len(facts["documents"]),
    )  # fmt: skip


def _page(library: Library, released: ReleasedVersion, digits: str) -> BundlePage:
    number, version = released.release.number, released.release.version
    text = page_text(library, released, digits)
    kept = (key.extension for key in released.copies if key.mark == Mark.UNCONTROLLED)
    names = sorted(kept, key=lambda extension: (extension != "pdf", extension))
    plain = Frozen.of(library, released.commit).source.body_text
    return BundlePage(
        released=released,
        text=text,
        folder=f"documents/{number.slug}",
        copies=tuple(f"{number.slug}-v{version}.{extension}" for extension in names),
        plain=fold(f"{number} {released.title} {plain}"),
    )


def _add_files(library: Library, page: BundlePage, add: Callable[[str, bytes], None]) -> None:
    for name in page.copies:
        key = CopyKey(Mark.UNCONTROLLED, name.rpartition(".")[2])
        add(f"{page.folder}/{name}", library.blobs.get(page.released.copies[key]))
    images = Frozen.of(library, page.released.commit).images
    for name in page.text.files:
        add(f"{page.folder}/files/{name}", images[name])


def _manifest(
    library: Library, shown: Face, pages: Sequence[BundlePage], hashes: Mapping[str, str], made_at: datetime
) -> bytes:
    with library.reading() as uow:
        head = uow.ledger.head()
    return canonical.encode(
        {
            "format": FORMAT,
            "hospital": shown.name,
            "made_at": made_at.isoformat(),
            "valid_on": bangkok_day(made_at).isoformat(),
            "ledger_head": head,
            "documents": [
                {
                    "number": str(page.released.release.number),
                    "version": str(page.released.release.version),
                    "title": page.released.title,
                    "effective": page.released.release.effective.isoformat(),
                    "manifest_sha256": page.released.manifest_sha256,
                }
                for page in pages
            ],
            "files": dict(hashes),
        }
    )
