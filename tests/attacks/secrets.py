"""A library before and after documents came into it that most people may not know of."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from sopctl.application.authoring import drafts
from sopctl.application.distribution import announcing, counts, prints, readership
from sopctl.application.distribution.announcing import Pick
from sopctl.application.distribution.print_lists import tell_recalls
from sopctl.application.distribution.prints import Wanted
from sopctl.application.library import Actor
from sopctl.application.paper import lists as paper_lists
from sopctl.application.people import passwords, roster, tokens
from sopctl.application.release import withdrawal
from sopctl.application.requests import handling
from sopctl.application.requests.views import settle_requests
from sopctl.application.upkeep import due, reviews
from sopctl.domain.acknowledgements import Question
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, text
from tests.support.people import vouch, waiting
from tests.support.pictures import PNG
from tests.web.sites import Browser, Site, make

# Who may not know: no account, another department with and without work on documents, no department, the
# roles that see everything of people and nothing of content.
STRANGERS = ("nobody", "staff", "other", "deputy", "admin")
AUTHOR = Person("keeper", "เพทายผู้เก็บงำ", frozenset({Role.AUTHOR}), "IT")
NURSE = Person("reader", "โกเมนผู้อ่านลับ", frozenset({Role.STAFF}), "IT")
LET_IN = "PH"
# Of the owning department, and of the one that is let in: the same roles and no part in anything.
OWN = (
    Person("inside", "คนในหน่วยงาน", frozenset({Role.STAFF}), "IT"),
    Person("inhead", "หัวหน้าใน", frozenset({Role.AUTHOR, Role.REVIEWER}), "IT"),
)
GUESTS = tuple(replace(person, user=f"{person.user}-guest", department=LET_IN) for person in OWN)
WRITER = Person("writer", "ผู้เขียนที่อื่น", frozenset({Role.AUTHOR}), "ED")
PICTURE = PNG
NUMBERS = {
    "current": "SOP-IT-777", "draft": "SOP-IT-778", "round": "SOP-IT-779", "scheduled": "SOP-IT-780",
    "withdrawn": "SOP-IT-781", "asked": "SOP-IT-782", "approved": "SOP-IT-783",
}  # fmt: skip
MISSING = "SOP-IT-888"
# Title, words of the text, reasons, remarks, places, proposals, and the names of those who are in it alone.
WORDS = ("ทับทิม", "มรกต", "ไพลิน", "บุษราคัม", "นิลกาฬ", "ไพฑูรย์", "เพทาย", "โกเมน", "SOP-IT-77", "SOP-IT-78")
ASKED = {
    "documents.compare": "?from=1&to=2", "documents.compare_word": "?from=1&to=2",
    "prints.place": "?place=ER", "prints.exchange_form": "?document=SOP-IT-001",
    "search.results": "?q=SOP-IT-77", "api.search": f"?q={quote('ทับทิม')}",
    "api.compare_versions": "?from=1&to=2",
}  # fmt: skip
_CHANGING = re.compile(
    r'name="csrf_token" value="[^"]*"|data-token="[^"]*"|name="window" value="[^"]*"|"token":"[^"]*"'
)
_OF_THE_REQUEST = {"X-Request-ID", "Set-Cookie", "Date", "Age", "Expires"}
_BY_NAME = {"Content-Length", "ETag", "Last-Modified"}  # their values follow from the body


def secret(kind: str, *, purpose: str = "มรกตที่ซ่อนไว้") -> str:
    """A restricted text of the department IT, which lets in one other."""
    return text(NUMBERS[kind], f"ทับทิม {kind}", purpose, "restricted", LET_IN)


@dataclass(frozen=True)
class Answer:
    """What can be told of an answer: its status, its headers, and its text, unpacked where it is packed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @classmethod
    def of(cls, response: TestResponse) -> Answer:
        told = ((k, "" if k in _BY_NAME else v) for k, v in response.headers if k not in _OF_THE_REQUEST)
        headers = tuple(sorted(told))
        return cls(response.status_code, headers, _CHANGING.sub("", unpacked(response.data)))

    def without(self, *told: str) -> Answer:
        """The same, with what was asked for by name taken out of it."""
        body, headers = self.body, self.headers
        shown = [form for each in told for form in (quote(each), each, each.replace("_", "/"))]
        for each in shown:
            body = body.replace(each, "·")
            headers = tuple((k, v.replace(each, "·")) for k, v in headers)
        return replace(self, body=body, headers=headers)

    @property
    def everything(self) -> str:
        return f"{self.headers}{self.body}"


def unpacked(data: bytes) -> str:
    """The text of a page, or of every part of a workbook or Word file."""
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = sorted(n for n in parts.namelist() if n != "docProps/core.xml")
        return "\n".join(f"{n}\n{parts.read(n).decode('utf-8', 'replace')}" for n in names)


