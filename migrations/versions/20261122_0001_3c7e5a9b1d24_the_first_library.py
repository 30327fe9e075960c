"""The first library: documents, versions and their rounds, releases, people, the ledger, the search index.

Going down takes everything away, so it is for an empty library only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3c7e5a9b1d24"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.String(32)  # ISO text of fixed width, UTC

# Without content of their own: what they index stands in search_passages.
SQLITE_SEARCH = (
    """
    CREATE VIRTUAL TABLE search_titles USING fts5(
        title, content='', columnsize=0, tokenize='trigram case_sensitive 1'
    )
    """,
    """
    CREATE VIRTUAL TABLE search_trigrams USING fts5(
        body, content='', columnsize=0, tokenize='trigram case_sensitive 1'
    )
    """,
    """
    CREATE VIRTUAL TABLE search_grams USING fts5(
        title, body, content='', columnsize=0, detail='column', tokenize='ascii'
    )
    """,
)

POSTGRESQL_SEARCH = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_search_folded ON search_passages USING gin ((replace(words, chr(31), '')) gin_trgm_ops)",
)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("type_code", sa.String(length=32), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("access", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_documents")),
    )
    op.create_table(
        "fence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fence")),
    )
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("host_user", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_subject"), "ledger", ["subject"], unique=False)
    op.create_table(
        "people",
        sa.Column("user_name", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("user_name", name=op.f("pk_people")),
    )
    op.create_table(
        "posts",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_posts")),
    )
    op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("number_folded", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("type_code", sa.String(length=32), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("access", sa.String(length=16), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("number", name=op.f("uq_search_documents_number")),
    )
    op.create_index(
        "ix_search_documents_number", "search_documents", ["number_key", "number_folded"], unique=False
    )
    op.create_table(
        "search_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_words")),
        sa.UniqueConstraint("word", name=op.f("uq_search_words_word")),
    )
    op.create_table(
        "accounts",
        sa.Column("user_name", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("set_by_another", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=False),
        sa.Column("totp_last", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_name"],
            ["people.user_name"],
            name=op.f("fk_accounts_user_name"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("user_name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "holdings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("end_recorded_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.user_name"],
            name=op.f("fk_holdings_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["post"], ["posts.code"], name=op.f("fk_holdings_post"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    op.create_index(op.f("ix_holdings_person"), "holdings", ["person"], unique=False)
    op.create_index(op.f("ix_holdings_post"), "holdings", ["post"], unique=False)
    op.create_table(
        "search_passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shifts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["search_documents.id"], name=op.f("fk_search_passages_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_passages")),
    )
    op.create_index("uq_search_passages_place", "search_passages", ["document", "position"], unique=True)
    op.create_table(
        "search_postings",
        sa.Column("word", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("impact", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["search_documents.id"], name=op.f("fk_search_postings_document")
        ),
        sa.ForeignKeyConstraint(["word"], ["search_words.id"], name=op.f("fk_search_postings_word")),
        sa.PrimaryKeyConstraint("word", "impact", "document", name=op.f("pk_search_postings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_postings_document", "search_postings", ["document"], unique=False)
    op.create_table(
        "search_standards",
        sa.Column("document", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standard", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["search_documents.id"], name=op.f("fk_search_standards_document")
        ),
        sa.PrimaryKeyConstraint("document", "standard", name=op.f("pk_search_standards")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_name", sa.String(length=32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_name"],
            ["people.user_name"],
            name=op.f("fk_sessions_user_name"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_name"), "sessions", ["user_name"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["documents.number"],
            name=op.f("fk_versions_number"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
    )
    op.create_index(op.f("ix_versions_number"), "versions", ["number"], unique=False)
    op.create_index("ix_versions_state_since", "versions", ["state", "state_since"], unique=False)
    op.create_index(
        "uq_versions_label",
        "versions",
        ["number", "edition", "amendment"],
        unique=True,
        sqlite_where=sa.text("state <> 'abandoned'"),
        postgresql_where=sa.text("state <> 'abandoned'"),
    )
    op.create_table(
        "drafts",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_effective", sa.Date(), nullable=True),
        sa.Column("save_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_drafts_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "events",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_events_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_events")),
    )
    op.create_table(
        "intents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("token", sa.String(length=128), nullable=False),
        sa.Column("public_url", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_intents_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
    )
    op.create_index(
        "uq_intents_open",
        "intents",
        ["version_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "releases",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("withdrawn_from", sa.Date(), nullable=True),
        sa.Column("withdrawn_recorded_at", MOMENT, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("type_code", sa.String(length=32), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("access", sa.String(length=16), nullable=False),
        sa.Column("approval_medium", sa.String(length=16), nullable=False),
        sa.Column("approval_name", sa.Text(), nullable=False),
        sa.Column("approval_post", sa.Text(), nullable=False),
        sa.Column("approval_day", sa.Date(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("source_commit", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=128), nullable=False),
        sa.Column("public_url", sa.Text(), nullable=False),
        sa.Column("standards", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_releases_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_releases")),
        sa.UniqueConstraint("token", name=op.f("uq_releases_token")),
    )
    op.create_index(op.f("ix_releases_manifest_sha256"), "releases", ["manifest_sha256"], unique=False)
    op.create_index(
        "ix_releases_order", "releases", ["number", "effective", "edition", "amendment"], unique=False
    )
    op.create_index("uq_releases_version", "releases", ["number", "edition", "amendment"], unique=True)
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.String(length=32), nullable=False),
        sa.Column("prepared_name", sa.Text(), nullable=False),
        sa.Column("prepared_title", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("source_commit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_rounds_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index("uq_rounds_place", "rounds", ["version_id", "position"], unique=True)
    op.create_table(
        "copies",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("copy_number", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["releases.version_id"],
            name=op.f("fk_copies_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version_id", "mark", "extension", "copy_number", name=op.f("pk_copies")),
    )
    op.create_index(op.f("ix_copies_sha256"), "copies", ["sha256"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("meaning", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_signatures_round_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_signatures")),
    )
    op.create_table(
        "replacements",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(length=32), nullable=False),
        sa.Column("new", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_replacements_round_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_replacements")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("order", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["releases.version_id"],
            name=op.f("fk_withdrawals_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    op.create_index(op.f("ix_withdrawals_version_id"), "withdrawals", ["version_id"], unique=False)
    op.create_index(
        "uq_withdrawals_open",
        "withdrawals",
        ["version_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    for statement in _search():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_titles")
        op.execute("DROP TABLE search_trigrams")
        op.execute("DROP TABLE search_grams")
    op.drop_table("withdrawals")
    op.drop_table("replacements")
    op.drop_table("signatures")
    op.drop_table("copies")
    op.drop_table("rounds")
    op.drop_table("releases")
    op.drop_table("intents")
    op.drop_table("events")
    op.drop_table("drafts")
    op.drop_table("versions")
    op.drop_table("sessions")
    op.drop_table("search_standards")
    op.drop_table("search_postings")
    op.drop_table("search_passages")
    op.drop_table("holdings")
    op.drop_table("accounts")
    op.drop_table("search_words")
    op.drop_table("search_documents")
    op.drop_table("posts")
    op.drop_table("people")
    op.drop_table("ledger")
    op.drop_table("fence")
    op.drop_table("documents")


def _search() -> tuple[str, ...]:
    return SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_SEARCH
