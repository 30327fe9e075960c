"""Signatures: who put their name to which manifest, meaning what, on whose authority."""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What a signature says (21 CFR 11.50: the meaning is part of the signature)."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"
    CHECKED = "checked"
    APPROVED = "approved"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    REAFFIRMED = "reaffirmed"


class Medium(StrEnum):
    """Where a signature was given; what was signed on paper never looks electronic."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
