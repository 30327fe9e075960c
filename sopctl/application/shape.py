"""What shapes a copy besides its text: the type, the official profile, the logo, the dictionary.

A hospital's own stand on ``main:library/``; what it does not set comes from the packaged templates. A round
freezes them beside its sources, so a later change never touches what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from sopctl.application.library import Workbench
from sopctl.content.profile import Profile, load_profile
from sopctl.content.types import load_type
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.types import DocumentType

_FILES = {"type": "shape/type.yaml", "profile": "shape/profile.yaml", "logo": "shape/logo.png",
          "dictionary": "shape/dictionary.txt", "hospital": "shape/hospital.yaml"}  # fmt: skip


class TypeUnknownError(SopctlError):
    """A document type that the hospital does not have."""

    code = "type-unknown"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no document type “{code}”.", type=code)


@dataclass(frozen=True)
class Department:
    """A department of the hospital."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Hospital:
    """The hospital's own facts, from ``library/hospital.yaml``."""

    name: str
    name_en: str
    profile: str
    departments: tuple[Department, ...]

    def department(self, code: str) -> Department | None:
        """A department by its code."""
        return next((d for d in self.departments if d.code == code), None)


@dataclass(frozen=True)
class Shape:
    """The parts that shape a copy, as bytes by name (type, profile, logo, dictionary, hospital)."""

    parts: Mapping[str, bytes]

    @property
    def type(self) -> DocumentType:
        """The document type. Raises TypeMalformedError."""
        return load_type(self.parts["type"].decode())

    @property
    def profile(self) -> Profile:
        """The layout profile. Raises ProfileMalformedError."""
        return load_profile(self.parts["profile"].decode())

    @property
    def hospital(self) -> Hospital:
        """The hospital's facts."""
        return read_hospital(self.parts["hospital"])

    @property
    def logo(self) -> bytes | None:
        """The logo as PNG or JPEG."""
        return self.parts.get("logo")

    @property
    def dictionary(self) -> bytes:
        """The hospital's words, one a line; empty when it has none."""
        return self.parts.get("dictionary", b"")

    def hashes(self) -> tuple[tuple[str, str], ...]:
        """SHA-256 of each part, for the manifest."""
        return tuple((name, canonical.sha256(data)) for name, data in sorted(self.parts.items()))

    def files(self) -> dict[str, bytes]:
        """The parts as files to freeze beside the sources."""
        return {_FILES[name]: data for name, data in self.parts.items()}

    @classmethod
    def thaw(cls, files: Mapping[str, bytes]) -> Shape:
        """The shape as a round froze it."""
        return cls({name: files[path] for name, path in _FILES.items() if path in files})


@lru_cache(maxsize=64)
def read_hospital(data: bytes) -> Hospital:
    """Read ``hospital.yaml``; scalars are text."""
    facts = yaml.load(data, Loader=yaml.BaseLoader) or {}  # noqa: S506  # BaseLoader builds only text
    departments = tuple(
        Department(d["code"], d["name"], d.get("name_en", "")) for d in facts.get("departments", [])
    )
    return Hospital(
        facts.get("name", ""), facts.get("name_en", ""), facts.get("profile", "default"), departments
    )


def hospital(bench: Workbench) -> Hospital:
    """The hospital's facts as they are now."""
    return read_hospital(bench.own("hospital.yaml") or b"")


def document_type(bench: Workbench, code: str) -> DocumentType:
    """A type as it is now. Raises TypeUnknownError or TypeMalformedError."""
    return _loaded(_type(bench, code))


@lru_cache(maxsize=64)
def _loaded(data: bytes) -> DocumentType:
    return load_type(data.decode())


def current_shape(bench: Workbench, type_code: str) -> Shape:
    """The shape that a copy of this type gets when it is submitted now. Raises TypeUnknownError."""
    facts = bench.own("hospital.yaml") or b""
    profile = read_hospital(facts).profile
    found = {
        "type": _type(bench, type_code),
        "profile": bench.own(f"official/{profile}.yaml") or bench.packaged(f"official/{profile}.yaml"),
        "logo": bench.own("logo.png"),
        "dictionary": bench.own("dictionary.txt"),
        "hospital": facts,
    }
    return Shape({name: data for name, data in found.items() if data is not None})


def _type(bench: Workbench, code: str) -> bytes:
    known = code.isascii() and code.isalnum()
    data = bench.own(f"types/{code}.yaml") or bench.packaged(f"types/{code}.yaml") if known else None
    if data is None:
        raise TypeUnknownError(code)
    return data
