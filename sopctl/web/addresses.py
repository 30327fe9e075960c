"""Document numbers and versions in addresses."""

from __future__ import annotations

from werkzeug.routing import BaseConverter, ValidationError

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel


class NumberConverter(BaseConverter):
    """A document number as one part of a path; ``_``, which no number has, stands for ``/``."""

    regex = "[^/]{3,80}?"

    def to_python(self, value: str) -> DocumentNumber:
        """The number. Raises ValidationError, a page that is not there, for anything else."""
        try:
            return DocumentNumber.parse(value.replace("_", "/"))
        except SopctlError as error:
            raise ValidationError from error

    def to_url(self, value: DocumentNumber | str) -> str:
        """The part of the path."""
        return super().to_url(str(value).replace("/", "_"))


class VersionConverter(BaseConverter):
    """A version label: ``2`` or ``2.1``."""

    regex = r"[0-9]{1,4}(?:\.[0-9]{1,3})?"

    def to_python(self, value: str) -> VersionLabel:
        """The label. Raises ValidationError for one that no version has."""
        try:
            return VersionLabel.parse(value)
        except SopctlError as error:
            raise ValidationError from error

    def to_url(self, value: VersionLabel | str) -> str:
        """The part of the path."""
        return super().to_url(str(value))
