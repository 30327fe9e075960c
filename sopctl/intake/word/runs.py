"""The runs of a paragraph: styled text, links, fields, notes, pictures, and what is drawn beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from sopctl.content.blocks import Span
from sopctl.intake.word.addresses import kept_address, linked, target
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.drawings import DrawingReader
from sopctl.intake.word.fields import Field, drawn_by, equation, shown_by
from sopctl.intake.word.lines import Piece
from sopctl.intake.word.names import Element, attribute, child, children, is_on, name, spoken, value
from sopctl.intake.word.parts import Part
from sopctl.intake.word.styles import Look, Style, read_look
from sopctl.intake.word.symbols import rejoined, restored
from sopctl.intake.word.tabbed import LEADER
from sopctl.intake.word.unseen import is_underlined

_GONE: Final = frozenset({"w:del", "w:moveFrom"})
_THROUGH: Final = frozenset(
    ["w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:sdt", "w:sdtContent", "w:dir", "w:bdo",
     "w:fldSimple", "w:rubyBase", "w:rt", "w:ruby", "mc:Choice", "mc:Fallback"]
)  # fmt: skip
_WORDS: Final = frozenset({"w:t", "w:noBreakHyphen", "w:tab", "w:ptab", "w:cr", "w:br", "w:sym"})
_DEEPEST: Final = 20  # fields inside one another
_BLANK: Final = 3  # underlined spaces that are a line to write on
_MONO: Final = ("courier", "consolas", "dejavu sans mono", "monospace", "cascadia")


@dataclass
class RunReader:
    """Reads the inside of one paragraph. ``boxes`` are the text boxes met on the way, in order."""

    document: WordDocument
    part: Part
    style: Style
    own: bool = False  # a document that this program wrote, whose styles are known
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    break_before: bool = False
    break_after: bool = False
    _parted: bool = False
    contents: bool = False  # whether a table of contents begins here
    size: int = 0
    bold: bool | None = None  # whether all words are bold; None without words
    deleted: list[str] = field(default_factory=list)
    _fields: list[Field] = field(default_factory=list)
    _open_notes: list[str] = field(default_factory=list)
    _lined: bool = False  # in an underlined run, whose spaces are a line to write on

    def read(self, container: Element, href: str | None = None) -> None:
        """Read what stands inside ``container``."""
        for element in container:
            kind = name(element)
            if kind == "w:r":
                self._run(element, href)
            elif kind in _GONE:
                self.deleted.append(spoken(element))
            elif kind == "w:hyperlink":
                self.read(element, target(self.document, self.part, element) or href)
            elif kind == "mc:AlternateContent":
                self._alternate(element, href)
            elif kind in _THROUGH:
                self._simple(element, href)
            elif kind in {"w:bookmarkStart", "w:bookmarkEnd"}:
                self._bookmark(element, kind)
            elif kind in {"m:oMath", "m:oMathPara"}:
                self._equation(element)
            elif kind in {"w:subDoc", "w:control"}:
                self.document.tell("import-object", "มีส่วนที่ฝังอยู่ นำเข้าไม่ได้", "an embedded part is not carried")

    def _simple(self, element: Element, href: str | None) -> None:
        instruction = attribute(element, "w:instr") or ""
        self.contents = self.contents or instruction.split()[:1] == ["TOC"]
        inside = child(element, "w:sdtContent") if name(element) == "w:sdt" else element
        if inside is not None:
            self.read(inside, linked(instruction) or href)
        if instruction and not spoken(element):
            self._add(Span(shown_by(self.document, Field(instruction))), None)

    def _alternate(self, element: Element, href: str | None) -> None:
        """One of the two ways to say the same: the first that holds anything known here."""
        options = [one for one in element if name(one) in {"mc:Choice", "mc:Fallback"}]
        known = [one for one in options if any(name(inside) != "x:" for inside in one)]
        for option in (known or options)[:1]:
            self._shapes_in(option, href)

    def _shapes_in(self, option: Element, href: str | None) -> None:
        for element in option:
            if name(element) in {"w:drawing", "w:pict", "w:object"}:
                self._drawn(element)
            elif name(element) == "w:r":
                self._run(element, href)
            else:
                self.read(option, href)
                return

    def _bookmark(self, element: Element, kind: str) -> None:
        ident = attribute(element, "w:id") or ""
        if kind == "w:bookmarkStart":
            title = attribute(element, "w:name") or ""
            self.keys.append(title)
            self.document.bookmarks[f"id:{ident}"] = title
            self._open_notes.append(title)
        else:
            self.ended.append(self.document.bookmarks.get(f"id:{ident}", ""))

    def _run(self, element: Element, href: str | None) -> None:
        properties = child(element, "w:rPr")
        look = read_look(properties)
        char_style = self.document.styles.get(value(properties, "w:rStyle"))
        whole_look = look.over(char_style.look).over(self.style.look).over(self.document.styles.base)
        if whole_look.hidden and is_on(properties, "w:webHidden") is None:
            hidden = spoken(element)
            if hidden:
                self.document.tell(
                    "import-hidden", "มีข้อความที่ซ่อนอยู่ ไม่ได้นำเข้า", "hidden text is not carried", hidden
                )
            return
        if not self.own:
            links = href is not None or any(one.kind == "HYPERLINK" for one in self._fields)
            self.document.unseen.words(self.document.place, properties, spoken(element), linked=links)
        self._lined = not self.own and is_underlined(properties)
        for inside in element:
            self._inside(inside, whole_look, char_style, href)

    def _inside(self, inside: Element, look: Look, char_style: Style, href: str | None) -> None:
        kind = name(inside)
        if kind in _WORDS:
            self._text(inside, kind, look, char_style, href)
        elif kind in {"w:drawing", "w:pict", "w:object"}:
            self._drawn(inside)
        elif kind == "mc:AlternateContent":
            self._alternate(inside, href)
        elif kind == "w:ruby":
            self._ruby(inside, href)
        else:
            self._mark(inside, kind)

    def _mark(self, inside: Element, kind: str) -> None:
        """What stands in a run and is no text: fields, notes, comments, what was deleted."""
        if kind == "w:fldChar":
            self._field(inside)
        elif kind == "w:instrText" and self._fields:
            self._fields[-1].instruction += inside.text or ""
        elif kind in {"w:footnoteReference", "w:endnoteReference"}:
            self._note(f"{kind[2]}{attribute(inside, 'w:id')}")
        elif kind == "w:commentReference":
            self._comment(attribute(inside, "w:id") or "")
        elif kind in {"w:delText", "w:delInstrText"}:
            self.deleted.append(inside.text or "")

    def _ruby(self, inside: Element, href: str | None) -> None:
        """Words with small ones above them, which follow in brackets."""
        for part in children(inside, "w:rubyBase"):
            self.read(part, href)
        for part in children(inside, "w:rt"):
            self._add(Span("("), None)
            self.read(part, href)
            self._add(Span(")"), None)

    def _text(self, inside: Element, kind: str, look: Look, char_style: Style, href: str | None) -> None:
        match kind:
            case "w:t":
                text = inside.text or ""
            case "w:noBreakHyphen":
                text = "-"
            case "w:tab" | "w:ptab":
                text = "\t"
            case "w:sym":
                text = self._symbol(inside)
            case "w:br" if attribute(inside, "w:type") in {"page", "column"}:
                self.break_before = self.break_before or not self._spoken()
                self.break_after = self._parted = self.break_after or self._spoken()
                return
            case _:
                text = "\n"
        text, changed = restored(text.replace("\r", " ").replace("\u00a0", " "), look.font or "")
        if changed:
            self.document.tell(
                "import-repaired", f"แก้อักขระที่ฟอนต์เก่าหรือการพิมพ์ทำให้อ่านไม่ตรง {changed} แห่ง",
                f"{changed} characters of old fonts or spellings were repaired",
                f"{inside.text or ''} → {text}",
            )  # fmt: skip
        if text and not self._instructs(text):
            if self._parted and text.strip():  # what begins the next page is no part of the word before it
                text, self._parted = "\n" + text, False
            self._add(self._span(self._to_write_on(text), look, char_style, href), look)

    def _to_write_on(self, text: str) -> str:
        """Underlined spaces as the line to write on that they draw."""
        blank = self._lined and not text.strip() and (len(text) >= _BLANK or text == "\t")
        return f" {LEADER} " if blank else text

    def _instructs(self, text: str) -> bool:
        """Whether a text is a footnote's mark once more, or part of the instruction of a field around it."""
        if self._fields and self._fields[-1].kind == "NOTEREF":
            return True
        for one in self._fields:
            one.spoken = True
        asking = next((one for one in reversed(self._fields) if not one.shown), None)
        if asking is not None:
            asking.instruction += text
        return asking is not None

    def _span(self, text: str, look: Look, char_style: Style, href: str | None) -> Span:
        link = next((found for one in reversed(self._fields) if (found := linked(one.instruction))), None)
        shift = (
            look.shift
            if char_style.title.lower() not in {"footnote reference", "endnote reference"}
            else None
        )
        code = char_style.ident == "CodeText" or (self.own and (look.font or "").lower().startswith(_MONO))
        return Span(
            text, bold=look.is_bold(text), italic=look.is_italic(text), struck=bool(look.struck), code=code,
            raised=shift == "superscript", lowered=shift == "subscript",
            href=(kept_address(self.document, link) if link and not link.startswith("#") else link) or href,
        )  # fmt: skip

    def _add(self, span: Span, look: Look | None) -> None:
        if look is not None and span.text.strip():
            self.size = max(self.size, look.size or 0)
            self.bold = span.bold and self.bold is not False
        last = self.pieces[-1] if self.pieces else None
        if isinstance(last, Span) and last.note is None and _manner(last) == _manner(span):
            self.pieces[-1] = replace(last, text=rejoined(last.text, span.text))
        else:
            self.pieces.append(span)

    def _spoken(self) -> bool:
        return any(not isinstance(piece, Span) or piece.text.strip() or piece.note for piece in self.pieces)

    def _field(self, element: Element) -> None:
        kind = attribute(element, "w:fldCharType")
        if kind == "begin" and len(self._fields) < _DEEPEST:
            self._fields.append(Field(form=child(element, "w:ffData")))
        elif self._fields and kind == "separate":
            now = self._fields[-1]
            now.shown = True
            self.contents = self.contents or now.kind == "TOC"
            if now.kind == "NOTEREF":
                self._note_again()
        elif self._fields and kind == "end":
            done = self._fields.pop()
            if not done.spoken:
                self._said_by(done)

    def _said_by(self, done: Field) -> None:
        """What a field without words shows, in the text or in the instruction that it stands in."""
        words = shown_by(self.document, done)
        if self._fields and not self._fields[-1].shown:
            self._fields[-1].instruction += words
        elif words:
            self._add(Span(words), None)

    def _note_again(self) -> None:
        """A mark that refers to a footnote once more, by the bookmark around its first mark."""
        words = self._fields[-1].instruction.split()
        key = self.document.bookmarks.get(words[1]) if len(words) > 1 else None
        if key is not None:
            self.pieces.append(Span("", note=key))

    def _note(self, key: str) -> None:
        if key not in self.document.notes:
            return
        if key not in self.document.mentioned:
            self.document.mentioned.append(key)
        for title in self._open_notes:
            self.document.bookmarks.setdefault(title, key)
        self._open_notes.clear()
        self.pieces.append(Span("", note=key))

    def _symbol(self, element: Element) -> str:
        code = attribute(element, "w:char") or ""
        number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
        return drawn_by(self.document, attribute(element, "w:font") or "", number)

    def _comment(self, ident: str) -> None:
        author, text = self.document.comments.get(ident, ("", ""))
        if ident not in self.document.told and (text or author):
            self.document.told.add(ident)
            self.document.tell("import-comment", f"ความเห็นของ {author}", f"a comment by {author}", text)

    def _equation(self, element: Element) -> None:
        words = equation(self.document, element)
        if words:
            self._add(Span(words), None)

    def _drawn(self, element: Element) -> None:
        for one in self._fields:
            one.spoken = True
        pictures, boxes = DrawingReader(self.document, self.part).read(element)
        self.pieces.extend(pictures)
        self.boxes.extend(boxes)


def _manner(span: Span) -> tuple[object, ...]:
    """How a span is set, without its words."""
    return (span.bold, span.italic, span.code, span.struck, span.raised, span.lowered, span.href)
