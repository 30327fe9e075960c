"""The headings of a document: their text without a label typed by hand, and the number that they get."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.attributes import NONE, Attributes
from sopctl.content.blocks import Heading, plain
from sopctl.content.keys import Numbering as Counters
from sopctl.content.running_text import trimmed
from sopctl.intake.typed import without
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Line
from sopctl.intake.word.outlining import Outline, Title
from sopctl.intake.word.passages import indent, unbold


class HeadingBuilder:
    """Makes headings one after the other, counting on; ``own``: this program wrote the document."""

    def __init__(self, document: WordDocument, outline: Outline, *, own: bool) -> None:
        self._document = document
        self._outline = outline
        self._own = own
        self._counters = Counters()
        self.number: tuple[int, ...] = ()  # of the last heading

    def heading(self, line: Line, title: Title) -> Heading | None:
        """The heading that a line is; None where nothing stands behind its label."""
        text = line.spans
        if title.label is not None:
            text = without(text, title.label.length + indent(plain(text)))
        bare = unbold(trimmed([replace(span, text=span.text.replace("\n", " ")) for span in text]))
        if not bare:
            return None
        number = self._numbered(title)
        key = self._counters.key(None, plain(bare), number, title.appendix)
        self._tell(line, title, number)
        self.number = number
        return Heading(title.level, bare, key, number, title.appendix)

    def _numbered(self, title: Title) -> tuple[int, ...]:
        """The number that the heading gets; one that was typed otherwise stays as it was typed."""
        classes: tuple[str, ...] = ()
        if title.appendix and title.level == 1:
            classes = ("appendix",)
        elif title.number is None and self._outline.numbered and not self._own:
            classes = ("unnumbered",)
        before = self._counters.counts()
        given = Attributes(classes=classes) if classes else NONE
        number, _, _ = self._counters.number(title.level, given)
        if title.number and number and number[-1] != title.number[-1]:
            self._counters.restore(before)
            asked = Attributes(classes=classes, values={"number": str(title.number[-1])})
            number, _, _ = self._counters.number(title.level, asked)
        return number

    def _tell(self, line: Line, title: Title, number: tuple[int, ...]) -> None:
        if self._own:
            return
        tell = self._document.asides.add
        if title.guessed:
            tell("import-heading-guessed", line.place, "ถือเป็นหัวข้อตามลักษณะตัวอักษรและเลขข้อ",
                 "taken for a heading by its look and number", line.text)  # fmt: skip
        if title.label is not None:
            same = title.number == number or (title.number or ())[-1:] == number[-1:]
            tell("import-number-typed" if same else "import-number-kept", line.place,
                 "เลขข้อที่พิมพ์เองกลายเป็นเลขข้ออัตโนมัติ", "a number typed by hand became a generated one",
                 title.label.label)  # fmt: skip
