"""The cover: what the document is, whose it is, and who signed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sopctl.application.ports.copies import SignOff
from sopctl.content.profile import OFFICIAL_TO_SARABUN
from sopctl.domain.signatures import Meaning
from sopctl.rendering import wording
from sopctl.rendering.colours import MARK_COLOURS
from sopctl.rendering.docx.ooxml import Element, el, points, run_properties, twips
from sopctl.rendering.docx.paragraphs import cell, paragraph, row, spacer, table, visible_length
from sopctl.rendering.docx.story import Picture, Story, inline_picture
from sopctl.rendering.docx.styles import COVER_LEADING, hex_colour
from sopctl.rendering.docx.text import text_runs

_SHARES: Final = (0.2, 0.12, 0.43, 0.25)  # of the sign-off table's columns
_SIGNATURE_HEIGHT: Final = 1.1  # centimetres at most
_SIGNATURE_WIDTH: Final = 4.5
_BETWEEN: Final = 5.9  # centimetres: spaces between the cover's parts, and what its footer needs
_SMALLEST_LOGO: Final = 1.8
_MARK_WIDTH: Final = 4.4  # centimetres
_UNSIGNED: Final = tuple(SignOff(each) for each in (Meaning.PREPARED, Meaning.REVIEWED, Meaning.APPROVED))
_SPENT: Final = 0.7
_CENTRE: Final = "center"


def cover(story: Story) -> Iterator[Element]:
    """The cover's paragraphs and its sign-off table; the section's end is the caller's."""
    copy = story.shared.copy
    picture = story.picture(copy.logo, "logo") if copy.logo is not None else None
    room = _room(story)
    height = _logo_height(story, picture, room) if picture else 0.0
    # Reckoned heights err, so that a part of what seems free stays so: the cover is one page.
    free = max(room - height, 0.0) * _SPENT
    yield _mark(story)
    yield spacer(_points(free * 0.4))
    for words in filter(None, (copy.type_th, copy.type_en)):
        yield paragraph("CoverType", text_runs(story, words))
    yield paragraph("CoverTitle", text_runs(story, f"{wording.SUBJECT} {copy.title}"))
    if picture:
        yield _logo(story, picture, height)
    yield spacer(_points(free * 0.2))
    for words in filter(None, (copy.owner, copy.hospital)):
        yield paragraph("CoverOwner", text_runs(story, words))
    effective = wording.effective_words(copy.effective, story.shared.digits)
    yield paragraph("CoverDate", text_runs(story, f"{wording.EFFECTIVE} {effective}"))
    yield spacer(_points(free * 0.4))
    yield _sign_off_table(story)


def _mark(story: Story) -> Element:
    """The copy's standing, framed at the right edge."""
    copy, set_ = story.shared.copy, story.shared.set_
    colour = hex_colour(MARK_COLOURS[copy.mark])
    lines = [wording.mark_words(copy.mark)[0]]
    if copy.copy_number:
        lines.append(f"{wording.COPY_NUMBER} {wording.figures(copy.copy_number, story.shared.digits)}")
    if copy.holder:
        lines.append(copy.holder)
    first, *rest = lines
    big = run_properties(size=set_.size(13.0), bold=True, colour=colour)
    runs = [*text_runs(story, first, *big)]
    for line in rest:
        runs += text_runs(story, f"\n{line}", *run_properties(colour=colour))
    sides = (
        el(f"w:{side}", val="single", sz=8, space=4, color=colour)
        for side in ("top", "left", "bottom", "right")
    )
    frame = el("w:ind", left=twips(set_.text_width - _MARK_WIDTH), right=twips(0.15))
    return paragraph("Header", runs, el("w:pBdr", *sides), frame, el("w:jc", val=_CENTRE))


def _logo_height(story: Story, picture: Picture, room: float) -> float:
    """As high as the profile and the page allow, in centimetres."""
    widest = story.shared.set_.text_width * picture.height / picture.width
    return min(max(room, _SMALLEST_LOGO), story.shared.set_.profile.logo_height, widest)


