"""The ports: what the use cases ask of whatever keeps things."""

from sopctl.application.ports.acknowledgements import Pins, Readings
from sopctl.application.ports.announcing import Announcements, References
from sopctl.application.ports.confirmations import Confirmations
from sopctl.application.ports.documents import Documents, Drafts, Releases, SearchIndex, Versions, Withdrawals
from sopctl.application.ports.errors import (
    BlobDamagedError,
    BlobMissingError,
    ConcurrentChangeError,
    DirectoryUnreachableError,
    FenceLostError,
    LibraryBusyError,
    NotProvenError,
    ProviderUnreachableError,
    StoreRefusedError,
    TagTakenError,
)
from sopctl.application.ports.memory import (
    Blobs,
    Intents,
    Ledger,
    LibraryLock,
    Mirror,
    MirrorState,
    Sources,
)
from sopctl.application.ports.notices import Notices, Outbox
from sopctl.application.ports.paper import PaperLists
from sopctl.application.ports.people import (
    Begun,
    Claimed,
    Directory,
    Guesses,
    PasswordRules,
    Passwords,
    People,
    Posts,
    SecondFactors,
    Sessions,
    SignInPage,
    Weakness,
)
from sopctl.application.ports.prints import Counts, Prints, Requests
from sopctl.application.ports.programs import Replies, Reply, Tokens
from sopctl.application.ports.reaffirmations import Reaffirmations
from sopctl.application.ports.unit import Clock, UnitOfWork

__all__ = [
    "Announcements",
    "Begun",
    "BlobDamagedError",
    "BlobMissingError",
    "Blobs",
    "Claimed",
    "Clock",
    "ConcurrentChangeError",
    "Confirmations",
    "Counts",
    "Directory",
    "DirectoryUnreachableError",
    "Documents",
    "Drafts",
    "FenceLostError",
    "Guesses",
    "Intents",
    "Ledger",
    "LibraryBusyError",
    "LibraryLock",
    "Mirror",
    "MirrorState",
    "NotProvenError",
    "Notices",
    "Outbox",
    "PaperLists",
    "PasswordRules",
    "Passwords",
    "People",
    "Pins",
    "Posts",
    "Prints",
    "ProviderUnreachableError",
    "Readings",
    "Reaffirmations",
    "References",
    "Releases",
    "Replies",
    "Reply",
    "Requests",
    "SearchIndex",
    "SecondFactors",
    "Sessions",
    "SignInPage",
    "Sources",
    "StoreRefusedError",
    "TagTakenError",
    "Tokens",
    "UnitOfWork",
    "Versions",
    "Weakness",
    "Withdrawals",
]
