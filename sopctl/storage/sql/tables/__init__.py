"""The tables of a library. The migrations make them; a test holds the two together.

Versions, events, rounds and signatures are only ever added to. What follows from dates (what is in force) is
never stored.
"""

from sopctl.storage.sql.tables.acknowledgements import (
    acknowledgements,
    machines,
    pins,
    reading_attempts,
    reading_lists,
    reading_reminders,
    reading_waivers,
)
from sopctl.storage.sql.tables.announcing import announcements, reference_flags, version_references
from sopctl.storage.sql.tables.authority import confirmations, order_signatures, reaffirmations
from sopctl.storage.sql.tables.base import metadata
from sopctl.storage.sql.tables.documents import (
    documents,
    draft_windows,
    drafts,
    events,
    replacements,
    rounds,
    signatures,
    versions,
)
from sopctl.storage.sql.tables.notices import (
    line_codes,
    message_notices,
    messages,
    notice_preferences,
    notices,
)
from sopctl.storage.sql.tables.paper import paper_lines, paper_lists
from sopctl.storage.sql.tables.people import accounts, devices, holdings, people, posts, sessions, tries
from sopctl.storage.sql.tables.prints import counts, prints, request_events, requests, sightings
from sopctl.storage.sql.tables.programs import replies, tokens
from sopctl.storage.sql.tables.releases import copies, fence, intents, ledger, releases, withdrawals
from sopctl.storage.sql.tables.search import (
    search_documents,
    search_passages,
    search_postings,
    search_standards,
    search_words,
)

__all__ = [
    "accounts",
    "acknowledgements",
    "announcements",
    "confirmations",
    "copies",
    "counts",
    "devices",
    "documents",
    "draft_windows",
    "drafts",
    "events",
    "fence",
    "holdings",
    "intents",
    "ledger",
    "line_codes",
    "machines",
    "message_notices",
    "messages",
    "metadata",
    "notice_preferences",
    "notices",
    "order_signatures",
    "paper_lines",
    "paper_lists",
    "people",
    "pins",
    "posts",
    "prints",
    "reading_attempts",
    "reading_lists",
    "reading_reminders",
    "reading_waivers",
    "reaffirmations",
    "reference_flags",
    "releases",
    "replacements",
    "replies",
    "request_events",
    "requests",
    "rounds",
    "search_documents",
    "search_passages",
    "search_postings",
    "search_standards",
    "search_words",
    "sessions",
    "sightings",
    "signatures",
    "tokens",
    "tries",
    "version_references",
    "versions",
    "withdrawals",
]
