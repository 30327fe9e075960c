"""Joinery: which adapter stands behind which port. The only place that joins them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from sopctl import resources
from sopctl.accounts.directories import LdapDirectory
from sopctl.accounts.password_rules import GuessedFirst
from sopctl.accounts.passwords import Argon2Passwords
from sopctl.accounts.providers import OidcProvider
from sopctl.accounts.second_factors import TotpFactors
from sopctl.application.library import Actor, Drawing, Library, Workbench
from sopctl.application.ports import LibraryLock
from sopctl.application.ports.copies import Inspector
from sopctl.application.ports.outbox import Messenger
from sopctl.application.queries.finding import synonyms_of
from sopctl.application.safekeeping.bundle import BundleMade, BundleState, check_bundle, export_bundle
from sopctl.application.shape import read_hospital
from sopctl.config import Settings
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.notices import Channel
from sopctl.domain.numbers import DocumentNumber
from sopctl.intake.bodies import words_of
from sopctl.intake.files import FileIntake
from sopctl.rendering.bundle import HtmlBundle
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.fonts import missing_characters
from sopctl.rendering.html import HtmlRenderer
from sopctl.rendering.pdf import PdfRenderer
from sopctl.rendering.pdf.sheet import PdfSheets
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.keys import KeyFolder, write_private
from sopctl.sealing.library_seal import LibrarySeal
from sopctl.sealing.package import OpcSealer
from sopctl.sealing.tags import TagKeys
from sopctl.storage.blobs import open_blobs
from sopctl.storage.durable import naming, sync_folder, sync_tree
from sopctl.storage.folders import NewFolder, read_folder
from sopctl.storage.git import GitMirror, GitSources
from sopctl.storage.lock import FileLock, PostgresLock
from sopctl.storage.sql import revisions
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.thai.words import Words, read_entries


class LibraryExistsError(SopctlError):
    """A folder that holds a library already."""

    code = "library-exists"

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} holds a library already; nothing was changed.", home=home)


class LibraryMissingError(SopctlError):
    """A folder without a library."""

    code = "library-missing"

    def __init__(self, home: Path) -> None:
        super().__init__(f"There is no library in {home}; make one with sopctl init.", home=home)


def now() -> datetime:
    """The system's time, aware UTC."""
    return datetime.now(UTC)


def create_library(settings: Settings, hospital: bytes) -> None:
    """Make an empty library; ``hospital`` is the content of ``library/hospital.yaml``.

    The keys come last but one and the database last, so that a library that was not finished is not taken for
    one. Raises LibraryExistsError, StoreRefusedError for a full disk.
    """
    home = settings.home
    if (home / "library.db").exists() or (home / "repository.git").exists():
        raise LibraryExistsError(home)
    with naming("disk of the library"):
        _fill(settings, hospital)


def _fill(settings: Settings, hospital: bytes) -> None:
    from sopctl.storage.sql import schema  # noqa: PLC0415  # what moves a schema is seldom needed

    home = settings.home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = read_hospital(hospital).name
    KeyFolder.create(home / "keys", name, now())
    tags = TagKeys.create(home / "keys")
    write_private(home / "keys" / "session.key", secrets.token_hex(32).encode())
    sources = GitSources.create(home / "repository.git", sign=tags.sign, verify=tags.verify)
    sources.move_main(
        {"library": {"hospital.yaml": hospital}}, message=f"Begin the library of {name}", at=now()
    )
    TotpFactors.open(home / "keys")
    open_blobs(_blobs_address(settings))
    schema.upgrade(settings.database_url)
    sync_tree(home)
    sync_folder(home.absolute().parent)


def open_library(settings: Settings) -> Library:
    """Join the parts of a library. Raises LibraryMissingError, LibraryNewerError, SigningKeyMissingError."""
    home = settings.home
    check_database(settings)
    database = SqlLibrary.open(settings.database_url)
    tags = TagKeys.open(home / "keys")
    sources = GitSources.open(home / "repository.git", sign=tags.sign, verify=tags.verify)
    keys = KeyFolder(home / "keys")
    bench = workbench(own=lambda path: sources.main_file(f"library/{path}"))
    return Library(
        drawing=bench.drawing,
        page=bench.page,
        packaged=bench.packaged,
        own=bench.own,
        missing_characters=bench.missing_characters,
        words_of=bench.words_of,
        clock=now,
        new_id=bench.new_id,
        unit=database.unit,
        passing=database.passing,
        reading=database.reading,
        head=database.head,
        sources=sources,
        blobs=open_blobs(_blobs_address(settings)),
        lock=_lock(settings, database),
        passwords=Argon2Passwords(),
        password_rules=GuessedFirst(),
        second_factors=TotpFactors.open(home / "keys"),
        inspector=inspector(),
        seal=_seal(settings, keys),
        certificates=keys.trusted_certificates,
        new_token=lambda: secrets.token_urlsafe(16),
        vouch=lambda data: _vouch(settings, data),
        public_url=settings.public_url,
        lock_file_sha256=_lock_file_sha256(),
        intake=FileIntake(),
        messengers=_messengers(settings),
        directory=LdapDirectory(settings.ldap) if settings.ldap else None,
        sign_in_page=OidcProvider(settings.oidc) if settings.oidc else None,
        mirror=GitMirror(home / "repository.git", settings.git_remote) if settings.git_remote else None,
    )


