"""Number grammars: how a hospital composes the numbers of one type of document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, NumberMalformedError

_TOKEN = re.compile(r"\{(type|unit|parent|sequence)(?::([1-6]))?\}")
_LITERAL = re.compile("[A-Z\u0e01-\u0e2e0-9/.-]*")
_LETTERS = "[A-Z\u0e01-\u0e2e]"
_UNIT = "[A-Z\u0e01-\u0e2e][A-Z\u0e01-\u0e2e0-9]{0,9}"
_PARENT = "[A-Z\u0e01-\u0e2e0-9]+(?:[-/.][A-Z\u0e01-\u0e2e0-9]+)+"


class GrammarMalformedError(SopctlError):
    """A number pattern that no number could be composed from."""

    code = "number-pattern-malformed"

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"“{pattern[:60]}” is not a number pattern such as {{type}}-{{unit}}-{{sequence:3}}:"
            " each of type, unit, parent and sequence at most once, sequence always;"
            " between them capital letters, Thai letters, figures and - / .",
            pattern=pattern[:60],
        )


class NumberOutOfGrammarError(SopctlError):
    """A number that this type of document cannot have."""

    code = "number-out-of-grammar"

    def __init__(self, number: DocumentNumber, type_code: str, example: DocumentNumber) -> None:
        super().__init__(
            f"{number} is not a number of type {type_code}; such numbers look like {example}.",
            number=number,
            type=type_code,
            example=example,
        )


@dataclass(frozen=True)
class NumberParts:
    """What a number says: its place in the sequence, and the unit and the parent where it names them."""

    sequence: int
    unit: str = ""
    parent: DocumentNumber | None = None


@dataclass(frozen=True)
class NumberGrammar:
    """One type's grammar. ``pattern`` holds ``{type}``, ``{unit}``, ``{parent}``, ``{sequence:3}``.

    They stand in any order. ``{sequence:3}`` is padded to three figures and may grow longer. ``{parent}`` is
    the number of the document that this one belongs to, as with a form of a procedure.
    """

    pattern: str
    type_code: str

    def __post_init__(self) -> None:
        names = [match[1] for match in _TOKEN.finditer(self.pattern)]
        rest = _TOKEN.sub("", self.pattern)
        padded = [match[1] for match in _TOKEN.finditer(self.pattern) if match[2]]
        if (
            names.count("sequence") != 1
            or len(set(names)) != len(names)
            or not _LITERAL.fullmatch(rest)
            or any(name != "sequence" for name in padded)
        ):
            raise GrammarMalformedError(self.pattern)
        try:
            DocumentNumber.parse(str(self.example()))
        except NumberMalformedError as error:
            raise GrammarMalformedError(self.pattern) from error

    @property
    def tokens(self) -> frozenset[str]:
        """The names that a number of this type needs, such as unit and sequence."""
        return frozenset(match[1] for match in _TOKEN.finditer(self.pattern))

    def matches(self, number: DocumentNumber) -> NumberParts | None:
        """The parts of a number of this grammar; None when it is not one."""
        match = _compiled(self.pattern, self.type_code).fullmatch(number.text)
        if match is None:
            return None
        found = match.groupdict()
        parts = NumberParts(
            sequence=int(found["sequence"]),
            unit=found.get("unit") or "",
            parent=DocumentNumber(found["parent"]) if found.get("parent") else None,
        )
        # 0001 and 001 would be two numbers for one place in the sequence.
        return parts if parts.sequence and self._text(parts) == number.text else None

    def require(self, number: DocumentNumber) -> NumberParts:
        """The parts of a number. Raises NumberOutOfGrammarError when the type cannot have it."""
        parts = self.matches(number)
        if parts is None:
            raise NumberOutOfGrammarError(number, self.type_code, self.example())
        return parts

    def compose(self, sequence: int, unit: str = "", parent: DocumentNumber | None = None) -> DocumentNumber:
        """The number with these parts. Raises NumberMalformedError when they do not make one."""
        number = DocumentNumber.parse(self._text(NumberParts(sequence, unit.upper(), parent)))
        if self.matches(number) is None:
            raise NumberMalformedError(number.text)
        return number

    def next(
        self, taken: Iterable[DocumentNumber], unit: str = "", parent: DocumentNumber | None = None
    ) -> DocumentNumber:
        """The first number after the highest one taken; numbers are never reused."""
        known = (self.matches(number) for number in taken)
        same = (p.sequence for p in known if p and (p.unit, p.parent) == (unit.upper(), parent))
        return self.compose(max(same, default=0) + 1, unit, parent)

    def example(self) -> DocumentNumber:
        """A number of this grammar, to show what is expected."""
        return DocumentNumber(self._text(NumberParts(1, "IT", DocumentNumber("SOP-IT-001"))))

    def _text(self, parts: NumberParts) -> str:
        def written(token: re.Match[str]) -> str:
            if token[1] == "sequence":
                return str(parts.sequence).zfill(int(token[2] or 1))
            return {"type": self.type_code, "unit": parts.unit, "parent": str(parts.parent or "")}[token[1]]

        return _TOKEN.sub(written, self.pattern)


@lru_cache(maxsize=64)
def _compiled(pattern: str, type_code: str) -> re.Pattern[str]:
    expressions = {
        "type": re.escape(type_code),
        # Next to the sequence a unit has letters alone, or nobody could tell where it ends.
        "unit": f"{_LETTERS}{{1,10}}" if "{unit}{sequence" in pattern else _UNIT,
        "parent": _PARENT,
        "sequence": "[0-9]{1,6}",
    }
    parts: list[str] = []
    done = 0
    for token in _TOKEN.finditer(pattern):
        parts.append(re.escape(pattern[done : token.start()]))
        parts.append(f"(?P<{token[1]}>{expressions[token[1]]})")
        done = token.end()
    return re.compile("".join([*parts, re.escape(pattern[done:])]))
