"""The tree of commands, in the order of the work."""

from __future__ import annotations

import click

from sopctl import __version__
from sopctl.cli.context import Door
from sopctl.cli.tree import Entry, Tree

_ROOM = "sopctl.cli"
ENTRIES = {
    "init": Entry(f"{_ROOM}.setup", "init", "สร้างคลังเอกสาร Make a library"),
    "serve": Entry(f"{_ROOM}.serving", "serve", "เปิดเว็บ Serve the library on the web"),
    "worker": Entry("sopctl.worker", "command", "งานเบื้องหลัง Do what waits in the background"),
    "library": Entry(f"{_ROOM}.hospital", "own", "ของโรงพยาบาล Types, profiles, logo, words of its own"),
    "department": Entry(f"{_ROOM}.hospital", "department", "หน่วยงาน The hospital's departments"),
    "user": Entry(f"{_ROOM}.people", "user", "ผู้ใช้ People and their passwords"),
    "post": Entry(f"{_ROOM}.posts", "post", "ตำแหน่งผู้ลงนาม Who holds which post, from when to when"),
    "announcement": Entry(f"{_ROOM}.announcing", "announcement", "ประกาศ Announcements of releases"),
    "notice": Entry(f"{_ROOM}.noticing", "notice", "แจ้งเตือน What is sent by mail and LINE"),
    "token": Entry(f"{_ROOM}.tokens", "token", "โทเคน Keys with which programs act for a person"),
    "document": Entry(f"{_ROOM}.documents", "document", "เอกสาร List, show, compare and begin documents"),
    "import": Entry(f"{_ROOM}.importing", "import_files", "นำเข้าไฟล์ Files to drafts and findings"),
    "draft": Entry(f"{_ROOM}.drafting", "draft", "ร่าง Show and save a draft's text"),
    "lint": Entry(f"{_ROOM}.importing", "lint", "ตรวจข้อความ Check a file or a document"),
    "render": Entry(f"{_ROOM}.rendering", "render", "สร้างสำเนา Make a PDF, DOCX or page"),
    "submit": Entry(f"{_ROOM}.drafting", "submit", "ส่งทบทวน Submit a draft for review"),
    "take-back": Entry(f"{_ROOM}.drafting", "take_back", "ดึงกลับ Take a version back to draft"),
    "abandon": Entry(f"{_ROOM}.drafting", "abandon", "ยุติ Give a version up before release"),
    "review": Entry(f"{_ROOM}.signing", "review", "ลงนามทบทวน Sign as reviewer"),
    "check": Entry(f"{_ROOM}.signing", "check", "ลงนามตรวจสอบ Sign as the quality office"),
    "approve": Entry(f"{_ROOM}.signing", "approve", "ลงนามอนุมัติ Sign as the approving post"),
    "return": Entry(f"{_ROOM}.signing", "return_", "ส่งกลับแก้ไข Return for correction, with reasons"),
    "replace-signer": Entry(f"{_ROOM}.signing", "replace_signer", "เปลี่ยนผู้ลงนาม Replace a named signer"),
    "release": Entry(f"{_ROOM}.signing", "release", "ประกาศใช้ Bring an approved version into force"),
    "withdraw": Entry(f"{_ROOM}.withdrawing", "withdraw", "ยกเลิกใช้ Ask for a withdrawal, and sign it"),
    "reaffirm": Entry(f"{_ROOM}.reaffirming", "reaffirm", "ทบทวนตามรอบ The verdict of a periodic review"),
    "overview": Entry(f"{_ROOM}.overview", "overview", "ภาพรวม The figures of everything at once"),
    "register": Entry(f"{_ROOM}.registering", "register", "ทะเบียนเอกสาร The register; register from paper"),
    "print": Entry(f"{_ROOM}.prints", "prints", "สำเนาควบคุม Controlled copies, their recall and counts"),
    "request": Entry(f"{_ROOM}.requests", "requests", "คำขอ Change requests, from asking to done"),
    "acknowledge": Entry(f"{_ROOM}.reading", "acknowledge", "รับทราบและเข้าใจ Declare to have read"),
    "reading": Entry(f"{_ROOM}.reading", "reading", "อ่านและรับทราบ Who must read what, and who has"),
    "verify": Entry(f"{_ROOM}.verifying", "verify", "ตรวจสอบไฟล์ Is this file genuine, and does it stand"),
    "key": Entry(f"{_ROOM}.keys", "key", "กุญแจลงนาม The signing key and its certificate"),
    "ledger": Entry(f"{_ROOM}.ledgering", "ledger", "บัญชีเหตุการณ์ Verify or export the ledger"),
    "doctor": Entry(f"{_ROOM}.doctoring", "doctor", "ตรวจคลังเอกสาร Is the library whole; mend what can be"),
    "backup": Entry(f"{_ROOM}.keeping", "backup", "สำรองข้อมูล The whole library as one file"),
    "restore": Entry(f"{_ROOM}.keeping", "restore", "กู้คืน The library again from a backup"),
    "rebuild": Entry(f"{_ROOM}.keeping", "rebuild", "สร้างใหม่จาก git The library again from its git mirror"),
    "export": Entry(f"{_ROOM}.bundling", "export", "ชุดใช้เมื่อระบบล่ม A folder for the day the server is down"),
    "thai": Entry(f"{_ROOM}.thai", "thai", "ภาษาไทย Thai dates, digits, words and text"),
    "db": Entry(f"{_ROOM}.database", "database", "ฐานข้อมูล The database's schema"),
}


@click.group(cls=Tree, entries=ENTRIES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sopctl")
@click.option("--traceback", is_flag=True, help="แสดงที่มาของข้อผิดพลาด Show where a failure came from.")
@click.pass_context
def root(ctx: click.Context, traceback: bool) -> None:
    """ระบบควบคุมเอกสารของโรงพยาบาล

    Controlled documents of a hospital: written, reviewed, signed, released, found and verified.

    Status 0: done. 1: refused or failed, with one line on stderr that begins with the error's code.
    2: wrong usage.
    """
    del traceback  # read by Tree.invoke
    ctx.ensure_object(Door)
