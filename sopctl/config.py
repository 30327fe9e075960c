"""Settings: read once, from the environment and ``sopctl.toml`` in the library; the environment wins."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sopctl.accounts.directories import PLACE, DirectoryAddress
from sopctl.accounts.providers import ProviderAddress
from sopctl.domain.errors import SopctlError
from sopctl.notify.addresses import AddressWrongError, SmtpServer, without_password
from sopctl.storage.mirror_address import MirrorAddress

FILE = "sopctl.toml"
WORKER_MARK = "worker.alive"  # a file of the library's folder; its time is that of the worker's last round
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
KNOWN = (
    "HOME", "DATABASE_URL", "BLOBS_URL", "GIT_REMOTE", "PUBLIC_URL", "SECRET_KEY", "SIGNING_KEY",
    "SIGNING_KEY_PASSWORD", "TSA_URL", "ANONYMOUS_READ", "SMTP_URL", "LINE_TOKEN", "LINE_SECRET",
    "LINE_ADDRESS", "LOG_DAYS", "PROXIES", "ACCEL", "LDAP_URL", "LDAP_BIND", "LDAP_CA",
    "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_CLAIM", "OIDC_BY_MAIL",
    "OIDC_FRESH", "OIDC_CA",
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

    ``git_remote``: the mirror that is sent what git remembers.
    ``public_url`` stands in QR codes and mails; ``secret_key`` "" takes the library's own from ``keys/``.
    ``log_days``: how long access logs are kept; ``proxies``: how many proxies of ours stand in front;
    ``accel``: where nginx gives out stored files itself.
    ``ldap``: the hospital's directory, asked for the passwords of those who are linked to it.
    ``oidc``: the hospital's sign-in page, for those who are linked to it.
    ``smtp`` sends mails; ``line_token`` sends by LINE, and ``line_secret`` tells what really came from LINE.
    """

    home: Path
    database_url: str
    blobs_url: str = ""
    git_remote: MirrorAddress | None = None
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    signing_key: str = ""
    signing_key_password: str = ""
    tsa_url: str = ""
    anonymous_read: bool = True
    smtp: SmtpServer | None = None
    line_token: str = field(default="", repr=False)
    line_secret: str = field(default="", repr=False)
    line_address: str = "https://api.line.me"
    log_days: int = 90
    proxies: int = 0
    accel: str = ""
    ldap: DirectoryAddress | None = None
    oidc: ProviderAddress | None = None


def load_settings(environ: Mapping[str, str], home: Path | None = None) -> Settings:
    """Settings for the library in ``home`` (else ``SOPCTL_HOME``, else ``./var/library``).

    Raises SettingWrongError that names the variable and the value that it wants.
    """
    folder = (home or Path(environ.get("SOPCTL_HOME") or "var/library")).absolute()
    values = _from_file(folder / FILE)
    values |= {name: environ[f"SOPCTL_{name}"] for name in KNOWN if environ.get(f"SOPCTL_{name}")}
    public_url = (values.get("PUBLIC_URL") or _local(environ.get("SOPCTL_PORT", ""))).rstrip("/")
    _web_address("PUBLIC_URL", public_url)
    if "TSA_URL" in values:
        _web_address("TSA_URL", values["TSA_URL"])
    return Settings(
        home=folder,
        database_url=values.get("DATABASE_URL", f"sqlite:///{folder / 'library.db'}"),
        blobs_url=values.get("BLOBS_URL", ""),
        git_remote=_git_remote(values["GIT_REMOTE"]) if "GIT_REMOTE" in values else None,
        public_url=public_url,
        secret_key=values.get("SECRET_KEY", ""),
        signing_key=values.get("SIGNING_KEY", ""),
        signing_key_password=values.get("SIGNING_KEY_PASSWORD", ""),
        tsa_url=values.get("TSA_URL", ""),
        anonymous_read=_flag("ANONYMOUS_READ", values.get("ANONYMOUS_READ", "on")),
        smtp=_smtp(values["SMTP_URL"]) if "SMTP_URL" in values else None,
        line_token=values.get("LINE_TOKEN", ""),
        line_secret=values.get("LINE_SECRET", ""),
        line_address=_line_address(values),
        log_days=_count("LOG_DAYS", values.get("LOG_DAYS", "90"), 1, 3_650),
        proxies=_count("PROXIES", values.get("PROXIES", "0"), 0, 5),
        accel=_accel(values.get("ACCEL", ""), values.get("BLOBS_URL", "")),
        ldap=_ldap(values),
        oidc=_oidc(values),
    )


