"""Document types: what a hospital asks of an SOP, a work instruction, a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbering import NumberGrammar, NumberParts
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.workflow import Action


class NoAmendmentsError(SopctlError):
    """A minor amendment of a type in which every change is a new edition."""

    code = "no-amendments"

    def __init__(self, type_code: str) -> None:
        super().__init__(
            f"Documents of type {type_code} have no minor amendments; begin a new edition.", type=type_code
        )


class SignerKind(StrEnum):
    """How the people who may sign a step are named."""

    POST = "post"  # the holder of a post on that day
    DEPARTMENT_ROLE = "department-role"  # a role, within the owner's department
    ROLE = "role"  # a role, anywhere
    PEOPLE = "people"  # persons by user name


@dataclass(frozen=True)
class Signers:
    """Who may sign a step: ``value`` is a post code or a role; ``people`` are user names."""

    kind: SignerKind
    value: str = ""
    people: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.value or ','.join(self.people)}"


@dataclass(frozen=True)
class Step:
    """One step of a round: ``action`` is REVIEW, CHECK or APPROVE.

    ``needed``: how many different people must sign, from 1. ``with_previous``: open at the same time as the
    step before it (parallel), which then has the same action.
    """

    action: Action
    signers: Signers
    needed: int = 1
    with_previous: bool = False


@dataclass(frozen=True)
class DocumentType:
    """What a type asks for.

    ``number_pattern`` is a grammar such as ``{type}-{unit}-{sequence:3}``. ``review_every`` is a span such as
    ``1y`` or ``6m``. ``levels`` overrides the level of a finding by its code. ``section_names`` holds other
    names that a required section may have. ``amendment_steps`` is the lighter route of a minor amendment
    (แก้ไขครั้งที่); without one, every change is a new edition.
    """

    code: str
    title_th: str
    title_en: str
    number_pattern: str
    required_sections: tuple[str, ...]
    steps: tuple[Step, ...]
    review_every: str = "1y"
    reading_list: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    section_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    amendment_steps: tuple[Step, ...] = ()

    def steps_for(self, label: VersionLabel) -> tuple[Step, ...]:
        """The steps that a version takes: the lighter route for an amendment.

        Raises NoAmendmentsError for an amendment of a type without that route.
        """
        if not label.amendment:
            return self.steps
        if not self.amendment_steps:
            raise NoAmendmentsError(self.code)
        return self.amendment_steps

    @property
    def numbers(self) -> NumberGrammar:
        """The grammar of this type's numbers."""
        return NumberGrammar(self.number_pattern, self.code)

    def require(self, number: DocumentNumber) -> NumberParts:
        """The parts of a number of this type. Raises NumberOutOfGrammarError."""
        return self.numbers.require(number)
