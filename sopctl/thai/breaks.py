"""Where a line of Thai text may end, given its words."""

import re

from sopctl.thai.lazy import Lazy

_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_DIGIT = "0-9๐-๙"
_SPACE = " \t\n\r\x0b\x0c\u1680\u2000-\u2006\u2008-\u200b\u2028\u2029\u205f\u3000"
_GLUE = "\u00a0\u2007\u202f\u2060\ufeff"
# Scripts whose lines may end between any two letters.
_FREE = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_NO_START = re.escape(")]}>”’»›%‰/ๆฯ,.;:!?…–—") + _GLUE
_NO_END = re.escape("([{<“‘«‹„.") + _GLUE
_SOLID = f"[^{_THAI}{_SPACE}{_FREE}]"
_MARK = "\x1f"
_FORBIDDEN = Lazy(
    f"(?<!\n){_MARK}(?:"
    f"(?=[{_SPACE}{_NO_START}])"
    f"|(?<=[{_NO_END}]{_MARK})"
    f"|(?<=[^{_SPACE}]{_MARK})(?=[\"'])"
    f"|(?<=[\"']{_MARK})"
    f"|(?<={_SOLID}{_MARK})(?={_SOLID})"
    f"|(?<=[{_DIGIT}]{_MARK})(?=[{_THAI}])"
    f"|(?<=[{_THAI}]{_MARK})(?=[{_DIGIT}])"
    ")"
)
# After a space a line may end before any of these, whatever the words around it are.
_SPACE_BEFORE = Lazy(" (?=[ก-ฮเ-ไA-Za-z0-9๐-๙(“‘])")


def after_spaces(text: str) -> list[str]:
    """``text`` cut after its spaces, where letters, digits or an opening sign follow."""
    ends = [found.end() for found in _SPACE_BEFORE.compiled.finditer(text)]
    if not ends:
        return [text] if text else []
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def pieces_of(words: list[str]) -> list[str]:
    """Join ``words`` into the pieces after which a line may end; a piece keeps its trailing spaces.

    No piece begins with ๆ ฯ ) % / or a closing quote (unless the text, or a line of it, does), and none ends
    inside a Latin word, a number, a code or an address. No word may be torn or hold the character U+001F.
    """
    return _FORBIDDEN.compiled.sub("", _MARK.join(words)).split(_MARK)
