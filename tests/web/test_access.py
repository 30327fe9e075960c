"""Every route as everybody. A route that this table does not name fails the test."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.routing import Rule

from sopctl.accounts.second_factors import TotpFactors
from sopctl.application.distribution import counts, prints
from sopctl.application.distribution.prints import Wanted
from sopctl.application.library import Actor
from sopctl.application.paper import lists as paper_lists
from sopctl.application.people import posts, tokens
from sopctl.application.release import withdrawal
from sopctl.application.requests import handling
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.posts import Formula
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action
from tests.application.house import DIRECTOR, PASSWORD, text
from tests.support.pictures import PNG
from tests.web.sites import PEOPLE, make

ALL = frozenset({"nobody", *PEOPLE})
SIGNED_IN = frozenset(PEOPLE)
WRITERS = frozenset({"author", "other", "quality"})  # roles author and quality
READERS_OF_DRAFT = frozenset({"author", "reviewer", "other", "quality", "auditor"})
READERS_OF_ROUND = frozenset({"author", "reviewer", "quality", "auditor", "director"})
OVERSEERS = frozenset({"quality", "auditor"})
SEE_READERS = OVERSEERS | {"reviewer", "other"}
NONE: frozenset[str] = frozenset()
WITHDRAWN = {  # a document for each, so that one does not end the other
    "withdrawals.read": "SOP-IT-101",
    "withdrawals.copy": "SOP-IT-101",
    "withdrawals.file": "SOP-IT-101",
    "withdrawals.ask": "SOP-IT-102",
    "withdrawals.sign": "SOP-IT-103",
    "withdrawals.decline": "SOP-IT-104",
}

# endpoint and method -> who gets an answer below 400, or a refusal of what was typed and not of the person
GET: dict[str, frozenset[str]] = {
    "static": ALL,
    "search.home": ALL,
    "search.results": ALL,
    "documents.document": ALL,
    "documents.version": ALL,
    "documents.copy": ALL,
    "documents.version_copy": ALL,
    "documents.file": NONE,  # the test's document has no image: 404 for all
    "documents.history": ALL,
    "documents.compare": ALL,
    "documents.compare_word": NONE,  # the plain renderers here draw no changes
    "verify.code": ALL,
    "verify.file": ALL,
    "sessions.sign_in": ALL,
    "sessions.choose_language": ALL,
    "provided.leave": NONE,  # no sign-in page is set up here: tests/web/test_provided.py
    "provided.back": NONE,
    "provided.goodbye": NONE,
    "sessions.token": SIGNED_IN,
    "work.inbox": SIGNED_IN,
    "work.onwards": SIGNED_IN,
    "work.dashboard": OVERSEERS,
    "drafts.mine": WRITERS,
    "drafts.edit": READERS_OF_DRAFT,
    "draft_files.copy": READERS_OF_DRAFT,
    "clearances.original": NONE,  # the test's draft came from no file: 404 for all
    "draft_files.file": NONE,
    "rounds.read": READERS_OF_ROUND,
    "rounds.copy": READERS_OF_ROUND,
    "rounds.file": NONE,
    "withdrawals.read": OVERSEERS | {"director"},
    "withdrawals.copy": OVERSEERS | {"director"},
    "withdrawals.file": NONE,
    "account.mine": SIGNED_IN,
    "confirmations.first_password": ALL,
    "confirmations.waiting": SIGNED_IN,
    "reviews.due": SIGNED_IN,
    "reviews.read": frozenset({"author", "reviewer", "quality", "auditor"}),
    "reviews.copy": frozenset({"author", "reviewer", "quality", "auditor"}),
    "reviews.file": NONE,
    "account.offer_second_factor": SIGNED_IN,
    "account.picture": NONE,  # nobody has one here
    "register.table": ALL,
    "register.workbook": ALL,
    "register.comma_separated": ALL,
    "admin.directory": OVERSEERS | {"admin"},
    "admin.person": OVERSEERS | {"admin"},
    "hospital.own": OVERSEERS | {"admin"},
    "notices.mine": SIGNED_IN,
    "announcements.all_": SIGNED_IN,
    "announcements.one": NONE,  # nothing is announced here
    "announcements.file": NONE,
    "announcements.word": NONE,
    "announcements.references": SIGNED_IN,
    "notices.follow": NONE,  # the test's notice is nobody's
    "notices.choices": SIGNED_IN,
    "notices.messages": frozenset({"admin", "quality"}),
    "arrivals.bring": WRITERS,
    "readings.mine": SIGNED_IN,
    "readings.read": SIGNED_IN,
    "readings.pin": SIGNED_IN,
    "kiosk.start": ALL,
    "readers.overview": SEE_READERS,
    "readers.overview_workbook": SEE_READERS,
    "readers.register": SEE_READERS,
    "readers.register_workbook": SEE_READERS,
    "readers.document": SEE_READERS,
    "readers.sheet": SEE_READERS,
    "staffing.choose": OVERSEERS | {"admin"},
    "staffing.work": OVERSEERS | {"admin", "staff"},  # staff: their own
    "paper.form": frozenset({"quality"}),
    "paper.blank": frozenset({"quality"}),
    "paper.index": OVERSEERS,
    "paper.show": OVERSEERS,
    "paper.download": OVERSEERS,
    "file_bodies.form": WRITERS,
    "file_bodies.current": NONE,  # the test's document is no file: tests/web/test_file_bodies.py
    "file_bodies.original": NONE,
    "file_bodies.scan": NONE,
    "operators.healthz": ALL,
    "operators.readyz": ALL,
    "operators.metrics": ALL,  # to this machine alone: tests/web/test_operators.py
    "tokens.mine": SIGNED_IN,
    "prints.table": OVERSEERS,
    "prints.workbook": OVERSEERS,
    "prints.mine": SIGNED_IN,
    "prints.place": OVERSEERS,
    "prints.issue_form": OVERSEERS,
    "prints.exchange_form": OVERSEERS,
    "counts.listing": OVERSEERS,
    "counts.walk": OVERSEERS,
    "requests.mine": SIGNED_IN,
    "requests.new": SIGNED_IN,
    "requests.show": OVERSEERS | {"staff"},  # staff: their own
    "requests.form_pdf": OVERSEERS | {"staff"},
    "requests.file": OVERSEERS | {"staff"},
}
POST: dict[str, frozenset[str]] = {
    "sessions.sign_in": ALL,
    "sessions.sign_out": ALL,
    "verify.file": ALL,
    "arrivals.look": WRITERS,
    "documents.compare_file": SIGNED_IN,
    "arrivals.take": NONE,  # nothing was looked at: tests/web/test_arrivals.py
    "arrivals.look_again": frozenset({"author"}),
    "arrivals.take_again": NONE,
    "drafts.start": WRITERS,
    "drafts.revise": WRITERS,
    "drafts.save": frozenset({"author"}),
    "drafts.autosave": frozenset({"author"}),
    "drafts.preview": READERS_OF_DRAFT,
    "drafts.present": READERS_OF_DRAFT,
    "drafts.take_back": frozenset({"author"}),
    "drafts.abandon": frozenset({"author", "quality"}),
    "clearances.clear": frozenset(
        {"author", "quality", "reviewer"}
    ),  # a reviewer of the document's department
    "draft_files.add": frozenset({"author"}),
    "rounds.sign": frozenset({"reviewer"}),
    "rounds.send_back": frozenset({"reviewer"}),
    "rounds.release_": frozenset({"quality"}),
    "rounds.replace_signer": frozenset({"quality"}),
    "withdrawals.ask": frozenset({"quality"}),
    "withdrawals.sign": frozenset({"director"}),
    "withdrawals.decline": frozenset({"quality", "director"}),
    "paper.register": frozenset({"quality"}),
    "paper.propose": frozenset({"quality"}),
    "paper.add_scans": frozenset({"quality"}),
    "paper.decide": frozenset({"quality"}),
    "paper.put_away": frozenset({"quality"}),
    "file_bodies.start": WRITERS,
    "file_bodies.attach": frozenset({"author"}),
    "file_bodies.detach": NONE,  # the draft has no such file
    "account.set_picture": SIGNED_IN,
    "account.delegate": frozenset({"director", "admin"}),
    "account.end_delegation": frozenset({"director", "quality", "admin"}),
    "confirmations.set_first_password": ALL,
    "reviews.keep": frozenset({"author", "reviewer", "quality"}),
    "reviews.revise": frozenset({"author", "quality"}),  # who writes
    "reviews.sign": NONE,  # nothing is proposed here: tests/web/test_reviews.py
    "reviews.decline": frozenset({"author", "reviewer", "quality"}),  # their own proposal of before
    "confirmations.confirm": frozenset({"quality", "auditor", "director"}),
    "confirmations.refuse": frozenset({"quality", "auditor", "director"}),
    "account.change_password": SIGNED_IN,
    "account.set_up_second_factor": SIGNED_IN,
    "account.remove_second_factor": SIGNED_IN,
    "notices.read_all": SIGNED_IN,
    "announcements.announce": frozenset({"quality"}),
    "announcements.look": NONE,  # nothing is flagged here
    "notices.choose": SIGNED_IN,
    "notices.link": SIGNED_IN,
    "notices.unlink": SIGNED_IN,
    "notices.again": NONE,  # nothing is undeliverable here
    "notices.give_up": NONE,
    "line.webhook": NONE,  # LINE is not set up here
    "admin.reset_password": frozenset({"admin"}),
    "admin.reset_second_factor": frozenset({"admin"}),
    "admin.add_person": frozenset({"admin"}),
    "hospital.set_names": frozenset({"admin", "quality"}),
    "hospital.set_department": frozenset({"admin", "quality"}),
    "hospital.set_logo": frozenset({"admin", "quality"}),
    "admin.deactivate": frozenset({"admin"}),
    "admin.change": frozenset({"admin"}),
    "admin.use_directory": frozenset({"admin"}),
    "admin.link": frozenset({"admin"}),
    "admin.end_sessions": frozenset({"admin"}),
    "account.end_session": NONE,  # nobody has this session: tests/web/test_account.py
    "account.end_other_sessions": SIGNED_IN,
    "tokens.make": SIGNED_IN,
    "tokens.end": frozenset({"staff", "admin"}),  # staff: their own
    "prints.print_files": frozenset({"quality"}),
    "prints.recall": frozenset({"quality"}),
    "prints.issue": frozenset({"quality"}),
    "prints.exchange": frozenset({"quality"}),
    "counts.begin": frozenset({"quality"}),
    "counts.see": frozenset({"quality"}),
    "counts.scan": NONE,  # no copy has this code: tests/web/test_prints.py
    "counts.close": frozenset({"quality"}),
    "requests.ask": SIGNED_IN,
    "requests.step": frozenset({"quality"}),
    "requests.begin": frozenset({"quality", "author"}),  # the author: who shall answer it
    "requests.link": frozenset({"quality", "author"}),
    "readings.acknowledge": SIGNED_IN,
    "readings.set_pin": SIGNED_IN,
    "kiosk.begin": NONE,  # nobody has a PIN here
    "kiosk.again": NONE,
    "kiosk.document": NONE,
    "kiosk.acknowledge": NONE,
    "kiosk.end": ALL,
    # The author: the questions; the other has become the author of the next version on this walk.
    "readers.set_list": frozenset({"quality", "author", "other"}),
    "readers.waive": frozenset({"quality"}),
    "readers.paper": frozenset({"quality"}),
    "staffing.preview": frozenset({"admin"}),
    "staffing.decide": frozenset({"admin"}),
    "staffing.hand_over": frozenset({"admin", "quality"}),
    "admin.hold_post": frozenset({"admin"}),
    "admin.delegate": frozenset({"admin", "director"}),
}


PICTURE = PNG
ASKED = {
    "documents.compare": "?from=1&to=2",
    "documents.compare_word": "?from=1&to=2",
    "prints.place": "?place=ER",
    "prints.exchange_form": "?document=SOP-IT-001",
}


class Walk:
    """A site with one document in force twice, one in review, one draft and one approved."""

    def __init__(self) -> None:
        self.site = make()
        house = self.site.house
        house.publish()
        held = [Wanted(HolderKind.PERSON, "staff", place) for place in ("ER", "OPD", "ICU")]
        first = DocumentNumber("SOP-IT-001")
        self.prints = prints.issue_prints(house.library, Actor("quality"), first, held)
        house.publish(text(purpose="เพื่อแก้ไข"))
        # A request and a count for each, so that one does not end the other.
        self.requests = {
            name: handling.ask(
                house.library, Actor("staff"), RequestKind.REVISE, reason="อ่านไม่ชัด", document=first,
                proposal="ขยาย", files={"a.png": PICTURE},
            ).number
            for name in ("requests.step", "requests.begin", "requests.link", "")
        }  # fmt: skip
        for name in ("requests.begin", "requests.link"):
            handling.decide(
                house.library, Actor("quality"), self.requests[name], RequestAction.ACCEPT, assignee="author"
            )  # fmt: skip
        self.counts = {
            name: counts.begin_count(house.library, Actor("quality"), place).id
            for name, place in (("counts.close", "ER"), ("", "OPD"))
        }
        _, self.program = tokens.make_token(
            house.library, Actor("staff"), name="รายการ", scopes={Scope.READ}, days=9, password=PASSWORD
        )
        self.round = house.submit(house.write(text("SOP-IT-002")))
        self.submitted = house.write(text("SOP-IT-003"))
        house.submit(self.submitted)
        self.returned = house.submit(house.write(text("SOP-IT-006")))
        self.draft = house.write(text("SOP-IT-004"))
        for number in dict.fromkeys(WITHDRAWN.values()):
            house.publish(text(number))
            if number != WITHDRAWN["withdrawals.ask"]:
                asked = DocumentNumber(number)
                withdrawal.ask_withdrawal(house.library, Actor("quality"), asked, reason="เลิกใช้")
        given = [posts.hold_post(house.library, Actor("admin"), DIRECTOR, u, date(2027, 10, 1), None)
                 for u in ("staff", "other")]  # fmt: skip
        with house.library.reading() as uow:
            self.asked = [c.id for h in given for c in uow.confirmations.all() if c.subject == h]
        last = house.today + timedelta(days=9)
        self.delegation = posts.delegate(
            house.library, Actor("director"), "director", "quality", house.today, last, Formula.ACTING,
            password=PASSWORD,
        )  # fmt: skip
        # A list for each, so that one does not end the other.
        self.lists = {
            name: paper_lists.propose(house.library, Actor("quality"), name, [], {}).paper_list.id
            for name in ("paper.add_scans", "paper.put_away", "")
        }
        approved = house.write(text("SOP-IT-005"))
        self.approved = house.approve(approved)
        with house.library.reading() as uow:
            self.token = uow.releases.all()[0].token

    def path(self, rule: Rule, method: str) -> str:
        values: dict[str, object] = {
            "filename": "style.css", "number": "SOP-IT-001", "version": "1", "extension": "pdf",
            "name": "a.png", "token": self.token, "code": "en", "draft": self.draft,
            "round_id": self.round, "user": "staff", "notice_id": "none", "announcement_id": "none",
            "flag_id": "none", "message_id": "none", "sha256": "0" * 64, "holding": self.delegation,
            "confirmation": self.asked[rule.endpoint == "confirmations.refuse"],
        }  # fmt: skip
        values["list_id"] = self.lists.get(rule.endpoint, self.lists[""])
        values["count_id"] = self.counts.get(rule.endpoint, self.counts[""])
        values["key"] = self.requests.get(rule.endpoint, self.requests[""]).replace("/", "_")
        values |= {"token_id": self.program.id, "session_id": "0" * 64}
        if rule.endpoint.startswith("reviews."):
            values["version"] = "2"  # the one in force
        if rule.endpoint == "paper.download":
            values["extension"] = "xlsx"
        if rule.endpoint == "rounds.release_":
            values["round_id"] = self.approved
        if rule.endpoint in WITHDRAWN:
            values["number"] = WITHDRAWN[rule.endpoint]
        if rule.endpoint == "rounds.send_back":
            values["round_id"] = self.returned
        if rule.endpoint == "drafts.take_back":
            values["draft"] = self.submitted
        bound = self.site.app.url_map.bind("localhost")
        path = bound.build(rule.endpoint, {k: values[k] for k in rule.arguments}, method=method)
        return path + ASKED.get(rule.endpoint, "")


def _rules(walk: Walk, method: str) -> list[Rule]:
    # The interface for programs has a table of its own: tests/web/api/test_access.py.
    rules = (rule for rule in walk.site.app.url_map.iter_rules() if not rule.endpoint.startswith("api."))
    return [rule for rule in rules if rule.methods and method in rule.methods]


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def test_the_tables_name_every_route(walk: Walk) -> None:
    assert {rule.endpoint for rule in _rules(walk, "GET")} == set(GET)
    assert {rule.endpoint for rule in _rules(walk, "POST")} == set(POST)


@pytest.mark.parametrize("who", sorted(ALL))
def test_who_may_read_what(walk: Walk, who: str) -> None:
    browser = walk.site.nobody() if who == "nobody" else walk.site.of(who)
    wrong = []
    for rule in _rules(walk, "GET"):
        status = browser.get(walk.path(rule, "GET")).status_code
        to_sign_in = who == "nobody" and status in {302, 401} and rule.endpoint != "sessions.choose_language"
        allowed = status < 400 and not to_sign_in
        if allowed != (who in GET[rule.endpoint]):
            wrong.append((rule.endpoint, status))
    assert wrong == []


@pytest.mark.parametrize("who", sorted(ALL))
def test_who_may_do_what(who: str) -> None:
    forms: dict[str, dict[str, Any]] = {
        "draft_files.add": {"file": (BytesIO(PICTURE), "a.png")},
        "documents.compare_file": {"from": "1", "file": (BytesIO(text("SOP-IT-008").encode()), "a.md")},
        "arrivals.look": {"file": (BytesIO(text("SOP-IT-008").encode()), "a.md")},
        "arrivals.look_again": {"file": (BytesIO(b"x"), "a.docx")},
        "drafts.start": {"number": "SOP-IT-009", "title": "ใหม่", "type": "SOP", "department": "IT"},
        "drafts.revise": {"number": "SOP-IT-001"},
        "drafts.save": {"save_number": "2", "markdown": text("SOP-IT-004"), "reason": "เหตุผล"},
        "drafts.autosave": {"save_number": "2", "markdown": text("SOP-IT-004"), "reason": "เหตุผล"},
        "drafts.abandon": {"reason": "ไม่ใช้"},
        "rounds.sign": {"action": Action.REVIEW.value, "password": PASSWORD},
        "rounds.send_back": {"reason": "แก้"},
        "rounds.replace_signer": {"old": "reviewer", "new": "other", "reason": "ย้าย"},
        "rounds.release_": {"password": PASSWORD},
        "paper.register": {
            "number": "SOP-IT-201",
            "title": "เดิม",
            "type": "SOP",
            "department": "IT",
            "effective": "12/6/2560",
            "approver": "นพ.ก",
            "post": "ผอ.",
            "scan_file": (BytesIO(b"%PDF-1.4"), "a.pdf"),
            "password": PASSWORD,
        },
        "file_bodies.attach": {"file": (BytesIO(b"%PDF-1.4"), "a.pdf")},
        "withdrawals.ask": {"reason": "เลิกใช้"},
        "withdrawals.sign": {"password": PASSWORD},
        "withdrawals.decline": {"reason": "ยังใช้"},
        "account.change_password": {"password": PASSWORD, "new": "short"},
        "account.set_up_second_factor": {"password": PASSWORD, "secret": "A" * 32},
        "account.remove_second_factor": {"password": PASSWORD},
        "account.delegate": {
            "post": "director",
            "user": "deputy",
            "first": "1/3/2569",
            "last": "2/3/2569",
            "password": PASSWORD,
        },
        "confirmations.set_first_password": {"user": "nobody", "given": "x", "new": "short"},
        "confirmations.confirm": {"password": PASSWORD},
        "reviews.keep": {"reason": "ยังใช้ได้"},
        "reviews.decline": {"reason": "ยังใช้ได้"},
        "reviews.revise": {"reason": "ล้าสมัย", "password": PASSWORD},
        "admin.add_person": {"user": "newcomer", "name": "คนใหม่", "password": "a long enough one"},
        "readers.set_list": {"from_type": "1"},
        "readers.waive": {"version": "1", "reason": "แก้คำผิด"},
        "readers.paper": {
            "users": "author",
            "day": "15/1/2569",
            "scan": (BytesIO(b"%PDF-"), "a.pdf"),
            "password": PASSWORD,
        },
        "staffing.hand_over": {"new": "other", "reason": "ลาออก"},
        "admin.hold_post": {"post": "director", "user": "deputy", "first": "1/10/2570"},
        "admin.delegate": {"post": "director", "user": "deputy", "first": "1/2/2569", "last": "2/2/2569"},
    }
    walk = Walk()
    second, third = (each.id for each in walk.prints[1:])
    forms |= {
        "prints.issue": {"document": "SOP-IT-001", "holder": "staff", "place": "LAB"},
        "prints.exchange": {"document": "SOP-IT-001", "copy": "1"},
        "prints.recall": {"id": second, "fate": "returned"},
        "prints.print_files": {"id": third},
        "counts.see": {"print": third, "finding": "found"},
        "counts.scan": {"code": "nothing"},
        "requests.step": {"action": "refuse", "words-refuse": "ไม่จำเป็น"},
        "requests.link": {"document": "SOP-IT-001"},
        "announcements.look": {"remark": "ดูแล้ว"},
        "requests.ask": {"kind": "revise", "document": "SOP-IT-001", "reason": "พิมพ์ผิด", "proposal": "แก้"},
        "tokens.make": {"name": "รายการ", "scope": "read", "days": "9", "password": PASSWORD},
    }
    browser = walk.site.nobody() if who == "nobody" else walk.site.of(who)
    wrong = []
    # What ends things comes last, so that it does not hide the others.
    last = ["account.set_up_second_factor", "drafts.abandon", "rounds.send_back", "sessions.sign_out"]
    rules = sorted(_rules(walk, "POST"), key=lambda r: last.index(r.endpoint) if r.endpoint in last else -1)
    for rule in rules:
        if rule.endpoint == "sessions.sign_in":
            continue
        form = dict(forms.get(rule.endpoint, {}))
        path = walk.path(rule, "POST")
        if rule.endpoint in {"rounds.sign", "withdrawals.sign"}:
            page = browser.get(path.removesuffix("/sign")).get_data(as_text=True)
            form["shown"] = page.partition('name="shown" value="')[2][:64]
        if rule.endpoint == "account.set_up_second_factor":
            form["one_time_code"] = TotpFactors().code("A" * 32, walk.site.house.now)
        before = walk.site.house.ledger_actions()
        status = browser.post(path, form).status_code
        done = walk.site.house.ledger_actions() != before or status in {200, 302}
        kept_out = status in {401, 403} or (
            status == 302 and who == "nobody" and rule.endpoint != "sessions.sign_out"
        )
        # A refusal of what was typed (an empty upload, an old save) is no refusal of the person.
        allowed = status in {400, 409} or (done and not kept_out)
        if allowed != (who in POST[rule.endpoint]):
            wrong.append((rule.endpoint, status))
    assert wrong == []
