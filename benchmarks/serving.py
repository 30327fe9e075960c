"""Serving: pages, downloads, search, signing and uploads, beside two floors and two peers.

Run ``PYTHONPATH=. python benchmarks/serving.py``: about four minutes. 100 documents, wrk at concurrency 1 and
8, the middle one of three runs of two seconds a line. The peers, SeedDMS and Mayan EDMS, were measured on
another machine of two processors, at concurrency 8 with 100 documents each, by their own HTTP doors.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.support import client, floors, servers
from benchmarks.support.client import Ask, Load
from benchmarks.support.house import PASSWORD, House, copy_file, number_of
from benchmarks.support.report import Line, write
from benchmarks.support.without_hashing import plain
from sopctl.application.library import Actor
from sopctl.application.queries.documents import document_page
from sopctl.application.queries.readers import Reader
from sopctl.application.review import rounds
from sopctl.application.review.receipts import receipt
from sopctl.domain import canonical
from sopctl.storage.sql.unit_of_work import SqlLibrary

DOCUMENTS = 100
SIGNATURES = {1: 700, 8: 1_300}  # at most, by concurrency; each needs a round that waits
SEEDDMS = {
    "page": 376.0,
    "download": 772.0,
    "search": 377.0,
    "sign": 115.0,
    "upload": 60.0,
    "start": 0.36,
    "idle": 39.0,
}
MAYAN = {
    "page": 31.0,
    "download": 59.0,
    "search": 25.0,
    "sign": 4.0,
    "upload": 1.6,
    "start": 18.0,
    "idle": 3800.0,
}
GROUP = "Serving, 100 documents"
QUESTIONS = Path(__file__).with_name("search_questions.tsv")
_BROWSERS = 8
_FORM = "application/x-www-form-urlencoded"


def main() -> None:
    """Measure, and write the report of these lines alone."""
    write(list(measure()))


def measure() -> Iterator[Line]:
    """Every line of serving."""
    servers.compile_modules()
    with tempfile.TemporaryDirectory(prefix="sopctl-serving-") as name:
        folder = Path(name)
        house = House.make(folder / "library")
        house.grow(DOCUMENTS)
        beside = _floors(folder, house)
        yield from _reading(folder, house, beside)
        yield from _uploading(folder, house)
        yield from _signing(house)


def _floors(folder: Path, house: House) -> dict[str, dict[int, Load]]:
    """What the two floors do: by name and concurrency."""
    made, secret = [], "the-secret-of-a-session"
    for index in range(DOCUMENTS):
        page = document_page(house.library, Reader(), number_of(index), digits="thai")
        made.append((str(number_of(index)), page.released.title, page.html))
    place = folder / "floor"
    place.mkdir()
    floors.fill(place, made, copy_file(), secret)
    found: dict[str, dict[int, Load]] = {}
    base, headers = f"http://{servers.HOST}:{servers.FLOOR}", {"Cookie": f"s={secret}"}
    with servers.running(servers.floor("bare"), servers.FLOOR, {"FLOOR": str(place)}):
        found["send_file"] = _both(Ask(f"{base}/copy.pdf", {}))
    with servers.running(servers.floor("honest"), servers.FLOOR, {"FLOOR": str(place)}):
        found["page"] = _both(Ask(base, headers, _listed()))
        found["download"] = _both(Ask(base, headers, _listed(".pdf")))
    return found


def _reading(folder: Path, house: House, beside: dict[str, dict[int, Load]]) -> Iterator[Line]:
    home = house.settings.home
    base = f"http://{servers.HOST}:{servers.OURS}"
    with ExitStack() as stack:
        begun = time.perf_counter()
        pid = stack.enter_context(servers.running(servers.ours(home, alone=False), servers.OURS))
        yield Line(GROUP, "start to first answer", time.perf_counter() - begun, "s", "less", target=2.0,
                   note="Of modules that are compiled, as an installation's are. "
                        f"SeedDMS {SEEDDMS['start']} s, Mayan EDMS {MAYAN['start']:g} s.")  # fmt: skip
        time.sleep(3)
        yield Line(GROUP, "memory at rest", servers.weight(pid), "MB", "less", target=150.0,
                   note="Shared pages by share (PSS), over the server, its processes and the worker. SeedDMS "
                        f"{SEEDDMS['idle']:g} MB, Mayan EDMS {MAYAN['idle']:g} MB.")  # fmt: skip
        mine, _ = servers.sign_in("staff01", PASSWORD)
        # Each process reads each text once, which takes longer than all that is measured here.
        client.load(Ask(base, mine, _listed()), 8, 6)
        for who, headers in (("not signed in", {}), ("signed in", mine)):
            for concurrency in (1, 8):
                page = client.load(Ask(base, headers, _listed()), concurrency)
                yield from _against(f"document page, {who}", page, concurrency, "page", beside["page"])
                copy = client.load(Ask(base, headers, _listed(".pdf")), concurrency)
                yield from _against(
                    f"download of 200 kB, {who}", copy, concurrency, "download", beside["download"]
                )
                floor = beside["send_file"][concurrency].rate
                yield Line(GROUP, f"download of 200 kB, {who}, {_at(concurrency)}", copy.rate, "/s", "more",
                           "bare Flask send_file", floor)  # fmt: skip
                known = [f"GET /search?q={urllib.parse.quote(each)}" for each in questions()]
                asked = client.load(Ask(base, headers, known), concurrency)
                yield from _against(f"search, {who}", asked, concurrency, "search", None)
                new = client.load(
                    Ask(base, headers, _questions(f"{who}{concurrency}"), once=True), concurrency
                )
                yield from _against(f"search, no question twice, {who}", new, concurrency, "search", None)
        yield Line(GROUP, "memory after the readers", servers.weight(pid), "MB", "less")
    yield from _behind_nginx(folder, home)


def _behind_nginx(folder: Path, home: Path) -> Iterator[Line]:
    static = folder / "static"
    static.mkdir()
    (static / "copy.pdf").write_bytes(copy_file())
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    place = folder / "nginx"
    place.mkdir()
    with ExitStack() as stack:
        setting = {"SOPCTL_ACCEL": "/stored/", "SOPCTL_PROXIES": "1"}
        stack.enter_context(servers.running(servers.ours(home), servers.OURS, setting))
        stack.enter_context(servers.running(servers.nginx(place, home / "blobs", static), servers.NGINX))
        base = f"http://{servers.HOST}:{servers.NGINX}"
        mine, _ = servers.sign_in("staff01", PASSWORD, servers.NGINX)
        for concurrency in (1, 8):
            plain = client.load(Ask(f"{base}/static-copy/copy.pdf", {}), concurrency)
            for who, headers in (("not signed in", {}), ("signed in", mine)):
                copy = client.load(Ask(base, headers, _listed(".pdf")), concurrency)
                name = f"download behind nginx, {who}, {_at(concurrency)}"
                yield Line(GROUP, name, copy.rate, "/s", "more",
                           "nginx, the file alone", plain.rate,
                           0.4 if concurrency == 8 else None)  # fmt: skip


def _uploading(folder: Path, house: House) -> Iterator[Line]:
    home = _copied(folder, house, "uploads")
    with servers.running(servers.ours(home), servers.OURS):
        author, token = servers.sign_in("author", PASSWORD)
        for concurrency in (1, 8):
            kind, body = _multipart(token, concurrency)
            url = f"http://{servers.HOST}:{servers.OURS}/drafts/new-file"
            ask = Ask(url, {**author, "Content-Type": kind}, upload=body)
            found = client.load(ask, concurrency)
            yield from _against("upload of 200 kB as a new document", found, concurrency, "upload", None)


def _signing(house: House) -> Iterator[Line]:
    home, library = house.settings.home, house.library
    house.wait(approve=SIGNATURES[1] + SIGNATURES[8], release=0)
    plain(library)
    with servers.running(servers.without_hashing(home), servers.OURS):
        # Browsers of their own: five proofs at once on one session are taken for guessing.
        browsers = [servers.sign_in("director", PASSWORD) for _ in range(_BROWSERS)]
        cookies = [headers["Cookie"] for headers, _ in browsers]
        shown = list(_forms(house, [token for _, token in browsers]))
        base = f"http://{servers.HOST}:{servers.OURS}"
        first = SIGNATURES[1] // _BROWSERS * _BROWSERS  # so that each form goes with its browser
        for concurrency, some in ((1, shown[:first]), (8, shown[first:])):
            ask = Ask(base, {"Content-Type": _FORM}, some, once=True, cookies=cookies)
            found = client.load(ask, concurrency, 4)
            yield from _against("approval", found, concurrency, "sign", None)
            if concurrency == 8:
                yield Line(GROUP, "approval, 8 at once", found.rate, "/s", target=150.0,
                           note="Password hash apart; argon2 has a line of its own.")  # fmt: skip
                yield Line(
                    GROUP, "approval, 99th percentile, 8 at once", found.p99, "ms", "less", target=200.0
                )
        _require_signed(house, found)
    hashed, begun = library.passwords.hash(PASSWORD), time.perf_counter()
    for _ in range(5):
        library.passwords.matches(hashed, PASSWORD)
    yield Line(GROUP, "argon2 of one password", (time.perf_counter() - begun) / 5 * 1000, "ms", "less")


def _forms(house: House, tokens: Sequence[str]) -> Iterator[str]:
    """What the director's browsers would send in turn, one for each round, after its page was read."""
    library = house.library
    for round_id, token in zip(house.to_approve, cycle(tokens), strict=False):
        with library.reading() as uow:
            version = uow.versions.by_round(round_id)
        if version is None or version.round is None:
            raise servers.NotStartedError(f"no round {round_id}")
        shown = canonical.sha256(rounds.round_copy(library, Actor("director"), round_id))
        form = {"csrf_token": token, "action": "approve", "password": PASSWORD, "shown": shown,
                "receipt": receipt(library, version.round, shown)}  # fmt: skip
        yield f"POST /rounds/{round_id}/sign {urllib.parse.urlencode(form)}"


