"""The pages of the downtime bundle, from ``templates/bundle``; they work from a disk, without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sopctl.application.review.overview import Face
from sopctl.application.safekeeping.bundle import BundlePage
from sopctl.resources import templates_dir
from sopctl.thai.dates import Form, format_date, format_moment
from sopctl.thai.digits import in_digits

_STATIC = ("style.css", "icon.svg")


class HtmlBundle:
    """Port ``BundlePages``."""

    def __init__(self) -> None:
        self._pages = Environment(
            loader=FileSystemLoader(templates_dir() / "bundle"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._pages.globals["html"] = Markup

    def index(self, face: Face, pages: Sequence[BundlePage], made_at: datetime) -> bytes:
        """The page to open: the search and the list by department."""
        names = {code: (name, name_en) for code, name, name_en in face.departments}
        groups: dict[str, list[BundlePage]] = {}
        for page in pages:
            groups.setdefault(page.released.department, []).append(page)
        listed = [(names.get(code, (code, code)), found) for code, found in sorted(groups.items())]
        return self._draw("index.html", face, made_at, root="", groups=listed, count=len(pages))

    def document(self, face: Face, page: BundlePage, made_at: datetime) -> bytes:
        """A document's page; its images lie beside it."""
        number, version = page.released.release.number, page.released.release.version
        base = f"{number.address}/versions/{version}/files/"
        body = page.text.html.replace(f'src="{base}', 'src="files/')
        return self._draw("document.html", face, made_at, root="../../", page=page, body=body)

    def data(self, pages: Sequence[BundlePage]) -> bytes:
        """Numbers, titles, places and folded texts as a script."""
        entries = [
            {
                "number": str(page.released.release.number),
                "title": page.released.title,
                "place": f"{page.folder}/index.html",
                "text": page.plain,
            }
            for page in pages
        ]
        # A script may not be ended by what stands in a document.
        written = json.dumps(entries, ensure_ascii=False).replace("<", "\\u003c")
        return f"window.SOPCTL = {written};\n".encode()

    def files(self) -> Mapping[str, bytes]:
        """The styles and fonts of the pages on the web, and the bundle's own script."""
        static, own = templates_dir() / "web" / "static", templates_dir() / "bundle"
        found = {name: (static / name).read_bytes() for name in _STATIC}
        found |= {f"fonts/{path.name}": path.read_bytes() for path in sorted((static / "fonts").iterdir())}
        return found | {name: (own / name).read_bytes() for name in ("search.js", "bundle.css", "CHECK.txt")}

    def _draw(self, name: str, face: Face, made_at: datetime, **facts: object) -> bytes:
        digits = face.digits
        page = self._pages.get_template(name).render(
            face=face,
            made_at=made_at,
            moment=format_moment(made_at, Form.LONG, digits),
            moment_en=made_at.strftime("%Y-%m-%d %H:%M UTC"),
            day=lambda day: format_date(day, Form.LONG, digits),
            fig=lambda value: in_digits(str(value), digits),
            **facts,
        )
        return page.encode()
