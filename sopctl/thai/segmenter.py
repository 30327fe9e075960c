"""The dictionary segmenter, nlpo3, kept behind what it needs to be safe.

nlpo3 keeps its dictionaries for the whole process, by name, and never replaces one; so a dictionary is
named by the hash of its entries and loaded once. It loses text in its ``safe`` mode, which is therefore
not used, and it refuses lone surrogates; callers pass Thai letters only.
"""

from collections.abc import Callable, Collection
from threading import Lock

_loaded: set[str] = set()
_loading = Lock()


class DictionaryLoadError(RuntimeError):
    """The segmenter refused a dictionary."""

    code = "dictionary-load"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the word list could not be loaded: {reason}")


class Segmenter:
    """Cuts runs of Thai letters into words of one dictionary; loaded on first use, safe in threads.

    Every distinct dictionary stays in memory until the process ends (about 50 MB for 60,000 words).
    """

    def __init__(self, entries: Collection[str]) -> None:
        self._entries = entries
        self._name = ""
        self._segment: Callable[[str, str], list[str]] | None = None

    def cut(self, run: str) -> list[str]:
        """The words of ``run``, whose concatenation is ``run``.

        Raises `DictionaryLoadError` when the dictionary cannot be loaded.
        """
        segment = self._segment or self._load()
        words = segment(run, self._name)
        # What the segmenter would ever lose must not be lost here.
        return words if sum(map(len, words)) == len(run) else [run]

    def _load(self) -> Callable[[str, str], list[str]]:
        from hashlib import sha256  # noqa: PLC0415 - importing the program must not pay for these
        from pathlib import Path  # noqa: PLC0415
        from tempfile import TemporaryDirectory  # noqa: PLC0415

        from nlpo3 import load_dict, segment  # noqa: PLC0415

        lines = "\n".join(sorted(set(self._entries))) + "\n"
        name = "sopctl-" + sha256(lines.encode()).hexdigest()
        with _loading:
            if name not in _loaded:
                with TemporaryDirectory(prefix="sopctl-words-") as folder:
                    path = Path(folder) / "words.txt"
                    path.write_text(lines, encoding="utf-8", newline="\n")
                    reason, done = load_dict(str(path), name)
                if not done:
                    raise DictionaryLoadError(reason)
                _loaded.add(name)
        self._name = name
        self._segment = segment  # last: another thread takes this as the sign that all is there
        return self._segment
