"""Fakes of what is kept for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.ports import ConcurrentChangeError, Reply
from sopctl.domain.errors import NotFoundError
from sopctl.domain.tokens import Token
from tests.fakes.data import Data


class FakeTokens:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, token_id: str) -> Token | None:
        return self._data.tokens.get(token_id)

    def by_sha256(self, sha256: str) -> Token | None:
        return next((token for token in self._data.tokens.values() if token.sha256 == sha256), None)

    def of(self, user: str) -> Sequence[Token]:
        found = (token for token in self._data.tokens.values() if token.user == user)
        return sorted(found, key=lambda token: (token.created_at, token.id))

    def add(self, token: Token) -> None:
        self._data.tokens[token.id] = token

    def save(self, token: Token) -> None:
        if token.id not in self._data.tokens:
            raise NotFoundError(token.id)
        self._data.tokens[token.id] = token

    def revoke_all(self, user: str, at: datetime) -> None:
        for token in self.of(user):
            if token.revoked_at is None:
                self._data.tokens[token.id] = replace(token, revoked_at=at)


class FakeReplies:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, token: str, key: str) -> Reply | None:
        return self._data.replies.get((token, key))

    def begin(self, reply: Reply) -> None:
        if (reply.token, reply.key) in self._data.replies:
            raise ConcurrentChangeError(reply.key)
        self._data.replies[reply.token, reply.key] = reply

    def finish(self, reply: Reply) -> None:
        if (reply.token, reply.key) in self._data.replies:
            self._data.replies[reply.token, reply.key] = reply

    def forget(self, token: str, key: str) -> None:
        self._data.replies.pop((token, key), None)

    def forget_before(self, at: datetime) -> None:
        self._data.replies = {key: kept for key, kept in self._data.replies.items() if kept.at >= at}
