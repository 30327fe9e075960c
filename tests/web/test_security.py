from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from werkzeug.datastructures import Headers

from sopctl.resources import templates_dir
from sopctl.web.security import local_path, trusted_hosts
from tests.application.house import PASSWORD, text
from tests.web.sites import Site, make

HOSTILE = """<script>alert(1)</script>

<img src=x onerror=alert(1)> [click](javascript:alert(1)) ![a](javascript:x) <svg/onload=alert(1)>

[data](data:text/html,<script>1</script>) **bold** `{{ 7*7 }}`

Table: <b onclick=x>

| <iframe src=//evil> | b |
|---|---|
| {{ config }} | <style>*{display:none}</style> |
"""


class Tags(HTMLParser):
    """Collects what could run, load or send anything that is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            foreign = name in {"href", "src", "action", "formaction"} and not re.match(
                r"(?:[/#?]|https://sop\.example/)(?!/)|#", value or ""
            )
            if name.startswith("on") or name in {"style", "srcdoc"} or foreign:
                self.found.append((tag, f"{name}={value}"))
        ours = any(name == "src" and (value or "").startswith("/static/") for name, value in attrs)
        if (tag == "script" and not ours) or tag in {"style", "object", "embed", "base"}:
            self.found.append((tag, None))

    @classmethod
    def bad(cls, page: str) -> list[tuple[str, str | None]]:
        parser = cls()
        parser.feed(page)
        return parser.found


def test_every_page_forbids_what_is_not_ours(site: Site) -> None:
    site.house.publish()
    for path in ("/", "/documents/SOP-IT-001", "/sign-in", "/register", "/verify", "/nothing"):
        headers = site.nobody().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_no_page_carries_a_script_or_a_style_of_its_own() -> None:
    for page in (templates_dir() / "web").glob("*.html"):
        source = page.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source), page.name
        for script in re.findall(r"<script[^>]*>", source):
            assert "src=" in script, page.name
        for address in re.findall(r"(?:src|href)=\"(https?:[^\"]*)", source):
            raise AssertionError(f"{page.name} asks another site for {address}")


def test_a_preview_may_stand_in_our_own_frame_only(site: Site) -> None:
    draft = site.house.write()
    headers = site.of("author").get(f"/drafts/{draft}/copy.pdf").headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "no-store"


def test_cookies_are_kept_from_scripts_and_other_sites(site: Site) -> None:
    def cookie(site: Site) -> str:
        browser = site.nobody()
        answer = browser.post("/sign-in", {"user": "staff", "password": PASSWORD})
        return next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("sopctl="))

    plain = cookie(site)
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    assert (
        "Secure"
        in make(secure_cookies=True)
        .nobody()
        .get("/sign-in", base_url="https://sop.example")
        .headers["Set-Cookie"]
    )


def test_signing_in_changes_the_cookie_and_signing_out_ends_it_in_the_library(site: Site) -> None:
    browser = site.of("staff")
    held = browser.client.get_cookie("sopctl")
    assert held is not None
    thief = site.nobody()
    thief.client.set_cookie("sopctl", held.value)
    assert thief.get("/inbox").status_code == 200
    browser.post("/sign-out")
    assert thief.get("/inbox").status_code == 302


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/verify", "/drafts", "/admin/people", "/rounds/x/sign"]
)
def test_a_form_without_its_token_is_refused(site: Site, path: str) -> None:
    browser = site.of("admin")
    before = site.house.ledger_actions()
    answer = browser.client.post(path, data={"user": "x"})
    assert answer.status_code == 400
    assert "ยังไม่มีสิ่งใดเปลี่ยนแปลง" in answer.get_data(as_text=True)
    assert site.house.ledger_actions() == before


def test_a_foreign_form_is_not_offered_to_be_sent_again(site: Site) -> None:
    browser = site.of("author")
    draft = site.house.write()
    path, data = f"/drafts/{draft}/abandon", {"reason": "kept words"}
    foreign = browser.client.post(path, data=data, headers={"Origin": "https://evil.example"})
    assert "kept words" not in foreign.get_data(as_text=True)
    ours = browser.client.post(path, data=data, headers={"Origin": "http://localhost"})
    assert "kept words" in ours.get_data(as_text=True)
    assert site.house.version(draft).state == "draft"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "", None,
     "a",     "/\t/evil.example", "\\\\evil", "http:/evil"],
)  # fmt: skip
def test_only_a_path_of_ours_is_followed(target: str | None) -> None:
    assert local_path(target) is None


def test_sign_in_and_language_never_lead_elsewhere(site: Site) -> None:
    browser = site.nobody()
    form = {"user": "staff", "password": PASSWORD, "next": "https://evil.example/"}
    assert browser.post("/sign-in", form).headers["Location"] == "/inbox"
    assert browser.get("/language/en?next=//evil.example").headers["Location"] == "/"
    assert site.of("staff").get("/sign-in?next=/register").headers["Location"] == "/register"


def test_a_host_that_is_not_ours_is_refused_once_one_is_set() -> None:
    assert trusted_hosts("http://127.0.0.1:8000") is None
    browser = make().nobody()
    assert browser.get("/healthz", headers=Headers({"Host": "evil.example"})).status_code == 400
    assert browser.get("/healthz", headers=Headers({"Host": "sop.example"})).status_code == 200
    assert browser.get("/healthz", headers=Headers({"Host": "localhost:8000"})).status_code == 200


def test_hostile_text_is_rendered_harmless_everywhere(site: Site) -> None:
    draft = site.house.write(text(purpose=HOSTILE, title="<script>alert(2)</script> {{ 7*7 }}"))
    round_id = site.house.approve(draft)
    site.house.release(draft)
    browser = site.of("quality")
    preview = browser.post(f"/drafts/{draft}/preview", {"markdown": text(purpose=HOSTILE)}).get_data(
        as_text=True
    )
    pages = [
        browser.text(path)
        for path in ("/", "/documents/SOP-IT-001", f"/rounds/{round_id}", f"/drafts/{draft}", "/register",
                     "/documents/SOP-IT-001/history", "/search?q=<script>alert(3)</script>")
    ]  # fmt: skip
    for page in [preview, *pages]:
        assert Tags.bad(page) == []
        assert ">49<" not in page


def test_what_a_reader_sends_comes_back_escaped(site: Site) -> None:
    word = "\"><b id=x>'"
    answers = [
        site.nobody().get("/search", query_string={"q": word}),
        site.nobody().get("/register", query_string={"on": word, "department": word}),
        site.nobody().get("/documents/SOP-IT-001/compare", query_string={"from": word, "to": "2"}),
        site.nobody().post("/sign-in", {"user": word, "password": word, "next": "/" + word}),
        site.of("author").post("/drafts", {"number": word, "title": word, "type": word}),
        site.of("admin").post("/admin/people", {"user": word, "name": word, "password": "123456789012"}),
    ]
    for answer in answers:
        assert "<b id=x>" not in answer.get_data(as_text=True)


def test_an_unencrypted_sign_in_page_says_so_except_on_the_machine_itself(site: Site) -> None:
    warning = "ไม่ได้เข้ารหัส"
    assert warning in site.nobody().get("/sign-in", headers={"Host": "sop.example"}).get_data(as_text=True)
    assert warning not in site.nobody().text("/sign-in")
    secure = site.nobody().get("/sign-in", base_url="https://sop.example").get_data(as_text=True)
    assert warning not in secure


def test_pages_of_people_are_not_kept_by_the_browser(site: Site) -> None:
    assert site.of("staff").get("/inbox").headers["Cache-Control"] == "no-store"
    assert "Cookie" in site.nobody().get("/").headers["Vary"]


def test_readiness_tells_of_the_stores_and_of_plain_http(site: Site) -> None:
    facts = site.nobody().get("/readyz").get_json()
    assert facts["ready"] is True
    assert facts["stores"] == {"blobs": "ok", "clock": "ok", "database": "ok", "git": "ok"}
    assert facts["notes"][0].startswith("plain-http")
    object.__setattr__(site.house.library, "blobs", None)
    answer = site.nobody().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["stores"]["blobs"] == "unreachable"


def test_files_of_ours_are_kept_for_good_and_copies_asked_for_again(site: Site) -> None:
    site.house.publish()
    page = site.nobody().text("/")
    style = re.search(r'href="(/static/style\.css\?v=[0-9a-f]+)"', page)
    assert style is not None
    assert "immutable" in site.nobody().get(style[1]).headers["Cache-Control"]
    before = style[1].split("=")[0] + "=0123456789ab"  # of a page that an older program made
    assert site.nobody().get(before).headers["Cache-Control"] == "no-cache"
    assert site.nobody().get("/documents/SOP-IT-001.pdf").headers["Cache-Control"] == "no-cache"
    private = site.of("staff").get("/documents/SOP-IT-001.pdf").headers["Cache-Control"]
    assert private == "private, no-cache"


def test_no_secret_is_written_back_when_a_session_ended(site: Site) -> None:
    browser = site.of("staff")
    form = {"csrf_token": browser.token(), "password": "old secret", "new": "new secret",
            "one_time_code": "123456", "secret": "JBSWY3DPEHPK3PXP"}  # fmt: skip
    site.house.pass_time(hours=13)
    answer = browser.client.post("/account/password", data=form, headers={"Origin": "http://localhost"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    for value in ("old secret", "new secret", "123456", "JBSWY3DPEHPK3PXP"):
        assert value not in page
