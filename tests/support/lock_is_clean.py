"""The lock files pin everything that is asked for, with hashes, and name no registry."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[2] / "requirements.lock"
INSTALLED = LOCK.parent / "deploy" / "requirements.txt"  # the part of it that a server gets
PROJECT = LOCK.parent / "pyproject.toml"


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


def missing(wanted: Iterable[str], text: str) -> list[str]:
    """What is asked for, as pyproject.toml writes it, and not pinned."""
    pinned = set(map(_name, re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", text, re.MULTILINE)))
    return [f"not pinned: {each}" for each in wanted if _name(re.split(r"[^\w.-]", each)[0]) not in pinned]


def _name(written: str) -> str:
    return re.sub(r"[-_.]+", "-", written).lower()


def asked_for(project: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What the project needs to be worked on, and what a server needs."""
    always = project["project"]["dependencies"]
    served = [*always, *project["project"]["optional-dependencies"]["postgresql"]]
    groups = project["dependency-groups"].values()
    return [*always, *(each for group in groups for each in group)], served


if __name__ == "__main__":
    lock, installed = LOCK.read_text(encoding="utf-8"), INSTALLED.read_text(encoding="utf-8")
    worked_on, served = asked_for(tomllib.loads(PROJECT.read_text(encoding="utf-8")))
    wrong = [*problems(lock), *missing(worked_on, lock),
             *problems(installed), *strangers(installed, lock), *missing(served, installed)]  # fmt: skip
    print("\n".join(wrong) or "requirements.lock: every package pinned with hashes, no address")
    sys.exit(bool(wrong))
