"""The bind against an OpenLDAP server that runs, over StartTLS and ldaps; `make conformance` brings it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sopctl.accounts.directories import DirectoryAddress, LdapDirectory
from sopctl.application.ports import DirectoryUnreachableError
from tests.support import slapd
from tests.support.certificates import certificate
from tests.support.slapd import PEOPLE, Slapd

pytestmark = pytest.mark.conformance
SECRET = "four words of ones own"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    with slapd.serving(
        tmp_path_factory.mktemp("slapd"), {"somchai": SECRET, "wilai": "another one"}
    ) as served:
        yield served


def directory(url: str, ca: Path, bind: str = f"uid={{user}},{PEOPLE}") -> LdapDirectory:
    made = LdapDirectory(DirectoryAddress(url, bind, str(ca)))
    made._tls_first = url.startswith("ldap:")  # as for any host but this machine
    return made


@pytest.fixture(params=["StartTLS", "ldaps"])
def secured(server: Slapd, request: pytest.FixtureRequest) -> LdapDirectory:
    return directory(server.plain if request.param == "StartTLS" else server.tls, server.ca)


def test_it_tells_right_from_wrong_under_tls(secured: LdapDirectory) -> None:
    assert secured.knows("somchai", SECRET)
    assert not secured.knows("somchai", "another one")
    assert not secured.knows("nobody", SECRET)


@pytest.mark.parametrize("password", ["", "\0"])
def test_no_password_is_no_password(secured: LdapDirectory, password: str) -> None:
    assert not secured.knows("somchai", password)


@pytest.mark.parametrize(
    "user",
    [f"somchai,{PEOPLE}", "*", "somchai)(uid=*", "somchai+cn=somchai", "nobody,uid=somchai", "\\73omchai"],
)
def test_no_user_name_becomes_somebody_else(secured: LdapDirectory, user: str) -> None:
    assert not secured.knows(user, SECRET)


def test_a_certificate_that_nobody_vouches_for_gets_no_password(server: Slapd, tmp_path: Path) -> None:
    _, other = certificate(tmp_path)
    for url in (server.plain, server.tls):
        with pytest.raises(DirectoryUnreachableError):
            directory(url, other).knows("somchai", SECRET)


# ldap3 leaves the socket that it wrapped to the collector of garbage when the name does not match.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_for_another_name_gets_no_password(tmp_path: Path) -> None:
    with slapd.serving(tmp_path, {"somchai": SECRET}, "directory.example") as served:
        for url in (served.plain, served.tls):
            with pytest.raises(DirectoryUnreachableError):
                directory(url, served.ca).knows("somchai", SECRET)


def test_a_server_that_wants_tls_is_not_told_a_password_without_it(server: Slapd) -> None:
    plain = directory(server.plain, server.ca)
    plain._tls_first = False
    with pytest.raises(DirectoryUnreachableError):  # confidentialityRequired: no word on the password
        plain.knows("somchai", SECRET)


def test_a_bind_name_that_the_server_does_not_read_is_a_setting_and_no_wrong_password(server: Slapd) -> None:
    with pytest.raises(
        DirectoryUnreachableError
    ):  # Active Directory's form, at a server that knows names alone
        directory(server.tls, server.ca, "{user}@hospital.local").knows("somchai", SECRET)


def test_a_server_that_stopped_is_said(tmp_path: Path) -> None:
    with slapd.serving(tmp_path, {"somchai": SECRET}) as served:
        made = directory(served.tls, served.ca)
        assert made.knows("somchai", SECRET)
    with pytest.raises(DirectoryUnreachableError):
        made.knows("somchai", SECRET)
