"""Equations of Word as one line of characters, in which a fraction stays a fraction.

Source: ECMA-376 Part 1, 22.1 (Office Math).
"""

from __future__ import annotations

import re
from typing import Final

from sopctl.intake.word.names import Element, attribute, child, children, name

# Needs no brackets beside a sign: a figure, a word, what has its own.
_ONE: Final = re.compile(r"[0-9๐-๙.,]+|[^\W\d_][\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|\([^()]*\)|.")
_INTEGRAL: Final = "∫"
# Elements whose parts stand beside each other, each behind its sign.
_SIGNED: Final = {
    "m:f": (("", "m:num"), ("/", "m:den")),
    "m:sSup": (("", "m:e"), ("^", "m:sup")),
    "m:sSub": (("", "m:e"), ("_", "m:sub")),
    "m:sSubSup": (("", "m:e"), ("_", "m:sub"), ("^", "m:sup")),
}


def in_line(element: Element) -> str:
    """The words of an equation, read from left to right: ``(a+b)/c``, ``x^2``, ``√(x)``, ``∑_(i=1)^n x``."""
    kind = name(element)
    if kind in _SIGNED:
        return "".join(sign + _whole(element, path) for sign, path in _SIGNED[kind])
    match kind:
        case "m:t" | "w:t":
            return element.text or ""
        case "m:rad":
            return _root(element)
        case "m:nary":
            return _summed(element)
        case "m:d":
            return _bracketed(element)
        case "m:m":
            rows = [" ".join(map(in_line, children(row, "m:e"))) for row in children(element, "m:mr")]
            return f"[{'; '.join(rows)}]"
        case "m:func":
            return f"{_part(element, 'm:fName')} {_part(element, 'm:e')}"
    return "".join(map(in_line, element))


def _root(element: Element) -> str:
    hide = child(element, "m:radPr", "m:degHide")
    hidden = hide is not None and (attribute(hide, "m:val") or "1") in {"1", "on", "true"}
    return f"{'' if hidden else _part(element, 'm:deg')}√({_part(element, 'm:e')})"


def _part(element: Element, path: str) -> str:
    found = child(element, path)
    return "".join(map(in_line, found)).strip() if found is not None else ""


def _whole(element: Element, path: str) -> str:
    """A part in brackets, unless nothing in it could be taken apart."""
    said = _part(element, path)
    return said if _ONE.fullmatch(said) else f"({said})"


def _summed(element: Element) -> str:
    said = attribute(child(element, "m:naryPr", "m:chr"), "m:val") or _INTEGRAL
    for path, sign in (("m:sub", "_"), ("m:sup", "^")):
        if _part(element, path):
            said += sign + _whole(element, path)
    return f"{said} {_part(element, 'm:e')}"


def _bracketed(element: Element) -> str:
    opens, parts, closes = (
        attribute(child(element, "m:dPr", path), "m:val") for path in ("m:begChr", "m:sepChr", "m:endChr")
    )
    inside = ("|" if parts is None else parts).join(map(in_line, children(element, "m:e")))
    return f"{'(' if opens is None else opens}{inside}{')' if closes is None else closes}"
