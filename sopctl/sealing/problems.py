"""What an inspection may find: each problem with its stable code and its English sentence."""

from __future__ import annotations

from enum import Enum

Found = tuple[str, str]
"""A problem as the port hands it on: code and sentence."""


class Problem(Enum):
    """A code with the sentence that is filled with the facts of the case."""

    EMPTY_FILE = "empty-file", "The file is empty."
    UNKNOWN_KIND = "unknown-kind", "The file is neither a PDF nor a DOCX."
    TOO_LARGE = "too-large", "The file is larger than any official copy, so it was not opened: {reason}."
    UNREADABLE = "unreadable", "The file is damaged or cut short and cannot be opened."
    TRUNCATED = "truncated", "The file is cut short: {missing} bytes that were sealed are missing."
    ENCRYPTED = "encrypted", "The file is encrypted; an official copy never is."
    NOT_SEALED = "not-sealed", "The file carries no seal."
    SEAL_DAMAGED = "seal-damaged", "The file carries a seal that is damaged or has an unknown form."
    SEAL_ALTERED = "seal-altered", "Bytes within the seal that it does not cover itself were altered."
    SEAL_INVALID = "seal-invalid", "The seal was not made by the key of its certificate."
    SEAL_NOT_TRUSTED = "seal-not-trusted", "The file was sealed by “{subject}”, which is not trusted here."
    CERTIFICATE_NOT_VALID_THEN = (
        "certificate-not-valid-then",
        "The seal says that it was made on {day}, when its certificate was not valid.",
    )
    SEAL_TIME_MISSING = "seal-time-missing", "The seal does not say when it was made."
    NOT_CERTIFIED = "not-certified", "The seal does not certify the file against changes."
    CONTENT_CHANGED = "content-changed", "The content was changed after it was sealed."
    ADDED_AFTER_SEALING = "added-after-sealing", "{added} bytes were added after the file was sealed."
    PART_CHANGED = "part-changed", "The part {part} was changed after it was sealed."
    PART_ADDED = "part-added", "The part {part} was added after the file was sealed."
    PART_REMOVED = "part-removed", "The part {part} was removed after the file was sealed."
    PACKAGE_ALTERED = "package-altered", "The file holds data outside the parts that were sealed: {reason}."
    TIMESTAMP_INVALID = "timestamp-invalid", "The timestamp in the seal does not belong to it or is damaged."
    NO_APPROVAL_RECORD = "no-approval-record", "The file holds no approval record."

    def found(self, **facts: object) -> Found:
        """The problem with the facts of this file."""
        code, sentence = self.value
        return code, sentence.format(**facts)
