"""The words of each kind of notice, from ``templates/mail/kinds.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sopctl.content.yaml_tree import tree
from sopctl.domain.notices import NoticeKind
from sopctl.resources import templates_dir


def kind_words(kind: NoticeKind) -> tuple[str, str]:
    """What happened, in Thai and in English."""
    return _words()[kind.value]


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    lines = tree((templates_dir() / "mail" / "kinds.yaml").read_text("utf-8")).mapping()
    pairs = {kind: node.mapping(kind) for kind, node in lines.items()}
    return {kind: (str(pair["th"].value), str(pair["en"].value)) for kind, pair in pairs.items()}
