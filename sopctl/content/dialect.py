"""The Markdown dialect of documents: CommonMark and its additions, on markdown-it-py.

Additions: tables, footnotes, definition lists, ~~struck~~, ``~lowered~``, ``^raised^``, attribute groups,
notes (``> [!NOTE]``) and table captions; each line end is a line break, since Thai has no space to put there.
Three rules differ from other readers so that no words are lost: raw HTML is text; a line such as
``[หมายเหตุ]: …`` is a link's definition only when an address follows; no cell of a table is cut.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as read_table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from sopctl.content import attributes
from sopctl.content.blocks import NoteKind
from sopctl.content.inline_rules import Env, ThaiInline, mention, read_text, remark, shifted, tag

MAX_DEPTH = 40  # levels of markdown-it; a list and its item count two
_INLINE_DEPTH = 60
_DEFINITION = re.compile(
    r"""\[([^\[\]\\]{1,300})\]:[ \t]*(?:<([^<>\s]*)>|((?:https?://|mailto:|[#/]|\.\.?/)[^\s<>]*))"""
    r"""(?:[ \t]+(?:"([^"]*)"|'([^']*)'|\(([^()]*)\)))?[ \t]*"""
)
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|[#/]|[^:/?#]*(?:[/?#]|\Z))", re.IGNORECASE)
_MARKER = re.compile(r"\[!([A-Za-z]+)\][ \t]*(?:\n|\Z)")
_MARKERS = {
    "NOTE": NoteKind.NOTE,
    "TIP": NoteKind.NOTE,
    "IMPORTANT": NoteKind.NOTE,
    "CAUTION": NoteKind.CAUTION,
    "WARNING": NoteKind.CAUTION,
}
_CAPTION = re.compile(r"(?:Table|ตาราง):[ \t]*")


class LinkDefinitions:
    """Link definitions by label, and which of them no link has used yet. The library calls ``get``."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        self.unused: dict[str, int] = {}

    def add(self, label: str, address: str, title: str, line: int) -> bool:
        """Keep a definition; False when the label has one already."""
        if label in self._known:
            return False
        self._known[label] = {"href": address, "title": title}
        self.unused[label] = line
        return True

    def get(self, label: str, default: Any = None) -> Any:
        """The definition of a label, which is used from now on."""
        self.unused.pop(label, None)
        return self._known.get(label, default)


class _Markdown(MarkdownIt):
    """markdown-it without its changes to addresses: a Thai file name stays as it was typed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return _SAFE.match(url.strip()) is not None


def _line_text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Below the deepest level, everything is a paragraph as written."""
    if silent or state.level < MAX_DEPTH:
        return False
    line = start
    while line < end and not state.isEmpty(line) and (line == start or state.sCount[line] >= state.blkIndent):
        line += 1
    remark(state.env, "nested-too-deep", start)
    state.line = line
    _paragraph(state, start, line, state.getLines(start, line, state.blkIndent, False).strip())
    return True


def _paragraph(state: StateBlock, start: int, end: int, content: str) -> None:
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, end], []
    state.push("paragraph_close", "p", -1)


def _attribute_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line that is one attribute group: it belongs to the list or table below."""
    if state.is_code_block(start):
        return False
    read = attributes.leading(_line_text(state, start))
    if read is None or read[1].strip():
        return False
    if not silent:
        token = state.push("attribute_line", "", 0)
        token.map, token.meta = [start, start + 1], {"attributes": read[0]}
        state.line = start + 1
    return True


def _definition(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """``[label]: address "title"`` on one line."""
    if silent or state.is_code_block(start):
        return False
    match = _DEFINITION.fullmatch(_line_text(state, start))
    if match is None:
        return False
    label = normalizeReference(match[1])
    address = match[2] if match[2] is not None else match[3]
    if not label or not state.md.validateLink(address):
        return False
    title = match[4] or match[5] or match[6] or ""
    if not state.env["references"].add(label, address, title, start):
        return False
    state.line = start + 1
    return True


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's table, with the cells that it would drop put back into the row's last cell."""
    first = len(state.tokens)
    if not read_table(state, start, end, silent):
        return False
    row, last, columns = -1, None, 0
    for token in state.tokens[first:]:
        if token.type == "tr_open" and token.map:
            row, columns = token.map[0], 0
        elif token.type == "inline":
            last, columns = token, columns + 1
        elif token.type == "tr_close" and last is not None:
            rest = _cells(_line_text(state, row))[columns:]
            if rest:
                last.content = " | ".join([last.content, *(cell.strip() for cell in rest)])
                remark(state.env, "table-row-too-long", row, str(len(rest)))
    return True


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.strip())
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _settle(state: StateCore) -> None:
    """Take attribute groups, note markers and table captions out of the text before it is read."""
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type != "inline":
            continue
        opener = tokens[index - 1]
        if opener.type == "heading_open":
            read = attributes.trailing(token.content)
            if read is not None:
                opener.meta["attributes"], token.content = read
        elif opener.type == "paragraph_open":
            _settle_note(tokens, index)
            _settle_caption(tokens, index)


def _settle_note(tokens: list[Token], index: int) -> None:
    around, token = tokens[index - 2] if index > 1 else None, tokens[index]
    if around is None or around.type != "blockquote_open" or around.map is None or token.map is None:
        return
    match = _MARKER.match(token.content)
    if match is None or match[1].upper() not in _MARKERS:
        return
    around.meta["kind"] = _MARKERS[match[1].upper()]
    token.content = token.content[match.end() :]
    token.map = [token.map[0] + 1, token.map[1]]


def _settle_caption(tokens: list[Token], index: int) -> None:
    following = tokens[index + 2 : index + 4]
    if following and following[0].type == "attribute_line":
        following = following[1:]
    match = _CAPTION.match(tokens[index].content)
    if match is None or not following or following[0].type != "table_open":
        return
    tokens[index - 1].meta["caption"] = True
    tokens[index].content = tokens[index].content[match.end() :]
    read = attributes.trailing(tokens[index].content)
    if read is not None:
        tokens[index - 1].meta["attributes"], tokens[index].content = read


def _build() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": MAX_DEPTH + _INLINE_DEPTH}
    md = _Markdown("zero")
    md.inline = ThaiInline()
    md.configure("commonmark", options_update=options)
    md.enable(["strikethrough", "table"])
    md.use(deflist_plugin)
    block, inline = md.block.ruler, md.inline.ruler
    block.before("code", "too_deep", _too_deep)
    block.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    block.before("fence", "attribute_line", _attribute_line, {"alt": ["paragraph"]})
    block.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    block.at("reference", _definition)
    inline.at("html_inline", tag)
    inline.after("image", "footnote_ref", mention)
    inline.after("strikethrough", "shifted", shifted)
    md.core.ruler.before("inline", "settle", _settle)
    md.core.ruler.at("inline", read_text)
    return md


_PARSER = _build()


def tokens(markdown: str) -> tuple[list[Token], Env]:
    """The block tokens of a body, and what was met on the way (``remarks``, ``references``)."""
    env: Env = {"remarks": [], "references": LinkDefinitions(), "tags": []}
    return _PARSER.parse(markdown, env), env
