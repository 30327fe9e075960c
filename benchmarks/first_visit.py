"""What a first visit weighs: page, style, scripts and fonts, as deploy/nginx.conf sends them to Chromium.

nginx compresses with gzip's first level; fonts are compressed already and go as they are.

python benchmarks/first_visit.py [HOME]    (a demo library; one is made when none is named)
"""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from tests.support.chromium import installed

TARGET = 150_000  # bytes
PATHS = ("/", "/documents/SOP-IT-001", "/documents/SOP-IT-003", "/search?q=ผู้ป่วย", "/register", "/sign-in")


KINDS = {".css": "style", ".js": "script", ".woff2": "font", ".svg": "image", ".png": "image"}
FETCHED = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .filter((entry) => entry.transferSize > 0).map((entry) => entry.name)"""


def weigh(browser: Browser, url: str) -> tuple[Counter[str], int]:
    """The bytes by kind of file of a first visit, headers left out, and of a second one."""
    window = browser.new_context(locale="th-TH", viewport={"width": 375, "height": 780})
    page = window.new_page()
    page.goto(url, wait_until="networkidle")
    weights = Counter[str]()
    for address in page.evaluate(FETCHED):
        weights[_kind(address)] += _sent(address)
    page.goto(url, wait_until="networkidle")
    again = sum(_sent(address) for address in page.evaluate(FETCHED))
    window.close()
    return weights, again


def _kind(address: str) -> str:
    return KINDS.get(Path(urlsplit(address).path).suffix, "page")


def _sent(address: str) -> int:
    with urlopen(address, timeout=20) as answer:
        body: bytes = answer.read()
    return len(body if _kind(address) == "font" else gzip.compress(body, 1))


def main() -> int:
    """Print a table; status 1 when a page is heavier than the target."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "library"
        program = [sys.executable, "-m", "sopctl"]
        if not home.exists():
            subprocess.run([*program, "init", "--demo", "--home", str(home)], check=True, capture_output=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        command = [*program, "serve", "--home", str(home), "--port", str(port), "--workers", "1"]
        server = subprocess.Popen(command, env=os.environ | {"SOPCTL_PUBLIC_URL": url})
        try:
            _wait(url)
            return _table(url)
        finally:
            server.terminate()
            server.wait(40)


def _table(url: str) -> int:
    kinds, worst = ("page", "style", "script", "font", "image"), 0
    print(f"| address | {' | '.join(kinds)} | first visit | next visit |")
    print("|---|" + "---:|" * (len(kinds) + 2))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        for path in PATHS:
            weights, again = weigh(browser, url + path)
            total = sum(weights.values())
            worst = max(worst, total)
            cells = " | ".join(f"{weights[kind]:,}" for kind in kinds)
            print(f"| `{path}` | {cells} | {total:,} | {again:,} |", flush=True)
        browser.close()
    print(f"\nheaviest {worst:,} bytes, target {TARGET:,}")
    return int(worst > TARGET)


def _wait(url: str) -> None:
    for _ in range(150):
        try:
            with urlopen(f"{url}/healthz", timeout=1):  # our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not answer")


if __name__ == "__main__":
    sys.exit(main())