def _logo(story: Story, picture: Picture, height: float) -> Element:
    across = height * picture.width / picture.height
    shown = inline_picture(story, picture, "logo", story.shared.copy.hospital, across)
    room = el("w:spacing", before=points(6), after=points(12))
    return paragraph("Normal", [shown], room, el("w:jc", val=_CENTRE))


def _room(story: Story) -> float:
    """What the words and the sign-off table leave of one page, in centimetres; less than 0 when nothing."""
    copy, set_ = story.shared.copy, story.shared.set_
    profile = set_.profile
    across = 85 / profile.cover_title_size * set_.text_width  # letters on a line of the title, about
    title = 1 + visible_length(copy.title) // max(round(across), 1)
    sizes = 2 * profile.cover_type_size + 2 * profile.cover_owner_size + title * profile.cover_title_size
    words = _centimetres(sizes * OFFICIAL_TO_SARABUN * COVER_LEADING)
    leading = _centimetres(profile.cell.leading)
    rows = copy.sign_offs or _UNSIGNED
    signs = 2 * leading + sum(_sign_off_height(one, leading, set_.text_width) for one in rows)
    mark = _centimetres(profile.small.leading) * (2 + bool(copy.copy_number) + bool(copy.holder))
    return set_.text_height - words - signs - mark - _BETWEEN


def _centimetres(size: float) -> float:
    return size / 72 * 2.54


def _points(length: float) -> float:
    return max(length / 2.54 * 72, 1.0)


def _sign_off_height(sign_off: SignOff, leading: float, width: float) -> float:
    letters = width * _SHARES[2] * 5  # of a line in the cell, about
    lines = sum(1 + int(visible_length(line) / letters) for line in wording.signature_lines(sign_off))
    return leading * (lines + 1.5) + (_SIGNATURE_HEIGHT if sign_off.picture or sign_off.name is None else 0.0)


def _sign_off_table(story: Story) -> Element:
    copy, width = story.shared.copy, story.shared.set_.text_width
    widths = [width * share for share in _SHARES]
    head = row(
        (
            cell([paragraph("TableHead", text_runs(story, words))], each)
            for words, each in zip(wording.SIGN_OFF_COLUMNS, widths, strict=True)
        ),
        head=True,
    )
    rows = [head]
    for place, sign_off in enumerate(copy.sign_offs or _UNSIGNED):
        rows.append(_sign_off_row(story, sign_off, widths, first=place == 0))
    return table("TableGrid", widths, rows, first_row=True)


def _sign_off_row(story: Story, sign_off: SignOff, widths: list[float], *, first: bool) -> Element:
    """One signature. Number and version stand once, beside all of them."""
    copy, digits = story.shared.copy, story.shared.digits
    middle = el("w:vAlign", val=_CENTRE)
    names = (str(copy.number), wording.version_words(copy.version, digits))
    shared = [
        cell(
            [_centred(story, words if first else "")],
            width,
            el("w:vMerge", val="restart" if first else None),
            el("w:vAlign", val=_CENTRE),
        )
        for words, width in zip(names, widths[:2], strict=True)
    ]
    when = [_centred(story, line) for line in wording.signed_when(sign_off, digits)]
    return row(
        [*shared, cell(_signature(story, sign_off), widths[2]), cell(when, widths[3], middle)],
    )


def _signature(story: Story, sign_off: SignOff) -> Iterator[Element]:
    yield _centred(story, wording.meaning_words(sign_off.meaning), bold=True)
    if sign_off.picture is not None:
        picture = story.picture(sign_off.picture, "signature")
        scale = min(_SIGNATURE_HEIGHT / picture.height, _SIGNATURE_WIDTH / picture.width)
        alt = f"{wording.SIGNATURE} {sign_off.name or ''}".strip()
        shown = inline_picture(story, picture, "signature", alt, picture.width * scale)
        yield paragraph("TableText", [shown], el("w:jc", val=_CENTRE))
    elif sign_off.name is None:
        yield spacer(_points(_SIGNATURE_HEIGHT / 2))  # room to sign by hand
    for line in wording.signature_lines(sign_off):
        yield _centred(story, line)


def _centred(story: Story, words: str, *, bold: bool | None = None) -> Element:
    runs = text_runs(story, words, *run_properties(bold=bold))
    return paragraph("TableText", runs, el("w:jc", val=_CENTRE))
