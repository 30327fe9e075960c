"""What the fake database holds: one bag of dictionaries, copied for each unit of work."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from sopctl.application.ports.documents import DraftWindow
from sopctl.application.ports.outbox import LineCode, Message, Preferences
from sopctl.application.ports.paper import PaperList
from sopctl.application.ports.programs import Reply
from sopctl.application.records import (
    Account,
    Document,
    Draft,
    Intent,
    Machine,
    Pin,
    ReaffirmationRequest,
    ReleasedVersion,
    SearchEntry,
    Session,
    WithdrawalRequest,
)
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, ReadingList, Waiver
from sopctl.domain.announcements import Announcement
from sopctl.domain.confirmations import Confirmation
from sopctl.domain.counts import Count
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.notices import Notice
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person
from sopctl.domain.posts import Holding, Post
from sopctl.domain.prints import Print
from sopctl.domain.referencing import ReferenceFlag
from sopctl.domain.requests import ChangeRequest
from sopctl.domain.tokens import Token
from sopctl.domain.tries import Tries
from sopctl.domain.versions import Version


@dataclass
class Data:
    """Keys as in the tables."""

    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    holdings: dict[str, tuple[datetime, Holding]] = field(default_factory=dict)
    documents: dict[DocumentNumber, Document] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    draft_windows: dict[tuple[str, str, str], DraftWindow] = field(default_factory=dict)
    releases: dict[str, ReleasedVersion] = field(default_factory=dict)
    ledger: dict[int, tuple[LedgerRow, str]] = field(default_factory=dict)
    intents: dict[str, tuple[Intent, str | None]] = field(default_factory=dict)
    withdrawals: dict[str, WithdrawalRequest] = field(default_factory=dict)
    reaffirmations: dict[str, ReaffirmationRequest] = field(default_factory=dict)
    confirmations: dict[str, Confirmation] = field(default_factory=dict)
    paper: dict[str, PaperList] = field(default_factory=dict)
    prints: dict[str, Print] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    requests: dict[str, ChangeRequest] = field(default_factory=dict)
    entries: dict[DocumentNumber, SearchEntry] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tries: dict[str, Tries] = field(default_factory=dict)
    devices: dict[tuple[str, str], datetime] = field(default_factory=dict)
    reading_lists: dict[DocumentNumber, ReadingList] = field(default_factory=dict)
    acknowledgements: dict[tuple[str, str], Acknowledgement] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    waivers: dict[str, Waiver] = field(default_factory=dict)
    reminders: dict[tuple[str, str], date] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    machines: dict[str, Machine] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    replies: dict[tuple[str, str], Reply] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    planned: dict[str, datetime] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    carried: dict[str, tuple[str, ...]] = field(default_factory=dict)
    preferences: dict[str, Preferences] = field(default_factory=dict)
    line_codes: dict[str, LineCode] = field(default_factory=dict)
    named: dict[str, frozenset[DocumentNumber]] = field(default_factory=dict)
    flags: dict[str, ReferenceFlag] = field(default_factory=dict)
    announcements: dict[str, Announcement] = field(default_factory=dict)

    def copy(self) -> Data:
        """A copy whose dictionaries are its own; the values in them are frozen."""
        return Data(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})

    def check_references(self) -> None:
        """What the database's foreign keys ask for at a commit."""
        missing = [
            *(f"document {v.number}" for v in self.versions.values() if v.number not in self.documents),
            *(f"version {key}" for key in self.drafts if key not in self.versions),
            *(f"version {key}" for key in self.releases if key not in self.versions),
            *(
                f"version {i.version_id}"
                for i, _ in self.intents.values()
                if i.version_id not in self.versions
            ),
            *(
                f"release {w.version_id}"
                for w in self.withdrawals.values()
                if w.version_id not in self.releases
            ),
            *(f"release {p.version_id}" for p in self.prints.values() if p.version_id not in self.releases),
            *(
                f"print {s.print_id}"
                for c in self.counts.values()
                for s in c.sightings
                if s.print_id not in self.prints
            ),
            *(f"person {key}" for key in self.accounts if key not in self.people),
            *(f"person {c.person}" for c in self.confirmations.values() if c.person not in self.people),
            *(
                f"release {r.version_id}"
                for r in self.reaffirmations.values()
                if r.version_id not in self.releases
            ),
            *(f"person {t.user}" for t in self.tokens.values() if t.user not in self.people),
            *(f"token {token}" for token, _ in self.replies if token not in self.tokens),
            *(f"person {s.user}" for s in self.sessions.values() if s.user not in self.people),
            *(f"person {user}" for user, _ in self.devices if user not in self.people),
            *(f"person {key}" for key in self.pins if key not in self.people),
            *(f"document {key}" for key in self.reading_lists if key not in self.documents),
            *(f"version {v}" for v, _ in self.acknowledgements if v not in self.versions),
            *(f"person {user}" for _, user in self.acknowledgements if user not in self.people),
            *(f"version {key}" for key in self.waivers if key not in self.versions),
            *(f"person {n.person}" for n in self.notices.values() if n.person not in self.people),
            *(f"person {h.person}" for _, h in self.holdings.values() if h.person not in self.people),
            *(f"post {h.post}" for _, h in self.holdings.values() if h.post not in self.posts),
        ]
        if missing:
            raise AssertionError(f"something refers to what is not there: {', '.join(missing)}")
