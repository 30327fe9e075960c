"""Which new passwords are refused: those that others try first (NIST SP 800-63B, 3.1.1.2)."""

from __future__ import annotations

from collections.abc import Collection

from sopctl.application.ports import Weakness

_ENOUGH = 8.0  # powers of ten of guesses; five wrong ones lock for a while, a year allows 2 x 10^5
_LEFT = 8  # characters that must remain beside the names which everybody in the house knows
_LOOKED_AT = 64  # characters: estimating takes long for long texts, and what follows only makes it better
_SHORTEST_NAME = 3
_COMMON_THAI = (
    "รหัสผ่าน", "โรงพยาบาล", "พยาบาล", "คุณหมอ", "สวัสดี", "สวัสดีครับ", "สวัสดีค่ะ", "ประเทศไทย",
    "กรุงเทพ", "รักแม่", "รักพ่อ", "รักเธอ", "ไม่บอก", "จำไม่ได้", "เอกสาร", "ศูนย์คุณภาพ",
)  # fmt: skip
# The same keys with the keyboard left on English, which is how many type a Thai password (TIS 820-2538).
_KEYS = str.maketrans(
    "ๅ/-ภถุึคตจขช+๑๒๓๔ู฿๕๖๗๘๙ๆไำพะัีรนยบลฃ๐ฎฑธํ๊ณฯญฐฅฟหกดเ้่าสวงฤฆฏโฌ็๋ษศซผปแอิืทมใฝฉฮฺ์ฒฬฦ",
    "1234567890-=!@#$%^&*()_+qwertyuiop[]\\QERTYUIOP{|asdfghjkl;'ASDFGHJKL:zxcvbnm,./CVBN<>?",
)


class GuessedFirst:
    """Fills the port ``PasswordRules`` with the lists and patterns of zxcvbn (Wheeler, USENIX 2016)."""

    def weakness(self, password: str, about: Collection[str]) -> Weakness | None:
        """What is wrong with a new password, or None.

        ``about``: what people around its owner know, as whole names or words.
        """
        from zxcvbn import zxcvbn  # noqa: PLC0415  # its lists take a moment, and few runs choose a password

        known = _names(about)
        if _left(password.casefold(), known) < _LEFT:
            return Weakness.ABOUT
        listed = [*known, *_COMMON_THAI, *(_typed(word) for word in _COMMON_THAI)]
        found = zxcvbn(password[:_LOOKED_AT], user_inputs=listed)
        return None if float(found["guesses_log10"]) >= _ENOUGH else Weakness.COMMON


def _names(about: Collection[str]) -> list[str]:
    """Names and their words, longest first, so that a word does not leave half of a name behind."""
    words = {word.casefold() for name in about for word in (name, *name.split())}
    return sorted(
        (word for word in words if len(word) >= _SHORTEST_NAME), key=lambda word: (-len(word), word)
    )


def _left(password: str, known: list[str]) -> int:
    """How many characters remain without the names, as typed on either keyboard."""
    for word in known:
        for form in (word, _typed(word).casefold()):
            password = password.replace(form, "")
    return len(password.strip())


def _typed(word: str) -> str:
    return word.translate(_KEYS)
