"""The wheel alone, in an empty environment and another folder, makes a library and draws a file."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from sopctl import __version__

ROOT = Path(__file__).parents[2]
TEXT = """---
number: WI-IT-007
title: การเปลี่ยนรหัสผ่าน
type: WI
---

# วัตถุประสงค์

เพื่อให้ผู้ใช้เปลี่ยนรหัสผ่านได้เอง

# ขั้นตอน

1. เปิดหน้าบัญชีผู้ใช้
2. ตั้งรหัสผ่านใหม่
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_everything_that_must_travel_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
    for needed in (
        "sopctl/_share/templates/types/SOP.yaml",
        "sopctl/_share/templates/official/default.yaml",
        "sopctl/_share/templates/web/base.html",
        "sopctl/_share/templates/errors.yaml",
        "sopctl/_share/migrations/env.py",
        "sopctl/_share/documents/SOP-IT-001/document.md",
        "sopctl/_share/requirements.lock",
        "sopctl/assets/words/thai.txt",
        "sopctl/assets/words/synonyms.txt",
        "sopctl/py.typed",
    ):
        assert needed in names
    fonts = {name for name in names if name.startswith("sopctl/assets/fonts/")}
    assert any(name.endswith(".ttf") and "Sarabun" in name for name in fonts)
    assert any("LICENSE" in name or "OFL" in name for name in fonts)


@pytest.mark.conformance
def test_the_same_sources_give_the_same_wheel_anywhere_at_any_time(wheel: Path, tmp_path: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    source = tmp_path / "another" / "folder"
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).is_file():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
            copy.chmod(0o600)
            os.utime(copy, (1_000_000_000, 1_000_000_000))
    built: list[bytes] = []
    for epoch in ("1700000000", "1700000000", "1800000000"):
        to = tmp_path / f"dist{len(built)}"
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to)]
        environ = {**os.environ, "SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Bangkok" if built else "UTC"}
        subprocess.run(
            command, cwd=source, env=environ, check=True, capture_output=True, umask=0o77 if built else 0o22
        )
        built.append(next(to.glob("*.whl")).read_bytes())
    assert built[0] == built[1]
    assert built[0] != built[2]  # the time is that of the release, and is in it
    with zipfile.ZipFile(wheel) as package:
        assert not [name for name in package.namelist() if name.endswith(".pyc")]
    assert wheel.name.split("-")[1] == __version__


@pytest.mark.conformance
def test_the_wheel_in_an_empty_environment_makes_a_demo_and_draws_a_file(wheel: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(bare)], check=True)
    # Pinned as the lock says, so that what is tested is what was tested elsewhere.
    install = [uv, "pip", "install", "-q", "--python", str(bare / "bin" / "python"), str(wheel)]
    subprocess.run([*install, "-c", str(ROOT / "requirements.lock")], check=True)
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("SOPCTL_", "PYTHON"))}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "wi.md").write_text(TEXT, encoding="utf-8")

    def sopctl(*words: str) -> str:
        done = subprocess.run(
            [bare / "bin" / "sopctl", *words],
            cwd=elsewhere,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    sopctl("render", "wi.md", "--to", "pdf", "-o", "wi.pdf")
    sopctl("render", "wi.md", "--to", "docx", "-o", "wi.docx")
    assert (elsewhere / "wi.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert zipfile.is_zipfile(elsewhere / "wi.docx")
    sopctl("init", "--demo", "--home", "library")
    assert "SOP-IT-001" in sopctl("document", "list", "--home", "library")
    sopctl("render", "SOP-IT-002", "--to", "pdf", "-o", "copy.pdf", "--home", "library")
    assert "genuine" in sopctl("verify", "copy.pdf", "--certificate", "library/keys/certificate.pem")
    _serves(bare / "bin" / "sopctl", elsewhere, environ)


def _serves(program: Path, folder: Path, environ: dict[str, str]) -> None:
    """The installed program answers with a page that needs templates, styles and fonts of the wheel."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(program), "serve", "--home", "library", "--port", str(port), "--workers", "1", "--no-worker"]
    server = subprocess.Popen(words, cwd=folder, env=environ)
    try:
        for path in (
            "/documents/SOP-IT-002",
            "/static/style.css",
            "/static/fonts/sarabun-thai-400-normal.woff2",
        ):
            assert _answers(f"http://127.0.0.1:{port}{path}", server), path
    finally:
        server.terminate()
        server.wait(40)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=30) as answer:  # noqa: S310  # our own address
                return bool(answer.status == 200)
        except OSError:
            assert server.poll() is None, "the server ended"
            time.sleep(0.2)
    return False
