"""A fake of who has a draft open, beside the fake of its text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sopctl.application.ports.documents import DraftWindow
from tests.fakes import repositories


class FakeDrafts(repositories.FakeDrafts):
    def look_in(self, window: DraftWindow) -> None:
        self._data.draft_windows[window.version_id, window.user, window.id] = window

    def leave(self, window: DraftWindow) -> None:
        self._data.draft_windows.pop((window.version_id, window.user, window.id), None)

    def windows(self, version_id: str, since: datetime) -> Sequence[DraftWindow]:
        kept = self._data.draft_windows.values()
        found = [each for each in kept if each.version_id == version_id and each.seen_at >= since]
        return sorted(sorted(found, key=lambda each: each.id), key=lambda each: each.seen_at, reverse=True)

    def forget_windows(self, before: datetime) -> None:
        for key, each in list(self._data.draft_windows.items()):
            if each.seen_at < before:
                del self._data.draft_windows[key]