def _require_signed(house: House, found: Load) -> None:
    """Every answer was a signature: as many rows as answers, or a few more that wrk did not wait for."""
    database = SqlLibrary.open(house.settings.database_url)
    with database.reading() as uow:
        signed = len(uow.ledger.of(["round:approve"])) - house.released
    database.close()
    if signed < found.requests:
        raise client.AnswerWrongError(f"{signed} signatures", found)


def _copied(folder: Path, house: House, name: str) -> Path:
    """By a process of its own: whoever closes a file of SQLite loses all locks that the process has on it."""
    subprocess.run(["cp", "-a", str(house.settings.home), str(folder / name)], check=True)
    return folder / name


def _against(
    name: str, found: Load, concurrency: int, line: str, honest: dict[int, Load] | None
) -> Iterator[Line]:
    full = f"{name}, {_at(concurrency)}"
    note = f"{found.p50:.1f} ms at the median, {found.p99:.1f} at the 99th percentile"
    if honest is not None:
        target = 0.8 if concurrency == 8 else None
        yield Line(
            GROUP, full, found.rate, "/s", "more", "minimal honest program", honest[concurrency].rate, target
        )
    if concurrency == 8:
        yield Line(GROUP, full, found.rate, "/s", "more", "SeedDMS", SEEDDMS[line], 1.0, elsewhere=True)
        yield Line(
            GROUP, full, found.rate, "/s", "more", "Mayan EDMS", MAYAN[line], elsewhere=True, note=note
        )
    elif honest is None:
        yield Line(GROUP, full, found.rate, "/s", note=note)