NOBODYS = {
    "number": MISSING, "draft": "f" * 32, "round_id": f"{MISSING}-v1-r1-db0000", "announcement_id": "f" * 32,
    "flag_id": "f" * 32, "count_id": "f" * 32, "key": "DAR-2569-9999", "sha256": "f" * 64,
    "notice_id": "f" * 32,
}  # fmt: skip
CODE = "a code for one use"


def join(site: Site, person: Person) -> None:
    library = site.house.library
    roster.add_person(library, Actor("admin"), person, CODE)
    passwords.change_password(library, Actor(person.user), CODE, PASSWORD)
    for each in waiting(library, person.user):
        vouch(library, "quality", each, PASSWORD)


@dataclass
class World:
    """One library and its visitors; ``hide`` brings the restricted documents into it."""

    site: Site = field(default_factory=make)
    ids: dict[str, str] = field(default_factory=dict)
    secret_ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    programs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        house, quality = self.site.house, Actor("quality")
        for person in (AUTHOR, NURSE, WRITER, *OWN, *GUESTS):
            join(self.site, person)
        house.publish()
        first = DocumentNumber("SOP-IT-001")
        prints.issue_prints(house.library, quality, first, [Wanted(HolderKind.PERSON, "staff", "ER")])
        released = house.publish(text(purpose="เพื่อแก้ไข"))
        pointing = self._point()
        request = handling.ask(
            house.library, Actor("staff"), RequestKind.REVISE, reason="อ่านไม่ชัด", document=first,
            proposal="ขยาย", files={"a.png": PICTURE},
        )  # fmt: skip
        made = announcing.announce(house.library, quality, [Pick(released)])
        _, program = tokens.make_token(
            house.library, Actor("staff"), name="รายการ", scopes={Scope.READ}, days=9, password=PASSWORD
        )
        self._tell_all()
        with house.library.reading() as uow:
            token = uow.releases.all()[0].token
        self.ids = {
            "filename": "style.css", "number": "SOP-IT-001", "version": "1", "extension": "pdf",
            "name": "a.png", "code": "th", "draft": pointing, "user": "staff", "token": token,
            "round_id": house.version(pointing).rounds[-1].id, "announcement_id": made.id,
            "sha256": "0" * 64, "token_id": program.id, "session_id": "0" * 64,
            "key": request.number.replace("/", "_"),
            "count_id": counts.begin_count(house.library, quality, "ER").id,
            "list_id": paper_lists.propose(house.library, quality, "a", [], {}).paper_list.id,
        }  # fmt: skip
        self.ids |= dict.fromkeys(("notice_id", "flag_id", "message_id", "holding", "confirmation"), "none")
        for who in (*STRANGERS, *(person.user for person in (*OWN, *GUESTS))):
            self.browsers[who] = self.site.nobody() if who == "nobody" else self.site.of(who)
            self.programs[who] = "" if who == "nobody" else tokens.make_token(
                house.library, Actor(who), name="x", scopes=tuple(Scope), days=30, password=PASSWORD
            )[0]  # fmt: skip

    def _point(self) -> str:
        """An open document of another department names a number: nobody there learns that it comes to be."""
        house = self.site.house
        markdown = text("SOP-ED-002", "ชี้ไป", f"ดู {NUMBERS['current']} และ {MISSING} ประกอบ")
        markdown = markdown.replace("department: IT", "department: ED")
        markdown = markdown.replace("owner:", f"references: [{NUMBERS['current']}, {MISSING}]\nowner:")
        version = house.write(markdown, by="writer")
        round_id = house.submit(version, by="writer")
        for action, by in ((Action.REVIEW, "other"), (Action.CHECK, "quality"), (Action.APPROVE, "director")):
            house.sign(round_id, action, by)
        house.release(version)
        return version

    def hide(self) -> None:
        """Restricted documents in every state, with everything that can hang on one."""
        house, library, quality = self.site.house, self.site.house.library, Actor("quality")
        number = DocumentNumber(NUMBERS["current"])
        published = [self._publish("current"), self._publish("current", purpose="มรกตอีกเม็ด")]
        readership.set_reading_list(
            library, quality, number, lines=["department:IT", "department:ED", "person:reader", "role:admin"],
            questions=[Question("บุษราคัมคืออะไร", ("นิลกาฬ", "อื่น"), 0)],
        )  # fmt: skip
        readership.acknowledge(library, Actor("reader"), number, password=PASSWORD, answers=[0])
        prints.issue_prints(library, quality, number, [Wanted(HolderKind.PERSON, "reader", "ไพฑูรย์")])
        counted = counts.begin_count(library, quality, "ไพฑูรย์")
        asked = handling.ask(
            library, Actor("reader"), RequestKind.REVISE, reason="ไพลินขุ่น", document=number,
            proposal="บุษราคัมใส", files={"นิลกาฬ.png": PICTURE},
        )  # fmt: skip
        handling.decide(library, quality, asked.number, RequestAction.ACCEPT, assignee="keeper")
        reviews.propose_keeping(library, quality, number, "ไพลินยังดี")
        scheduled = self._publish("scheduled", effective=house.today + timedelta(days=30))
        withdrawn = self._publish("withdrawn")
        self._publish("asked")
        for kind in ("withdrawn", "asked"):
            withdrawal.ask_withdrawal(library, quality, DocumentNumber(NUMBERS[kind]), reason="ไพลินแตก")
        shown = withdrawal.withdrawal_view(library, Actor("director"), DocumentNumber(NUMBERS["withdrawn"]))
        assert shown is not None
        withdrawal.sign_withdrawal(
            library, Actor("director"), DocumentNumber(NUMBERS["withdrawn"]), password=PASSWORD,
            shown=shown.shown,
        )  # fmt: skip
        approved = house.write(secret("approved"), by="keeper", reason="ไพลินใหม่")
        self._sign(house.submit(approved, by="keeper"))
        in_round = house.write(secret("round"), by="keeper", reason="ไพลินใหม่")
        opened = house.submit(in_round, by="keeper")
        draft = house.write(secret("draft"), by="keeper", reason="ไพลินใหม่")
        drafts.add_file(library, Actor("keeper"), draft, "a.png", PICTURE)
        picks = [Pick(each) for each in (*published, scheduled, withdrawn)]
        made = announcing.announce(library, quality, [*picks, Pick(withdrawn, True)])
        self._tell_all()
        with library.reading() as uow:
            flags = [flag.id for flag in uow.references.open()]
            notices = [n.id for n in uow.notices.of("reviewer", 1_000)]
            copies = [d for v in published for d in uow.releases.get(v).copies.values()]  # type: ignore[union-attr]
        self.secret_ids = {
            "number": tuple(NUMBERS[kind] for kind in ("current", "draft", "scheduled", "asked")),
            "draft": (draft, in_round, published[-1]),
            "round_id": (opened, house.version(published[-1]).rounds[-1].id),
            "announcement_id": (made.id,), "flag_id": tuple(flags), "count_id": (counted.id,),
            "key": (asked.number.replace("/", "_"),), "sha256": tuple(copies[:2]),
            "notice_id": tuple(notices[:2]),
        }  # fmt: skip

    def _tell_all(self) -> None:
        """What the worker does after the acts, so that lists, notices and the index have caught up."""
        library = self.site.house.library
        tell_recalls(library)
        due.remind_reviews(library)
        settle_requests(library)

    def _publish(self, kind: str, *, purpose: str = "มรกตที่ซ่อนไว้", effective: date | None = None) -> str:
        house = self.site.house
        version = house.write(secret(kind, purpose=purpose), by="keeper", reason="ไพลินใหม่")
        self._sign(house.submit(version, by="keeper"))
        house.release(version, effective=effective)
        return version

    def _sign(self, round_id: str) -> None:
        for action, by in (
            (Action.REVIEW, "reviewer"), (Action.CHECK, "quality"), (Action.APPROVE, "director"),
        ):  # fmt: skip
            self.site.house.sign(round_id, action, by)

    # -- asking -------------------------------------------------------------------------------------------
    def rules(self) -> list[Rule]:
        """Everything that answers GET: pages, files, exports, figures, operations."""
        return [r for r in self.site.app.url_map.iter_rules() if r.methods and "GET" in r.methods]

    def path(self, rule: Rule, method: str = "GET", **other: str) -> str:
        values = self.ids | other
        if rule.endpoint == "paper.download":
            values["extension"] = "xlsx"
        bound = self.site.app.url_map.bind("localhost")
        path = bound.build(rule.endpoint, {k: values[k] for k in rule.arguments}, method=method)
        return path + ASKED.get(rule.endpoint, "")

    def pairs(self, rules: list[Rule]) -> Iterator[tuple[Rule, dict[str, str], dict[str, str], str]]:
        """Every address that takes an id: with each of a restricted document, and with one that is nobody's.

        Last comes the name of the id.
        """
        for rule in rules:
            for name in sorted(rule.arguments & self.secret_ids.keys()):
                for value in self.secret_ids[name]:
                    yield rule, {name: value}, {name: NOBODYS[name]}, name

    def ask(self, who: str, path: str, method: str = "GET", **options: Any) -> Answer:
        headers = dict(options.pop("headers", {}))
        if path.startswith("/api/") and self.programs[who]:
            headers["Authorization"] = f"Bearer {self.programs[who]}"
        client = self.browsers[who].client
        return Answer.of(client.open(path, method=method, headers=headers, buffered=True, **options))
