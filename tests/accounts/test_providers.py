"""A sign-in page that runs, and what it could say to get somebody in who does not belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sopctl.accounts.providers import OidcProvider, ProviderAddress
from sopctl.application.ports import Begun, Claimed, NotProvenError, ProviderUnreachableError
from tests.support import provider as there
from tests.support.provider import Provider

BACK = "https://sop.example/sign-in/provider/back"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with there.serving(BACK, tmp_path_factory.mktemp("provider")) as served:
        yield served


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.person, running.age, running.claims, running.lie, running.said = (
        there.Person("1001"),
        0,
        {},
        "",
        {},
    )
    return running


def address(provider: Provider, **other: Any) -> ProviderAddress:
    return ProviderAddress(provider.url, there.CLIENT, there.SECRET, **{"ca": str(provider.ca)} | other)


def sign_in(provider: Provider, **other: Any) -> Claimed:
    page = OidcProvider(address(provider, **other))
    begun = page.begin(BACK)
    return page.finish(begun, provider.visit(begun.url), BACK)


def test_it_says_who_somebody_is(provider: Provider) -> None:
    provider.person = there.Person("1001", "somchai@hospital.example")
    assert sign_in(provider) == Claimed("1001", "somchai@hospital.example")
    provider.person.verified = False
    assert sign_in(provider) == Claimed("1001", "")
    provider.claims = {"employee": "E77"}
    assert sign_in(provider, claim="employee").subject == "E77"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://evil.example"}, "token"),
        ({"aud": "another program"}, "token"),
        ({"aud": ["another program", there.CLIENT], "azp": there.CLIENT}, "audience"),
        ({"azp": "another program"}, "token"),
        ({"nonce": "of another time"}, "token"),
        ({"nonce": None}, "token"),
        ({"exp": 1_000_000_000}, "token"),
        ({"exp": None}, "token"),
        ({"iat": None}, "token"),
        ({"auth_time": None}, "token"),
        ({"auth_time": 1_000_000_000}, "age"),
        ({"at_hash": "of another token"}, "token"),
        ({"sub": None}, "token"),
        ({"sub": ""}, "claim"),
        ({"sub": ["1001"]}, "token"),
        ({"sub": "x" * 256}, "claim"),
    ],
)
def test_a_token_that_is_not_for_us_now_proves_nobody(
    provider: Provider, claims: dict[str, Any], why: str
) -> None:
    provider.claims = claims
    with pytest.raises(NotProvenError) as refused:
        sign_in(provider)
    assert refused.value.why == why


@pytest.mark.parametrize("lie", ["none", "hs256", "another key"])
def test_a_signature_by_anybody_else_or_nobody_proves_nobody(provider: Provider, lie: str) -> None:
    provider.lie = lie
    with pytest.raises(NotProvenError):
        sign_in(provider)


def test_an_earlier_sign_in_on_a_shared_computer_is_too_old(provider: Provider) -> None:
    provider.age = 3_600
    with pytest.raises(NotProvenError):
        sign_in(provider)
    assert sign_in(provider, fresh=7_200)


def test_an_answer_works_once_and_for_the_browser_that_asked_alone(provider: Provider) -> None:
    page = OidcProvider(address(provider))
    mine, other = page.begin(BACK), page.begin(BACK)
    answer = provider.visit(mine.url)
    stolen = Begun("", answer["state"], other.nonce, other.verifier)
    for begun, given in [
        (other, answer),  # another browser's state: login CSRF
        (mine, {key: value for key, value in answer.items() if key != "state"}),
        (mine, {"state": answer["state"], "error": "access_denied"}),
        (mine, {"state": answer["state"], "code": "made up"}),
        (stolen, dict(answer)),  # a code of somebody else's put in: PKCE
    ]:
        with pytest.raises(NotProvenError):
            page.finish(begun, given, BACK)
    again = page.begin(BACK)
    brought = provider.visit(again.url)
    assert page.finish(again, brought, BACK)
    with pytest.raises(NotProvenError):
        page.finish(again, brought, BACK)  # the code was used


def test_an_answer_of_another_provider_is_not_taken_for_this_ones(provider: Provider) -> None:
    page = OidcProvider(address(provider))
    begun = page.begin(BACK)
    answer = provider.visit(begun.url)
    with pytest.raises(NotProvenError):
        page.finish(begun, answer | {"iss": "https://evil.example"}, BACK)
    provider.said = {"authorization_response_iss_parameter_supported": True}
    strict = OidcProvider(address(provider))
    with pytest.raises(NotProvenError):
        strict.finish(begun, {key: value for key, value in answer.items() if key != "iss"}, BACK)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://127.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_is_not_itself_is_not_asked(provider: Provider, said: dict[str, Any]) -> None:
    provider.said = said
    with pytest.raises(ProviderUnreachableError):
        OidcProvider(address(provider)).begin(BACK)


def test_a_line_that_nobody_vouches_for_and_a_page_that_is_down_are_said(provider: Provider) -> None:
    with pytest.raises(ProviderUnreachableError):
        OidcProvider(address(provider, ca="")).begin(BACK)
    gone = replace(address(provider), issuer="https://127.0.0.1:9")
    with pytest.raises(ProviderUnreachableError):
        OidcProvider(gone).begin(BACK)


def test_what_leaves_holds_a_challenge_and_not_what_it_is_of(provider: Provider) -> None:
    page = OidcProvider(address(provider))
    one, two = page.begin(BACK), page.begin(BACK)
    assert "code_challenge_method=S256" in one.url
    assert one.verifier not in one.url
    assert "max_age=300" in one.url
    assert len({one.state, one.nonce, one.verifier, two.state, two.nonce, two.verifier}) == 6


def test_signing_out_there_comes_back_here(provider: Provider) -> None:
    url = OidcProvider(address(provider)).goodbye("https://sop.example/")
    assert url.startswith(f"{provider.url}/goodbye?")
    assert "post_logout_redirect_uri=https%3A%2F%2Fsop.example%2F" in url
