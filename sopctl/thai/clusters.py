"""Orthographic clusters: the smallest parts into which a text may be cut without tearing a syllable's
signs apart.
"""

import unicodedata

from sopctl.thai.lazy import Lazy

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
FOLLOWING = f"{MARKS}\u0e30\u0e32\u0e33\u0e45"
LEADING = "\u0e40-\u0e44"
# A vowel before, a consonant, its marks, the vowels after it. A stray part stands alone.
_THAI = f"[{LEADING}]?[\u0e01-\u0e2f][{FOLLOWING}]*|[{LEADING}]|[\u0e30-\u0e3a\u0e45-\u0e4e][{FOLLOWING}]*"
_SIMPLE = Lazy(f"\r\n|{_THAI}|[\x00-\u02ff\u0e3b-\u0e3f\u0e4f-\u0e5b]")
_ALL_SIMPLE = Lazy("[\x00-\u02ff\u0e01-\u0e5b]*")
_JOINER = "\u200d"


def clusters(text: str) -> list[str]:
    """Cut ``text`` into Thai orthographic clusters; their concatenation is ``text``.

    A cluster is a consonant with the vowel written before it, the marks above and below and the vowels
    after it: เกาะ is one, น้ำ is one, ประ is ป and ระ. Elsewhere a character keeps its combining marks,
    and joined pictures and flags stay whole. Any string is accepted.
    """
    if len(text) < 2:
        return [text] if text else []
    if _ALL_SIMPLE.compiled.fullmatch(text):
        return _SIMPLE.compiled.findall(text)
    parts: list[str] = []
    place = 0
    while place < len(text):
        found = _SIMPLE.compiled.match(text, place)
        end = _tail_end(text, found.end() if found else place + 1)
        parts.append(text[place:end])
        place = end
    return parts


def _tail_end(text: str, end: int) -> int:
    if _is_flag_half(text[end - 1]) and end < len(text) and _is_flag_half(text[end]):
        end += 1
    while end < len(text) and not _is_control(text[end - 1]):
        if _extends(text[end]) or (text[end - 1] == _JOINER and unicodedata.category(text[end]) == "So"):
            end += 1
        else:
            break
    return end


def _extends(char: str) -> bool:
    if "\u0e00" <= char <= "\u0e7f" or char < "\u0300":
        return False
    return unicodedata.category(char)[0] == "M" or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char < "\xa0" or char in "\u2028\u2029"


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