def write_bundle(
    library: Library, actor: Actor | None, folder: Path, progress: Callable[[int, int], None]
) -> BundleMade:
    """The downtime bundle in a new folder. Raises FolderTakenError and what ``export_bundle`` raises."""
    with NewFolder(folder) as written:
        return export_bundle(library, actor, HtmlBundle(), written, progress)


def read_bundle(folder: Path, certificates: bytes) -> BundleState:
    """A downtime bundle, checked against its signed manifest; ``certificates`` are PEM.

    Raises BundleChangedError, FolderUnreadableError, CertificateUnreadableError.
    """
    from sopctl.sealing.detached import detached_problems  # noqa: PLC0415  # loads what takes a second

    return check_bundle(read_folder(folder), certificates, detached_problems)


def inspector() -> Inspector:
    """What checks the seal of a file, with or without a library."""
    return FileInspector()


def upgrade_database(settings: Settings) -> None:
    """Bring a library's database to this program's schema, while nobody releases.

    Raises LibraryMissingError, SchemaNewerError, LibraryBusyError.
    """
    from sopctl.storage.sql import schema  # noqa: PLC0415  # what moves a schema is seldom needed

    _require_library(settings)
    found = revisions.current(settings.database_url)
    if found is not None:
        revisions.require_known(found)
    database = SqlLibrary.open(settings.database_url)
    try:
        with _lock(settings, database).hold():
            schema.upgrade(settings.database_url)
    finally:
        database.close()


def check_database(settings: Settings) -> None:
    """Raises LibraryMissingError, SchemaOlderError or SchemaNewerError when the schema is not this one."""
    _require_library(settings)
    revisions.check(settings.database_url)


def workbench(own: Callable[[str], bytes | None] = lambda _: None) -> Workbench:
    """What draws and checks texts; by itself it serves files outside a library."""
    return Workbench(
        drawing=_drawing,
        page=HtmlRenderer(link_number=lambda number: DocumentNumber.parse(number).address),
        packaged=_packaged,
        own=own,
        missing_characters=missing_characters,
        words_of=words_of,
        clock=now,
        new_id=lambda: uuid.uuid4().hex,
    )


def load_dictionaries(library: Library) -> None:
    """Load the words, the program's and the library's, now, in a process from which others are forked."""
    for segment in (Words.default().segment, library.drawing(library.own("dictionary.txt") or b"").segment):
        segment("ก")
    synonyms_of(library).asking("ก")


def secret_key(settings: Settings) -> str:
    """The key of the session cookies: the setting, else the library's own."""
    return settings.secret_key or (settings.home / "keys" / "session.key").read_text("ascii")


def _vouch(settings: Settings, data: bytes) -> str:
    """An authentication code with the key of the session cookies, which every node of a library has."""
    return hmac.new(secret_key(settings).encode(), b"sopctl vouches\0" + data, hashlib.sha256).hexdigest()


def _require_library(settings: Settings) -> None:
    if not (settings.home / "repository.git").exists():
        raise LibraryMissingError(settings.home)


@lru_cache(maxsize=8)
def _drawing(dictionary: bytes) -> Drawing:
    words = Words.default()
    if dictionary:
        words = words.extended(read_entries(dictionary.decode()))
    pdf = PdfRenderer(words)
    docx = DocxRenderer(OpcSealer(), pdf.pages)
    return Drawing({pdf.extension: pdf, docx.extension: docx}, words.segment, PdfSheets(words), docx, docx)


def _packaged(path: str) -> bytes | None:
    file = resources.templates_dir() / path
    return file.read_bytes() if file.is_file() else None


@cache
def _lock_file_sha256() -> str:
    return canonical.sha256(resources.lock_file().read_bytes())


def _seal(settings: Settings, keys: KeyFolder) -> LibrarySeal:
    return LibrarySeal(
        keys,
        now,
        pkcs12=settings.signing_key,
        password=settings.signing_key_password,
        timestamp_url=settings.tsa_url,
    )


def _messengers(settings: Settings) -> dict[Channel, Messenger]:
    if settings.smtp is None and not settings.line_token:
        return {}
    from sopctl.notify.line import LineMessages  # noqa: PLC0415  # only where something is set up
    from sopctl.notify.mail import SmtpMail  # noqa: PLC0415

    found: dict[Channel, Messenger] = {}
    if settings.smtp is not None:
        found[Channel.MAIL] = SmtpMail(settings.smtp)
    if settings.line_token:
        found[Channel.LINE] = LineMessages(settings.line_token, settings.line_address)
    return found


def _blobs_address(settings: Settings) -> str:
    return settings.blobs_url or str(settings.home / "blobs")


def _lock(settings: Settings, database: SqlLibrary) -> LibraryLock:
    if database.engine.dialect.name == "postgresql":
        return PostgresLock(database.engine)
    return FileLock(settings.home / "library.lock", database.engine)
