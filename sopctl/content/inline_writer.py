"""Rich text to the running text of the dialect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from sopctl.content.blocks import RichText, Span

_SPECIAL = re.compile(r"[\\`*\[\]~^]|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]{1,32};)|!$|(?<![^\W_])_|_(?![^\W_])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_LINE = re.compile(r"(?:#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[:~]\s|\{|[-:|=][-:|=\s]*$)")
_COUNT = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_SHIFTED = re.compile(r"[^\s^~\\]{1,60}")
_MARKS = {"bold": "**", "struck": "~~", "italic": "*"}


def running(text: RichText) -> str:
    """Rich text as running text; each forced line break is a line end."""
    parts: list[str] = []
    for link, spans in _by_link(piece for span in text for piece in _cut(span)):
        inside = _styled(spans)
        parts.append(f"[{inside}]({target(link)})" if link is not None else inside)
    return _guarded("".join(parts))


def literal(text: str) -> str:
    """A text with every ASCII sign escaped: it reads as itself wherever it stands."""
    return _SIGN.sub(r"\\\g<0>", text)


def target(address: str) -> str:
    """An address as it stands in the brackets of a link."""
    if address and not re.search(r"[\s()<>\\]", address):
        return address
    kept = re.sub(r"[\n<>\\]", lambda sign: "%0A" if sign[0] == "\n" else "\\" + sign[0], address)
    return f"<{kept}>"


def _guarded(text: str) -> str:
    """The lines of a paragraph, none of which can be taken for another block."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.strip(" \t")
        if not bare:
            continue
        if _LINE.match(bare):
            bare = "\\" + bare
        lines.append(_COUNT.sub(r"\1\\\2", bare, count=1) if _COUNT.match(bare) else bare)
    return "\n".join(lines)


def _cut(span: Span) -> list[Span]:
    """A span, its words apart from the white space before and after them."""
    core = span.text.strip()
    if span.note is not None or span.code or not core:
        return [span]
    start = span.text.index(core)
    pieces = (span.text[:start], core, span.text[start + len(core) :])
    return [replace(span, text=piece) for piece in pieces if piece]


def _by_link(spans: Iterable[Span]) -> list[tuple[str | None, list[Span]]]:
    groups: list[tuple[str | None, list[Span]]] = []
    for span in spans:
        if not groups or groups[-1][0] != span.href:
            groups.append((span.href, []))
        groups[-1][1].append(span)
    return groups


def _styled(spans: Sequence[Span]) -> str:
    """Spans with one link, each style opened and closed where it changes."""
    parts: list[str] = []
    opened: list[str] = []
    for place, span in enumerate(spans):
        wanted = _styles(span)
        if _is_space(span):
            # Emphasis cannot begin or end with a space: only a style that goes on across it stays.
            after = _styles(spans[place + 1]) if place + 1 < len(spans) else []
            wanted = _common(_common(opened, after), wanted)
        keep = _common(opened, wanted)
        parts += [_MARKS[style] for style in reversed(opened[len(keep) :])]
        parts += [_MARKS[style] for style in wanted[len(keep) :]]
        opened = wanted
        parts.append(_words(span))
    parts += [_MARKS[style] for style in reversed(opened)]
    return "".join(parts)


def _styles(span: Span) -> list[str]:
    return [style for style in _MARKS if getattr(span, style)]


def _is_space(span: Span) -> bool:
    return span.note is None and not span.code and not span.text.strip()


def _common(first: list[str], second: list[str]) -> list[str]:
    """What two lists begin with alike."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return [one for one, _ in pairs]


def _words(span: Span) -> str:
    if span.note is not None:
        return f"[^{span.note}]"
    if span.code:
        return _code(span.text)
    if span.raised or span.lowered:
        mark = "^" if span.raised else "~"
        return re.sub(r"\S+", lambda word: _shifted(word[0], mark), span.text)
    return _SPECIAL.sub(r"\\\g<0>", span.text)


def _shifted(word: str, mark: str) -> str:
    return f"{mark}{word}{mark}" if _SHIFTED.fullmatch(word) else _SPECIAL.sub(r"\\\g<0>", word)


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    line = text.replace("\n", " ")
    return f"{fence}{pad}{line}{pad}{fence}" if line.strip() else f"{fence}{line}{fence}"
