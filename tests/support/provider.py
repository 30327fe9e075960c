"""A sign-in page that really runs: Authlib's own server under TLS on this machine, and its lies."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from werkzeug.serving import make_server

from tests.support.certificates import certificate

CLIENT, SECRET = "sopctl", "the secret of the client"


@dataclass
class Person:
    sub: str
    mail: str = ""
    verified: bool = True


@dataclass
class Client:
    client_id: str = CLIENT
    redirects: tuple[str, ...] = ()

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirects[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri in self.redirects

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"

    @property
    def id_token_signed_response_alg(self) -> str:
        return "RS256"


@dataclass
class Code:
    code: str
    asked: Mapping[str, Any]
    person: Person
    auth_time: int

    def get_redirect_uri(self) -> str:
        return str(self.asked["redirect_uri"])

    def get_scope(self) -> str:
        return str(self.asked["scope"])

    def get_nonce(self) -> str:
        return str(self.asked.get("nonce", ""))

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    get_amr = get_acr

    @property
    def code_challenge(self) -> str:
        return str(self.asked.get("code_challenge", ""))

    @property
    def code_challenge_method(self) -> str:
        return str(self.asked.get("code_challenge_method", ""))


@dataclass
class Provider:
    """``claims`` are put over those of each token, ``lie`` signs it anew: "none", "hs256" or "other key"."""

    url: str = ""
    ca: Path = Path()
    back: str = ""
    person: Person = field(default_factory=lambda: Person("1001"))
    age: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    lie: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def visit(self, url: str) -> dict[str, str]:
        """A person signs in there; returns what their browser brings back."""
        answer = requests.get(url, verify=str(self.ca), allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/goodbye",
            "id_token_signing_alg_values_supported": ["RS256", "none"],
            "response_types_supported": ["code"], **self.said,
        }  # fmt: skip


class _Codes(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012  # as Authlib has it
    provider: Provider

    def save_authorization_code(self, code: str, request: Any) -> None:
        here = self.provider
        here.codes[code] = Code(code, dict(request.payload.data), here.person, int(time.time()) - here.age)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.provider.codes.pop(authorization_code.code)

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class _Tokens(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def get_client_algorithm(self, client: Client) -> str:
        return "RS256"

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.provider.url, "aud": [CLIENT], "iat": now, "exp": now + 300}

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self.provider.key

    def generate_user_info(self, user: Person, scope: str) -> dict[str, Any]:
        return {"sub": user.sub, "email": user.mail, "email_verified": user.verified}

    def encode_id_token(self, token: Any, request: Any) -> Any:
        told = super().encode_id_token(token, request)
        here = self.provider
        if not here.claims and not here.lie:
            return told
        claims = jwt.decode(told, here.key).claims | here.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if here.lie == "none":
            said = ({"alg": "none"}, claims)
            parts = (urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in said)
            return ".".join((*parts, ""))
        if here.lie == "hs256":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        key = RSAKey.generate_key(2048, {"kid": "one"}) if here.lie else here.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


@contextmanager
def serving(back: str, folder: Path) -> Iterator[Provider]:
    """A provider that answers until the block ends; it sends people back to ``back`` alone."""
    provider = Provider(back=back, ca=folder / "ca.pem")
    app = Flask("provider")
    client = Client(redirects=(back,))
    server = AuthorizationServer(app, query_client={CLIENT: client}.get, save_token=lambda token, asked: None)
    server.register_grant(
        type("Codes", (_Codes,), {"provider": provider}), [_Tokens(provider), CodeChallenge(required=True)]
    )
    app.add_url_rule("/.well-known/openid-configuration", "said", lambda: jsonify(provider.metadata()))
    app.add_url_rule("/keys", "keys", lambda: jsonify(KeySet([provider.key]).as_dict(private=False)))
    app.add_url_rule("/token", "token", server.create_token_response, methods=["POST"])

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.person)
        return server.create_authorization_response(request, grant_user=provider.person, grant=grant)

    key, vouched = certificate(folder)
    running = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=(str(vouched), str(key)))
    provider.url = f"https://127.0.0.1:{running.port}"
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        running.shutdown()
        running.server_close()
        thread.join(5)