def _both(ask: Ask) -> dict[int, Load]:
    return {concurrency: client.load(ask, concurrency) for concurrency in (1, 8)}


def _at(concurrency: int) -> str:
    return "one at a time" if concurrency == 1 else f"{concurrency} at once"


def _listed(extension: str = "") -> list[str]:
    return [f"GET /documents/{number_of(index)}{extension}" for index in range(DOCUMENTS)]


def questions() -> list[str]:
    """What people ask, written by reading the starter documents."""
    return [line.split("\t")[0] for line in QUESTIONS.read_text("utf-8").splitlines()]


def _questions(who: str) -> list[str]:
    """Each question with a word more, so that none is asked twice; both readers ask others."""
    words = [each for each in questions() if " " not in each]
    asked = [f"{one} {another}" for one in questions() for another in words]
    random.Random(who).shuffle(asked)
    return [f"GET /search?q={urllib.parse.quote(each[:200])}" for each in asked]


def _multipart(token: str, concurrency: int) -> tuple[str, bytes]:
    boundary = "----sopctl-measures"
    fields = {"csrf_token": token, "number": f"FM-{'ABCDEFGH'[concurrency - 1]}NUMBER",
              "title": "แบบบันทึก NUMBER", "type": "FM",
              "department": "IT"}  # fmt: skip
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="form.pdf"\r\n'
    parts.append(f"{head}Content-Type: application/pdf\r\n\r\n")
    file = copy_file().replace(b"NUMBER", b"number")
    return f"multipart/form-data; boundary={boundary}", "".join(
        parts
    ).encode() + b"%PDF-1.7\n% NUMBER\n" + file + (f"\r\n--{boundary}--\r\n".encode())


if __name__ == "__main__":
    main()
    sys.exit(0)
