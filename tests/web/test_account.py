from __future__ import annotations

from io import BytesIO

from tests.application.test_pictures import png
from tests.web.sites import make


def test_a_picture_is_kept_shown_and_taken_away() -> None:
    site = make()
    browser = site.of("director")
    refused = browser.post("/account/picture", {"picture": (BytesIO(b"GIF89a"), "a.png")})
    assert refused.status_code == 400
    assert "PNG" in refused.get_data(as_text=True)
    data = png()
    assert browser.post("/account/picture", {"picture": (BytesIO(data), "a.png")}).status_code == 302
    assert browser.get("/account/picture.png").data == data
    assert "/account/picture.png" in browser.text("/account")
    assert browser.post("/account/picture", {"remove": "1"}).status_code == 302
    assert browser.get("/account/picture.png").status_code == 404
