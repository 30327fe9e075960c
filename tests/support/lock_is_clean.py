"""The lock file pins everything with hashes, and names no registry."""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"
INSTALLED = LOCK.parent / "deploy" / "requirements.txt"  # the part of it that a server gets


def problems(text: str) -> list[str]:
    """What is wrong with a lock file's text."""
    found = []
    if re.search(r"https?://|--index-url|--extra-index-url|--find-links", text):
        found.append("it names an address")
    pinned = re.compile(r"[\w.\[\],-]+==[\w.+!]+")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    loose = [e for e in entries if not pinned.match(e) or "--hash=sha256:" not in e]
    found += [f"not pinned with a hash: {entry.splitlines()[0]}" for entry in loose]
    return found


def strangers(part: str, whole: str) -> list[str]:
    """Packages of a part that the whole pins to another version, or not at all."""
    pin = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!]+)", re.MULTILINE)
    known = set(pin.findall(whole))
    return [f"not as in the lock: {name}=={version}" for name, version in pin.findall(part)
            if (name, version) not in known]  # fmt: skip


if __name__ == "__main__":
    lock, installed = LOCK.read_text(encoding="utf-8"), INSTALLED.read_text(encoding="utf-8")
    wrong = [*problems(lock), *problems(installed), *strangers(installed, lock)]
    print("\n".join(wrong) or "requirements.lock: every package pinned with hashes, no address")
    sys.exit(bool(wrong))
