"""``sopctl ledger``: check the chain of what happened, or take it out."""

from __future__ import annotations

from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import as_json, output_option, write_bytes
from sopctl.cli.presenting import show, show_json
from sopctl.cli.tree import Group


@click.group(cls=Group)
def ledger() -> None:
    """บัญชีเหตุการณ์

    The append-only ledger of everything that was done, each row holding the hash of the one before.
    """


@ledger.command("verify")
@as_json
@pass_door
def verify(door: Door, json_wanted: bool) -> None:
    """ตรวจว่าไม่มีแถวใดถูกแก้ไข

    Check every row against its hash and against git's copy. Status 1 names the first row that differs.
    """
    from sopctl.application.ledger import verify_ledger  # noqa: PLC0415

    state = verify_ledger(door.library)
    if json_wanted:
        show_json({"rows": state.rows, "head": state.head, "anchored": state.anchored})
        return
    show(
        f"บัญชีเหตุการณ์ครบถ้วน {state.rows} แถว ตรงกับสำเนาใน git {state.anchored} แถว",
        f"The ledger is as written: {state.rows} rows, {state.anchored} of them anchored in git.",
        f"head {state.head}",
    )


@ledger.command("export")
@output_option
@pass_door
def export(door: Door, output: Path | None) -> None:
    """นำบัญชีเหตุการณ์ออกเป็น JSON หนึ่งแถวต่อบรรทัด

    Write every row as a JSON line, to standard output unless -o names a file.
    """
    from sopctl.application.ledger import ledger_lines  # noqa: PLC0415

    with door.library.reading() as uow:
        lines = ledger_lines(uow)
    write_bytes(output or Path("-"), lines)
