"""Ask a database of vulnerabilities (osv.dev) about everything in the lock file.

Needs a network: without one it fails and says so. What it needs is in the lock already: ``uv audit``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

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


def main(arguments: list[str]) -> int:
    """The status of ``uv audit``: 0 when nothing is known against any of them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_text(project(LOCK.read_text("utf-8")), "utf-8")
        uv = str(Path(sys.executable).with_name("uv"))
        command = [uv, "audit", "--preview-features", "audit", *arguments]
        return subprocess.run(command, cwd=folder, check=False).returncode  # our own program


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
