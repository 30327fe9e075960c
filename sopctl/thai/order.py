"""Thai dictionary order, as in the dictionary of the Royal Society (พจนานุกรมฉบับราชบัณฑิตยสถาน).

A vowel written before its consonant sorts after it, and tone marks decide only between words that are
otherwise the same.
"""

import re
import unicodedata

from sopctl.thai.digits import to_arabic
from sopctl.thai.repairs import repair

_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_MARKS = re.compile("[\u0e47-\u0e4c\u0e4e]")


def sort_key(text: str) -> str:
    """A key for ``text``; keys compared by code point stand in Thai dictionary order.

    The key is itself text, so a database can keep it. It ends in the text, so different texts never tie.
    """
    swapped = _LEADING.sub(r"\2\1", to_arabic(repair(text).text))
    letters = unicodedata.normalize("NFC", swapped.casefold())
    first = _MARKS.sub("", letters)
    second = "".join(mark if _MARKS.match(mark) else " " for mark in letters)
    return f"{first}\x00{second.rstrip()}\x00{text}"
