"""Run the conformance tests with everything that they need; what cannot be had is named, and fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = {  # what is asked for: (a program that shows it is there, the Debian packages that bring it)
    "poppler": ("pdfsig", ["poppler-utils"]),
    "LibreOffice Writer": ("soffice", ["libreoffice-writer-nogui", "fonts-dejavu-core"]),
    "a Java runtime": ("java", ["default-jre-headless"]),
    "Maven": ("mvn", ["maven"]),
    "ssh-keygen": ("ssh-keygen", ["openssh-client"]),
    "strace": ("strace", ["strace"]),
    "PostgreSQL": ("initdb", ["postgresql"]),
    "OpenLDAP": ("slapd", ["slapd"]),
}


def find(program: str) -> str | None:
    """A program on the path, or where Debian keeps PostgreSQL's."""
    if path := shutil.which(program) or shutil.which(program, path="/usr/sbin"):
        return path
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(kept[-1]) if kept else None


def install() -> list[str]:
    """Install what is missing where that is possible; returns the names of what is still missing."""
    packages = [p for program, names in NEEDED.values() if find(program) is None for p in names]
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, check=False, env=environ, stdout=subprocess.DEVNULL)
    return [name for name, (program, _) in NEEDED.items() if find(program) is None]


@contextmanager
def postgres() -> Iterator[str]:
    """A throw-away PostgreSQL on a socket of its own; gives its address."""
    initdb, pg_ctl = find("initdb") or "initdb", find("pg_ctl") or "pg_ctl"
    # PostgreSQL refuses to run as root.
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, "postgres", "postgres")
        data = ["-D", f"{folder}/data"]
        quietly(*user, initdb, *data, "-U", "sopctl", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        quietly(*user, pg_ctl, *data, "-o", options, "-w", "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql+psycopg://sopctl@/postgres?host={folder}"
        finally:
            quietly(*user, pg_ctl, *data, "-m", "immediate", "stop")


def quietly(*command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Install, start PostgreSQL, run the tests that are marked ``conformance``."""
    missing = install()
    if missing:
        print("Missing, and could not be installed here: " + ", ".join(missing))
        return 1
    with postgres() as address:
        environ = os.environ | {"SOPCTL_TEST_POSTGRES": address}
        command = [sys.executable, "-m", "pytest", "-m", "conformance", "-n", "2", "--dist", "loadgroup"]
        command += sys.argv[1:]
        return subprocess.run(command, check=False, env=environ).returncode


if __name__ == "__main__":
    sys.exit(main())
