"""Settings: read once, from the environment and ``sopctl.toml`` in the library; the environment wins."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sopctl.domain.errors import SopctlError

FILE = "sopctl.toml"
_FLAGS = {
    "1": True,
    "on": True,
    "true": True,
    "yes": True,
    "0": False,
    "off": False,
    "false": False,
    "no": False,
}
_KNOWN = (
    "HOME", "DATABASE_URL", "BLOBS_URL", "PUBLIC_URL", "SECRET_KEY", "SIGNING_KEY", "SIGNING_KEY_PASSWORD",
    "TSA_URL", "ANONYMOUS_READ",
)  # fmt: skip


class SettingWrongError(SopctlError):
    """A setting whose value cannot be used."""

    code = "setting-wrong"

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"SOPCTL_{name} is “{value}”, but must be {wanted}.", name=f"SOPCTL_{name}",
                         value=value, wanted=wanted)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a library runs with. ``home`` is the library's folder; "" means not set.

    ``public_url`` stands in QR codes and mails; ``secret_key`` "" takes the library's own from ``keys/``.
    """

    home: Path
    database_url: str
    blobs_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    signing_key: str = ""
    signing_key_password: str = ""
    tsa_url: str = ""
    anonymous_read: bool = True


def load_settings(environ: Mapping[str, str], home: Path | None = None) -> Settings:
    """Settings for the library in ``home`` (else ``SOPCTL_HOME``, else ``./var/library``).

    Raises SettingWrongError that names the variable and the value that it wants.
    """
    folder = (home or Path(environ.get("SOPCTL_HOME") or "var/library")).absolute()
    values = _from_file(folder / FILE)
    values |= {name: environ[f"SOPCTL_{name}"] for name in _KNOWN if environ.get(f"SOPCTL_{name}")}
    public_url = values.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    _web_address("PUBLIC_URL", public_url)
    if "TSA_URL" in values:
        _web_address("TSA_URL", values["TSA_URL"])
    return Settings(
        home=folder,
        database_url=values.get("DATABASE_URL", f"sqlite:///{folder / 'library.db'}"),
        blobs_url=values.get("BLOBS_URL", ""),
        public_url=public_url,
        secret_key=values.get("SECRET_KEY", ""),
        signing_key=values.get("SIGNING_KEY", ""),
        signing_key_password=values.get("SIGNING_KEY_PASSWORD", ""),
        tsa_url=values.get("TSA_URL", ""),
        anonymous_read=_flag("ANONYMOUS_READ", values.get("ANONYMOUS_READ", "on")),
    )


def _from_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingWrongError(
            "HOME", str(path), f"a folder whose {FILE} is valid TOML ({error})"
        ) from error
    for name in facts:
        if name.upper() not in _KNOWN:
            raise SettingWrongError(name.upper(), str(facts[name]), f"one of {', '.join(_KNOWN).lower()}")
    return {name.upper(): str(value) for name, value in facts.items()}


def _flag(name: str, value: str) -> bool:
    if value.lower() not in _FLAGS:
        raise SettingWrongError(name, value, "on or off")
    return _FLAGS[value.lower()]


def _web_address(name: str, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingWrongError(name, value, "an address that begins with http:// or https://")
