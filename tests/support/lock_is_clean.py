"""The lock file pins everything with hashes, and names no registry."""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"


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


if __name__ == "__main__":
    wrong = problems(LOCK.read_text(encoding="utf-8"))
    print("\n".join(wrong) or "requirements.lock: every package pinned with hashes, no address")
    sys.exit(bool(wrong))
