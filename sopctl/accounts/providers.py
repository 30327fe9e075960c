"""The hospital's sign-in page (OpenID Connect): it says who somebody is, and nothing of what they may do.

Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 9700, 2.1).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sopctl.application.ports import Begun, Claimed, NotProvenError, ProviderUnreachableError

_SECONDS = 5
_KEPT = 3_600.0  # seconds for which what the provider says of itself is kept
_LEEWAY = 60  # seconds by which clocks may differ
_MOST = 1_000_000  # bytes of an answer
# Signatures with a key that the provider alone has: neither "none" nor HS256 with the client's secret.
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")


@dataclass(frozen=True)
class ProviderAddress:
    """Where the sign-in page is. ``claim`` is by what it names people, ``name`` what they call the page.

    ``by_mail``: its verified mail address stands for staff who were not linked. ``fresh`` are the seconds for
    which an earlier sign-in there will do. ``ca`` is the file of certificates that vouch for it, "" for those
    of the system.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str = "บัญชีโรงพยาบาล"
    claim: str = "sub"
    by_mail: bool = False
    fresh: int = 300
    ca: str = ""


class OidcProvider:
    """Fills the port ``SignInPage`` through Authlib."""

    def __init__(self, address: ProviderAddress) -> None:
        self._address = address
        self._said: Mapping[str, Any] = {}
        self._until = 0.0

    @property
    def name(self) -> str:
        """What people call it."""
        return self._address.name

    @property
    def by_mail(self) -> bool:
        """Whether a verified mail address names staff who are not linked."""
        return self._address.by_mail

    def begin(self, back: str) -> Begun:
        """Raises ProviderUnreachableError."""
        said = self._metadata()
        kept = Begun("", *(secrets.token_urlsafe(32) for _ in range(3)))
        with self._session() as session:
            url, _ = session.create_authorization_url(
                said["authorization_endpoint"], state=kept.state, code_verifier=kept.verifier,
                nonce=kept.nonce, redirect_uri=back, max_age=self._address.fresh,
            )  # fmt: skip
        return Begun(url, kept.state, kept.nonce, kept.verifier)

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Claimed:
        """Raises NotProvenError, ProviderUnreachableError."""
        if not begun.state or not secrets.compare_digest(
            begun.state.encode(), answer.get("state", "").encode()
        ):
            raise NotProvenError("state")
        said = self._metadata()
        # Another provider's answer brought here: RFC 9207.
        wanted = said.get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", self._address.issuer if not wanted else "") != self._address.issuer:
            raise NotProvenError("issuer")
        if not answer.get("code") or "error" in answer:
            raise NotProvenError("code")
        return self._claimed(said, self._token(said, begun, answer["code"], back), begun)

    def goodbye(self, back: str) -> str:
        """Raises ProviderUnreachableError."""
        from authlib.common.urls import add_params_to_uri  # noqa: PLC0415

        page = self._metadata().get("end_session_endpoint")
        if not isinstance(page, str):
            return ""
        asked = {"client_id": self._address.client, "post_logout_redirect_uri": back}
        return str(add_params_to_uri(page, asked))

    def _token(self, said: Mapping[str, Any], begun: Begun, code: str, back: str) -> Mapping[str, Any]:
        import requests  # noqa: PLC0415
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415

        try:
            with self._session() as session:
                token: Mapping[str, Any] = session.fetch_token(
                    said["token_endpoint"], code=code, code_verifier=begun.verifier, redirect_uri=back,
                    grant_type="authorization_code", timeout=_SECONDS, allow_redirects=False,
                )  # fmt: skip
        except AuthlibBaseError as refused:
            raise NotProvenError("code") from refused
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnreachableError from error
        return token

    def _claimed(self, said: Mapping[str, Any], token: Mapping[str, Any], begun: Begun) -> Claimed:
        """What a token proves, with everything that OpenID Connect Core, 3.1.3.7 asks to look at."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        given = token.get("id_token")
        if not isinstance(given, str):
            raise NotProvenError("token")
        address = self._address
        try:
            keys = KeySet.import_key_set(self._fetch(said["jwks_uri"]))  # type: ignore[arg-type]  # checked by it
            read = jwt.decode(given, keys, algorithms=list(_ALGORITHMS))
            claims = CodeIDToken(
                read.claims, read.header,
                {"iss": {"essential": True, "value": address.issuer},
                 "aud": {"essential": True, "value": address.client}},
                {"nonce": begun.nonce, "client_id": address.client, "max_age": address.fresh,
                 "access_token": token.get("access_token")},
            )  # fmt: skip
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise NotProvenError("token") from wrong
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if audience != [address.client]:  # nobody else's token, not even beside ours
            raise NotProvenError("audience")
        if time.time() - claims["auth_time"] > address.fresh + _LEEWAY:
            raise NotProvenError("age")
        subject = claims.get(address.claim)
        if not isinstance(subject, str) or not subject or len(subject) > 255:
            raise NotProvenError("claim")
        mail = claims.get("email") if claims.get("email_verified") is True else ""
        return Claimed(subject, mail if isinstance(mail, str) else "")

    def _metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself: it must speak in its own name, and of places under TLS alone."""
        if time.monotonic() < self._until:
            return self._said
        said = self._fetch(self._address.issuer.rstrip("/") + "/.well-known/openid-configuration")
        places = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        places.append(said.get("end_session_endpoint", "https://"))
        tls = all(isinstance(place, str) and urlsplit(place).scheme == "https" for place in places)
        if said.get("issuer") != self._address.issuer or not tls:
            raise ProviderUnreachableError
        self._said, self._until = said, time.monotonic() + _KEPT
        return said

    def _fetch(self, url: str) -> dict[str, Any]:
        import requests  # noqa: PLC0415

        try:
            with self._session() as session:
                answer = session.get(
                    url, withhold_token=True, timeout=_SECONDS, allow_redirects=False, stream=True
                )
                answer.raise_for_status()
                said = json.loads(answer.raw.read(_MOST, decode_content=True))
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnreachableError from error
        if not isinstance(said, dict):
            raise ProviderUnreachableError
        return said

    def _session(self) -> Any:
        # Loading it takes a while, and only libraries with a provider need it.
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415

        session = OAuth2Session(
            self._address.client, self._address.secret, scope="openid email", code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106  # the name of a method
        )  # fmt: skip
        session.verify = self._address.ca or True
        session.trust_env = False  # neither proxies nor passwords of the server's account
        return session
