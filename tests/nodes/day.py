"""A day's work over HTTP: clerks who write, sign and release, readers who read, at any node that answers.

What a node acknowledged is written down here, outside the library, and compared with the library afterwards.
A request that got no answer may have been carried out or not; its clerk looks, as a person would.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from tests.application.house import PASSWORD, text
from tests.nodes.cluster import Hospital, Node

_MARK = re.compile(r"mark-([0-9]{6})")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PATIENCE = 90.0  # seconds until somebody who gets no answer anywhere gives up
_NO_ANSWER = (OSError, http.client.HTTPException)
_STEPS = (("reviewer", "review"), ("quality", "check"), ("director", "approve"))
_BEHIND = {"draft": 0, "in_review": 1, "in_check": 2, "in_approval": 3, "approved": 4, "released": 5}


@dataclass(frozen=True)
class Answer:
    """What a node answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()  # as a browser sends them back

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Acknowledged:
    """Everything that some node said was done."""

    saves: dict[str, tuple[int, int]] = field(default_factory=dict)  # draft: (number of the save, mark)
    rounds: dict[str, str] = field(default_factory=dict)  # round: draft
    signatures: set[tuple[str, str, str]] = field(default_factory=set)  # (round, verb, user)
    releases: dict[tuple[str, str], str] = field(default_factory=dict)  # (number, version): path of the copy
    marks: dict[str, int] = field(default_factory=dict)  # number: the newest mark that was released


