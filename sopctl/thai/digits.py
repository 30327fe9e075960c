"""Thai and Arabic digits, and the letters of Thai lists.

These serve what a program itself writes: page, section, list and version numbers, dates, counts. An
author's text stays as typed, because a blanket conversion damages codes, doses and standards (SOP-IT-001,
5 mg, ISO 15189:2022).
"""

from enum import StrEnum

ARABIC_DIGITS = "0123456789"
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
# ฃ and ฅ are obsolete, ฆ is skipped and ฤ ฦ are vowels in the lists of Thai official writing.
LIST_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"

_TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)
_TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)


class Digits(StrEnum):
    """Which digits the program writes; a hospital chooses in its official profile."""

    THAI = "thai"
    ARABIC = "arabic"


def to_thai(text: str) -> str:
    """``text`` with every 0–9 as ๐–๙ and everything else untouched."""
    return text.translate(_TO_THAI)


def to_arabic(text: str) -> str:
    """``text`` with every ๐–๙ as 0–9 and everything else untouched."""
    return text.translate(_TO_ARABIC)


def in_digits(text: str, digits: Digits) -> str:
    """``text``, written by the program, with its digits in the chosen style."""
    return to_thai(text) if digits is Digits.THAI else to_arabic(text)


def number(n: int, digits: Digits) -> str:
    """The whole number ``n`` in the chosen digits, without grouping: ``number(12, Digits.THAI)`` is
    ``"๑๒"``.
    """
    return in_digits(str(n), digits)


def letter(n: int) -> str:
    """The ``n``-th letter of a Thai list, counted from 1: ก ข ค ง จ …

    After the last letter ฮ the count goes on with two letters, as spreadsheet columns do: กก กข … ฮฮ กกก.
    Raises `ValueError` when ``n`` is below 1.
    """
    if n < 1:
        raise ValueError(f"a list begins at 1, not at {n}")
    letters = ""
    while n:
        n, place = divmod(n - 1, len(LIST_LETTERS))
        letters = LIST_LETTERS[place] + letters
    return letters
