"""Ask a database of vulnerabilities about everything in the lock file: osv.dev, else what PyPI repeats of it.

Needs a network: without one it fails and says so. What it needs is in the lock already: ``uv audit``. Where
osv.dev is not reached, PyPI's own interface is asked (docs.pypi.org/api/json, “Known vulnerabilities”), one
pin at a time. ``--pypi NAME...`` asks PyPI at once, about these alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PYPI = "https://pypi.org/pypi"
_NOT_ASKED = 2  # what uv ends with when its service does not answer
LOCK = Path(__file__).parents[2] / "requirements.lock"
_PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*==[^\s\\]+(?: ; [^\\]*)?", re.MULTILINE)


def project(lock: str) -> str:
    """A project that depends on just what a lock file pins."""
    pinned = [each.strip() for each in _PINNED.findall(lock)]
    lines = "".join(f"  {each!r},\n" for each in pinned)
    return (
        '[project]\nname = "audited"\nversion = "0"\nrequires-python = ">=3.11,<3.12"\n'
        f"dependencies = [\n{lines}]\n\n[tool.uv]\npackage = false\n"
    )


def pins(lock: str) -> dict[str, str]:
    """The version of each package that a lock file pins."""
    entries = (each.split(" ")[0].partition("==") for each in _PINNED.findall(lock))
    return {name.partition("[")[0]: version for name, _, version in entries}


def ask_pypi(wanted: Iterable[tuple[str, str]], address: str = PYPI) -> int:
    """Print what PyPI knows against each; 1 when anything is known, 2 when one could not be asked about."""
    known, unanswered = [], []
    for name, version in wanted:
        facts = _about(f"{address}/{name}/{version}/json")
        if facts is None:  # some mirrors keep the page of the newest version alone
            facts = _about(f"{address}/{name}/json")
        if facts is None or facts["info"]["version"] != version:
            unanswered.append(f"{name} {version}")
        else:
            known += [f"{name} {version}: {line}" for line in _standing(facts["vulnerabilities"])]
    print("\n".join(known) or "PyPI knows nothing against those that it was asked about.")
    if unanswered:
        print(f"Not answered by PyPI: {', '.join(unanswered)}")
    return 1 if known else 2 if unanswered else 0


def _about(url: str) -> dict[str, Any] | None:
    """A page of PyPI's, None for one that is not there. Raises URLError."""
    try:
        with urlopen(url, timeout=20) as answer:  # noqa: S310  # PyPI's address, or a test's
            facts: dict[str, Any] = json.load(answer)
    except HTTPError as refused:
        with refused:
            if refused.code == HTTPStatus.NOT_FOUND:
                return None
        raise
    return facts


def _standing(vulnerabilities: Iterable[dict[str, Any]]) -> Iterator[str]:
    for each in vulnerabilities:
        if not each.get("withdrawn"):
            mended = ", ".join(each.get("fixed_in") or ()) or "no version yet"
            yield f"{each['id']} ({', '.join(each.get('aliases') or ())}), mended in {mended}"


def main(arguments: list[str]) -> int:
    """0 when nothing is known against any of them, 1 when something is, 2 when that could not be asked."""
    pinned = pins(LOCK.read_text("utf-8"))
    try:
        if arguments[:1] == ["--pypi"]:
            return ask_pypi((name, pinned[name]) for name in arguments[1:] or pinned)
        status = _ask_osv(arguments)
        if status != _NOT_ASKED:
            return status
        print("osv.dev could not be asked; PyPI is.")
        return ask_pypi(pinned.items())
    except URLError as unreachable:
        print(f"PyPI could not be asked either: {unreachable.reason}")
        return _NOT_ASKED


def _ask_osv(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_text(project(LOCK.read_text("utf-8")), "utf-8")
        uv = str(Path(sys.executable).with_name("uv"))
        command = [uv, "audit", "--preview-features", "audit", *arguments]
        return subprocess.run(command, cwd=folder, check=False).returncode  # our own program


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
