"""A draft that went to Word and came back: its text with just the edits that were made there.

The draft is drawn as Word again and read by the same reader as the file that came back. Where both readings
agree nobody touched the block, whatever the reader can or cannot tell of it, and the draft's own block stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sopctl.application.ports.intake import Facts, Imported
from sopctl.content.blocks import (
    Block,
    Body,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    PageBreak,
    Span,
    Table,
    walk,
)
from sopctl.content.findings import Finding
from sopctl.content.mapping import mapped
from sopctl.content.markdown import parse_body
from sopctl.content.rewrite import rewrite
from sopctl.content.text import mentioned, plain_text
from sopctl.content.word_changes import matching
from sopctl.intake.word.auditing import left_out
from sopctl.intake.word.building import Read
from sopctl.intake.word.reading import BLOCK_MARK, Reading, findings_of, finished, read_blocks

Notes = Mapping[str, tuple[Block, ...]]


@dataclass(frozen=True)
class _Group:
    """What was read from one block of the draft on, to the next. ``key`` is None for what has no block."""

    key: int | None
    reads: tuple[Read, ...]

    @property
    def faces(self) -> tuple[object, ...]:
        """What must be alike for nothing to have been touched."""
        return tuple((read.break_before, _face(read.block)) for read in self.reads)


def read_again(
    data: bytes, *, made: bytes, markdown: str, known: Mapping[str, str], base: str, today: date
) -> Imported:
    """The draft's text as it came back. Raises NotWordError, FileHostileError, FileLockedError."""
    new = read_blocks(data, known)
    if not new.base:
        return finished(new, "", today=today)
    old = read_blocks(made, known)
    draft = parse_body(markdown)
    body = _Merging(draft, old, new, same_base=new.base == base).body()
    body_text = rewrite(markdown, body)
    read = parse_body(body_text)
    _tell(old, new, read, same_base=new.base == base)
    shown = {figure.source for figure in read.figures()}
    files = {name: one for name, one in new.document.pictures.files.items() if name in shown}
    return Imported("word", body_text, read, files, Facts(), _news(old, new, read), new.base)


class _Merging:
    """Puts the draft's own blocks where the two readings agree."""

    def __init__(self, draft: Body, old: Reading, new: Reading, *, same_base: bool) -> None:
        self._draft = draft
        self._names = _note_names(draft, old.notes, new.notes)
        self._old_notes, self._new_notes = old.notes, new.notes
        order = {str(at): key for at, key in enumerate(draft.footnotes, 1)}
        self._old = {
            one.key: one for one in _groups(_with_notes(old.reads, order)) if one.key is not None
        }  # fmt: skip
        self._new = _groups(_with_notes(new.reads, self._names))
        if not same_base:
            # The blocks' places are those of another text: only what they say can be trusted.
            self._new = [_Group(None, (read,)) for group in self._new for read in group.reads]
        self._spans = self._owned()
        self._taken: set[int] = set()

    def body(self) -> Body:
        """The merged blocks with their footnotes."""
        for group in self._new:
            if group.key in self._old and self._begins_alike(group, self._old[group.key]):
                self._taken.add(group.key)
        blocks: list[Block] = []
        for group in self._new:
            blocks += self._group(group)
        blocks += self._tail()
        kept = tuple(blocks)
        return Body(kept, MappingProxyType(self._footnotes(kept)))

    def _owned(self) -> dict[int, tuple[Block, ...]]:
        """The draft's blocks that each group stands for: itself, and what leaves no trace before it."""
        spans: dict[int, tuple[Block, ...]] = {}
        done = 0
        for key in sorted(self._old):
            spans[key] = self._draft.blocks[done : key + 1]
            done = key + 1
        return spans

    def _tail(self) -> tuple[Block, ...]:
        done = max(self._spans, default=-1) + 1
        return self._draft.blocks[done:] if done <= len(self._draft.blocks) else ()

    @staticmethod
    def _begins_alike(new: _Group, old: _Group) -> bool:
        return new.faces[: len(old.faces)] == old.faces

    def _group(self, group: _Group) -> list[Block]:
        old = self._old.get(group.key) if group.key is not None else None
        if old is not None and group.key is not None and self._begins_alike(group, old):
            return [*self._spans[group.key], *self._loose(group.reads[len(old.reads) :])]
        if old is None:
            return self._loose(group.reads)
        found = self._elsewhere(group.reads)
        if found is not None:
            return found
        first = group.reads[0]
        own = self._draft.blocks[group.key] if group.key is not None else first.block
        block = _improved(first.block, old.reads[0].block, own)
        before: list[Block] = [PageBreak()] if _breaks(first) else []
        if len(old.reads) == 1:
            self._taken.add(group.key if group.key is not None else -1)
        return [*before, block, *self._loose(group.reads[1:])]

    def _loose(self, reads: Sequence[Read]) -> list[Block]:
        """Blocks that came anew, or from elsewhere."""
        blocks: list[Block] = []
        for read in reads:
            found = self._elsewhere((read,))
            blocks += found if found is not None else [*([PageBreak()] if _breaks(read) else []), read.block]
        return blocks

    def _elsewhere(self, reads: tuple[Read, ...]) -> list[Block] | None:
        """The draft's own blocks that read so and are not placed yet."""
        faces = _Group(None, reads).faces
        for key, old in self._old.items():
            if key is not None and key not in self._taken and old.faces == faces:
                self._taken.add(key)
                return list(self._spans[key])
        return None

    def _footnotes(self, blocks: tuple[Block, ...]) -> dict[str, tuple[Block, ...]]:
        """The notes that are mentioned, and those that nobody ever mentioned."""
        given = {name: self._note(new, name) for new, name in self._names.items()}
        found: dict[str, tuple[Block, ...]] = {}
        waiting = _keys_of(blocks)
        while waiting:
            key = waiting.pop(0)
            text = given.get(key, self._draft.footnotes.get(key))
            if key not in found and text is not None:
                found[key] = text
                waiting += _keys_of(text)
        before = set(_keys_of(self._draft.blocks))
        for key, note in self._draft.footnotes.items():
            if key not in before and key not in found:
                found[key] = note
        return found

    def _note(self, new: str, name: str) -> tuple[Block, ...]:
        """A note's text: the draft's own where the two readings of it agree."""
        place = list(self._draft.footnotes).index(name) + 1 if name in self._draft.footnotes else 0
        if place and self._old_notes.get(str(place)) == self._new_notes[new]:
            return self._draft.footnotes[name]
        return _renamed(self._new_notes[new], self._names)


