"""A program publishes a document, and reads what is in force."""

from __future__ import annotations

from sopctl.domain.tokens import Scope
from tests.application.house import PASSWORD, text
from tests.web.api.programs import Programs, problem


def test_a_document_is_published_through_the_interface(programs: Programs) -> None:
    author = programs.of("author", Scope.READ, Scope.WRITE)
    begun = author.send("POST", "/drafts", json={"markdown": text()})
    assert begun.status_code == 201
    draft = begun.get_json()["draft"]
    assert begun.headers["Location"].endswith(f"/drafts/{draft}")
    saved = author.send(
        "PATCH", f"/drafts/{draft}", json={"reason": "ออกใหม่"}, headers={"If-Match": begun.headers["ETag"]}
    )
    assert saved.status_code == 200
    submitted = author.post(f"/drafts/{draft}/submission")
    round_id = submitted["round"]
    assert submitted["state"] == "in_review"
    for user, action in (("reviewer", "review"), ("quality", "check"), ("director", "approve")):
        signer = programs.of(user)
        waiting = signer.get("/inbox")["items"]
        assert [item["action"] for item in waiting if item["round"] == round_id] == [action]
        shown = signer.get(f"/rounds/{round_id}")
        body = {"action": action, "shown": shown["shown"], "password": PASSWORD}
        signer.post(f"/rounds/{round_id}/signatures", body)
    released = programs.of("quality").post(f"/drafts/{draft}/release", {"password": PASSWORD})
    assert released["standing"] == "in_force"
    reader = programs.nobody()
    document = reader.get("/documents/SOP-IT-001")
    assert (document["version"], document["approved"]["medium"]) == ("1", "electronic")
    copy = reader.send("GET", document["copies"]["pdf"].removeprefix("/api/v1"))
    assert copy.status_code == 200
    assert copy.headers["ETag"]
    again = reader.send(
        "GET",
        document["copies"]["pdf"].removeprefix("/api/v1"),
        headers={"If-None-Match": copy.headers["ETag"]},
    )
    assert again.status_code == 304
    deeds = reader.get("/documents/SOP-IT-001/history")["deeds"]
    assert [deed["action"] for deed in deeds] == ["submit", "review", "check", "approve", "release"]
    assert [line["number"] for line in reader.get("/register")["lines"]] == ["SOP-IT-001"]
    assert reader.get("/search?q=ทดสอบ")["hits"][0]["number"] == "SOP-IT-001"


def test_the_ledger_says_which_token_acted(programs: Programs) -> None:
    author = programs.of("author")
    author.post("/drafts", {"markdown": text()})
    rows = programs.of("auditor").get("/ledger")["rows"]
    begun = next(row for row in rows if row["action"] == "draft:begin")
    made = next(row for row in rows if row["action"] == "token:make")
    assert begun["host_user"] == f"token:{made['detail']['token'][:8]}"


def test_a_save_over_one_that_was_not_seen_is_refused(programs: Programs) -> None:
    author = programs.of("author")
    draft = author.post("/drafts", {"markdown": text()})["draft"]
    first = author.send("PATCH", f"/drafts/{draft}", json={"reason": "ก"}, headers={"If-Match": '"1"'})
    assert first.headers["ETag"] == '"2"'
    late = author.send("PATCH", f"/drafts/{draft}", json={"reason": "ข"}, headers={"If-Match": '"1"'})
    assert problem(late) == (409, "changed-meanwhile")
    blind = author.send("PATCH", f"/drafts/{draft}", json={"reason": "ค"})
    assert problem(blind) == (428, "precondition-missing")
    assert author.get(f"/drafts/{draft}")["reason"] == "ก"


def test_signing_asks_for_the_password_however_good_the_token(programs: Programs) -> None:
    house = programs.site.house
    round_id = house.submit(house.write(text()))
    reviewer = programs.of("reviewer")
    shown = reviewer.get(f"/rounds/{round_id}")["shown"]
    body = {"action": "review", "shown": shown, "password": "a guess"}
    assert problem(reviewer.send("POST", f"/rounds/{round_id}/signatures", json=body)) == (
        403,
        "wrong-password",
    )


def test_the_pages_of_a_list_are_all_of_it_once(programs: Programs) -> None:
    for number in ("SOP-IT-001", "SOP-IT-002", "SOP-IT-003"):
        programs.site.house.publish(text(number))
    reader, found, after = programs.nobody(), [], ""
    while True:
        part = reader.get(f"/documents?limit=2&after={after}")
        found += [item["number"] for item in part["items"]]
        after = part["next"]
        if not after:
            break
    assert found == ["SOP-IT-001", "SOP-IT-002", "SOP-IT-003"]


def test_a_program_answers_for_personal_data_by_its_mark(programs: Programs) -> None:
    author, quality = (programs.of(user, Scope.READ, Scope.WRITE) for user in ("author", "quality"))
    source = text(purpose="ตัวอย่างบัตร 1-1017-00230-70-8")  # made up; its check digit is right
    draft = author.send("POST", "/drafts", json={"markdown": source}).get_json()["draft"]
    begun = author.send("GET", f"/drafts/{draft}")
    author.send(
        "PATCH", f"/drafts/{draft}", json={"reason": "ออกใหม่"}, headers={"If-Match": begun.headers["ETag"]}
    )
    (found,) = author.get(f"/drafts/{draft}")["personal"]
    assert (found["cleared"], found["may_clear"]) == (None, False)  # sure, and one's own text
    asked = {"mark": found["mark"], "reason": "เป็นเลขสมมติในตัวอย่าง"}
    assert problem(author.send("POST", f"/drafts/{draft}/submission"))[1] == "personal-data"
    assert problem(author.send("POST", f"/drafts/{draft}/clearings", json=asked))[1] == "own-finding"
    given = quality.post(f"/drafts/{draft}/clearings", asked)
    assert (given["by"], given["mark"]) == ("quality", found["mark"])
    assert author.get(f"/drafts/{draft}")["personal"][0]["cleared"]["by"] == "quality"
    assert author.post(f"/drafts/{draft}/submission")["state"] == "in_review"
