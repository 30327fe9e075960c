"""The tables of a library. The migrations make them; a test holds the two together.

Versions, events, rounds and signatures are only ever added to. What follows from dates (what is in force) is
never stored. The FTS5 tables of the search index are SQLite's alone and live in the migration.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from sopctl.storage.sql.columns import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SHA256 = String(64)
ID = String(64)
NUMBER = String(40)
USER = String(32)


def _to(target: str) -> ForeignKey:
    # Checked at the commit, so that a use case may write the parts of one fact in any order.
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


people = Table(
    "people",
    metadata,
    Column("user_name", USER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("picture", SHA256, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("user_name", USER, _to("people.user_name"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("demo", Boolean, nullable=False),
    Column("set_by_another", Boolean, nullable=False),
    Column("totp_secret", Text, nullable=False),
    Column("totp_last", Integer, nullable=False),
    Column("recovery", Json, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_name", USER, _to("people.user_name"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("post", String(64), _to("posts.code"), nullable=False, index=True),
    Column("person", USER, _to("people.user_name"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("formula", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("end_recorded_at", Moment),
)

documents = Table(
    "documents",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", NUMBER, _to("documents.number"), nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("author", USER, nullable=False),
    Column("created_at", Moment, nullable=False),
    # What the last event says, written in the same save: inboxes ask by state, and the history still decides.
    Column("state", String(16), nullable=False),
    Column("state_since", Moment, nullable=False),
    Index("ix_versions_state_since", "state", "state_since"),
    # A label is taken until its version is abandoned.
    Index(
        "uq_versions_label",
        "number",
        "edition",
        "amendment",
        unique=True,
        sqlite_where=text("state <> 'abandoned'"),
        postgresql_where=text("state <> 'abandoned'"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("version_id", ID, _to("versions.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("action", String(16), nullable=False),
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("round_id", ID, nullable=False),
    Column("reason", Text, nullable=False),
    Column("signature", SHA256, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, _to("versions.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("steps", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("prepared_by", USER, nullable=False),
    Column("prepared_name", Text, nullable=False),
    Column("prepared_title", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("source_commit", String(64), nullable=False),
    Index("uq_rounds_place", "version_id", "position", unique=True),
)

signatures = Table(
    "signatures",
    metadata,
    Column("round_id", ID, _to("rounds.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("manifest_sha256", SHA256, nullable=False),
    Column("evidence_sha256", SHA256, nullable=False),
    Column("meaning", String(16), nullable=False),
    Column("person", USER, nullable=False),
    Column("name", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("previous", SHA256, nullable=False),
    Column("formula", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("picture_sha256", SHA256, nullable=False),
    Column("digest", SHA256, nullable=False),
)

replacements = Table(
    "replacements",
    metadata,
    Column("round_id", ID, _to("rounds.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("old", USER, nullable=False),
    Column("new", USER, nullable=False),
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("version_id", ID, _to("versions.id"), primary_key=True),
    Column("markdown", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_effective", Date),
    Column("save_number", Integer, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", USER, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("version_id", ID, _to("versions.id"), primary_key=True),
    Column("number", NUMBER, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("effective", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("withdrawn_from", Date),
    Column("withdrawn_recorded_at", Moment),
    Column("title", Text, nullable=False),
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("approval_medium", String(16), nullable=False),
    Column("approval_name", Text, nullable=False),
    Column("approval_post", Text, nullable=False),
    Column("approval_day", Date, nullable=False),
    Column("change", Text, nullable=False),
    Column("manifest_sha256", SHA256, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),
    Column("source_commit", String(64), nullable=False),
    Column("tag", Text, nullable=False),
    Column("token", String(128), nullable=False, unique=True),
    Column("public_url", Text, nullable=False),
    Column("standards", Json, nullable=False),
    Index("uq_releases_version", "number", "edition", "amendment", unique=True),
    Index("ix_releases_order", "number", "effective", "edition", "amendment"),
)

copies = Table(
    "copies",
    metadata,
    Column("version_id", ID, _to("releases.version_id"), primary_key=True),
    Column("mark", String(16), primary_key=True),
    Column("extension", String(8), primary_key=True),
    Column("copy_number", String(64), primary_key=True),
    Column("sha256", SHA256, nullable=False, index=True),
)

ledger = Table(
    "ledger",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    # The written form that the hash covers, so not a Moment.
    Column("at", String(40), nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("host_user", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", SHA256, nullable=False),
    Column("hash", SHA256, nullable=False),
)

intents = Table(
    "intents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, _to("versions.id"), nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("token", String(128), nullable=False),
    Column("public_url", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("outcome", Text),
    Index(
        "uq_intents_open",
        "version_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, _to("releases.version_id"), nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("order", LargeBinary, nullable=False),
    Column("outcome", String(16)),
    Column("signature", LargeBinary, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
    Column("answer", Text, nullable=False),
    Index(
        "uq_withdrawals_open",
        "version_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

fence = Table(
    "fence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)

search_documents = Table(
    "search_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", NUMBER, nullable=False, unique=True),
    Column("number_folded", Text, nullable=False),
    Column("number_key", Text, nullable=False),
    Column("version_id", ID, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_words", Text, nullable=False),  # folded and cut into words
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("effective", Date, nullable=False),
    Index("ix_search_documents_number", "number_key", "number_folded"),
)

search_standards = Table(
    "search_standards",
    metadata,
    Column("document", Integer, ForeignKey("search_documents.id"), primary_key=True, autoincrement=False),
    Column("standard", String(200), primary_key=True),
)

search_passages = Table(
    "search_passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("search_documents.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 0 is the title, passages count from 1
    Column("anchor", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Folded and cut into words: the title, or heading and text with a line end between them.
    Column("words", Text, nullable=False),
    # Where a place in the folded text stands in the text: [[from, shift], …].
    Column("shifts", Json, nullable=False),
    Index("uq_search_passages_place", "document", "position", unique=True),
)

search_words = Table(
    "search_words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("word", String(200), nullable=False, unique=True),
    Column("documents", Integer, nullable=False),  # how many hold it
)

# Ordered by impact, so that the best documents for a word are read first, however many hold it.
search_postings = Table(
    "search_postings",
    metadata,
    Column("word", Integer, ForeignKey("search_words.id"), primary_key=True, autoincrement=False),
    Column("impact", Integer, primary_key=True, autoincrement=False),  # the best comes first
    Column("document", Integer, ForeignKey("search_documents.id"), primary_key=True, autoincrement=False),
    Index("ix_search_postings_document", "document"),
    sqlite_with_rowid=False,
)
