"""Files that are a document's body, looked through for what they say."""

from __future__ import annotations

import hashlib
from typing import Final

from sopctl.application.memory import Memory
from sopctl.content.attached import JPEG, PNG, kind_of
from sopctl.content.attached_text import FileWords, Gap, Unread, office_words
from sopctl.content.picture_facts import PictureBrokenError, without_facts
from sopctl.intake.pdf.looking import words_of_pdf

_READ: Final = Memory(16)  # a page asks again with every save


def words_of(data: bytes) -> FileWords:
    """All that a file says anywhere, and what of it was not read; nothing for a file of no known kind."""
    return _READ.get(hashlib.sha256(data).digest(), lambda: _words_of(data))


def _words_of(data: bytes) -> FileWords:
    if data.startswith(b"%PDF-"):
        return words_of_pdf(data)
    if kind_of(data) in {PNG, JPEG}:
        return FileWords(gaps=(Gap(Unread.PICTURE), *_traces(data)))
    return office_words(data)


def _traces(data: bytes) -> tuple[Gap, ...]:
    """What a picture tells beside its pixels; a document's own file is kept as it came, and it is said."""
    try:
        return (Gap(Unread.TRACES),) if without_facts(data).facts else ()
    except PictureBrokenError:
        return (Gap(Unread.BROKEN),)