def _keys_of(blocks: tuple[Block, ...]) -> list[str]:
    return [key for block in walk(blocks) for key in mentioned(block)]


def _note_names(draft: Body, old: Notes, new: Notes) -> dict[str, str]:
    """What each note of the file is called in the draft: notes that read alike first, then in order."""
    names = dict(zip(old, draft.footnotes, strict=False))
    left = list(names)
    found: dict[str, str] = {}
    for key, text in new.items():
        same = next((one for one in left if old[one] == text), None)
        if same is not None:
            left.remove(same)
            found[key] = names[same]
    rest = [key for key in new if key not in found]
    if len(rest) == len(left):
        found.update({key: names[one] for key, one in zip(rest, left, strict=True)})
        rest = []
    count = 1
    for key in rest:
        while str(count) in {*draft.footnotes, *found.values()}:
            count += 1
        found[key] = str(count)
    return found


def _renamed(blocks: tuple[Block, ...], names: Mapping[str, str]) -> tuple[Block, ...]:
    def change(span: Span) -> Span:
        return span if span.note is None else replace(span, note=names.get(span.note, span.note))

    return mapped(blocks, change)


def _with_notes(reads: Iterable[Read], names: Mapping[str, str]) -> list[Read]:
    return [replace(read, block=_renamed((read.block,), names)[0]) for read in reads]


def _groups(reads: Iterable[Read]) -> list[_Group]:
    """Reads from one block's mark to the next."""
    found: list[tuple[int | None, list[Read]]] = []
    seen: set[int] = set()
    for read in reads:
        keys = [int(key.removeprefix(BLOCK_MARK)) for key in read.keys if _is_mark(key)]
        key = next((one for one in reversed(keys) if one not in seen), None)
        if key is not None:
            seen.add(key)
        if key is not None or not found:
            found.append((key, [read]))
        else:
            found[-1][1].append(read)
    return [_Group(key, tuple(group)) for key, group in found]


def _is_mark(key: str) -> bool:
    rest = key.removeprefix(BLOCK_MARK)
    return rest != key and rest.isascii() and rest.isdigit() and len(rest) < 7


def _face(block: Block) -> Block:
    """A block without what its place alone gives it."""
    return replace(block, number=(), key="") if isinstance(block, Heading) else block


def _breaks(read: Read) -> bool:
    """Whether a page was broken by hand before a block: an appendix begins one by itself."""
    appendix = isinstance(read.block, Heading) and read.block.appendix and read.block.level == 1
    return read.break_before and not appendix


