"""The programs beside us: Flask that sends a file, and the least that an honest program of this kind does.

The honest one looks its session up, asks the ORM for the document with one query, and draws the page with
Jinja, or sends the copy. It checks no right, keeps no log, marks nothing and has one page.
Run by gunicorn; the folder with its database, page and file is in the variable ``FLOOR``.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, abort, render_template, request, send_file
from jinja2 import DictLoader
from sqlalchemy import Engine, ForeignKey, LargeBinary, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

_PAGE = """<!doctype html><html lang="th"><head><meta charset="utf-8">
<title>{{ d.number }} {{ d.title }}</title></head>
<body><header><a href="/">SOP</a> {{ s.person.name }} <a href="/out">sign out</a></header>
<main><h1>{{ d.number }} {{ d.title }}</h1>
<dl>{% for name, value in (("version", d.version), ("effective", d.effective), ("unit", d.department)) %}
<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
<p><a href="/documents/{{ d.number }}.pdf">PDF</a></p><article>{{ d.html|safe }}</article></main>
</body></html>"""


class Base(DeclarativeBase):
    """The tables of the honest program."""


class Person(Base):
    """Who may sign in."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class SignedIn(Base):
    """A session row."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expires: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="joined")


class Document(Base):
    """A document with its page and the address of its copy."""

    __tablename__ = "documents"
    number: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    version: Mapped[str]
    effective: Mapped[datetime]
    department: Mapped[str]
    html: Mapped[str]
    copy_path: Mapped[str]
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)


def fill(folder: Path, documents: list[tuple[str, str, str]], copy: bytes, secret: str) -> None:
    """Make its database: documents by number, title and HTML, which share one copy, and one session."""
    (folder / "copy.pdf").write_bytes(copy)
    engine = _engine(folder)
    Base.metadata.create_all(engine)
    with Session(engine) as made:
        made.add(Person(id=1, name="นางสาวกมลชนก ใจดี"))
        made.flush()
        made.add(SignedIn(id=hashlib.sha256(secret.encode()).hexdigest(), person_id=1,
                          expires=datetime(2099, 1, 1)))  # noqa: DTZ001  # fmt: skip
        for number, title, html in documents:
            made.add(Document(number=number, title=title, version="1", effective=datetime(2026, 1, 5),  # noqa: DTZ001
                              department="IT", html=html, copy_path=str(folder / "copy.pdf")))  # fmt: skip
        made.commit()
    engine.dispose()


def bare() -> Flask:
    """Flask that sends one file."""
    app, path = Flask("bare"), Path(os.environ["FLOOR"]) / "copy.pdf"

    @app.get("/copy.pdf")
    def copy() -> Response:
        return send_file(path, mimetype="application/pdf")

    return app


def honest() -> Flask:
    """A page and a download for somebody who is signed in."""
    app, engine = Flask("honest"), _engine(Path(os.environ["FLOOR"]))
    app.jinja_loader = DictLoader({"page.html": _PAGE})

    def signed_in(asked: Session) -> SignedIn:
        digest = hashlib.sha256(request.cookies.get("s", "").encode()).hexdigest()
        found = asked.get(SignedIn, digest)
        if found is None or found.expires < datetime.now():  # noqa: DTZ005
            abort(403)
        return found

    @app.get("/documents/<number>")
    def page(number: str) -> str:
        with Session(engine) as asked:
            mine = signed_in(asked)
            found = asked.get(Document, number) or abort(404)
            return render_template("page.html", d=found, s=mine)

    @app.get("/documents/<number>.pdf")
    def copy(number: str) -> Response:
        with Session(engine) as asked:
            signed_in(asked)
            found = asked.get(Document, number) or abort(404)
            return send_file(found.copy_path, mimetype="application/pdf")

    return app


def _engine(folder: Path) -> Engine:
    return create_engine(f"sqlite:///{folder / 'floor.db'}")
