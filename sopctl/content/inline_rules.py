"""How running text is read: the rules of the dialect inside a paragraph."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from sopctl.content.blocks import Remark

Env = MutableMapping[str, Any]

_ATTRIBUTE = r"""\s+[A-Za-z_:@-][\w:.@-]*(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"'=]+))?"""
_TAG = re.compile(rf"</?[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|<!--|<![A-Z]|<\?[a-z]")
_RAISED = re.compile(r"\^([^\s^~\\]{1,60})\^")
_LOWERED = re.compile(r"~([^\s^~\\]{1,60})~(?!~)")
_SHIFTS = {"^": (_RAISED, "sup"), "~": (_LOWERED, "sub")}
_MENTION = re.compile(r"\[\^([^\s\[\]]{1,80})\]")


def remark(env: Env, code: str, line: int, detail: str = "") -> None:
    """Note what the reader had to decide; ``line`` counts from 0 in the body."""
    env["remarks"].append(Remark(code, line, detail))


class ThaiState(StateInline):
    """Running text in which Thai letters touch what is set apart: ``**หมายเหตุ:**ต่อ`` is bold as well.

    CommonMark asks for a space outside when a sign stands inside; Thai writes none between words.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the library's
        """Whether a row of marks may open or close emphasis, and how long it is."""
        found = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return found
        end = start + found.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        return Scanned(
            found.can_open or (_is_thai(before) and not after.isspace()),
            found.can_close or (_is_thai(after) and not before.isspace()),
            found.length,
        )


def _is_thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e5b"


class ThaiInline(ParserInline):
    """The library's reader of running text, on ``ThaiState``."""

    def parse(self, src: str, md: MarkdownIt, env: Env, tokens: list[Token]) -> list[Token]:
        """Read a text into ``tokens``."""
        state = ThaiState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def tag(state: StateInline, silent: bool) -> bool:
    """Raw HTML is text, and remarked."""
    if state.src[state.pos] != "<":
        return False
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.append_pending(match[0])
        state.env["tags"].append((state.pos, match[0][:40]))
    state.pos = match.end()
    return True


def mention(state: StateInline, silent: bool) -> bool:
    """``[^1]``, when that footnote is defined."""
    notes = state.env.get("footnotes", {}).get("refs", {})
    match = _MENTION.match(state.src, state.pos, state.posMax)
    if match is None or f":{match[1]}" not in notes:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def shifted(state: StateInline, silent: bool) -> bool:
    """``^raised^`` and ``~lowered~``: one word, plain text."""
    shift = _SHIFTS.get(state.src[state.pos])
    match = shift and shift[0].match(state.src, state.pos, state.posMax)
    if not shift or not match:
        return False
    name = shift[1]
    if not silent:
        state.push(f"{name}_open", name, 1)
        state.push("text", "", 0).content = match[1]
        state.push(f"{name}_close", name, -1)
    state.pos = match.end()
    return True


def read_text(state: StateCore) -> None:
    """The library's reading of running text, which also says on which line raw HTML stands."""
    for token in state.tokens:
        if token.type != "inline" or not token.content:
            continue
        found = state.env["tags"] = []
        token.children = state.md.inline.parse(token.content, state.md, state.env, [])
        line, seen = token.map[0] if token.map else 0, 0
        for position, text in found:
            if position > seen:
                line += token.content.count("\n", seen, position)
                seen = position
            remark(state.env, "raw-html", line, text)
