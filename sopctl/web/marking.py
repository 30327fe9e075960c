"""Found words, marked in an excerpt."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def excerpt(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """The text with ``<mark>`` around the places (start, end); everything in it is escaped."""
    parts: list[Markup] = []
    done = 0
    for start, end in sorted(marks):
        if start < done or end <= start or end > len(text):
            continue
        parts += [escape(text[done:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*parts, escape(text[done:])])
