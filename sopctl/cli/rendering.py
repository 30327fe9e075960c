"""``sopctl render``: the official copy of a version, a draft as it would look, or a file by itself."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.files import load_markdown, names_file
from sopctl.cli.parameters import VERSION, acting, output_option, write_bytes
from sopctl.cli.presenting import show
from sopctl.cli.tree import Command
from sopctl.cli.words import STATES, both
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.workflow import State

if TYPE_CHECKING:
    from sopctl.domain.versions import Version

_IMAGE_BASE = "files/"
_NUMBER_LINK = re.compile(r'<a href="(/documents/[^"]*)"[^>]*>(.*?)</a>')
_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_STYLE = (
    "body{font-family:Sarabun,'TH Sarabun New',sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.7}.standing{border:2px solid;padding:.5rem 1rem}table{border-collapse:collapse}"
    "td,th{border:1px solid;padding:.25rem .5rem}img{max-width:100%}.labelled{list-style:none}"
    "aside,blockquote{border-left:4px solid;margin:1rem 0;padding:.1rem 1rem}"
)


@dataclass(frozen=True)
class Made:
    """A file that was made, and the name that it gets when nobody gives one."""

    name: str
    data: bytes


@click.command(cls=Command)
@click.argument("target", metavar="PATH|NUMBER")
@click.option(
    "--to", "kind", type=click.Choice(["pdf", "docx", "html"]), required=True, help="ชนิดไฟล์ The format."
)
@click.option(
    "--version", "label", type=VERSION, metavar="N", help="ฉบับที่ A named version; else the one in force."
)
@output_option
@acting
@pass_door
def render(
    door: Door, target: str, kind: str, label: VersionLabel | None, output: Path | None, user: str | None
) -> None:
    """สร้างสำเนาเป็น PDF, DOCX หรือหน้าเว็บ

    A released version gives its sealed official copy with the mark of its standing; a version in work gives
    a copy marked as a draft; a Markdown file needs no library.
    """
    if names_file(target):
        made = _of_file(door, Path(target), kind)
    else:
        made = _of_number(door, DocumentNumber.parse(target), label, kind, user)
    path = output or Path(made.name)
    write_bytes(path, made.data)
    if str(path) != "-":
        show(str(path))


def _of_file(door: Door, path: Path, kind: str) -> Made:
    from sopctl.application.authoring.outside import draw_text  # noqa: PLC0415

    file = load_markdown(path)
    data = draw_text(door.bench, file.markdown, file.images, kind)
    if kind == "html":
        standing = f"{file.source.number} {both(STATES, State.DRAFT)}"
        data = _page(data.decode(), file.source.title, standing, file.images, base="", web=_web(door))
    return Made(f"{path.stem}.{kind}", data)


def _of_number(
    door: Door, number: DocumentNumber, label: VersionLabel | None, kind: str, user: str | None
) -> Made:
    from sopctl.application.queries.documents import latest_version, released_versions  # noqa: PLC0415

    try:
        released = released_versions(door.library, door.reader(user), number)
    except NotFoundError:
        released = ()
    if released and (label is None or any(x.released.release.version == label for x in released)):
        return _released(door, number, label, kind, user)
    version = latest_version(door.library, number)
    if label is not None and version.label != label:
        raise NotFoundError(f"{number} {label}")
    return _in_work(door, version, kind, user)


def _released(
    door: Door, number: DocumentNumber, label: VersionLabel | None, kind: str, user: str | None
) -> Made:
    from sopctl.application.queries.documents import copy_of, document_file, document_page  # noqa: PLC0415

    reader = door.reader(user)
    if kind != "html":
        copy = copy_of(door.library, reader, number, label, kind)
        return Made(copy.name, door.library.blobs.get(copy.sha256))
    page = document_page(door.library, reader, number, label, digits=_digits(door))
    version = page.released.release.version
    images = {name: document_file(door.library, reader, number, version, name) for name in page.files}
    standing = f"{number} ฉบับที่ {version} {both(STATES, page.standing)}"
    base = f"/documents/{number}/versions/{version}/files/"
    data = _page(page.html, page.released.title, standing, images, base=base, web=_web(door))
    return Made(f"{number.slug}-v{version}.html", data)


def _in_work(door: Door, version: Version, kind: str, user: str | None) -> Made:
    from sopctl.application.authoring import drafts, submission  # noqa: PLC0415
    from sopctl.application.queries.register import draft_title  # noqa: PLC0415
    from sopctl.application.review.rounds import round_copy  # noqa: PLC0415

    library, actor, name = door.library, door.actor(user), f"{version.number.slug}-v{version.label}.{kind}"
    if kind == "pdf" and version.round is not None and version.state is not State.DRAFT:
        return Made(name, round_copy(library, actor, version.round.id))
    if kind != "html":
        return Made(name, submission.preview_copy(library, actor, version.id, kind))
    draft = drafts.view_draft(library, actor, version.id).draft
    html = drafts.preview_page(library, draft.markdown, digits=_digits(door), image_base=_IMAGE_BASE)
    images = {file: library.blobs.get(digest) for file, digest in draft.files.items()}
    standing = f"{version.number} ฉบับที่ {version.label} {both(STATES, version.state)}"
    title = draft_title(draft.markdown)
    return Made(name, _page(html, title, standing, images, base=_IMAGE_BASE, web=_web(door)))


def _digits(door: Door) -> str:
    from sopctl.application.shape import current_shape  # noqa: PLC0415

    return current_shape(door.bench, "SOP").profile.digits


def _web(door: Door) -> str:
    """Where the library's own pages are; "" without a library."""
    return door.settings.public_url if door.has_library else ""


def _page(html: str, title: str, standing: str, images: Mapping[str, bytes], *, base: str, web: str) -> bytes:
    """A page that stands alone: how the version stands at its head, its images inside it.

    Links to other documents lead to ``web``, or are plain text where there is no library.
    """
    html = _NUMBER_LINK.sub(rf'<a href="{escape(web)}\1">\2</a>' if web else r"\2", html)
    for name, data in images.items():
        kind = next((media for magic, media in _TYPES.items() if data.startswith(magic)), "image/png")
        inside = f"data:{kind};base64,{b64encode(data).decode()}"
        html = html.replace(f'src="{escape(base + quote(name))}"', f'src="{inside}"')
    return (
        f'<!doctype html>\n<html lang="th"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n"
        f'<p class="standing">{escape(standing)}</p>\n{html}</body></html>\n'
    ).encode()
