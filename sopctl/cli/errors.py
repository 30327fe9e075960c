"""Failures in words: one line that begins with the error's code, then Thai, then English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

from sopctl.cli.context import host_user
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.thai.dates import ThaiDateError

Words = Mapping[str, Mapping[str, Any]]


class FileUnreadableError(SopctlError):
    """A file that is not there or may not be read."""

    code = "file-unreadable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}.", path=path, reason=reason)


class FileUnwritableError(SopctlError):
    """A file that may not be written where it was asked for."""

    code = "file-unwritable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}.", path=path, reason=reason)


class NotTextError(SopctlError):
    """A file that should be Markdown and is not UTF-8 text."""

    code = "not-text"

    def __init__(self, name: object) -> None:
        super().__init__(f"{name} is not UTF-8 text; a document is a Markdown file.", path=name)


class FilesRefusedError(SopctlError):
    """Some of the files that should have come in did not."""

    code = "files-refused"

    def __init__(self, refused: int, files: int) -> None:
        super().__init__(
            f"{refused} of {files} files were refused; the others came in.", refused=refused, files=files
        )


class KindNotReadError(SopctlError):
    """A kind of file that import does not read."""

    code = "kind-not-read"

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(
            f"{path} is {kind}; import reads Markdown (.md) so far, so write its text as Markdown.",
            path=path,
            kind=kind,
        )


class NotGenuineError(SopctlError):
    """A file that verification did not find genuine and unchanged."""

    code = "not-genuine"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a genuine copy that is unchanged.", path=path)


class PostUnknownError(SopctlError):
    """A new post without its title."""

    code = "post-unknown"

    def __init__(self, post: str) -> None:
        super().__init__(f"There is no post {post} yet; give --title to make it.", post=post)


def line_of(error: BaseException) -> str:
    """The one line for an exception: a refusal, a failure of the system, or a fault of the program."""
    code, thai, english = _said(error)
    sentences = " — ".join(sentence for sentence in (thai, english) if sentence)
    return " ".join(f"{code}: {sentences}".split())


def _said(error: BaseException) -> tuple[str, str, str]:
    match error:
        case SopctlError():
            thai, english = _hint(error)
            return error.code, thai_sentence(error.code, error.facts) + thai, str(error) + english
        case ThaiDateError():
            return error.code, error.message_th, error.message
        case click.Abort():
            return "stopped", "หยุดตามที่สั่ง ยังไม่มีสิ่งใดเปลี่ยนแปลง", "Stopped; nothing was changed."
        case KeyboardInterrupt():
            english = "Interrupted; sopctl worker --once finishes a release that had begun."
            return "interrupted", "ถูกหยุดกลางคัน การประกาศใช้ที่เริ่มแล้วจะทำต่อด้วย sopctl worker --once", english
        case click.FileError():
            return "file-unreadable", f"เปิดไฟล์ {error.ui_filename} ไม่ได้", error.format_message()
        case OSError() if error.filename is not None:
            reason = f"{error.filename}: {error.strerror}"
            return "system-refused", f"ระบบปฏิบัติการไม่ยอม: {reason}", f"The system refuses: {reason}."
    # Ground-floor errors are no SopctlError, but carry a code of their own.
    if type(error).__module__.startswith("sopctl.") and isinstance(getattr(error, "code", None), str):
        return error.code, thai_sentence(error.code, {}), str(error)  # type: ignore[attr-defined]
    name = type(error).__name__
    return (
        "unexpected",
        thai_sentence("unexpected", {}),
        f"{name}: {error}; run it again as sopctl --traceback … and report what it shows.",
    )


def _hint(error: SopctlError) -> tuple[str, str]:
    """How to go on, where a command was refused for nobody having been named."""
    if isinstance(error, NotAllowedError) and error.facts["who"] == host_user():
        return " (ระบุผู้ดำเนินการด้วย --as USER)", " Name who acts with --as USER."
    return "", ""


def thai_sentence(code: str, facts: Mapping[str, str]) -> str:
    """The Thai sentence of a code with its facts in place; "" when there is none, or a fact is missing."""
    entries, words = _catalogue()
    sentence = entries.get(code, {}).get("th", "")
    said = {name: _in_thai(name, value, words) for name, value in facts.items()}
    try:
        return str(sentence).format_map(said)
    except (KeyError, ValueError, IndexError):
        return ""


def _in_thai(name: str, value: str, words: Words) -> str:
    # `possible` lists actions; other facts are one word of their own kind.
    known = words.get("action" if name == "possible" else name, {})
    return ", ".join(str(known.get(part, part)) for part in value.split(", ")) if known else value


@cache
def _catalogue() -> tuple[Words, Words]:
    import yaml  # noqa: PLC0415  # only a failure pays for it

    from sopctl.resources import ResourceMissingError, templates_dir  # noqa: PLC0415

    try:
        text = (templates_dir() / "errors.yaml").read_text(encoding="utf-8")
    except (ResourceMissingError, OSError):
        return {}, {}
    found = yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506  # BaseLoader builds only text
    return found.get("errors", {}), found.get("words", {})
