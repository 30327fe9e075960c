"""The hospital's directory (LDAP, Active Directory): it is asked whether a password is somebody's, now.

Nothing is read from it and nothing is kept of it: who may do what stays in the library.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sopctl.application.ports import DirectoryUnreachableError

_SECONDS = 5
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OTHERS = frozenset({32, 49})  # noSuchObject, invalidCredentials (RFC 4511, appendix A)
PLACE = "{user}"


@dataclass(frozen=True)
class DirectoryAddress:
    """Where the directory is and under which name somebody binds.

    ``url`` begins with ldaps://, or with ldap:// and is then asked for StartTLS first, unless it is this very
    machine. ``bind`` holds ``{user}``: ``uid={user},ou=people,dc=hospital`` or ``{user}@hospital.local``.
    ``ca`` is the file of certificates that vouch for it, "" for those of the system.
    """

    url: str
    bind: str
    ca: str = ""


class LdapDirectory:
    """Fills the port ``Directory``: a simple bind as the person (RFC 4513, 5.1.3), over TLS."""

    def __init__(self, address: DirectoryAddress, *, strategy: str = "SYNC") -> None:
        # Loading it takes a while, and only libraries with a directory need it.
        import ldap3  # noqa: PLC0415

        parts = urlsplit(address.url)
        self._ldap = ldap3
        self._bind = address.bind
        self._strategy = strategy
        self._tls_first = parts.scheme == "ldap" and parts.hostname not in _LOOPBACK
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=address.ca or None,
                        version=ssl.PROTOCOL_TLS_CLIENT)  # fmt: skip
        self.server = ldap3.Server(
            parts.hostname, port=parts.port, use_ssl=parts.scheme == "ldaps", tls=tls, get_info=ldap3.NONE,
            connect_timeout=_SECONDS,
        )  # fmt: skip

    def knows(self, user: str, password: str) -> bool:
        """Whether the directory takes this password for this person.

        Raises DirectoryUnreachableError, also when it cannot be spoken to under TLS.
        """
        if not password or "\0" in password:  # an empty one binds as nobody, and succeeds: RFC 4513, 5.1.2
            return False
        from ldap3.core.exceptions import LDAPExceptionError  # noqa: PLC0415

        connection = self._connection(user, password)
        try:
            if self._tls_first and not connection.start_tls():
                raise DirectoryUnreachableError
            bound = bool(connection.bind())
            result = int(connection.result["result"])
        except (LDAPExceptionError, OSError, ssl.SSLError) as error:
            raise DirectoryUnreachableError from error
        finally:
            with suppress(LDAPExceptionError, OSError):  # of a line that broke off
                connection.unbind()
            if connection.socket is not None:  # of a line that never came about
                connection.socket.close()
        if not bound and result not in _OTHERS:
            raise DirectoryUnreachableError
        return bound

    def _connection(self, user: str, password: str) -> Any:
        return self._ldap.Connection(
            self.server, user=self.name_of(user), password=password, authentication=self._ldap.SIMPLE,
            client_strategy=self._strategy, auto_bind=self._ldap.AUTO_BIND_NONE, read_only=True,
            receive_timeout=_SECONDS,
            auto_referrals=False,  # another server would be given the password
        )  # fmt: skip

    def name_of(self, user: str) -> str:
        """The name under which somebody binds; nothing in a user name can leave its place in it."""
        from ldap3.utils.dn import escape_rdn  # noqa: PLC0415

        return self._bind.replace(PLACE, escape_rdn(user) if "=" in self._bind else user)
