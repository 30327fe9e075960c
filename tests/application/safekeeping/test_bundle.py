"""What goes into the bundle, and for whom."""

from __future__ import annotations

import json
from datetime import timedelta

from sopctl.application.library import Actor
from sopctl.application.safekeeping.bundle import MANIFEST, export_bundle
from sopctl.rendering.bundle import HtmlBundle
from tests.application.house import build, text


class Folder:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.finished = False

    def add(self, name: str, data: bytes) -> None:
        self.files[name] = data

    def finish(self) -> None:
        self.finished = True


def test_the_bundle_holds_what_is_in_force_and_everybody_may_read() -> None:
    house = build()
    house.publish(text(title="</script><b>ฉบับที่ใช้"))
    house.publish(text("SOP-IT-002", title="เรื่องลับของหน่วยงาน", access="restricted"))
    house.publish(text("SOP-IT-003", title="เรื่องของปีหน้า"), effective=house.today + timedelta(days=300))
    folder, seen = Folder(), []
    made = export_bundle(house.library, None, HtmlBundle(), folder, lambda done, of: seen.append((done, of)))
    assert (made.documents, folder.finished, seen) == (1, True, [(1, 1)])
    pages = (data for name, data in folder.files.items() if name.endswith((".html", ".js")))
    together = b"".join(pages).decode()
    assert "เรื่องลับ" not in together
    assert "เรื่องของปีหน้า" not in together
    assert "</script><b>" not in together
    assert "documents/SOP-IT-001/SOP-IT-001-v1.pdf" in folder.files
    manifest = json.loads(folder.files[MANIFEST])
    assert set(manifest["files"]) == set(folder.files) - {MANIFEST, "manifest.p7s"}


def test_somebody_who_may_read_more_gets_more() -> None:
    house = build()
    house.publish(text("SOP-IT-002", access="restricted"))
    folder = Folder()
    export_bundle(house.library, Actor("quality"), HtmlBundle(), folder, lambda *_: None)
    assert "documents/SOP-IT-002/index.html" in folder.files
