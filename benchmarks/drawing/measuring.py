"""Engines in processes of their own: processor time, cold start and memory."""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.drawing.engines import engine
from benchmarks.drawing.texts import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                fields = (each / "stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(each.name))
    found = [root]
    for one in found:
        found.extend(parents.get(one, []))
    return found


def processor_seconds() -> float:
    """Time used by this process, its finished children and its living descendants."""
    total = 0.0
    for number in tree(os.getpid()):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / TICKS
    own = time.process_time()
    mine = sum(map(int, Path("/proc/self/stat").read_text().rsplit(") ", 1)[1].split()[11:13])) / TICKS
    return total - mine + own


def peak_megabytes() -> float:
    """The most memory that this process and its living descendants ever had, summed."""
    total = 0.0
    for number in tree(os.getpid()):
        try:
            status = Path(f"/proc/{number}/status").read_text()
        except OSError:
            continue
        line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
        total += int(line.split()[1]) / 1024
    return max(total, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def serve(name: str) -> None:
    """Draw what is asked for on standard input, a path a line, and answer with what it took."""
    draw = engine(name)
    clock = processor_seconds if name in ("chromium", "libreoffice") else time.process_time
    gc.freeze()
    for line in sys.stdin:
        path = Path(line.strip())
        if load := getattr(draw, "load", None):
            load(path)
        started = clock()
        data = draw(path)
        took = clock() - started
        path.with_name(f"{path.name}-{name}.pdf").write_bytes(data)
        print(json.dumps({"cpu": took, "size": len(data), "peak": peak_megabytes()}), flush=True)


class Child:
    """An engine in a process of its own."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        started = time.perf_counter()
        command = [python, "-m", "benchmarks.drawing.measuring", name]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )
        self._started = started
        self.cold = 0.0
        self.times: list[float] = []
        self.peak = 0.0
        self.size = 0

    def draw(self, path: Path) -> float:
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        try:
            self._process.stdin.write(f"{path}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self._process.stderr.read().strip().splitlines()[-1])
        if not self.cold:
            self.cold = time.perf_counter() - self._started
        said = json.loads(line)
        self.peak, self.size = said["peak"], said["size"]
        return float(said["cpu"])

    def close(self) -> None:
        for number in reversed(tree(self._process.pid)[1:]):
            try:
                os.kill(number, 15)
            except ProcessLookupError:
                continue
        self._process.kill()
        self._process.wait()


if __name__ == "__main__":
    serve(sys.argv[1])
