"""What a rebuild from git cannot bring back, by kind, with the names and counts that the ledger knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sopctl.application.authoring.importing import IMPORT
from sopctl.application.safekeeping.told import Told
from sopctl.domain.ledger import LedgerRow


class Loss(StrEnum):
    """One kind of what is lost."""

    LATEST = "latest"  # whatever the ledger recorded after it was last put into git
    DRAFTS = "drafts"
    ORDERS = "orders"  # withdrawals and reaffirmations that were asked for and not decided, or declined
    PAPER_LISTS = "paper-lists"  # lists of paper approvals that were not done
    ACCOUNTS = "accounts"  # passwords, second factors, links to a directory, sessions
    PEOPLE_FACTS = "people-facts"  # mail addresses, days of coming and leaving
    POSTS = "posts"  # who holds or stands in for a post
    CONFIRMATIONS = "confirmations"  # acts of administrators, and the second persons who vouched
    PICTURES = "pictures"  # of signatures
    PINS = "pins"
    TOKENS = "tokens"  # of programs, and their kept answers
    NOTICES = "notices"  # notices, messages, reminders
    CHOICES = "choices"  # of channels for notices, and links to LINE
    REQUEST_FILES = "request-files"
    SHEET_SCANS = "sheet-scans"  # of reading that was declared on paper
    ORIGINALS = "originals"  # Word files and scans from which drafts were made
    UNREAD = "unread"  # facts in rows that programs of before wrote more briefly


@dataclass(frozen=True)
class Lost:
    """``names`` are as the ledger has them; ``count`` None: the ledger does not count them."""

    loss: Loss
    count: int | None
    names: tuple[str, ...] = ()


def lost_of(
    rows: Sequence[LedgerRow], told: Told, back: frozenset[str], people: Sequence[str]
) -> tuple[Lost, ...]:
    """Every kind, in the order of ``Loss``. ``back`` are the ids of the versions that are there again."""
    found: dict[Loss, Sequence[str] | None] = {
        Loss.LATEST: None,
        Loss.DRAFTS: _drafts(rows, back),
        Loss.ORDERS: _orders(rows),
        Loss.PAPER_LISTS: _open(rows, "paper-list:decide", "paper-list:end", lambda row: row.detail["sheet"]),
        Loss.ACCOUNTS: people,
        Loss.PEOPLE_FACTS: None,
        Loss.POSTS: _posts(rows),
        Loss.CONFIRMATIONS: [row.subject for row in rows if row.action in _CONFIRMED],
        Loss.PICTURES: _last(rows, "person:picture", "picture"),
        Loss.PINS: sorted({_user(row) for row in rows if row.action == "pin:set"}),
        Loss.TOKENS: _tokens(rows),
        Loss.NOTICES: None,
        Loss.CHOICES: sorted({_user(row) for row in rows if row.action in _CHOSEN}),
        Loss.REQUEST_FILES: [f"{r.number} {name}" for r in told.requests.values() for name in r.asked.files],
        Loss.SHEET_SCANS: sorted({a.scan for a in told.acknowledgements.values() if a.scan}),
        Loss.ORIGINALS: [row.detail.get("number", row.subject) for row in rows if row.action == IMPORT],
        Loss.UNREAD: sorted(told.unread),
    }
    return tuple(Lost(loss, *_counted(found[loss])) for loss in Loss)


_CONFIRMED = {"person:confirm", "person:refuse", "person:found", "post:confirm", "post:refuse"}
_CHOSEN = {"person:notices", "person:line-link"}


def _counted(names: Sequence[str] | None) -> tuple[int | None, tuple[str, ...]]:
    return (None, ()) if names is None else (len(names), tuple(names))


def _user(row: LedgerRow) -> str:
    return row.subject.partition(":")[2]


def _drafts(rows: Iterable[LedgerRow], back: frozenset[str]) -> list[str]:
    """Versions that were begun and neither released nor given up."""
    begun: dict[str, str] = {}
    for row in rows:
        kind, _, version_id = row.subject.partition(":")
        if row.action == "draft:begin":
            begun[version_id] = f"{row.detail['number']} {row.detail['version']}"
        elif kind == "version" and row.action == "version:abandon":
            begun.pop(version_id, None)
    return [name for version_id, name in begun.items() if version_id not in back]


def _orders(rows: Iterable[LedgerRow]) -> list[str]:
    """What was asked of a version and not done; one that was declined has its words in the ledger."""
    decided = {"withdrawal": "version:withdraw", "reaffirmation": "version:reaffirm"}
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        kind, _, verb = row.action.partition(":")
        if kind in decided and verb == "ask":
            found.setdefault((row.subject, decided[kind]), []).append(row.detail["number"])
        elif (row.subject, row.action) in found:
            found[row.subject, row.action].pop()
    return [number for numbers in found.values() for number in numbers]


def _posts(rows: Iterable[LedgerRow]) -> list[str]:
    """Who was given a post, as ``director: somchai``, and did not end before the last row."""
    held: dict[str, None] = {}
    for row in rows:
        name = f"{_user(row)}: {row.detail.get('person', '')}"
        if row.action in ("post:hold", "post:delegate"):
            held[name] = None
        elif row.action in ("post:end", "post:end-delegation", "post:refuse"):
            held.pop(name, None)
    return list(held)


def _tokens(rows: Iterable[LedgerRow]) -> list[str]:
    standing: dict[str, str] = {}
    for row in rows:
        if row.action == "token:make":
            standing[row.detail["token"]] = f"{_user(row)}: {row.detail['name']}"
        elif row.action == "token:revoke":
            standing.pop(row.detail["token"], None)
    return list(standing.values())


def _last(rows: Iterable[LedgerRow], action: str, name: str) -> list[str]:
    """The people of whose rows the last one names something."""
    said: Mapping[str, str] = {_user(row): row.detail[name] for row in rows if row.action == action}
    return [user for user, value in said.items() if value]


def _open(rows: Iterable[LedgerRow], begin: str, end: str, name: Callable[[LedgerRow], str]) -> list[str]:
    found: dict[str, str] = {}
    for row in rows:
        if row.action == begin:
            found[row.subject] = name(row)
        elif row.action == end:
            found.pop(row.subject, None)
    return list(found.values())
