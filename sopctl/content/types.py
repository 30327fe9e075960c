"""Document types as a hospital writes them: ``templates/types/*.yaml``, and its own in its library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from sopctl.content.findings import LEVELS, Level
from sopctl.content.yaml_lines import YamlError
from sopctl.content.yaml_tree import Node, tree
from sopctl.domain.acknowledgements import Audience, AudienceKind, AudienceMalformedError
from sopctl.domain.cycles import CycleMalformedError, ReviewCycle
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbering import GrammarMalformedError, NumberGrammar
from sopctl.domain.people import Role
from sopctl.domain.types import DocumentType, SignerKind, Signers, Step
from sopctl.domain.workflow import Action

_KEYS = frozenset(
    {
        "code",
        "title_th",
        "title_en",
        "number",
        "required_sections",
        "steps",
        "amendment_steps",
        "review_every",
        "reading_list",
        "standards",
        "levels",
    }
)
_REQUIRED = ("code", "title_th", "title_en", "number", "steps")
_STEP_KEYS = frozenset({"action", "signers", "needed", "mode"})
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_SIGNERS = re.compile(r"(post|role|people):\s*(.+?)(\s+in\s+owner\s+department)?")
_ORDER = {Action.REVIEW: 0, Action.CHECK: 1, Action.APPROVE: 2}
_SIGNING_ROLES = frozenset({Role.AUTHOR, Role.REVIEWER, Role.QUALITY})
_SIGNERS_EN = "post:CODE, role:ROLE, role:ROLE in owner department, or people:[a, b]"
_MAX_NEEDED = 20


class TypeMalformedError(SopctlError):
    """A document type's file that cannot be read. ``line`` counts from 1."""

    code = "type-malformed"

    def __init__(self, line: int, expected: str, expected_th: str, key: str = "") -> None:
        subject = f"{key}: " if key else ""
        super().__init__(
            f"Document type, line {line}: {subject}expected {expected}.",
            line=line,
            key=key,
            expected=expected,
            expected_th=expected_th,
        )
        self.line = line
        self.key = key


@lru_cache(maxsize=64)
def load_type(text: str) -> DocumentType:
    """Read a document type from YAML. Raises TypeMalformedError, with the line and what was expected."""
    try:
        return _document_type(tree(text))
    except YamlError as error:
        raise TypeMalformedError(error.line + 1, error.expected, error.expected_th, error.key) from error


def _document_type(root: Node) -> DocumentType:
    found = root.mapping()
    _known(found, _KEYS)
    for key in _REQUIRED:
        if key not in found:
            raise YamlError(root.line, f"the key {key}", f"รายการ {key}", key)
    code = found["code"].text("a code such as SOP", "รหัสประเภท เช่น SOP", "code")
    if not _CODE.fullmatch(code):
        raise YamlError(found["code"].line, "a code such as SOP", "รหัสประเภท เช่น SOP", "code")
    sections, names = _sections(found.get("required_sections"))
    return DocumentType(
        code=code,
        title_th=found["title_th"].text("the type's Thai name", "ชื่อประเภทภาษาไทย", "title_th"),
        title_en=found["title_en"].text("the type's English name", "ชื่อประเภทภาษาอังกฤษ", "title_en"),
        number_pattern=_pattern(found["number"], code),
        required_sections=sections,
        steps=_steps(found["steps"], "steps"),
        review_every=_cycle(found.get("review_every")),
        reading_list=_readers(found.get("reading_list")),
        standards=_texts(found.get("standards"), "standards"),
        levels=_levels(found.get("levels")),
        section_names=names,
        amendment_steps=_steps(found["amendment_steps"], "amendment_steps")
        if "amendment_steps" in found
        else (),
    )


def _known(found: Mapping[str, Node], keys: frozenset[str]) -> None:
    for key, node in found.items():
        if key not in keys:
            expected = f"one of {', '.join(sorted(keys))}"
            raise YamlError(node.line, expected, f"รายการใดรายการหนึ่งใน {', '.join(sorted(keys))}", key)


