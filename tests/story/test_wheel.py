"""The wheel alone, in an empty environment and another folder, makes a library and draws a file."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
        "sopctl/py.typed",
    ):
        assert needed in names
    fonts = {name for name in names if name.startswith("sopctl/assets/fonts/")}
    assert any(name.endswith(".ttf") and "Sarabun" in name for name in fonts)
    assert any("LICENSE" in name or "OFL" in name for name in fonts)


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
