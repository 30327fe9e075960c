"""Files as Word nests them: every run of text is in the draft once, or told in a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sopctl.content.text import plain_text
from sopctl.intake.files import FileIntake
from tests.support.word_parts import docx, level, numbering, p, run, tbl, text_box

TODAY = date(2026, 1, 15)
NUMBERING = numbering(
    level(0, "decimal", "%1.") + level(1, "thaiLetters", "%2)") + level(2, "bullet", "•"),
    level(0, "bullet", "•") + level(1, "decimal", "%2.") + level(2, "lowerRoman", "%3."),
)
LOOKS = ("", "<w:b/><w:bCs/>", "<w:i/>", '<w:vertAlign w:val="superscript"/>', '<w:sz w:val="44"/>')
AROUND: tuple[Callable[[str], str], ...] = (
    lambda inside: inside,
    lambda inside: f'<w:ins w:id="1" w:author="ก">{inside}</w:ins>',
    lambda inside: f'<w:moveTo w:id="1" w:author="ก">{inside}</w:moveTo>',
    lambda inside: f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>",
    lambda inside: f"<w:smartTag>{inside}</w:smartTag>",
    lambda inside: f'<w:hyperlink w:anchor="x">{inside}</w:hyperlink>',
    lambda inside: f'<w:fldSimple w:instr=" REF x ">{inside}</w:fldSimple>',
)


@dataclass
class Foreign:
    """A file while it is drawn; every run has a word of its own."""

    draw: st.DrawFn
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def often(self, most: int, least: int = 1) -> range:
        return range(self.draw(st.integers(least, most)))

    def run(self) -> str:
        word = f"คำ{len(self.kept) + len(self.gone)}จบ"
        if self.draw(st.integers(0, 5)) == 0:
            self.gone.append(word)
            kind = self.one_of("del", "moveFrom")
            text = f"<w:r><w:delText>{word}</w:delText></w:r>" if kind == "del" else run(word)
            return f'<w:{kind} w:id="1" w:author="ก">{text}</w:{kind}>'
        self.kept.append(word)
        return self.draw(st.sampled_from(AROUND))(run(word + " ", self.one_of(*LOOKS)))

    def paragraph(self, depth: int) -> str:
        runs = [self.run() for _ in self.often(3)]
        if depth < 3 and self.draw(st.integers(0, 5)) == 0:
            runs.append(text_box(*self.blocks(depth + 1, 2)))
        properties = ""
        if self.draw(st.booleans()):
            place = (
                f'<w:ilvl w:val="{self.one_of("0", "1", "2")}"/><w:numId w:val="{self.one_of("1", "2")}"/>'
            )
            properties = f"<w:numPr>{place}</w:numPr>"
        return p(*runs, style=self.one_of("", "", "Heading1", "Heading2", "Caption"), properties=properties)

    def table(self, depth: int) -> str:
        rows = []
        across = self.draw(st.integers(1, 3))
        for _ in self.often(3):
            cells = ["".join(self.blocks(depth + 1, 2)) for _ in range(across)]
            rows.append(tuple(f"<w:tc>{cell}</w:tc>" for cell in cells))
        return tbl(*rows)

    def blocks(self, depth: int, most: int) -> list[str]:
        found = []
        for _ in self.often(most):
            table = depth < 3 and self.draw(st.integers(0, 3)) == 0
            block = self.table(depth) if table else self.paragraph(depth)
            if self.draw(st.integers(0, 7)) == 0:
                block = f"<w:sdt><w:sdtContent>{block}</w:sdtContent></w:sdt>"
            found.append(block)
        return found


@st.composite
def foreign(draw: st.DrawFn) -> tuple[bytes, list[str], list[str]]:
    """A file, the words that stand in it, and those that were deleted."""
    made = Foreign(draw)
    body = made.blocks(0, 6)
    return docx(*body, numbering_xml=NUMBERING), made.kept, made.gone


@given(foreign())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_run_is_in_the_draft_once_or_in_a_finding(made: tuple[bytes, list[str], list[str]]) -> None:
    data, kept, gone = made
    found = FileIntake().read(data, "x.docx", today=TODAY)
    text = plain_text(found.body)
    told = "\n".join(one.excerpt for one in found.findings)
    for word in kept:
        assert text.count(word) <= 1, word
        assert word in text or word in told, word
    for word in gone:
        assert word not in text, word
        assert word in told, word
    assert not [one for one in found.findings if one.code == "import-left-out"]
