"""An OpenLDAP server of one's own: people with passwords, TLS with a certificate made for it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificates import certificate

PEOPLE = "ou=people,dc=hospital"
_SETTINGS = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/ca.pem
TLSCertificateKeyFile {folder}/key.pem
security simple_bind=128
disallow bind_anon
database mdb
suffix "dc=hospital"
directory {folder}/data
"""


@dataclass(frozen=True)
class Slapd:
    """Where it answers; ``ca`` vouches for it."""

    plain: str
    tls: str
    ca: Path


@contextmanager
def serving(folder: Path, passwords: Mapping[str, str], *names: str) -> Iterator[Slapd]:
    """A server that knows these people, until the block ends; its certificate is for ``names``."""
    program = shutil.which("slapd") or "/usr/sbin/slapd"
    certificate(folder, *names)
    (folder / "data").mkdir()
    (folder / "slapd.conf").write_text(_SETTINGS.format(folder=folder))
    entries = ["dn: dc=hospital\nobjectClass: dcObject\nobjectClass: organization\no: hospital\n",
               f"dn: {PEOPLE}\nobjectClass: organizationalUnit\n"]  # fmt: skip
    for user, password in passwords.items():
        entries.append(f"dn: uid={user},{PEOPLE}\nobjectClass: inetOrgPerson\ncn: {user}\nsn: {user}\n"
                       f"userPassword: {password}\n")  # fmt: skip
    settings = ["-f", str(folder / "slapd.conf")]
    subprocess.run([program, "-T", "add", *settings], input="\n".join(entries).encode(), check=True)
    ports = _free(), _free()
    addresses = f"ldap://localhost:{ports[0]}/ ldaps://localhost:{ports[1]}/"
    running = subprocess.Popen([program, *settings, "-h", addresses, "-d", "0"])
    try:
        _wait(ports[1])
        yield Slapd(f"ldap://localhost:{ports[0]}", f"ldaps://localhost:{ports[1]}", folder / "ca.pem")
    finally:
        running.terminate()
        running.wait(10)


def _free() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd does not answer")
