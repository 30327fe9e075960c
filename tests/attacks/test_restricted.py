"""``access: restricted`` leaks nothing: whoever may not know is answered as if it were not there."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.attacks.secrets import (
    GUESTS,
    MISSING,
    NUMBERS,
    OWN,
    PICTURE,
    STRANGERS,
    WORDS,
    Answer,
    World,
)  # fmt: skip
from tests.web.api.test_access import OPERATIONS

pytestmark = pytest.mark.xdist_group("restricted")  # one library for all
# What may differ from one moment to the next, and why it tells nothing of a document.
MOVES = {
    "operators.metrics": "figures for this machine's own operator; tests/web/test_operators.py",
    "account.offer_second_factor": "a new random secret each time it is opened",
}
# People's own pages name everybody who has an account, for whoever keeps accounts.
OF_PEOPLE = {
    "admin.directory", "admin.person", "staffing.choose", "staffing.work", "hospital.own", "api.show_ledger",
}  # fmt: skip
NAMES = ("เพทาย", "โกเมน")
# What the owning department's people have to do with its documents, which is more than to read them.
DUTIES = {
    "inside": {"readings.mine": "asked to read by the document's own list"},
    "inhead": {
        "readings.mine": "asked to read by the document's own list",
        "work.inbox": "waits for their signature", "work.onwards": "waits for their signature",
        "notices.mine": "told of what waits for them", "api.show_inbox": "waits for their signature",
        "rounds.read": "a round is for its signers", "rounds.copy": "a round is for its signers",
        "rounds.file": "a round is for its signers", "api.show_round": "a round is for its signers",
        "api.fetch_round_copy": "a round is for its signers",
        "reviews.read": "reviews the department's own documents",
        "reviews.copy": "reviews the department's own documents", "reviews.file": "the same",
        "readers.overview": "who of their own people has read", "readers.register": "the same",
        "readers.overview_workbook": "the same", "readers.register_workbook": "the same",
        "readers.document": "the same", "readers.sheet": "the same",
    },
}  # fmt: skip
# What a program could send with each operation that names a draft, a round or a document.
BODIES: dict[str, object] = {
    "change_draft": {"reason": "x"}, "abandon": {"reason": "x"}, "send_back": {"reason": "x"},
    "clear_finding": {"mark": "0" * 12, "reason": "x"}, "ask_withdrawal": {"reason": "x"},
    "sign": {"action": "review", "shown": "0" * 64, "password": "x"}, "release_version": {"password": "x"},
    "sign_withdrawal": {"shown": "0" * 64, "password": "x"}, "decline_withdrawal": {"reason": "x"},
}  # fmt: skip
TYPED = [
    *NUMBERS.values(),
    "ทับทิม",
    "ทับทิม current",
    "มรกตที่ซ่อนไว้",
    "ไพลิน",
    "เพทายผู้เก็บงำ",
    "SOP-IT-77",
    "SOP-IT",
]


class Snapshots:
    """What everybody was answered before the restricted documents came, and after, at the same moment."""

    def __init__(self) -> None:
        self.world = World()
        house = self.world.site.house
        begun, then = house.now, house.now + timedelta(hours=1)
        house.now = then
        for who in STRANGERS:
            self.world.ask(who, "/api/v1/me")  # the day on which a token was last used is on a page
        self.before = self._everything()
        house.now = begun
        self.world.hide()
        assert house.now < then
        house.now = then
        self.after = self._everything()

    def _everything(self) -> dict[tuple[str, str], Answer]:
        rules = self.world.rules()
        return {(w, r.endpoint): self.world.ask(w, self.world.path(r)) for w in STRANGERS for r in rules}


@pytest.fixture(scope="module")
def seen() -> Snapshots:
    return Snapshots()


@pytest.mark.parametrize("who", STRANGERS)
def test_no_answer_changes_when_restricted_documents_come(seen: Snapshots, who: str) -> None:
    changed = [
        endpoint
        for (reader, endpoint), answer in seen.before.items()
        if reader == who and endpoint not in MOVES and seen.after[reader, endpoint] != answer
    ]
    assert changed == []


def test_those_who_may_know_find_everything(seen: Snapshots) -> None:
    """The words are there to be found: a search for what nobody is shown would prove nothing."""
    world = seen.world
    world.browsers["quality"], world.programs["quality"] = world.site.of("quality"), ""
    told = "".join(world.ask("quality", world.path(r)).everything for r in world.rules())
    for rule, secret, _, _ in world.pairs(world.rules()):
        told += world.ask("quality", world.path(rule, **secret)).everything
    assert [word for word in WORDS if word not in told] == []


@pytest.mark.parametrize(("own", "guest"), [(o.user, g.user) for o, g in zip(OWN, GUESTS, strict=True)])
def test_a_department_that_is_let_in_reads_what_the_owning_one_reads(
    seen: Snapshots, own: str, guest: str
) -> None:
    world, wrong, read = seen.world, dict[str, object](), set[str]()

    def compare(endpoint: str, path: str, method: str = "GET", **sent: object) -> None:
        theirs, answer = (world.ask(who, path, method, **sent) for who in (own, guest))
        told, shown = ({word for word in WORDS if word in a.everything} for a in (theirs, answer))
        if (theirs.status, told) != (answer.status, shown):
            wrong[endpoint] = (method, path, theirs.status, answer.status, told - shown)
        read.update([endpoint] if shown else [])

    for rule in world.rules():
        compare(rule.endpoint, world.path(rule))
    for rule, secret, _, _ in world.pairs(world.rules()):
        compare(rule.endpoint, world.path(rule, **secret))
    for word in ("ทับทิม", "มรกต", NUMBERS["current"]):
        compare("search", f"/search?q={quote(word)}")
        compare("api.search", f"/api/v1/search?q={quote(word)}")
    assert {key: told for key, told in wrong.items() if key not in DUTIES[own]} == {}
    assert wrong.keys() == DUTIES[own].keys()
    # The pages, files and lists on which a stranger finds nothing hold the words for a guest.
    assert read >= {
        "documents.document", "documents.version", "documents.copy", "documents.version_copy",
        "documents.history", "documents.compare", "documents.compare_word", "search.home", "search",
        "register.table", "register.comma_separated", "announcements.all_", "announcements.one", "api.search",
        "api.list_documents", "api.show_document", "api.compare_versions", "api.fetch_copy",
    }  # fmt: skip


@pytest.mark.parametrize("who", STRANGERS)
def test_a_restricted_id_is_answered_as_one_that_nobody_has(seen: Snapshots, who: str) -> None:
    world, wrong = seen.world, set[tuple[str | int, ...]]()
    for rule, secret, nobodys, name in world.pairs(world.rules()):
        real = world.ask(who, world.path(rule, **secret))
        none = world.ask(who, world.path(rule, **nobodys))
        if real.without(secret[name]) != none.without(nobodys[name]):
            wrong.add((rule.endpoint, name, real.status, none.status))
        names = NAMES if who == "admin" and rule.endpoint in OF_PEOPLE else ()
        told = real.without(secret[name]).everything
        wrong |= {(rule.endpoint, word) for word in set(WORDS) - set(names) if word in told}
    assert wrong == set()


@pytest.mark.parametrize("who", STRANGERS)
def test_no_program_is_answered_otherwise_for_a_restricted_id(seen: Snapshots, who: str) -> None:
    world, wrong = seen.world, []
    rules = [r for r in world.site.app.url_map.iter_rules() if r.endpoint.startswith("api.")]
    for rule, secret, nobodys, name in world.pairs(rules):
        operation = OPERATIONS.get(rule.endpoint.removeprefix("api."))
        if operation is None or operation.method == "GET":
            continue
        sent: dict[str, object] = {"data": PICTURE} if operation.takes_bytes else {}
        if operation.body:
            sent = {"json": BODIES.get(operation.name, {})}
        headers = {"If-Match": '"2"'} if operation.matched else {}
        real, none = (
            world.ask(
                who, world.path(rule, operation.method, **ids), operation.method, headers=headers, **sent
            )
            for ids in (secret, nobodys)
        )
        if real.without(secret[name]) != none.without(nobodys[name]):
            wrong.append((operation.name, secret[name], real.status, none.status, real.body[:200]))
    assert wrong == []


@pytest.mark.parametrize("who", STRANGERS)
def test_asking_for_a_copy_by_its_hash_or_a_part_of_it_tells_nothing(seen: Snapshots, who: str) -> None:
    world = seen.world
    digests = " ".join(f'"{digest}",' for digest in world.secret_ids["sha256"]).rstrip(",")
    for method, headers in (
        ("GET", {"If-None-Match": digests}), ("GET", {"If-None-Match": "*"}), ("GET", {"Range": "bytes=0-9"}),
        ("HEAD", {}), ("OPTIONS", {}), ("GET", {"If-Modified-Since": "Thu, 01 Jan 2037 00:00:00 GMT"}),
        ("GET", {"HX-Request": "true"}),
    ):  # fmt: skip
        for path in ("/documents/{}.pdf", "/documents/{}", "/documents/{}/versions/2.docx",
                     "/api/v1/documents/{}/versions/1/copies/pdf"):  # fmt: skip
            real = world.ask(who, path.format(NUMBERS["current"]), method, headers=headers)
            none = world.ask(who, path.format(MISSING), method, headers=headers)
            assert real.without(NUMBERS["current"]) == none.without(MISSING), (method, headers, path)


@pytest.mark.parametrize("who", STRANGERS)
def test_what_is_typed_finds_nothing_restricted(seen: Snapshots, who: str) -> None:
    world = seen.world
    addresses = (
        "/search?q={}", "/?q={}", "/?department={}", "/search?q={}&type=SOP&department=IT",
        "/api/v1/search?q={}",
        "/api/v1/documents?after={}&limit=500", "/register?on={}", "/requests/new?document={}&kind=revise",
        "/requests/new?document={}&kind=copy", "/prints?document={}", "/api/v1/ledger?first=1&limit=500",
        "/reviews?q={}", "/register.csv?on={}", "/drafts?q={}", "/paper?number={}",
    )  # fmt: skip
    wrong = []
    for address in addresses:
        for typed in TYPED:
            answer = world.ask(who, address.format(quote(typed))).without(typed, quote(typed), typed.upper())
            names = set(NAMES) if "ledger" in address else set()
            # The pointing document names the number itself, and always did.
            told = answer.everything.replace(f"ดู {NUMBERS['current']} และ {MISSING}", "")
            wrong += [(address, typed, word) for word in set(WORDS) - names if word in told]
    assert wrong == []
