"""What a hospital sets of its own: its facts and departments, logo, dictionary, types and profiles.

They stand below ``library/`` on ``main``, so what shaped a copy is versioned with it. Everything is read as
the program will read it before it is kept: nothing malformed gets in by this door.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from sopctl.application.identity import person_of, require, require_confirmed
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.remarks import nameless
from sopctl.application.shape import Department, read_hospital
from sopctl.content.profile import load_profile
from sopctl.content.types import load_type
from sopctl.domain.canonical import sha256
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Role
from sopctl.thai.synonyms import read_groups

FACTS = "hospital.yaml"
SYNONYMS = "synonyms.txt"
MOST_BYTES = 512 * 1024
_PLACES = re.compile(
    r"hospital\.yaml|logo\.png|dictionary\.txt|synonyms\.txt|(?:types/[A-Z]{1,8}|official/[a-z][a-z0-9-]{0,30})\.yaml"
)
_KEEPERS = frozenset({Role.ADMIN, Role.QUALITY})
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
_TRIES = 5  # somebody else may change the facts between reading and writing them
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class OwnFileRefusedError(SopctlError):
    """A file of the hospital's own that the program could not use."""

    code = "own-file-refused"

    def __init__(self, path: str, reason: str, reason_th: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}.", path=path, reason=reason, reason_th=reason_th)


@dataclass(frozen=True)
class OwnFile:
    """A file below ``library/``, by its path there."""

    path: str
    data: bytes


def own_files(library: Library, actor: Actor) -> tuple[OwnFile, ...]:
    """Everything that the hospital set, by path, for administrators, the quality office and auditors.

    Raises NotAllowedError.
    """
    with library.reading() as uow:
        if not person_of(uow, actor).roles & {*_KEEPERS, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "see what is the hospital's own")
    return tuple(OwnFile(path, data) for path, data in sorted(library.sources.main_files("library").items()))


def own_file(library: Library, actor: Actor, path: str) -> bytes:
    """A file as it counts now, the hospital's or else the program's.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        person_of(uow, actor)
    if not _PLACES.fullmatch(path):
        raise NotFoundError(path)
    found = library.own(path)
    found = library.packaged(path) if found is None else found
    if found is None:
        raise NotFoundError(path)
    return found


def set_own(
    library: Library, actor: Actor, path: str, data: bytes | None, *, reason: str = "",
    instead_of: bytes | None = None,
) -> None:  # fmt: skip
    """Put a file below ``library/``, or take it away with None, so that the program's own counts again.

    Administrators and the quality office may; a type says who signs, so only the quality office sets types.
    What was submitted before keeps the shape that it was signed with. ``instead_of`` is the file that the new
    one was made from. Raises OwnFileRefusedError, TypeMalformedError, ProfileMalformedError,
    ReasonPersonalError, NotFoundError, NotAllowedError, AccountNotConfirmedError, ConcurrentChangeError when
    another stands there by now.
    """
    why = nameless(reason)
    with library.reading() as uow:
        if path.startswith("types/"):
            require(uow, actor, Role.QUALITY, "set who signs a type of document")
        elif not person_of(uow, actor).roles & _KEEPERS:
            raise NotAllowedError(actor.user, "set what is the hospital's own")
        require_confirmed(uow, actor.user)
    if data is not None:
        _check(library, path, data)
    elif path == FACTS:
        raise NotFoundError(path)
    with library.lock.hold() as fence:
        files = dict(library.sources.main_files("library"))
        before = files.pop(path, None)
        if instead_of is not None and before != instead_of:
            raise ConcurrentChangeError(path)
        if data is not None:
            files[path] = data
        if before == data:
            return
        library.sources.move_main(
            {"library": files}, message=f"Set library/{path}\n\n{why}".strip(), at=library.clock()
        )
        with library.unit() as uow:
            record(library, uow, actor, f"library:{path}", "library:set", reason=why,
                   before=sha256(before) if before is not None else "",
                   after=sha256(data) if data is not None else "")  # fmt: skip
            uow.check_fence(fence)
            uow.commit()


def set_department(library: Library, actor: Actor, department: Department) -> None:
    """Add a department, or change the names of the one with this code. Raises what ``set_own`` raises."""
    named = {"code": department.code, "name": department.name, "name_en": department.name_en}
    told = {key: value for key, value in named.items() if value}

    def change(facts: dict[str, Any]) -> dict[str, Any]:
        kept = [d for d in facts.get("departments") or [] if isinstance(d, dict)]
        if any(d.get("code") == department.code for d in kept):
            kept = [told if d.get("code") == department.code else d for d in kept]
        else:
            kept.append(told)
        return {**facts, "departments": kept}

    _change_facts(library, actor, change, f"Department {department.code}")


def set_names(library: Library, actor: Actor, name: str, name_en: str) -> None:
    """Set the hospital's name, as it stands on copies and pages. Raises what ``set_own`` raises."""
    _change_facts(
        library, actor, lambda facts: {**facts, "name": name, "name_en": name_en}, "The hospital's name"
    )


