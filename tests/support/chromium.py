"""A Chromium for the browser tests: an installed one, else the system's package, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The path of a Chromium on this machine, or None; ``SOPCTL_CHROMIUM`` names one."""
    named = os.environ.get("SOPCTL_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def _try(*command: str) -> bool:
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def provide() -> bool:
    """Make sure that there is a Chromium; returns whether there is."""
    if installed():
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = ("-y", "-qq", "--no-install-recommends")
        if _try("apt-get", "update", "-qq") and _try("apt-get", "install", *quiet, "chromium"):
            return True
    return _try(sys.executable, "-m", "playwright", "install", "--with-deps", "chromium")


if __name__ == "__main__":
    if not provide():
        sys.exit("No Chromium could be found or installed. Install one, or name it in SOPCTL_CHROMIUM.")
