"""The client: wrk, once a line, and what it says as figures."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 5
_DONE = """
done = function(summary, latency, requests)
  io.stderr:write(string.format(
    '{"requests":%d,"micros":%d,"p50":%d,"p95":%d,"p99":%d,"bad":%d,"broken":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write
      + summary.errors.timeout))
end
"""
_LISTED = """
local lines, at = {}, 0
for line in io.lines("@FILE@") do lines[#lines + 1] = line end
local cookies = {@COOKIES@}
request = function()
  at = at + 1
  if at > #lines then
    if @ONCE@ then wrk.thread:stop() end
    at = 1
  end
  if #cookies > 0 then wrk.headers["Cookie"] = cookies[(at - 1) % #cookies + 1] end
  local method, path, body = lines[at]:match("^(%S+) (%S+) ?(.*)$")
  return wrk.format(method, path, nil, body ~= "" and body or nil)
end
"""
_UPLOAD = """
local file = io.open("@FILE@", "rb")
local rest, parts = file:read("*a"), {}
file:close()
while true do
  local from, to = rest:find("NUMBER", 1, true)
  if from == nil then break end
  parts[#parts + 1] = rest:sub(1, from - 1)
  rest = rest:sub(to + 1)
end
parts[#parts + 1] = rest
local at = 0
local function numbered(n)  -- AA-001, AA-002, … AB-001: a unit and three digits, as numbers of documents end
  local unit = math.floor(n / 999)
  local first, second = string.char(65 + math.floor(unit / 26)), string.char(65 + unit % 26)
  return string.format("%s%s-%03d", first, second, n % 999 + 1)
end
request = function()
  at = at + 1
  return wrk.format("POST", "@PATH@", nil, table.concat(parts, numbered(at)))
end
"""


class ClientMissingError(Exception):
    """wrk is not installed."""

    def __init__(self) -> None:
        super().__init__("wrk is needed: apt-get install wrk")


class AnswerWrongError(Exception):
    """Some answer was not the one that is measured."""

    def __init__(self, url: str, found: Load) -> None:
        super().__init__(f"{url}: {found}")


@dataclass(frozen=True)
class Load:
    """Requests a second, and how long they took in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    requests: int
    bad: int
    broken: int


@dataclass(frozen=True)
class Ask:
    """What is asked: an address, headers; ``listed`` are lines "METHOD path body" asked in turn.

    ``once``: each of them only once. ``cookies``: those that they carry in turn. ``upload``: a body in which
    NUMBER stands for a number of its own.
    """

    url: str
    headers: Mapping[str, str]
    listed: Sequence[str] = ()
    once: bool = False
    upload: bytes = b""
    cookies: Sequence[str] = ()


def load(ask: Ask, concurrency: int, seconds: int = SECONDS) -> Load:
    """Ask for some seconds. Raises AnswerWrongError for any answer that is no success or redirect.

    What may be asked again is asked in three runs, and the one in the middle counts: now and then one process
    of a server takes all connections of a run; not of ours any more, but of the others.
    """
    if ask.once or ask.upload:
        return _run(ask, concurrency, seconds)
    return sorted((_run(ask, concurrency, -(-seconds // 3)) for _ in range(3)), key=lambda run: run.rate)[1]


def _run(ask: Ask, concurrency: int, seconds: int) -> Load:
    if shutil.which("wrk") is None:
        raise ClientMissingError
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "ask.lua"
        script.write_text(_script(ask, Path(folder)) + _DONE, "utf-8")
        command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s",
                   str(script)]  # fmt: skip
        for name, value in ask.headers.items():
            command += ["-H", f"{name}: {value}"]
        said = subprocess.run([*command, ask.url], capture_output=True, text=True, check=True)
    facts = json.loads(next(line for line in said.stderr.splitlines() if line.startswith("{")))
    found = Load(facts["requests"] / (facts["micros"] / 1e6), facts["p50"] / 1e3, facts["p95"] / 1e3,
                 facts["p99"] / 1e3, facts["requests"], facts["bad"], facts["broken"])  # fmt: skip
    if found.bad or found.broken:
        raise AnswerWrongError(ask.url, found)
    return found


def _script(ask: Ask, folder: Path) -> str:
    if ask.listed:
        (folder / "listed").write_text("\n".join(ask.listed) + "\n", "utf-8")
        cookies = ", ".join(map(json.dumps, ask.cookies))
        script = _LISTED.replace("@ONCE@", str(ask.once).lower()).replace("@COOKIES@", cookies)
        return script.replace("@FILE@", str(folder / "listed"))
    if ask.upload:
        (folder / "body").write_bytes(ask.upload)
        path = "/" + ask.url.split("/", 3)[3]
        return _UPLOAD.replace("@FILE@", str(folder / "body")).replace("@PATH@", path)
    return ""
