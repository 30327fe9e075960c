"""A bind as the person: against ldap3's directory in memory, and over a real line to a small server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import ldap3
import pytest
from ldap3.protocol.rfc4511 import LDAPMessage
from pyasn1.codec.ber import decoder

from sopctl.accounts.directories import DirectoryAddress, LdapDirectory
from sopctl.application.ports import DirectoryUnreachableError

PEOPLE = "ou=people,dc=hospital"
SECRET = "ม้าสีขาวกินหญ้า"


@pytest.fixture
def directory() -> LdapDirectory:
    made = LdapDirectory(
        DirectoryAddress("ldaps://directory.example", f"uid={{user}},{PEOPLE}"), strategy=ldap3.MOCK_SYNC
    )
    filling = ldap3.Connection(made.server, client_strategy=ldap3.MOCK_SYNC)
    for user, password in (("somchai", SECRET), ("wilai", "another one")):
        entry = {"userPassword": password, "objectClass": "person", "sn": user}
        filling.strategy.add_entry(f"uid={user},{PEOPLE}", entry)
    return made


def test_the_directory_tells_right_from_wrong(directory: LdapDirectory) -> None:
    assert directory.knows("somchai", SECRET)
    assert not directory.knows("somchai", "another one")
    assert not directory.knows("nobody", SECRET)


@pytest.mark.parametrize("password", ["", "\0", f"{SECRET}\0"])
def test_an_empty_password_never_binds_as_nobody(directory: LdapDirectory, password: str) -> None:
    assert not directory.knows("somchai", password)


@pytest.mark.parametrize(
    "user", ["wilai,ou=people,dc=hospital", "x)(uid=*", "wilai+cn=a", 'wi"lai', "*", "wilai\\2c", "#0401"]
)
def test_a_user_name_cannot_leave_its_place_in_the_bind_name(directory: LdapDirectory, user: str) -> None:
    name = directory.name_of(user)
    first = ldap3.utils.dn.parse_dn(name)[0]
    assert first[0] == "uid"
    assert ldap3.utils.dn.to_dn(name)[1:] == ["ou=people", "dc=hospital"]
    assert not directory.knows(user, "another one")


@dataclass
class Served:
    """A server that answers each bind with one result, and remembers what it was asked."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)


def _answer(message_id: int, tag: int, result: int) -> bytes:
    # LDAPMessage with a BindResponse (tag 0x61) or an ExtendedResponse (0x78) of a result and empty words.
    return bytes([0x30, 12, 2, 1, message_id, tag, 7, 10, 1, result, 4, 0, 4, 0])


@contextmanager
def serving(result: int) -> Iterator[Served]:
    served = Served()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        served.port = listener.getsockname()[1]

        def run() -> None:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with closing(line):
                line.settimeout(5)
                message, _ = decoder.decode(line.recv(4096), asn1Spec=LDAPMessage())
                operation = message["protocolOp"]
                if operation.getName() != "bindRequest":
                    line.sendall(_answer(int(message["messageID"]), 0x78, 2))
                    return
                bind = operation.getComponent()
                password = bytes(bind["authentication"].getComponent()).decode()
                served.asked.append((bytes(bind["name"]).decode(), password))
                line.sendall(_answer(int(message["messageID"]), 0x61, result))
                line.recv(64)  # the unbinding

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield served
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize(("result", "known"), [(0, True), (49, False), (32, False)])
def test_over_a_real_line_the_name_and_the_password_arrive_whole(result: int, known: bool) -> None:
    with serving(result) as served:
        address = DirectoryAddress(f"ldap://127.0.0.1:{served.port}", "{user}@hospital.local")
        assert LdapDirectory(address).knows("somchai", SECRET) is known
    assert served.asked == [("somchai@hospital.local", SECRET)]


def test_a_directory_that_is_busy_says_nothing_about_the_password() -> None:
    with serving(51) as served, pytest.raises(DirectoryUnreachableError):  # busy
        LdapDirectory(DirectoryAddress(f"ldap://127.0.0.1:{served.port}", "{user}")).knows("somchai", SECRET)


def test_no_password_leaves_for_a_directory_without_tls() -> None:
    with serving(0) as served:
        directory = LdapDirectory(DirectoryAddress(f"ldap://127.0.0.1:{served.port}", "{user}"))
        directory._tls_first = True  # as for any host but this machine, which is the only one a test reaches
        with pytest.raises(DirectoryUnreachableError):
            directory.knows("somchai", SECRET)
    assert served.asked == []


def test_only_this_machine_is_asked_without_tls() -> None:
    elsewhere = LdapDirectory(DirectoryAddress("ldap://directory.example", "{user}"))
    assert elsewhere._tls_first
    assert not LdapDirectory(DirectoryAddress("ldap://localhost", "{user}"))._tls_first


def test_a_directory_that_is_not_there_is_said() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DirectoryUnreachableError):
        LdapDirectory(DirectoryAddress(f"ldaps://127.0.0.1:{port}", "{user}")).knows("somchai", SECRET)
