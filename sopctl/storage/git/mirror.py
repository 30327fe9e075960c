"""The port ``Mirror`` over ``git push``: no force, no deletion, no hook, no prompt, and an end to waiting.

Only https, ssh and folders are spoken. A password in the address goes to git through its environment alone,
so that it stands in no list of processes, no log and no page.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from git import Git, GitCommandError

from sopctl.application.ports import MirrorState
from sopctl.storage.git.bundling import read_refs
from sopctl.storage.git.plumbing import environment
from sopctl.storage.mirror_address import MirrorAddress

SECONDS = 300
_FILE = "sopctl-mirror.json"
_SENT = ("refs/heads/", "refs/tags/", "refs/rounds/")
_SSH = "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=20"
# git runs this in a shell for a user name and password; what stands in the environment is not in its words.
_HELPER = '!printf \'username=%s\\npassword=%s\\n\' "$SOPCTL_MIRROR_USER" "$SOPCTL_MIRROR_PASSWORD"; :'


class GitMirror:
    """Fills the port ``Mirror`` for the repository at ``path``; what happened is kept in a file beside it."""

    def __init__(self, path: Path, address: MirrorAddress, seconds: float = SECONDS) -> None:
        self._path, self._address, self._seconds = path, address, seconds

    def state(self) -> MirrorState:
        """How the mirror does, for any process of the library."""
        kept = self._kept()
        return MirrorState(
            self._address.url,
            _time(kept.get("tried_at")),
            _time(kept.get("succeeded_at")),
            int(kept.get("failures") or 0),
            str(kept.get("said") or ""),
        )

    def behind(self) -> bool:
        """Whether heads, tags and rounds are others than when the mirror last took them."""
        return self._kept().get("sent") != self._refs()

    def push(self, at: datetime) -> MirrorState:
        """Send heads, tags and rounds. What the mirror has and this repository denies stays, and is said."""
        kept, refs = self._kept(), self._refs()
        try:
            self._push()
        except GitCommandError as failed:
            kept |= {"failures": int(kept.get("failures") or 0) + 1, "said": self._why(str(failed.stderr))}
        else:
            kept |= {"failures": 0, "said": "", "succeeded_at": at.isoformat(), "sent": refs}
        kept |= {"address": self._address.url, "tried_at": at.isoformat()}
        new = self._path / f"{_FILE}.{os.getpid()}"
        new.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        new.replace(self._path / _FILE)
        return self.state()

    def _push(self) -> None:
        specs = [f"{below}*:{below}*" for below in _SENT]
        Git(self._path).execute(
            ["git", "push", "--quiet", "--no-verify", "--end-of-options", self._address.url, *specs],
            env=self._environment(), kill_after_timeout=self._seconds,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        settings = {"core.hooksPath": "/dev/null", "http.lowSpeedLimit": "100", "http.lowSpeedTime": "60",
                    "credential.helper": "", "protocol.version": "2"}  # fmt: skip
        pairs = list(settings.items())
        if self._address.password:
            pairs.append(("credential.helper", _HELPER))
        named = {f"GIT_CONFIG_KEY_{n}": name for n, (name, _) in enumerate(pairs)}
        valued = {f"GIT_CONFIG_VALUE_{n}": value for n, (_, value) in enumerate(pairs)}
        return {
            **environment(self._path),
            "GIT_CONFIG_COUNT": str(len(pairs)), **named, **valued,
            "GIT_ALLOW_PROTOCOL": "https:ssh:file", "GIT_ASKPASS": "true", "GIT_SSH_COMMAND": _SSH,
            "SOPCTL_MIRROR_USER": self._address.user, "SOPCTL_MIRROR_PASSWORD": self._address.password,
        }  # fmt: skip

    def _why(self, said: str) -> str:
        """What git said, without anything that is secret."""
        words = said.strip().removeprefix("stderr: ").strip("'").strip()
        for secret in (self._address.password, self._address.user and f"{self._address.user}@"):
            words = words.replace(secret, "…") if secret else words
        return " ".join(words.split())[:300] or "git push did not end in time"

    def _refs(self) -> str:
        """A digest of what there is to send, and of where to."""
        refs = {name: tip for name, tip in read_refs(self._path).items() if name.startswith(_SENT)}
        return sha256(json.dumps([self._address.url, refs], sort_keys=True).encode()).hexdigest()

    def _kept(self) -> dict[str, Any]:
        try:
            found = json.loads((self._path / _FILE).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) and found.get("address") == self._address.url else {}


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
