"""Bytes of a text file as text: UTF-8, UTF-16 and the Thai encodings of old programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CONTROL: Final = frozenset(chr(code) for code in range(32)) - frozenset("\t\n\r\f\v\x1a")


@dataclass(frozen=True)
class Decoded:
    """A file's text, and the encoding it was in: ``utf-8``, ``utf-16`` or ``tis-620``."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | None:
    """A text file as text; None for what is no text in any of the encodings that Thai files have.

    TIS-620 and Windows-874 share their Thai letters. Bytes above 127 that are not mostly Thai letters are
    another country's encoding and are not guessed at.
    """
    mark = _MARKS.get(data[:2])
    if mark is not None:
        return _sound(data[2:], mark, "utf-16")
    found = _sound(data.removeprefix(b"\xef\xbb\xbf"), "utf-8", "utf-8", forbidden="\0")
    if found is not None:
        return found
    if b"\0" in data or len(data) % 2 == 0:
        for unmarked in ("utf-16-le", "utf-16-be"):
            wide = _sound(data, unmarked, "utf-16")
            if wide is not None and _thai_or_plain(wide.text):
                return wide
    narrow = _sound(data, "cp874", "tis-620")
    return narrow if narrow is not None and _thai_or_plain(narrow.text) else None


def _sound(data: bytes, codec: str, encoding: str, forbidden: Iterable[str] = _CONTROL) -> Decoded | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    # DOS editors end a file with Control-Z.
    text = text.removesuffix("\x1a")
    return None if any(char in text for char in forbidden) else Decoded(text, encoding)


def _thai_or_plain(text: str) -> bool:
    """Whether what is not ASCII is Thai for the most part, and most of that are consonants and vowels."""
    high = [char for char in text if ord(char) > 127]
    letters = sum("\u0e01" <= char <= "\u0e2e" or "\u0e40" <= char <= "\u0e44" for char in high)
    thai = sum("\u0e01" <= char <= "\u0e5b" for char in high)
    return not high or (thai * 10 >= len(high) * 8 and letters * 3 >= len(high))
