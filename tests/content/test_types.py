"""Document types: those that ship, and what is refused in one."""

from __future__ import annotations

import pytest

from sopctl.content.types import TypeMalformedError, load_type
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.workflow import Action
from sopctl.resources import templates_dir

SHIPPED = ("SOP", "WI", "QP", "FM", "PR", "CPG")
HEAD = "code: X\ntitle_th: ก\ntitle_en: A\nnumber: '{type}-{unit}-{sequence:3}'\n"
STEPS = "steps:\n  - action: approve\n    signers: post:director\n"


@pytest.mark.parametrize("code", SHIPPED)
def test_shipped_types_are_whole(code: str) -> None:
    kind = load_type((templates_dir() / "types" / f"{code}.yaml").read_text(encoding="utf-8"))
    assert kind.code == code
    assert kind.require(DocumentNumber(f"{code}-IT-001")).unit == "IT"
    assert kind.steps[-1].action is Action.APPROVE
    assert kind.steps[-1].signers.kind is SignerKind.POST


@pytest.mark.parametrize(
    ("code", "post"), [("SOP", "director"), ("WI", "group-head"), ("FM", "group-head"), ("CPG", "director")]
)
def test_who_approves_what(code: str, post: str) -> None:
    kind = load_type((templates_dir() / "types" / f"{code}.yaml").read_text(encoding="utf-8"))
    assert kind.steps[-1] == Step(Action.APPROVE, Signers(SignerKind.POST, post))


def test_the_route_of_an_sop() -> None:
    kind = load_type((templates_dir() / "types" / "SOP.yaml").read_text(encoding="utf-8"))
    assert kind.steps == (
        Step(Action.REVIEW, Signers(SignerKind.DEPARTMENT_ROLE, "reviewer")),
        Step(Action.CHECK, Signers(SignerKind.ROLE, "quality")),
        Step(Action.APPROVE, Signers(SignerKind.POST, "director")),
    )
    assert {"แนวทางปฏิบัติ", "วิธีปฏิบัติ"} <= set(kind.section_names["ขั้นตอนการปฏิบัติ"])
    assert kind.amendment_steps


def test_parallel_steps_counts_and_people() -> None:
    kind = load_type(
        HEAD
        + "steps:\n"
        + "  - {action: review, signers: 'role:reviewer', needed: 2}\n"
        + "  - {action: review, signers: 'people:[a.b, c-d]', needed: all, mode: parallel}\n"
        + "  - {action: approve, signers: 'post:director', needed: all}\n"
    )
    assert kind.steps == (
        Step(Action.REVIEW, Signers(SignerKind.ROLE, "reviewer"), 2),
        Step(Action.REVIEW, Signers(SignerKind.PEOPLE, people=("a.b", "c-d")), 2, with_previous=True),
        Step(Action.APPROVE, Signers(SignerKind.POST, "director"), 1),
    )


def step(text: str) -> str:
    return HEAD + "steps:\n  - " + text + "\n  - {action: approve, signers: 'post:director'}\n"


@pytest.mark.parametrize(
    ("text", "line", "key", "expected"),
    [
        ("", 1, "", "pairs"),
        ("- a", 1, "", "pairs"),
        (HEAD, 1, "steps", "the key steps"),
        (HEAD + STEPS + "colour: red\n", 8, "colour", "one of amendment_steps"),
        (HEAD.replace("code: X", "code: x-1") + STEPS, 1, "code", "a code such as SOP"),
        (HEAD.replace("{unit}-", "{year}-") + STEPS, 4, "number", "a pattern such as"),
        (HEAD.replace("title_th: ก", "title_th:") + STEPS, 2, "title_th", "Thai name"),
        (HEAD + STEPS + "review_every: soon\n", 8, "review_every", "1y or 6m"),
        (HEAD + STEPS + "levels: {no-such-code: info}\n", 8, "no-such-code", "the code of a finding"),
        (HEAD + STEPS + "levels: {spelling: off}\n", 8, "spelling", "error, warning or info"),
        (HEAD + STEPS + "standards: HA II-4\n", 8, "standards", "a list"),
        (HEAD + "steps: []\n", 5, "steps", "end with approve"),
        (HEAD + "steps:\n  - {action: check, signers: 'role:quality'}\n", 6, "steps", "end with approve"),
        (step("{action: release, signers: 'role:quality'}"), 6, "action", "review, check or approve"),
        (step("{action: review}"), 6, "steps", "the key signers"),
        (step("{action: review, signers: everyone}"), 6, "signers", "post:CODE"),
        (step("{action: review, signers: 'role:admin'}"), 6, "signers", "a role that signs"),
        (step("{action: review, signers: 'post:director in owner department'}"), 6, "signers", "post:CODE"),
        (step("{action: review, signers: 'people:[a1, a1]'}"), 6, "signers", "post:CODE"),
        (step("{action: review, signers: 'role:reviewer', needed: all}"), 6, "needed", "1 to 20"),
        (step("{action: review, signers: 'people:[aa, bb]', needed: 3}"), 6, "needed", "1 to 2, or all"),
        (step("{action: review, signers: 'role:reviewer', needed: 0}"), 6, "needed", "1 to 20"),
        (step("{action: review, signers: 'role:reviewer', mode: both}"), 6, "mode", "serial or parallel"),
        (step("{action: review, signers: 'role:reviewer', mode: parallel}"), 6, "mode", "only after"),
        (step("{action: approve, signers: 'role:quality'}"), 6, "signers", "never by a role"),
        (
            step("{action: approve, signers: 'post:director'}").replace("action: approve", "action: check", 1)
            + "  - {action: review, signers: 'role:reviewer'}\n",
            8,
            "steps",
            "review, then check",
        ),
        (HEAD + STEPS + "code: Y\n", 8, "code", "each key once"),
        (HEAD + "steps: *a\n", 5, "", "no anchors"),
        (HEAD + "steps: " + "[" * 50, 5, "", "levels"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_what_was_expected(
    text: str, line: int, key: str, expected: str
) -> None:
    with pytest.raises(TypeMalformedError) as caught:
        load_type(text)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert expected in str(caught.value)
    assert caught.value.facts["expected_th"]