def _change_facts(
    library: Library, actor: Actor, change: Callable[[dict[str, Any]], dict[str, Any]], reason: str
) -> None:
    """Change one thing and leave the rest as somebody else may have just made it."""
    for left in reversed(range(_TRIES)):
        before = library.own(FACTS) or b""
        found = yaml.load(before, Loader=yaml.BaseLoader)  # noqa: S506  # builds only text
        facts = change(found if isinstance(found, dict) else {})
        data = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False).encode()
        try:
            set_own(library, actor, FACTS, data, reason=reason, instead_of=before or None)
        except ConcurrentChangeError:
            if not left:
                raise
        else:
            return


def _check(library: Library, path: str, data: bytes) -> None:
    if not _PLACES.fullmatch(path):
        known = "hospital.yaml, logo.png, dictionary.txt, synonyms.txt, types/CODE.yaml or official/NAME.yaml"
        raise OwnFileRefusedError(path, f"the program reads {known}", f"ที่ใช้ได้คือ {known}")
    if len(data) > MOST_BYTES:
        raise OwnFileRefusedError(path, f"it has more than {MOST_BYTES // 1024} kB", "ไฟล์ใหญ่เกินไป")
    if path == "logo.png":
        if not data.startswith(_PICTURES):
            raise OwnFileRefusedError(path, "it is no PNG or JPEG", "ต้องเป็นภาพ PNG หรือ JPEG")
        return
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise OwnFileRefusedError(path, "it is no text in UTF-8", "ต้องเป็นข้อความแบบ UTF-8") from None
    stem = path.rpartition("/")[2].removesuffix(".yaml")
    if path.startswith("types/") and load_type(text).code != stem:
        raise OwnFileRefusedError(path, f"its code is not {stem}", f"รหัสประเภทในไฟล์ต้องเป็น {stem}")
    if path.startswith("official/") and load_profile(text).name != stem:
        raise OwnFileRefusedError(path, f"its name is not {stem}", f"ชื่อในไฟล์ต้องเป็น {stem}")
    if path == FACTS:
        _check_facts(library, data)
    if path == SYNONYMS:
        _check_synonyms(text)


def _check_synonyms(text: str) -> None:
    try:
        read_groups(text)
    except ValueError as error:
        raise OwnFileRefusedError(
            SYNONYMS,
            f"a line is “word = word” or “word > word”, not “{error}”",
            f"แต่ละบรรทัดเขียน คำ = คำ หรือ คำ > คำ ไม่ใช่ “{error}”",
        ) from None


def _check_facts(library: Library, data: bytes) -> None:
    try:
        raw = yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader builds only text
        facts = read_hospital(data)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError):
        raise OwnFileRefusedError(
            FACTS, "it is no YAML with name and departments (code, name)", "อ่านเป็น YAML ไม่ได้"
        ) from None
    codes = [d.code for d in facts.departments]
    wrong = [c for c in codes if not isinstance(c, str) or not _CODE.fullmatch(c)]
    if not isinstance(raw, dict) or not isinstance(facts.name, str) or not facts.name.strip():
        raise OwnFileRefusedError(FACTS, "the hospital has no name", "ต้องมีชื่อโรงพยาบาล")
    if wrong:
        raise OwnFileRefusedError(
            FACTS,
            f"a department's code is capital letters and digits, not {wrong[0]}",
            f"รหัสหน่วยงานใช้อักษรอังกฤษตัวใหญ่และตัวเลข ไม่ใช่ {wrong[0]}",
        )
    if len(set(codes)) < len(codes) or any(not d.name.strip() for d in facts.departments):
        raise OwnFileRefusedError(
            FACTS, "a department has no name, or a code stands twice", "มีหน่วยงานที่ไม่มีชื่อ หรือรหัสซ้ำ"
        )
    profile = f"official/{facts.profile}.yaml"
    if library.own(profile) is None and library.packaged(profile) is None:
        raise OwnFileRefusedError(
            FACTS, f"there is no profile {facts.profile}", f"ไม่มีแบบสำเนาชื่อ {facts.profile}"
        )
