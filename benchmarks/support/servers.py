"""Starting and stopping what is measured: ours, the floors, nginx; and what our processes weigh."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
OURS, FLOOR, NGINX = 7200, 7201, 7202
PROCESSES, THREADS = 2, 4


class NotStartedError(Exception):
    """A server that did not answer in time."""


def compile_modules() -> None:
    """Compile the modules of the program and those that it imports, as pip does where it installs them.

    Those of a checkout are compiled at their first import, and at every one where Python may not keep them.
    """
    command = [sys.executable, "-m", "compileall", "-q", str(ROOT / "sopctl"), sysconfig.get_path("purelib")]
    # Some package has templates that are no Python yet; pip passes over them too.
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


@contextmanager
def running(
    command: Sequence[str | Path], port: int, extra: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A server in a process group of its own; gives its process id, and ends it."""
    process = subprocess.Popen(
        [str(each) for each in command], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(extra or {})},
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ours(home: Path, extra: Mapping[str, str] | None = None, *, alone: bool = True) -> list[str | Path]:
    """The command that serves a library as its operator does."""
    del extra
    command: list[str | Path] = [BIN / "sopctl", "serve", "--home", home, "--port", str(OURS)]
    return [*command, "--workers", str(PROCESSES), *(["--no-worker"] if alone else [])]


def without_hashing(home: Path) -> list[str | Path]:
    """The same server with passwords compared as they are: signing, password hash apart."""
    return [sys.executable, "-m", "benchmarks.support.without_hashing", home, str(OURS)]


def floor(name: str) -> list[str | Path]:
    """A program beside us, behind the server that ours has by default."""
    return [BIN / "gunicorn", "-w", str(PROCESSES), "-k", "gthread", "--threads", str(THREADS), "-b",
            f"{HOST}:{FLOOR}", "--log-level", "warning", f"benchmarks.support.floors:{name}()"]  # fmt: skip


def nginx(folder: Path, blobs: Path, static: Path) -> list[str | Path]:
    """nginx with the site of ``deploy/``: its directives, without TLS, on our ports; and a static folder."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    site = site[: site.index("server {")] + site[site.index("server {", site.index("server {") + 1) :]
    site = re.sub(r"^\s*ssl_.*$", "", site, flags=re.MULTILINE)
    site = site.replace("listen 443 ssl;", f"listen {HOST}:{NGINX};").replace(
        "127.0.0.1:8000", f"{HOST}:{OURS}"
    )
    site = site.replace("sop.example.go.th", "localhost").replace("/var/lib/sopctl/blobs/", f"{blobs}/")
    beside = f"    location /static-copy/ {{ alias {static}/; }}\n    location = /metrics"
    site = site.replace("    location = /metrics", beside)
    (folder / "nginx.conf").write_text(
        f"user root; worker_processes {PROCESSES}; daemon off; pid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ access_log off; sendfile on; tcp_nopush on;\n"
        f"include /etc/nginx/mime.types; client_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{site}\n}}\n",
        "utf-8",
    )
    return [program, "-c", folder / "nginx.conf", "-p", folder]


def sign_in(user: str, password: str, port: int = OURS) -> tuple[dict[str, str], str]:
    """Sign in as a browser does; returns the headers of the session and the token of its forms."""
    cookie, page = _get(port, "/sign-in", {})
    form = {"csrf_token": token_in(page), "user": user, "password": password}
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", "/sign-in", urllib.parse.urlencode(form), kind)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise NotStartedError(f"sign-in answered {answer.status}")
    headers = {"Cookie": _cookie(answer.headers.get_all("Set-Cookie") or [])}
    cookie, page = _get(port, "/", headers)
    return {"Cookie": cookie or headers["Cookie"]}, token_in(page)


def token_in(page: str) -> str:
    """The token in a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if found is None:
        raise NotStartedError("a page without a form's token")
    return found[1]


def _get(port: int, path: str, headers: Mapping[str, str]) -> tuple[str, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read().decode()
    return _cookie(answer.headers.get_all("Set-Cookie") or []), body


def _cookie(given: Sequence[str]) -> str:
    jar: SimpleCookie = SimpleCookie()
    for each in given:
        jar.load(each)
    return "; ".join(f"{name}={one.value}" for name, one in jar.items())


def weight(pid: int) -> float:
    """Megabytes of a process and all below it, shared pages counted by their share (PSS)."""
    return sum(_pss(each) for each in _tree(pid)) / 1e3


def _tree(pid: int) -> list[int]:
    try:
        threads = Path(f"/proc/{pid}/task").glob("*/children")  # a child is its thread's
        below = [child for each in threads for child in each.read_text().split()]
    except FileNotFoundError:
        return []
    return [pid, *(found for child in below for found in _tree(int(child)))]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _wait(port: int, process: subprocess.Popen[bytes], patience: float = 60.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotStartedError(f"{process.args!r} ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise NotStartedError(f"{process.args!r} does not answer")