def _local(port: str) -> str:
    """The address on this machine of a library that is served on ``port``, "" for the default."""
    return f"http://127.0.0.1:{port if port.isascii() and port.isdigit() else 8000}"


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
        if name.upper() not in KNOWN:
            raise SettingWrongError(name.upper(), str(facts[name]), f"one of {', '.join(KNOWN).lower()}")
    return {name.upper(): str(value) for name, value in facts.items()}


def _flag(name: str, value: str) -> bool:
    if value.lower() not in _FLAGS:
        raise SettingWrongError(name, value, "on or off")
    return _FLAGS[value.lower()]


def _count(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise SettingWrongError(name, value, f"a whole number from {least} to {most}")
    return int(value)


def _accel(value: str, blobs_url: str) -> str:
    if value and urlsplit(blobs_url).scheme not in {"", "file"}:
        raise SettingWrongError("ACCEL", value, "empty where SOPCTL_BLOBS_URL is no folder")
    if value and not re.fullmatch(r"/[a-z0-9_-]+/", value):
        raise SettingWrongError("ACCEL", value, "a path of nginx such as /stored/")
    return value


def _ldap(values: Mapping[str, str]) -> DirectoryAddress | None:
    url, bind, ca = (values.get(name, "") for name in ("LDAP_URL", "LDAP_BIND", "LDAP_CA"))
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname or parts.username or parts.path.strip("/"):
        shown = "…" if parts.username else url  # a password in it is not repeated
        raise SettingWrongError("LDAP_URL", shown, "an address such as ldaps://directory.hospital.go.th")
    if bind.count(PLACE) != 1:
        wanted = (
            f"a name that holds {PLACE}, such as uid={PLACE},ou=people,dc=hospital or {PLACE}@hospital.local"
        )
        raise SettingWrongError("LDAP_BIND", bind, wanted)
    if ca and not Path(ca).is_file():
        raise SettingWrongError("LDAP_CA", ca, "a file of certificates (PEM)")
    return DirectoryAddress(url, bind, ca)


def _git_remote(text: str) -> MirrorAddress:
    try:
        return MirrorAddress.parse(text)
    except ValueError as wrong:
        shown = "…" if "@" in text else text  # a password in it is not repeated
        raise SettingWrongError("GIT_REMOTE", shown, str(wrong)) from None


def _oidc(values: Mapping[str, str]) -> ProviderAddress | None:
    issuer = values.get("OIDC_ISSUER", "")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
        shown = "…" if parts.username else issuer
        raise SettingWrongError(
            "OIDC_ISSUER", shown, "the provider's own name, such as https://login.hospital.go.th"
        )
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if not values.get(name):
            raise SettingWrongError(name, "", "what the provider gave for this program")
    ca = values.get("OIDC_CA", "")
    if ca and not Path(ca).is_file():
        raise SettingWrongError("OIDC_CA", ca, "a file of certificates (PEM)")
    return ProviderAddress(
        issuer, values["OIDC_CLIENT_ID"], values["OIDC_CLIENT_SECRET"],
        name=values.get("OIDC_NAME", "บัญชีโรงพยาบาล"), claim=values.get("OIDC_CLAIM", "sub"),
        by_mail=_flag("OIDC_BY_MAIL", values.get("OIDC_BY_MAIL", "off")),
        fresh=_count("OIDC_FRESH", values.get("OIDC_FRESH", "300"), 30, 43_200), ca=ca,
    )  # fmt: skip


def _smtp(url: str) -> SmtpServer:
    try:
        return SmtpServer.parse(url)
    except AddressWrongError as wrong:
        raise SettingWrongError("SMTP_URL", without_password(url), str(wrong)) from None
    except ValueError:
        raise SettingWrongError("SMTP_URL", "…", "an address that begins with smtp:// or smtps://") from None


def _line_address(values: Mapping[str, str]) -> str:
    address = values.get("LINE_ADDRESS", "https://api.line.me")
    _web_address("LINE_ADDRESS", address)
    if values.get("LINE_TOKEN") and not values.get("LINE_SECRET"):
        raise SettingWrongError("LINE_SECRET", "", "the channel secret that belongs to SOPCTL_LINE_TOKEN")
    if any(letter.isspace() for letter in values.get("LINE_TOKEN", "")):
        raise SettingWrongError("LINE_TOKEN", "…", "a channel access token on one line")
    return address


def _web_address(name: str, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingWrongError(name, value, "an address that begins with http:// or https://")
