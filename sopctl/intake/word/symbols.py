"""Characters that old fonts drew from private codes, as the characters that they show."""

from __future__ import annotations

import re
from typing import Final

from sopctl.thai.repairs import repair

# Thai glyph variants that Windows fonts keep in the private area, by the character they show: descenderless
# ฐ ญ, vowels and tones moved left or down (Microsoft's OpenType notes on Thai, "PUA").
_THAI: Final = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้", 0xF707: "๊",
    0xF708: "๋", 0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋", 0xF70E: "์", 0xF70F: "ญ",
    0xF710: "ั", 0xF711: "ํ", 0xF712: "็", 0xF713: "่", 0xF714: "้", 0xF715: "๊", 0xF716: "๋", 0xF717: "์",
    0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
}  # fmt: skip
_WINGDINGS: Final = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x75: "◆", 0x76: "◆", 0x77: "◆", 0x9F: "•", 0xA7: "▪",
    0xA8: "□", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓",
    0xF0: "→", 0xE8: "→", 0xD8: "➢", 0x46: "☞", 0x28: "☎", 0x29: "☎", 0x2A: "✉", 0x4A: "☺",
}  # fmt: skip
_WINGDINGS_2: Final = {0x50: "✓", 0x51: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x97: "•"}
_SYMBOL: Final = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•",
    0xB9: "≠", 0xBB: "≈", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xA5: "∞", 0xD6: "√",
    0xDE: "⇒", 0xB8: "÷",
}  # fmt: skip
_CUT: Final = frozenset("เาํ็่้๊๋์ัิีึืฺุูำ")  # where a letter of several signs may be cut
_ODD: Final = re.compile("[\ue000-\uf8ff\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f]")
# Thai of Windows 95 whose bytes a program took for Western letters: TIS-620 lies 0xD60 below Unicode.
_WESTERN: Final = re.compile("[\u00a1-\u00da\u00df-\u00fb]{4,}")
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(font: str, code: int) -> str | None:
    """The character that a symbol font draws for a code; None where it is not known."""
    return _FONTS.get(font.strip().lower(), {}).get(code & 0xFF if code >= 0xF000 else code)


def rejoined(before: str, after: str) -> str:
    """Two texts as one; a spelling that was cut between them is repaired."""
    cut = after[:1] in _CUT and before[-1:] in _CUT
    return repair(before + after).text if cut else before + after


def _thai_again(match: re.Match[str]) -> str:
    """Four or more Western letters side by side, most with accents, as the Thai that they were."""
    letters = sum(char.isalpha() for char in match[0])
    return "".join(chr(ord(char) + 0xD60) for char in match[0]) if 2 * letters > len(match[0]) else match[0]


def restored(text: str, font: str) -> tuple[str, int]:
    """A text as it is read: private codes become what they show, spellings are repaired.

    Gives the text and how many characters of it were changed for others.
    """
    own = _FONTS.get(font.strip().lower())
    again = text if text.isascii() else _WESTERN.sub(_thai_again, text)
    changed = sum(was != now for was, now in zip(text, again, strict=True))
    text = again
    if _ODD.search(text) is None and own is None:
        repaired = repair(text)
        return repaired.text, changed + len(repaired.repairs)
    parts: list[str] = []
    for char in text:
        code = ord(char)
        shown = _THAI.get(code)
        if shown is None and own is not None and (0xF000 <= code <= 0xF0FF or 0x20 < code <= 0xFF):
            shown = own.get(code & 0xFF)
        if shown is None and (0xFFFE <= code <= 0xFFFF or (code < 0x20 and char not in "\t\n\r")):
            shown = ""
        changed += shown is not None
        parts.append(char if shown is None else shown)
    joined = "".join(parts) if changed else text
    repaired = repair(joined)
    return repaired.text, changed + len(repaired.repairs)