def _pattern(node: Node, code: str) -> str:
    expected = ("a pattern such as {type}-{unit}-{sequence:3}", "รูปแบบรหัส เช่น {type}-{unit}-{sequence:3}")
    pattern = node.text(*expected, "number")
    try:
        return NumberGrammar(pattern, code).pattern
    except GrammarMalformedError as error:
        raise YamlError(node.line, *expected, "number") from error


def _sections(node: Node | None) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The required sections, and the other names of those that have some."""
    sections: list[str] = []
    names: dict[str, tuple[str, ...]] = {}
    for item in node.items("required_sections") if node else ():
        if isinstance(item.value, Mapping):
            for section, others in item.value.items():
                sections.append(section)
                names[section] = _texts(others, "required_sections")
        else:
            sections.append(item.text("a section's heading", "ชื่อหัวข้อ", "required_sections"))
    return tuple(sections), names


def _texts(node: Node | None, key: str) -> tuple[str, ...]:
    return tuple(item.text("a text", "ข้อความ", key) for item in (node.items(key) if node else ()))


def _readers(node: Node | None) -> tuple[str, ...]:
    """Who must read, each line as it is written everywhere."""
    expected = (
        "all, owner department, department:CODE, role:ROLE or person:USER",
        "all, owner department, department:รหัส, role:บทบาท หรือ person:ผู้ใช้",
    )
    lines: list[str] = []
    for item in node.items("reading_list") if node else ():
        try:
            lines.append(str(Audience.parse(item.text(*expected, "reading_list"))))
        except AudienceMalformedError as error:
            raise YamlError(item.line, *expected, "reading_list") from error
    return tuple(lines)


def _cycle(node: Node | None) -> str:
    if node is None:
        return "1y"
    expected = ("a span such as 1y or 6m, at most 10y", "ช่วงเวลา เช่น 1y หรือ 6m ไม่เกิน 10y")
    try:
        return str(ReviewCycle.parse(node.text(*expected, "review_every")))
    except CycleMalformedError as error:
        raise YamlError(node.line, *expected, "review_every") from error


def _levels(node: Node | None) -> dict[str, str]:
    if node is None or node.value == "":
        return {}
    levels: dict[str, str] = {}
    for code, level in node.mapping("levels").items():
        if code not in LEVELS:
            raise YamlError(level.line, "the code of a finding", "รหัสของข้อสังเกต", code)
        if level.value not in set(Level):
            raise YamlError(level.line, "error, warning or info", "error, warning หรือ info", code)
        levels[code] = str(level.value)
    return levels


def _steps(node: Node, key: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    for item in node.items(key):
        step = _step(item)
        before = steps[-1] if steps else None
        if before is not None and _ORDER[step.action] < _ORDER[before.action]:
            raise YamlError(item.line, "review, then check, then approve", "ทบทวน แล้วตรวจสอบ แล้วจึงอนุมัติ", key)
        if step.with_previous and (before is None or before.action is not step.action):
            raise YamlError(
                item.line,
                "mode parallel only after a step with the same action",
                "mode: parallel ได้เฉพาะถัดจากขั้นตอนชนิดเดียวกัน",
                "mode",
            )
        steps.append(step)
    if not steps or steps[-1].action is not Action.APPROVE:
        raise YamlError(node.line, "steps that end with approve", "ขั้นตอนที่จบด้วย approve", key)
    return tuple(steps)


def _step(node: Node) -> Step:
    found = node.mapping("steps")
    _known(found, _STEP_KEYS)
    for key in ("action", "signers"):
        if key not in found:
            raise YamlError(node.line, f"the key {key}", f"รายการ {key}", "steps")
    action = found["action"].value
    if action not in {"review", "check", "approve"}:
        raise YamlError(
            found["action"].line, "review, check or approve", "review, check หรือ approve", "action"
        )
    signers = _signers(found["signers"])
    if action == "approve" and signers.kind not in {SignerKind.POST, SignerKind.PEOPLE}:
        raise YamlError(
            found["signers"].line,
            "approval by post:CODE or people:[a, b], never by a role",
            "ผู้อนุมัติเป็น post:รหัสตำแหน่ง หรือ people:[a, b] ไม่ใช่บทบาท",
            "signers",
        )
    mode = found["mode"].value if "mode" in found else "serial"
    if mode not in {"serial", "parallel"}:
        raise YamlError(found["mode"].line, "serial or parallel", "serial หรือ parallel", "mode")
    return Step(Action(str(action)), signers, _needed(found.get("needed"), signers), mode == "parallel")


def _signers(node: Node) -> Signers:
    expected_th = "post:รหัสตำแหน่ง, role:บทบาท, role:บทบาท in owner department หรือ people:[a, b]"
    match = _SIGNERS.fullmatch(node.text(_SIGNERS_EN, expected_th, "signers"))
    wrong = YamlError(node.line, _SIGNERS_EN, expected_th, "signers")
    if match is None:
        raise wrong
    kind, value, in_department = match[1], match[2].strip(), bool(match[3])
    if kind == "people":
        people = tuple(name.strip() for name in value.removeprefix("[").removesuffix("]").split(","))
        if (
            in_department
            or not all(_NAME.fullmatch(name) for name in people)
            or len(set(people)) < len(people)
        ):
            raise wrong
        return Signers(SignerKind.PEOPLE, people=people)
    if kind == "post":
        if in_department or not _NAME.fullmatch(value):
            raise wrong
        return Signers(SignerKind.POST, value)
    if value not in _SIGNING_ROLES:
        roles = ", ".join(sorted(_SIGNING_ROLES))
        raise YamlError(node.line, f"a role that signs: {roles}", f"บทบาทที่ลงนามได้: {roles}", "signers")
    return Signers(SignerKind.DEPARTMENT_ROLE if in_department else SignerKind.ROLE, value)


def _needed(node: Node | None, signers: Signers) -> int:
    if node is None:
        return 1
    text = str(node.value)
    # Nobody knows today how many will hold a role, so “all” of a role cannot be counted.
    countable = {SignerKind.POST: 1, SignerKind.PEOPLE: len(signers.people)}
    if text == "all" and signers.kind in countable:
        return countable[signers.kind]
    limit = countable.get(signers.kind, _MAX_NEEDED)
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= limit:
        raise YamlError(
            node.line,
            f"a number from 1 to {limit}" + (", or all" if signers.kind in countable else ""),
            f"จำนวน 1 ถึง {limit}" + (" หรือ all" if signers.kind in countable else ""),
            "needed",
        )
    return int(text)


def rename_person(text: str, old: str, new: str) -> str | None:
    """The text of a type with one person named in the place of another; all else stays as it was written.

    None when that cannot be: ``new`` is named beside ``old``, or the names are not written as plain text.
    Raises TypeMalformedError for a text that is no type.
    """
    before = load_type(text)
    after = _renamed(before, old, new)
    name = rf"(?<![a-z0-9._-]){re.escape(old)}(?![a-z0-9._-])"
    named = re.compile(r"(?:people|person):[^\n\"']*")
    changed = named.sub(lambda match: re.sub(name, new, match[0]), text)
    try:
        return changed if load_type(changed) == after else None
    except TypeMalformedError:
        return None


def _renamed(kind: DocumentType, old: str, new: str) -> DocumentType:
    def step(given: Step) -> Step:
        people = tuple(new if user == old else user for user in given.signers.people)
        return replace(given, signers=replace(given.signers, people=people))

    audience = str(Audience(AudienceKind.PERSON, old))
    readers = tuple(
        str(Audience(AudienceKind.PERSON, new)) if line == audience else line for line in kind.reading_list
    )
    return replace(
        kind,
        steps=tuple(map(step, kind.steps)),
        amendment_steps=tuple(map(step, kind.amendment_steps)),
        reading_list=readers,
    )
