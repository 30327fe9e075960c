"""What the readers of one Word document share: its parts, styles, numbering, pictures, and what to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sopctl.intake.asides import Asides
from sopctl.intake.word.names import Element, attribute, child, children, name, spoken
from sopctl.intake.word.numbering import Numbering
from sopctl.intake.word.parts import Part, WordParts
from sopctl.intake.word.pictures import Pictures
from sopctl.intake.word.styles import Styles
from sopctl.intake.word.unseen import Unseen


@dataclass
class WordDocument:
    """One document while it is read. ``place`` counts the paragraphs of its text from 1."""

    parts: WordParts
    styles: Styles
    numbering: Numbering
    pictures: Pictures
    asides: Asides
    notes: Mapping[str, Element]
    comments: Mapping[str, tuple[str, str]]
    place: int = 0
    mentioned: list[str] = field(default_factory=list)  # keys of footnotes, in order of first mention
    bookmarks: dict[str, str] = field(default_factory=dict)  # the footnote that a bookmark stands around
    told: set[str] = field(default_factory=set)  # comments that stand at a place
    unseen: Unseen = field(default_factory=Unseen)

    @classmethod
    def open(cls, data: bytes, known: Mapping[str, str]) -> WordDocument:
        """Open a document; ``known`` names pictures by their SHA-256. Raises as WordParts does."""
        parts = WordParts(data)
        styles, numbering = parts.one("styles"), parts.one("numbering")
        notes = {
            f"{letter}{attribute(note, 'w:id')}": note
            for kind, letter in (("footnotes", "f"), ("endnotes", "e"))
            for note in _notes(parts.one(kind), kind)
        }
        return cls(
            parts, Styles(styles.root if styles else None), Numbering(numbering.root if numbering else None),
            Pictures(parts.package, known), Asides(), notes, _comments(parts.one("comments")),
        )  # fmt: skip

    def tell(self, code: str, th: str, en: str, excerpt: str = "") -> None:
        """Tell something of the paragraph that is being read."""
        self.asides.add(code, self.place, th, en, excerpt)


def _notes(part: Part | None, kind: str) -> list[Element]:
    found = children(part.root if part else None, f"w:{kind[:-1]}")
    return [note for note in found if attribute(note, "w:type") in {None, "normal"}]


def _comments(part: Part | None) -> dict[str, tuple[str, str]]:
    found = children(part.root if part else None, "w:comment")
    return {attribute(one, "w:id") or "": (attribute(one, "w:author") or "", _said(one)) for one in found}


def _said(comment: Element) -> str:
    """A comment's words, and that it shows a picture."""
    shown = any(name(one) in {"a:blip", "v:imagedata"} for one in comment.iter())
    return f"{spoken(comment)}{' [ภาพ picture]' if shown else ''}".strip()


def body_of(part: Part) -> Element | None:
    """The text of the main part."""
    return child(part.root, "w:body")
