"""Text as tokens: one character for each cluster, and for each character outside of clusters.

A cluster (base, vowels and tone mark, SARA AM included) becomes a private-use character that never leaves
the process; every other character stands for itself. So tokens can be counted and mapped as a string.
"""

from __future__ import annotations

import re
import threading

from sopctl.application.ports.copies import UndrawableError

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_CLUSTER = re.compile(
    "("
    f"[\u0e01-\u0e2e](?:[{_MARKS}]+\u0e33?|\u0e33|(?<=[\u0e24\u0e26])\u0e45)"
    f"|[\u25cc\u00a0 ]?[{_MARKS}]+\u0e33?"
    ")"
)
# Few letters with the signs behind each: soon known whole, and no cluster goes over an end.
_PARTS = re.compile(f"[^{_MARKS}\u0e33\u0e45]{{0,3}}[{_MARKS}\u0e33\u0e45]*")
_KNOWN_PARTS = 100_000
_FIRST, _LAST = 0xF0000, 0x10FFFD


class _Clusters(dict[str, str]):
    """Cluster to token, and ``sources`` back again."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self._lock = threading.Lock()

    def __missing__(self, cluster: str) -> str:
        with self._lock:
            if cluster not in self:
                if _FIRST + len(self) > _LAST:
                    raise UndrawableError("the texts drawn so far hold too many different clusters")
                token = chr(_FIRST + len(self))
                self.sources[token] = cluster
                self[cluster] = token
            return self[cluster]


class _Parts(dict[str, str]):
    """A part that ``_PARTS`` finds, to its tokens; forgotten all at once when it grows too large."""

    def __missing__(self, part: str) -> str:
        if len(self) > _KNOWN_PARTS:
            self.clear()
        pieces = _CLUSTER.split(part)
        pieces[1::2] = map(_clusters.__getitem__, pieces[1::2])
        tokens = self[part] = "".join(pieces)
        return tokens


_clusters, _parts = _Clusters(), _Parts()


def tokens_of(text: str) -> str:
    """``text`` as tokens. Raises UndrawableError when a process has seen too many clusters."""
    return "".join(map(_parts.__getitem__, _PARTS.findall(text)))


def source_of(token: str) -> str:
    """The text that one token stands for."""
    return _clusters.sources.get(token, token)
