from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.accounts.directories import DirectoryAddress
from sopctl.accounts.providers import ProviderAddress
from sopctl.config import SettingWrongError, load_settings

URL, BIND = "ldaps://directory.hospital.go.th", "uid={user},ou=people,dc=hospital"


def test_a_directory_is_an_address_a_name_and_whom_to_trust(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("-")
    settings = {"SOPCTL_LDAP_URL": URL, "SOPCTL_LDAP_BIND": BIND, "SOPCTL_LDAP_CA": str(ca)}
    assert load_settings(settings, tmp_path).ldap == DirectoryAddress(URL, BIND, str(ca))
    assert load_settings({}, tmp_path).ldap is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LDAP_URL", "http://directory.hospital.go.th"),
        ("LDAP_URL", "ldaps://"),
        ("LDAP_URL", "ldaps://admin:secret@directory"),
        ("LDAP_BIND", "uid=somchai,ou=people"),
        ("LDAP_BIND", "uid={user},cn={user}"),
        ("LDAP_CA", "/nowhere/ca.pem"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    settings = {"SOPCTL_LDAP_URL": URL, "SOPCTL_LDAP_BIND": BIND, f"SOPCTL_{name}": value}
    with pytest.raises(SettingWrongError, match=f"SOPCTL_{name}"):
        load_settings(settings, tmp_path)


OIDC = {"SOPCTL_OIDC_ISSUER": "https://login.hospital.go.th", "SOPCTL_OIDC_CLIENT_ID": "sopctl",
        "SOPCTL_OIDC_CLIENT_SECRET": "of the provider"}  # fmt: skip


def test_a_sign_in_page_is_a_name_and_what_it_gave_us(tmp_path: Path) -> None:
    found = load_settings(OIDC, tmp_path).oidc
    assert found == ProviderAddress("https://login.hospital.go.th", "sopctl", "of the provider")
    assert "of the provider" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://login.hospital.go.th"),
        ("OIDC_ISSUER", "https://admin:secret@login"),
        ("OIDC_CLIENT_SECRET", ""),
        ("OIDC_BY_MAIL", "perhaps"),
        ("OIDC_FRESH", "5"),
        ("OIDC_CA", "/nowhere/ca.pem"),
    ],
)
def test_a_wrong_setting_of_the_page_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingWrongError, match=f"SOPCTL_{name}") as refused:
        load_settings(OIDC | {f"SOPCTL_{name}": value}, tmp_path)
    assert "secret" not in str(refused.value).lower() or name == "OIDC_CLIENT_SECRET"
