"""A person in a field of a form: typed with suggestions, since nobody looks through a thousand names."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.thai.folding import fold


def picked(names: Mapping[str, str], text: str) -> str:
    """The user name that somebody means, from ``names`` by user name.

    The user name itself, alone or with the name behind it as the suggestions write it, or the full name of
    one person. What is none of them comes back as it was typed, for the use case to refuse.
    """
    wanted = text.strip()
    first = wanted.partition(" ")[0]
    if first in names:
        return first
    called = [user for user, name in names.items() if fold(name) == fold(wanted)]
    return called[0] if len(called) == 1 else wanted
