"""A library in which every text that anybody can type is hostile, with a mark by which it is known again."""

from __future__ import annotations

from datetime import date, timedelta

from sopctl.application.authoring import attaching, clearing, drafts, importing, submission
from sopctl.application.authoring.attaching import Origin
from sopctl.application.distribution import announcing, counts, prints, readership
from sopctl.application.distribution.announcing import Pick
from sopctl.application.distribution.prints import Wanted
from sopctl.application.library import Actor
from sopctl.application.paper import lists as paper_lists
from sopctl.application.people import posts, tokens
from sopctl.application.ports.outbox import UNDELIVERABLE, Message
from sopctl.application.release import referencing, withdrawal
from sopctl.application.requests import handling
from sopctl.application.review import rounds
from sopctl.application.upkeep import reviews
from sopctl.domain.acknowledgements import Question
from sopctl.domain.counts import Finding
from sopctl.domain.notices import Channel
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Post
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, text
from tests.attacks.secrets import PICTURE, join
from tests.web.sites import Site, make

# A script, an element that loads, an attribute that ends early, a link that runs, templates of five kinds.
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>'
    "{{7*191}}{%raw%}${7*191}<%=7*191%>#{7*191}"
)
_SHORT = '"><svg onload=alert(1)>{{7*191}}'
NUMBER, POINTING, FILE = (DocumentNumber(f"SOP-IT-{n}") for n in ("001", "002", "003"))
HOSPITAL = "name: '{}'\nname_en: '{}'\ndepartments:\n- {{code: IT, name: '{}'}}\n- {{code: ED, name: เรียน}}\n"