class Day:
    """The people, the nodes that stand now, and what happened."""

    def __init__(self, hospital: Hospital, nodes: list[Node]) -> None:
        self.hospital = hospital
        self.nodes = nodes
        self.said = Acknowledged()
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.times: dict[str, list[float]] = {}
        self.releasing: dict[int, int] = {}  # port: releases that are being asked for
        self.over = threading.Event()
        self._guard = threading.Lock()
        self._marks = 0
        self._numbers = 100
        self._threads: list[threading.Thread] = []

    def begin(self, clerks: int, readers: int, members: int = 1) -> None:
        """Let people work until ``end``: clerks, readers without an account, and members who signed in."""
        for place in range(clerks):
            self._start(partial(self._clerk, ("author", "other")[place % 2]))
        for place in range(readers):
            self._start(partial(self._reader, random.Random(place)))
        for place in range(members):
            self._start(partial(self._member, ("reviewer", "director")[place % 2], random.Random(place)))

    def end(self) -> None:
        """Let everybody finish what they are at."""
        self.over.set()
        for thread in self._threads:
            thread.join(_PATIENCE + 60)
            assert not thread.is_alive(), "somebody still waits for an answer"

    def note(self, problem: str) -> None:
        """Write down what must not happen."""
        with self._guard:
            self.problems.append(problem)

    def ask(
        self, method: str, path: str, body: object = None, user: str = "", node: Node | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Answer | None, Node]:  # fmt: skip
        """Ask one node, None without an answer."""
        node = node or random.choice(self.nodes)
        sent = {"Authorization": f"Bearer {self.hospital.tokens[user]}"} if user else {}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
        begun = time.perf_counter()
        try:
            connection.request(method, path, data, {**sent, **(headers or {})})
            found = connection.getresponse()
            cookies = (each.partition(";")[0] for each in found.headers.get_all("Set-Cookie", []))
            answer = Answer(found.status, dict(found.headers), found.read(), tuple(cookies))
        except _NO_ANSWER:
            self._count("no answer")
            return None, node
        finally:
            connection.close()
        self._time(f"{method} {_kind(path)}", time.perf_counter() - begun)
        self._count("answers")
        if answer.status >= 500 and answer.status != 503:
            self.note(f"{answer.status} to {method} {path}: {answer.body[:300]!r}")
        return answer, node

    # -- clerks -----------------------------------------------------------------------------------------
    def _clerk(self, user: str) -> None:
        mine: list[str] = []
        while not self.over.is_set():
            begun = self._draft(user, mine)
            if begun is None:
                continue
            draft, number, mark = begun
            if not (self._save(draft, user, number, mark) and self._through(draft, user)):
                continue
            if number not in mine:
                mine.append(number)
            with self._guard:
                self.said.marks[number] = max(mark, self.said.marks.get(number, 0))

    def _draft(self, user: str, mine: list[str]) -> tuple[str, str, int] | None:
        """Begin a document, or the next version of one: the draft, its number and the mark for its text."""
        with self._guard:
            self._marks += 1
            self._numbers += 1
            mark, number = self._marks, f"SOP-IT-{self._numbers}"
        again = random.choice(mine) if len(mine) > 2 and random.random() < 0.5 else ""
        asked = {"revise": again} if again else {"markdown": text(number, "งานของวัน", _words(mark))}
        answer, _ = self.ask("POST", "/api/v1/drafts", asked, user)
        if answer is None:
            if again:
                mine.remove(again)  # perhaps it was begun; the clerk turns to another
            time.sleep(0.05)
            return None
        if answer.status != 201:
            if answer.status != 503:
                self.note(f"no draft: {answer.status} {answer.body[:300]!r}")
            return None
        self.said.saves[answer.facts["draft"]] = (answer.facts["save_number"], 0 if again else mark)
        return answer.facts["draft"], answer.facts["number"], mark

    def _save(self, draft: str, user: str, number: str, mark: int) -> bool:
        """Write, and write down that it was acknowledged."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            looked, _ = self.ask("GET", f"/api/v1/drafts/{draft}", user=user)
            if looked is None or looked.status == 503:
                time.sleep(0.05)
                continue
            if looked.status != 200:
                self.note(f"draft {draft} is gone: {looked.status} {looked.body[:300]!r}")
                return False
            kept = looked.facts["save_number"]
            if kept < self.said.saves[draft][0]:
                self.note(f"draft {draft} has save {kept}, and {self.said.saves[draft]} was acknowledged")
                return False
            body = {"markdown": text(number, "งานของวัน", _words(mark)), "reason": f"ปรับปรุง {mark}"}
            answer, _ = self.ask(
                "PATCH", f"/api/v1/drafts/{draft}", body, user, headers={"If-Match": f'"{kept}"'}
            )  # fmt: skip
            if answer is not None and answer.status == 200:
                self.said.saves[draft] = (answer.facts["save_number"], mark)
                return True
        self.note(f"draft {draft} could not be saved")
        return False

    def _through(self, draft: str, user: str) -> bool:
        """From the draft to its release."""
        done = self._step(draft, user, 0, lambda node: self.ask(
            "POST", f"/api/v1/drafts/{draft}/submission", user=user, node=node), self._submitted)  # fmt: skip
        opened = next((r for r, d in self.said.rounds.items() if d == draft), "") if done else ""
        for place, (signer, verb) in enumerate(_STEPS):
            if not done:
                return False
            if not opened:
                opened = self._round_of(draft, signer)
            done = self._step(
                draft, user, place + 1, partial(self._sign, opened, signer, verb),
                partial(self._signed, (opened, verb, signer)),
            )  # fmt: skip
        return done and self._step(draft, user, 4, lambda node: self._release(draft, node), self._released)

    def _step(
        self, draft: str, user: str, behind: int, act: Callable[[Node], tuple[Answer | None, Node]],
        acknowledged: Callable[[dict[str, Any]], None],
    ) -> bool:  # fmt: skip
        """Do something once, asking again wherever there was no answer; False when it cannot be done."""
        until, unknown = time.monotonic() + _PATIENCE, False
        while time.monotonic() < until:
            answer, _ = act(random.choice(self.nodes))
            if answer is not None and answer.status in (200, 201):
                acknowledged(answer.facts)
                self._count("acknowledged acts")
                return True
            if answer is None:
                unknown = True
                time.sleep(0.05)
                continue
            state = self._state(draft, user)
            if state > behind:
                if not unknown:
                    self.note(f"{draft} was moved on by nobody: {answer.body[:300]!r}")
                self._count("acts done without an answer")
                return True
            if answer.status not in (503, 409):
                self.note(f"{draft} at {behind}: {answer.status} {answer.body[:300]!r}")
                return False
            time.sleep(0.05)
        self.note(f"{draft} at {behind} could not be done")
        return False

    def _state(self, draft: str, user: str) -> int:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            looked, _ = self.ask("GET", f"/api/v1/drafts/{draft}", user=user)
            if looked is not None and looked.status == 200:
                return _BEHIND[looked.facts["state"]]
            time.sleep(0.05)
        return -1

    def _round_of(self, draft: str, signer: str) -> str:
        """The round of a draft whose submission got no answer, from the signer's inbox."""
        while True:
            found, _ = self.ask("GET", "/api/v1/inbox", user=signer)
            if found is not None and found.status == 200:
                return next((i["round"] for i in found.facts["items"] if i["draft"] == draft), "unknown")
            time.sleep(0.05)

    def _sign(self, opened: str, signer: str, verb: str, node: Node) -> tuple[Answer | None, Node]:
        seen, _ = self.ask("GET", f"/api/v1/rounds/{opened}", user=signer, node=node)
        if seen is None or seen.status != 200:
            return seen, node
        body = {"action": verb, "shown": seen.facts["shown"], "password": PASSWORD}
        return self.ask("POST", f"/api/v1/rounds/{opened}/signatures", body, signer)

    def _signed(self, signature: tuple[str, str, str], _: dict[str, Any]) -> None:
        self.said.signatures.add(signature)

    def _release(self, draft: str, node: Node) -> tuple[Answer | None, Node]:
        self.releasing[node.port] = self.releasing.get(node.port, 0) + 1
        try:
            body = {"password": PASSWORD}
            return self.ask("POST", f"/api/v1/drafts/{draft}/release", body, "quality", node)
        finally:
            self.releasing[node.port] -= 1

    def _submitted(self, facts: dict[str, Any]) -> None:
        self.said.rounds[facts["round"]] = facts["draft"]

    def _released(self, facts: dict[str, Any]) -> None:
        self.said.releases[facts["number"], facts["version"]] = facts["copies"]["pdf"]
        self._count("acknowledged releases")

    # -- readers ----------------------------------------------------------------------------------------
    def _reader(self, chance: random.Random) -> None:
        """Whatever node answers, nobody sees less than what was acknowledged before they asked."""
        while not self.over.is_set():
            with self._guard:
                known = list(self.said.marks.items())
            if not known:
                time.sleep(0.2)
                continue
            number, least = chance.choice(known)
            page = f"/documents/{number}"
            path = chance.choice((page, page, page, f"{page}.pdf", f"/search?q={number}", "/", "/register"))
            answer, node = self.ask("GET", path)
            if answer is None:
                time.sleep(0.05)
                continue
            self._count("pages read")
            if path == page and answer.status == 200:
                seen = max((int(mark) for mark in _MARK.findall(answer.body.decode())), default=-1)
                if seen < least:
                    self.note(f"{number} on {node.port} shows mark {seen}, and {least} was released")
            elif answer.status not in {200, 503}:
                self.note(f"{answer.status} to {path}")
            time.sleep(0.02)

    # -- members ----------------------------------------------------------------------------------------
    def _member(self, user: str, chance: random.Random) -> None:
        """Signed in once, at one node; every node knows the session, also when that one is gone."""
        cookie = self._sign_in(user)
        while cookie and not self.over.is_set():
            with self._guard:
                known = list(self.said.marks)
            number = chance.choice(known) if known else ""
            own = ("/inbox", "/", "/account")
            path = chance.choice(
                (*own, f"/documents/{number}", f"/documents/{number}/history") if number else own
            )
            answer, node = self.ask("GET", path, headers={"Cookie": cookie})
            if answer is None:
                time.sleep(0.05)
                continue
            self._count("pages of members")
            if answer.status not in {200, 503}:
                self.note(f"{answer.status} to {path} of {user} on {node.port}: the session is lost?")
            time.sleep(0.05)

    def _sign_in(self, user: str) -> str:
        """The cookie of a new session."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not self.over.is_set():
            page, _ = self.ask("GET", "/sign-in")
            token = _TOKEN.search(page.body.decode()) if page is not None else None
            if page is None or token is None:
                time.sleep(0.05)
                continue
            form = urlencode({"csrf_token": token[1], "user": user, "password": PASSWORD})
            headers = {"Cookie": "; ".join(page.cookies), "Content-Type": "application/x-www-form-urlencoded"}
            answer, _ = self.ask("POST", "/sign-in", form.encode(), headers=headers)
            if answer is not None and answer.status == 302:
                return "; ".join(answer.cookies)
        self.note(f"{user} could not sign in")
        return ""

    def _start(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # the failure of a thread is the test's
                self.note(f"{type(error).__name__}: {error}")

        thread = threading.Thread(target=guarded, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _count(self, what: str) -> None:
        with self._guard:
            self.counts[what] += 1

    def _time(self, what: str, seconds: float) -> None:
        with self._guard:
            self.times.setdefault(what, []).append(seconds)


def _words(mark: int) -> str:
    return f"เพื่อทดสอบงานของวัน mark-{mark:06}"


def _kind(path: str) -> str:
    """A path without what is one document's or one round's."""
    path = path.partition("?")[0]
    path = re.sub(r"SOP-IT-[0-9]+|(?<=drafts/)[0-9a-f]{32}", "…", path)
    return re.sub(r"(?<=rounds/)[^/]+", "…", path)