def _improved(new: Block, old: Block, own: Block) -> Block:
    """A changed block with what Word does not say of it; ``old`` is how the draft's ``own`` was read."""
    match new, old, own:
        case Heading(), Heading(), Heading():
            return replace(own, text=new.text, level=new.level)
        case Table(), Table(), Table() if len(new.head) == len(own.head):
            return replace(new, align=own.align, widths=own.widths)
        case CodeBlock(), CodeBlock(), CodeBlock():
            return replace(new, language=own.language)
        case Figure(), Figure(), Figure():
            return replace(new, width=own.width if new.width == old.width else new.width)
        case Note(), Note(), Note():
            return replace(new, blocks=_parts(new.blocks, old.blocks, own.blocks))
        case ListBlock(), ListBlock(), ListBlock():
            return replace(new, items=_items(new.items, old.items, own.items))
        case Definitions(), Definitions(), Definitions() if len(old.items) == len(own.items):
            pairs = zip(old.items, own.items, strict=True)
            known = dict(pairs)
            return replace(new, items=tuple(known.get(item, item) for item in new.items))
        case _:
            return new


def _parts(new: tuple[Block, ...], old: tuple[Block, ...], own: tuple[Block, ...]) -> tuple[Block, ...]:
    if len(old) != len(own):
        return new
    found: list[Block] = []
    for a, b, c, d in matching(old, new):
        if old[a:b] == new[c:d]:
            found += own[a:b]
        elif b - a == d - c:
            found += [_improved(*three) for three in zip(new[c:d], old[a:b], own[a:b], strict=True)]
        else:
            found += new[c:d]
    return tuple(found)


def _items(
    new: tuple[ListItem, ...], old: tuple[ListItem, ...], own: tuple[ListItem, ...]
) -> tuple[ListItem, ...]:
    if len(old) != len(own):
        return new
    found: list[ListItem] = []
    for a, b, c, d in matching(old, new):
        if old[a:b] == new[c:d]:
            found += own[a:b]
        elif b - a == d - c:
            three = zip(new[c:d], old[a:b], own[a:b], strict=True)
            found += [
                replace(one, blocks=_parts(one.blocks, was.blocks, kept.blocks)) for one, was, kept in three
            ]
        else:
            found += new[c:d]
    return tuple(found)


def _tell(old: Reading, new: Reading, body: Body, *, same_base: bool) -> None:
    """Tell what was written where it does not count, and that the draft has changed meanwhile."""
    tell = new.document.asides.add
    if not same_base:
        tell(
            "import-base-changed", 0,
            "ร่างบนระบบถูกแก้ไขหลังจากดาวน์โหลดไฟล์ Word นี้ การแก้ไขนั้นจะหายไปถ้าใช้ไฟล์นี้ ให้ดูการเปลี่ยนแปลงก่อน",
            "the draft was changed after this Word file was made from it; taking the file takes that back",
        )  # fmt: skip
    before = {_letters(line) for line in old.before.split("\n")}
    written = [line for line in new.before.split("\n") if _letters(line) not in before]
    if written:
        tell(
            "import-front-changed", 0,
            "ข้อความบนปกหรือสารบัญถูกแก้ใน Word แต่ระบบสร้างส่วนนี้เอง ให้แก้ในข้อมูลส่วนหัวของร่างแทน",
            "words of the cover or contents were changed; they are made from the draft's settings",
            "\n".join(written),
        )  # fmt: skip
    told = "\n".join(aside.excerpt for aside in new.document.asides.items)
    alts = "\n".join(figure.alt for figure in body.figures())
    pool = f"{plain_text(body)}\n{old.before}\n{new.before}\n{told}\n{alts}"
    # Figures stand in contents and in labels of every kind.
    all_of_it = f"{plain_text(old.body)}\n{old.before}"
    missed = set(left_out(old.document, all_of_it, figures=False, apart=False))
    for words in left_out(new.document, pool, figures=False, apart=False):
        if words not in missed:
            tell("import-left-out", 0, "ข้อความที่ไม่ได้นำเข้า", "words that were not carried", words)


def _letters(line: str) -> str:
    """A line without figures and filling, which contents get anew on every saving."""
    return "".join(char for char in line if char.isalpha())


def _news(old: Reading, new: Reading, body: Body) -> tuple[Finding, ...]:
    """The findings that the draft's own Word file does not give as well."""
    known = Counter((one.code, one.excerpt) for one in old.document.asides.items)
    kept = []
    for finding in findings_of(new, body):
        key = (finding.code, finding.excerpt)
        if known[key]:
            known[key] -= 1
        elif finding.code != "import-contents":
            kept.append(finding)
    return tuple(kept)
