"""Tokens of programs and the answers they were given, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.programs import Reply
from sopctl.domain.errors import NotFoundError
from sopctl.domain.tokens import Scope, Token
from sopctl.storage.sql.statements import Values, one
from sopctl.storage.sql.tables import replies, tokens


class SqlTokens:
    """Port ``Tokens``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, token_id: str) -> Token | None:
        row = one(self._connection, select(tokens).where(tokens.c.id == token_id))
        return _token(row) if row else None

    def by_sha256(self, sha256: str) -> Token | None:
        row = one(self._connection, select(tokens).where(tokens.c.sha256 == sha256))
        return _token(row) if row else None

    def of(self, user: str) -> Sequence[Token]:
        query = select(tokens).where(tokens.c.user_name == user).order_by(tokens.c.created_at, tokens.c.id)
        return [_token(row) for row in self._connection.execute(query).mappings()]

    def add(self, token: Token) -> None:
        self._connection.execute(insert(tokens).values(_token_row(token)))

    def save(self, token: Token) -> None:
        changed = self._connection.execute(
            update(tokens).where(tokens.c.id == token.id).values(_token_row(token))
        )
        if not changed.rowcount:
            raise NotFoundError(token.id)

    def revoke_all(self, user: str, at: datetime) -> None:
        mine = tokens.c.user_name == user
        self._connection.execute(
            update(tokens).where(mine, tokens.c.revoked_at.is_(None)).values(revoked_at=at)
        )


class SqlReplies:
    """Port ``Replies``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, token: str, key: str) -> Reply | None:
        row = one(self._connection, select(replies).where(replies.c.token == token, replies.c.key == key))
        if row is None:
            return None
        headers = tuple((name, value) for name, value in row["headers"])
        return Reply(row["token"], row["key"], row["request_sha256"], row["at"], row["status"], row["body"],
                     headers)  # fmt: skip

    def begin(self, reply: Reply) -> None:
        try:
            self._connection.execute(insert(replies).values(_reply_row(reply)))
        except IntegrityError as error:
            raise ConcurrentChangeError(reply.key) from error

    def finish(self, reply: Reply) -> None:
        mine = (replies.c.token == reply.token, replies.c.key == reply.key)
        self._connection.execute(update(replies).where(*mine).values(_reply_row(reply)))

    def forget(self, token: str, key: str) -> None:
        self._connection.execute(delete(replies).where(replies.c.token == token, replies.c.key == key))

    def forget_before(self, at: datetime) -> None:
        self._connection.execute(delete(replies).where(replies.c.at < at))


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"],
        user=row["user_name"],
        name=row["name"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
        sha256=row["sha256"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        revoked_at=row["revoked_at"],
    )


def _token_row(token: Token) -> Values:
    return {
        "id": token.id,
        "user_name": token.user,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "sha256": token.sha256,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "used_at": token.used_at,
        "revoked_at": token.revoked_at,
    }


def _reply_row(reply: Reply) -> Values:
    return {
        "token": reply.token,
        "key": reply.key,
        "request_sha256": reply.request_sha256,
        "at": reply.at,
        "status": reply.status,
        "body": reply.body,
        "headers": [list(pair) for pair in reply.headers],
    }
