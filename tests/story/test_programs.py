"""The example of ``docs/api.md`` runs as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

BIN = Path(sys.executable).parent
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture
def served(demo_library: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    home = tmp_path / "library"
    shutil.copytree(demo_library, home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    environ = os.environ | {
        "SOPCTL_HOME": str(home), "SOPCTL_PUBLIC_URL": url, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    command = [str(BIN / "sopctl"), "serve", "--port", str(port), "--workers", "1", "--no-worker"]
    server = subprocess.Popen(command, env=environ)
    try:
        for _ in range(150):
            try:
                with urlopen(f"{url}/healthz", timeout=1):  # noqa: S310  # our own address
                    break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.2)
        yield environ
    finally:
        server.terminate()
        server.wait(40)


def test_the_example_publishes_a_document(served: dict[str, str], tmp_path: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)[0]
    (tmp_path / "example.py").write_text(example, "utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, env=served, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    number, standing, copy = done.stdout.split()
    assert (number, standing) == ("SOP-IT-090", "in_force")
    with urlopen(copy) as answer:  # noqa: S310  # our own address
        assert answer.read(5) == b"%PDF-"
    said = json_lines(served["SOPCTL_HOME"])
    assert '"path":"/api/v1/rounds/' in said
    assert '"user":"director"' in said


def json_lines(home: str) -> str:
    return "".join(path.read_text() for path in (Path(home) / "logs").iterdir())
