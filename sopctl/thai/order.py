"""Thai dictionary order, as in the dictionary of the Royal Society (พจนานุกรมฉบับราชบัณฑิตยสถาน) and in
CLDR's ``th``.

Letters decide first: digits, Thai, Latin, then other scripts, where a vowel written before its consonant
counts after it, and spaces, punctuation, ๆ and ฯ count nothing. Only among texts alike so far do the
signs above decide (์ ็ ่ ้ ๊ ๋ in this order), then capitals, and at last the text itself.
"""

import unicodedata

from sopctl.thai.digits import to_arabic
from sopctl.thai.lazy import Lazy
from sopctl.thai.repairs import repair

_LEADING = Lazy("([เแโใไ])([ก-ฮ])")
# NIKHAHIT is a vowel of its own before ะ, ๅ the same letter as า; ฺ comes after ไ.
_FIRST = {ord("\u0e4d"): "\u0e2f", ord("ๅ"): "า", ord("\u0e3a"): "\u0e45"}
# Code points of the Thai block that are assigned to nothing: Latin sorts right after Thai.
_FIRST |= {ord("a") + place: chr(0x0E60 + place) for place in range(26)}
# Scripts whose code points come before Thai go behind it, to the last plane.
_BEHIND = 0x100000
_SECOND = {mark: str(place) for place, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b")}
_THAI_ONLY = Lazy("[ก-ฮะ-ฺเ-ๅ\u0e47-\u0e4e]*")


def sort_key(text: str) -> str:
    """A key for ``text``; keys compared by code point stand in Thai dictionary order.

    The key is itself text, so a database can keep it and sort by it. It ends in the text, so different texts
    never tie.
    """
    swapped = _LEADING.compiled.sub(r"\2\1", to_arabic(repair(text).text))
    letters = swapped if _THAI_ONLY.compiled.fullmatch(swapped) else unicodedata.normalize("NFD", swapped)
    first, second, third = [], [], []
    for char in letters:
        if char in _SECOND:
            second.append(_SECOND[char])
        elif _counts(char):
            first.append(_letter(char))
            second.append(" ")
            third.append("1" if char.isupper() else "0")
        elif unicodedata.combining(char):
            second.append(char)
    levels = ("".join(first), "".join(second).rstrip(" "), "".join(third).rstrip("0"), text)
    return "\x00".join(levels)


def _letter(char: str) -> str:
    placed = char.lower().translate(_FIRST)
    return "".join(chr(_BEHIND + ord(one)) if "9" < one < "\u0e00" else one for one in placed)


def _counts(char: str) -> bool:
    if "\u0e00" <= char <= "\u0e7f":
        return char not in "ฯๆ๏๚๛"
    return unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Mc"
