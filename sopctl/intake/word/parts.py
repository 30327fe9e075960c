"""The parts of a Word document: which is which, and what leads out of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sopctl.intake.errors import FileHostileError, NotWordError
from sopctl.intake.guard import Package
from sopctl.intake.word.names import attribute, children

_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "wordprocessingml.document.main+xml"
_OTHERS: Final = ("wordprocessingml.template.main+xml",)
_MACRO: Final = ("macroenabled", "vbaproject")
_HARMLESS: Final = ("hyperlink",)
_DANGEROUS: Final = ("attachedtemplate", "oleobject", "frame", "subdocument", "afchunk", "package", "control")


@dataclass(frozen=True)
class Relation:
    """A relationship of a part: its kind is the last word of its type."""

    kind: str
    target: str
    external: bool


class Part:
    """One part with its relationships by id."""

    def __init__(self, package: Package, path: str) -> None:
        self.path = path
        self.root = package.xml(path)
        self.relations = relations_of(package, path)


class WordParts:
    """A Word document's parts. Raises NotWordError, FileHostileError, FileLockedError."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        main = self._main()
        self.document = Part(self.package, main)
        self.outside: list[Relation] = []
        for path in self.package.names:
            if path.endswith(".rels"):
                self._look_out(path)

    def _main(self) -> str:
        if _TYPES not in self.package:
            raise NotWordError("เป็นไฟล์ ZIP แต่ไม่ใช่เอกสาร Word", "it is a ZIP file of another kind")
        for path in self.package.names:
            if "vbaproject" in path.lower():
                raise _macros()
        kinds = self.package.xml(_TYPES)
        found = ""
        for one in kinds:
            kind = (attribute(one, "ContentType") or "").lower()
            if any(word in kind for word in _MACRO):
                raise _macros()
            if kind.endswith((_MAIN, *_OTHERS)) and attribute(one, "PartName"):
                found = (attribute(one, "PartName") or "").lstrip("/")
        relations = relations_of(self.package, "")
        named = next((r.target for r in relations.values() if r.kind == "officedocument"), "")
        main = found or named
        if main not in self.package or not (found or main.startswith("word/")):
            raise NotWordError(
                "ไม่มีเนื้อหาเอกสาร Word อยู่ข้างใน (อาจเป็น Excel หรือ PowerPoint)",
                "it holds no Word text; it may be a spreadsheet or slides",
            )
        return main

    def _look_out(self, path: str) -> None:
        for one in self.package.xml(path):
            kind = (attribute(one, "Type") or "").rpartition("/")[2].lower()
            if (attribute(one, "TargetMode") or "").lower() != "external" or kind in _HARMLESS:
                continue
            target = attribute(one, "Target") or ""
            if kind in _DANGEROUS and _leads_away(target):
                raise FileHostileError(
                    f"มีส่วนที่ดึงข้อมูลจากภายนอกเมื่อเปิด ({target[:80]})",
                    f"it fetches something from outside when opened ({target[:80]})",
                )
            self.outside.append(Relation(kind, target, external=True))

    def related(self, kind: str) -> Iterator[Part]:
        """The parts of one kind that the document names, such as ``footnotes`` or ``header``."""
        seen: set[str] = set()
        for relation in self.document.relations.values():
            if relation.kind == kind and not relation.external and relation.target not in seen:
                seen.add(relation.target)
                if relation.target in self.package:
                    yield Part(self.package, relation.target)

    def one(self, kind: str) -> Part | None:
        """The part of one kind, None where there is none."""
        return next(self.related(kind), None)


def _macros() -> FileHostileError:
    return FileHostileError(
        "มีมาโคร ให้บันทึกเป็น .docx ธรรมดาใน Word ก่อน", "it holds macros; save it as a plain .docx first"
    )


def _leads_away(target: str) -> bool:
    bare = target.lower().replace("\\", "/")
    return bare.startswith(("http:", "https:", "ftp:", "//", "file://")) and not bare.startswith("file:///")


def relations_of(package: Package, path: str) -> dict[str, Relation]:
    """The relationships of a part by id; of the whole package for an empty path."""
    folder, base = posixpath.split(path)
    file = posixpath.join(folder, "_rels", f"{base}.rels")
    if file not in package:
        return {}
    found: dict[str, Relation] = {}
    for one in children(package.xml(file), "rel:Relationship"):
        target = attribute(one, "Target") or ""
        external = (attribute(one, "TargetMode") or "").lower() == "external"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = (attribute(one, "Type") or "").rpartition("/")[2].lower()
        found[attribute(one, "Id") or ""] = Relation(kind, target, external)
    return found