class Fields:
    """``marks`` are the names of all that was typed; ``ids`` what addresses are made of, ``more`` others."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.site: Site = make()
        self.ids: dict[str, str] = {}
        self.more = [
            f"/documents/{NUMBER}/versions/1", f"/documents/{POINTING}", "/documents/SOP-IT-005/history",
            "/prints?place=", "/prints?state=to-recall",
        ]  # fmt: skip
        house = self.site.house
        setting = HOSPITAL.format(self("hospital"), self("hospital-english"), self("department"))
        house.sources.move_main({"library": {"hospital.yaml": setting.encode()}}, message="x", at=house.now)
        join(self.site, Person("writer", self("person"), frozenset({Role.AUTHOR}), "IT", self("position")))
        self._documents()
        self._orders()
        self._round()
        self._paper()
        self._requests()
        self._people()

    def __call__(self, mark: str, *, short: bool = False) -> str:
        """A hostile text with a mark of its own."""
        self.marks.append(f"mark-{mark}.")
        return f"{_SHORT if short else HOSTILE}mark-{mark}."

    def _documents(self) -> None:
        house, library = self.site.house, self.site.house.library
        for turn in ("one", "two"):
            markdown = text(title=f"'{self(f'title-{turn}')}'", purpose=self(f"text-{turn}"))
            markdown = markdown.replace("owner: ศูนย์คอมพิวเตอร์", f"owner: '{self(f'owner-{turn}')}'")
            version = house.write(markdown, by="writer", reason=self(f"reason-{turn}"))
            self._sign(house.submit(version, by="writer"), turn)
            house.release(version)
            if turn == "one":
                house.publish(text(str(POINTING), purpose=f"ดู {NUMBER}"))
                prints.issue_prints(
                    library, Actor("quality"), NUMBER,
                    [Wanted(HolderKind.PERSON, "writer", self("print-place", short=True))],
                )  # fmt: skip
        made = announcing.announce(
            library, Actor("quality"), [Pick(version)], subject=self("subject"), to=HOSTILE
        )
        questions = [Question(self("question"), (self("answer"), "อื่น"), 0)]
        readership.set_reading_list(
            library, Actor("quality"), NUMBER, lines=["person:staff", "department:IT"], questions=questions
        )
        (flag,) = referencing.open_flags(library, Actor("quality"))
        referencing.look_at_reference(library, Actor("quality"), flag.flag.id, HOSTILE)
        with library.reading() as uow:
            token = uow.releases.all()[0].token
        self.ids |= {"announcement_id": made.id, "number": str(NUMBER), "version": "2", "token": token}
        origin = Origin(self("issuer"), self("edition"), None, self("origin"))
        draft = attaching.start_file_document(
            library, Actor("writer"), FILE, self("file-title"), "SOP", "IT", ("a.pdf", b"%PDF-1.4 x"), origin
        )
        self.more.append(f"/drafts/{draft}")

    def _sign(self, round_id: str, turn: str) -> None:
        library, house = self.site.house.library, self.site.house
        for action, by in (
            (Action.REVIEW, "reviewer"),
            (Action.CHECK, "quality"),
            (Action.APPROVE, "director"),
        ):
            house.pass_time(seconds=20)
            shown = rounds.signing_view(library, Actor(by), round_id).shown
            rounds.sign(library, Actor(by), round_id, action, password=PASSWORD, shown=shown,
                        remark=self(f"remark-{by}-{turn}"))  # fmt: skip

    def _orders(self) -> None:
        library, quality = self.site.house.library, Actor("quality")
        withdrawal.ask_withdrawal(library, quality, NUMBER, reason=self("withdrawal"))
        withdrawal.decline_withdrawal(library, Actor("director"), NUMBER, self("withdrawal-declined"))
        withdrawal.ask_withdrawal(library, quality, NUMBER, reason=self("withdrawal-again"))
        reviews.propose_keeping(library, quality, NUMBER, self("keeping"))
        reviews.decline_reaffirmation(library, Actor("director"), NUMBER, self("keeping-declined"))
        reviews.propose_keeping(library, quality, NUMBER, self("keeping-again"))

    def _round(self) -> None:
        """A round in review that was sent back once, with personal data that somebody cleared."""
        house, library = self.site.house, self.site.house.library
        markdown = text(
            "SOP-IT-004", f"'{self('draft-title')}'", f"โทรแจ้งศูนย์ที่ 081-234-5678 {self('draft-text')}"
        )
        version = house.write(markdown, by="writer", reason=self("draft-reason"))
        (found,) = drafts.view_draft(library, Actor("quality"), version).personal
        clearing.clear(library, Actor("quality"), version, found.finding.fingerprint, self("clearing"))
        round_id = house.submit(version, by="writer")
        rounds.return_for_correction(library, Actor("reviewer"), round_id, self("returned"))
        self.ids["round_id"] = house.submit(version, by="writer")
        gone = house.write(text("SOP-IT-005"), by="writer")
        submission.abandon(library, Actor("writer"), gone, self("abandoned"))
        _, draft = importing.bring(
            library, Actor("writer"), text("SOP-IT-006").encode(), f"{self('import')}.md"
        )
        self.ids["draft"] = draft

    def _paper(self) -> None:
        library, quality = self.site.house.library, Actor("quality")
        counted = counts.begin_count(library, quality)
        (line,) = counts.count_view(library, quality, counted.id).lines
        counts.see(library, quality, counted.id, line.line.issued.id, Finding.OLD, remark=self("sighting"))
        counts.close_count(library, quality, counted.id, self("count"))
        listed = paper_lists.propose(library, quality, self("list"), [], {})
        self.ids |= {"count_id": counted.id, "list_id": listed.paper_list.id}

    def _requests(self) -> None:
        library = self.site.house.library
        made = handling.ask(
            library, Actor("staff"), RequestKind.NEW, title=self("request-title"),
            reason=self("request-reason"), proposal=self("proposal"), files={"a.png": PICTURE},
        )  # fmt: skip
        handling.decide(
            library, Actor("quality"), made.number, RequestAction.ASK_BACK, words=self("ask-back")
        )
        handling.decide(library, Actor("staff"), made.number, RequestAction.ANSWER, words=self("answered"))
        copy = handling.ask(
            library, Actor("staff"), RequestKind.COPY, reason=self("copy-reason"), document=NUMBER,
            place=self("copy-place", short=True),
        )  # fmt: skip
        self.ids |= {"key": made.number, "name": "a.png"}
        self.more.append(f"/requests/{copy.number}")

    def _people(self) -> None:
        house, library = self.site.house, self.site.house.library
        post = Post("nursing", self("post"), self("post-english"))
        posts.hold_post(library, Actor("admin"), post, "staff", date(2026, 1, 1), None)
        posts.delegate(
            library, Actor("director"), "director", "writer", house.today, house.today + timedelta(days=9),
            Formula.ACTING, password=PASSWORD,
        )  # fmt: skip
        tokens.make_token(
            library,
            Actor("staff"),
            name=self("token", short=True),
            scopes={Scope.READ},
            days=9,
            password=PASSWORD,
        )
        with library.unit() as uow:
            notice = next(iter(uow.notices.of("reviewer", 1)))
            now = library.clock()
            uow.outbox.add(
                Message("f" * 32, "writer", Channel.MAIL, now, now, (notice.id,), outcome=UNDELIVERABLE,
                        problem=self("problem"))
            )  # fmt: skip
            uow.commit()
