"""The layout profile of official copies: what a hospital sets, read from ``templates/official/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import lru_cache
from typing import Any, Final, Literal, cast, get_args, get_origin, get_type_hints

import yaml

from sopctl.domain.errors import SopctlError

# TH Sarabun New at 16 pt has the advance and cap height of Sarabun at 11 pt.
OFFICIAL_TO_SARABUN: Final = 11 / 16


class ProfileMalformedError(SopctlError):
    """An official profile that does not say what a copy looks like."""

    code = "profile-malformed"

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line} of the profile: {reason}.", line=line, reason=reason)


@dataclass(frozen=True)
class TextStyle:
    """How one kind of text is set. Sizes and spaces in points of Sarabun."""

    size: float
    leading: float
    bold: bool = False
    align: Literal["left", "centre", "right", "thai"] = "left"
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True)
class Profile:
    """One layout of official copies. Lengths in centimetres, type sizes in points.

    ``digits`` chooses the digits of everything generated (page, section and list numbers, dates).
    ``contents_from`` is the page count of the body from which a table of contents is added; 0 is always.
    ``docx_font`` and ``docx_size`` name the body font of DOCX copies (TH Sarabun New at 16 pt looks like
    Sarabun at 11 pt). The ``cover_*_size`` count as official specifications do, in TH Sarabun New points:
    ``OFFICIAL_TO_SARABUN`` makes Sarabun points of them. ``small`` sets header and footer. ``list_indent``
    (points) is the least width of a list's labels. ``accent`` colours rules, ``tint`` lies behind table heads
    and notes, ``caution`` and ``caution_tint`` belong to cautions (#RRGGBB).
    """

    name: str
    title_th: str
    title_en: str
    digits: Literal["thai", "arabic"]
    page_width: float
    page_height: float
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float
    header_distance: float
    footer_distance: float
    logo_height: float
    cover_type_size: float
    cover_title_size: float
    cover_owner_size: float
    contents_from: int
    body: TextStyle
    heading1: TextStyle
    heading2: TextStyle
    heading3: TextStyle
    cell: TextStyle
    small: TextStyle
    docx_font: Literal["Sarabun", "TH Sarabun New"]
    docx_size: float
    caption: TextStyle = TextStyle(10.0, 16.0, align="centre", before=4.0, after=4.0)
    footnote: TextStyle = TextStyle(8.5, 13.5)
    code: TextStyle = TextStyle(8.5, 13.5)
    list_indent: float = 20.0
    accent: str = "#2F4A6D"
    tint: str = "#EEF1F5"
    caution: str = "#9B2C1F"
    caution_tint: str = "#FBEFEC"


_Value = yaml.nodes.Node
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
_COLOURS = frozenset(("accent", "tint", "caution", "caution_tint"))


@lru_cache(maxsize=64)
def load_profile(text: str) -> Profile:
    """Read a profile from YAML; scalars are read as strings, then as what each setting wants.

    Raises ProfileMalformedError, which names the line: for text that is no YAML mapping, a setting that is
    missing, unknown, given twice or of another kind, and margins that leave no room.
    """
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileMalformedError(line, error.problem or "it is not YAML") from error
    except yaml.YAMLError as error:
        raise ProfileMalformedError(1, "it is not YAML") from error
    if node is None:
        raise ProfileMalformedError(1, "it is empty")
    profile = cast("Profile", _record(Profile, node, "the profile"))
    _check_room(profile, _line(node))
    return profile


def _line(node: _Value) -> int:
    return int(node.start_mark.line) + 1


def _record(kind: type[Any], node: _Value, what: str) -> object:
    """A frozen value of the mapping's settings."""
    if not isinstance(node, yaml.MappingNode):
        raise ProfileMalformedError(_line(node), f"{what} holds settings, each on a line “name: value”")
    known: Mapping[str, Field[Any]] = {each.name: each for each in fields(kind)}
    hints = get_type_hints(kind)
    found: dict[str, object] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in known:
            raise ProfileMalformedError(_line(key), f"{what} has no setting “{name}”")
        if name in found:
            raise ProfileMalformedError(_line(key), f"“{name}” is given twice")
        found[name] = _typed(hints[name], value, name)
    for name, each in known.items():
        if name not in found and each.default is MISSING:
            raise ProfileMalformedError(_line(node), f"{what} lacks “{name}”")
    return kind(**found)


def _typed(hint: Any, node: _Value, name: str) -> object:
    """One setting as the type that it wants."""
    if hint is TextStyle:
        return _style(node, name)
    if not isinstance(node, yaml.ScalarNode):
        raise ProfileMalformedError(_line(node), f"“{name}” holds one value")
    text = str(node.value).strip()
    if get_origin(hint) is Literal:
        if text not in get_args(hint):
            raise ProfileMalformedError(_line(node), f"“{name}” is one of {', '.join(get_args(hint))}")
        return text
    if hint is bool:
        if text not in ("true", "false"):
            raise ProfileMalformedError(_line(node), f"“{name}” is true or false")
        return text == "true"
    if hint in (float, int):
        wanted = _NUMBER if hint is float else re.compile("[0-9]{1,4}")
        if not wanted.fullmatch(text):
            kind = "a number such as 2.54" if hint is float else "a whole number"
            raise ProfileMalformedError(_line(node), f"“{name}” is {kind}")
        return hint(text)
    if not text or (name in _COLOURS and not _COLOUR.fullmatch(text)):
        wanted_text = "a colour such as #1F3B63" if name in _COLOURS else "text"
        raise ProfileMalformedError(_line(node), f"“{name}” is {wanted_text}")
    return text


def _style(node: _Value, name: str) -> TextStyle:
    style = cast("TextStyle", _record(TextStyle, node, f"“{name}”"))
    if not 4 <= style.size <= 72 or not style.size <= style.leading <= 4 * style.size:
        reason = f"“{name}” has a size from 4 to 72 and a leading from one to four times that"
        raise ProfileMalformedError(_line(node), reason)
    return style


def _check_room(profile: Profile, line: int) -> None:
    """A page must leave room for text: ten centimetres each way."""
    across = profile.page_width - profile.margin_left - profile.margin_right
    down = profile.page_height - profile.margin_top - profile.margin_bottom
    if across < 10 or down < 12:
        raise ProfileMalformedError(line, "the margins leave less than 10 × 12 cm of the page")
