"""What the site takes from the program, and the anchors that plain Markdown pages have elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "templates" / "web" / "static"


def slug(text: str, separator: str = "-") -> str:
    """A heading's anchor as GitHub makes it; Thai vowels and tone marks stay, unlike with ``\\w``."""
    kept = (c for c in text.strip().lower() if c.isalnum() or c in "_- " or "\u0e31" <= c <= "\u0e4e")
    return re.sub(" ", separator, "".join(kept))


def on_config(config: Any) -> Any:
    """Anchors by ``slug``, and every decision in the navigation without naming each."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = slug
    for part in config.nav:
        for pages in part.values() if isinstance(part, dict) else []:
            for at, page in enumerate(pages if isinstance(pages, list) else []):
                if page == {"Decisions": "decisions/README.md"}:
                    found = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
                    pages[at] = {
                        "Decisions": ["decisions/README.md", *(f"decisions/{f.name}" for f in found)]
                    }
    return config


def on_files(files: Files, config: Any) -> Files:
    """The fonts and the icon are the program's own, not a second copy of them."""
    for source in [*sorted(STATIC.glob("fonts/sarabun-*.woff2")), STATIC / "icon.svg"]:
        files.append(File.generated(config, f"site/{source.name}", content=source.read_bytes()))
    return files
