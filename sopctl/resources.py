"""Where the files that travel with the program lie.

Assets are inside the package. Templates, migrations and the starter documents stand beside the package in a
checkout (and so in an editable install), and inside it, at ``sopctl/_share``, in a wheel.
"""

from functools import cache
from pathlib import Path


class ResourceMissingError(FileNotFoundError):
    """A file that should travel with the program is not where it belongs."""

    code = "resource-missing"

    def __init__(self, name: str, tried: tuple[Path, ...]) -> None:
        places = " or ".join(str(place) for place in tried)
        super().__init__(f"{name} was expected at {places}; install sopctl again.")
        self.name = name
        self.tried = tried


def asset(*parts: str) -> Path:
    """The path of one packaged asset, for example ``asset("words", "hospital.txt")``.

    Raises `ResourceMissingError` when nothing lies there.
    """
    return _first("/".join(("assets", *parts)), _package().joinpath("assets", *parts))


def templates_dir() -> Path:
    """The folder of templates (document types, official profiles, mails, pages).

    Raises `ResourceMissingError` when it is absent.
    """
    return _shared("templates")


def migrations_dir() -> Path:
    """The folder of database migrations (Alembic's ``script_location``).

    Raises `ResourceMissingError` when it is absent.
    """
    return _shared("migrations")


def documents_dir() -> Path:
    """The folder of the starter documents.

    Raises `ResourceMissingError` when it is absent.
    """
    return _shared("documents")


def lock_file() -> Path:
    """The lock file that pins the program's dependencies.

    Raises `ResourceMissingError` when it is absent.
    """
    return _shared("requirements.lock")


def _shared(name: str) -> Path:
    # The wheel's place first: beside an installed package lie other people's packages.
    return _first(name, _package() / "_share" / name, _package().parent / name)


@cache
def _package() -> Path:
    from importlib.resources import files  # noqa: PLC0415 - 10 ms that importing the ground must not take

    return Path(str(files("sopctl")))


def _first(name: str, *tried: Path) -> Path:
    for place in tried:
        if place.exists():
            return place
    raise ResourceMissingError(name, tried)
