"""Writes ``docs/authorisation.md`` from the tables that the tests walk; run it as a module."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sopctl.web import create_app
from sopctl.web.api import SUBJECTS
from tests.application.house import build
from tests.cli import test_access as commands
from tests.web import test_access as pages
from tests.web.api import test_access as programs
from tests.web.sites import SETTINGS

PAGE = Path(__file__).parents[2] / "docs" / "authorisation.md"
COLUMNS = (
    "nobody", "staff", "author", "reviewer", "other", "quality", "director", "deputy", "auditor", "admin",
)  # fmt: skip
_HEAD = """# Who may do what

What a reader, a role or a post may do, by page, by operation of the interface for programs, and by
command. This page is written from the tables that the tests walk as everybody
(`tests/web/test_access.py`, `tests/web/api/test_access.py`, `tests/cli/test_access.py`); a route,
operation or command that no table names fails them, and so does this page when it differs. The use cases
decide; pages only leave out what would be refused.

| column | is |
|---|---|
| nobody | not signed in, where the intranet may read without an account (`SOPCTL_ANONYMOUS_READ`) |
| staff | role staff, of another department; the requests, prints and tokens in the walk are theirs |
| author | role author, of the owning department; prepared the drafts of the walk |
| reviewer | role reviewer, head of the owning department |
| other | roles reviewer and author of another department |
| quality | roles quality and author; on the walk of pages they also act for the director |
| director | holds the approving post; role staff |
| deputy | role staff; holds nothing |
| auditor | role auditor: reads everything, changes nothing but their own account |
| admin | role admin: people and settings, never content or signatures |

● gets an answer, or a refusal of what was sent and not of the person. A row without any is about
something that the walk does not have (its own tests stand beside its room). Documents marked
`restricted` are for their departments, the people of their round, the quality office and auditors; for
everybody else they are as unknown as if they were not there.
"""


def page() -> str:
    """The whole page."""
    app = create_app(build().library, SETTINGS)
    rules: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            rules.setdefault((method, rule.endpoint), re.sub(r"<[^<>:]+:", "<", rule.rule))
    web = [
        (f"`{method} {rules.get((method, endpoint), endpoint)}`", who)
        for method, table in (("GET", pages.GET), ("POST", pages.POST))
        for endpoint, who in table.items()
    ]
    operations = {operation.name: operation for subject in SUBJECTS for operation, _ in subject.listed}
    api = [
        (f"`{operations[name].method} {rules[operations[name].method, f'api.{name}']}`", who)
        for name, who in programs.WHO.items()
    ]
    cli = [(f"`sopctl {name}`", who) for name, (_, who) in commands.WHO.items()]
    host = ", ".join(f"`{name}`" for name in sorted(commands.HOST))
    parts = [
        _HEAD,
        "## Pages\n\n" + _table("page", sorted(web, key=_by_address)),
        "## Programs\n\nA token never does more than its person, nor more than its scopes.\n\n"
        + _table("operation", sorted(api, key=_by_address)),
        "## Commands\n\nAs the person named by `--as`; what signs asks for that person's password.\n\n"
        + _table("command", cli),
        f"Without `--as`, for whoever the operating system lets open the library's folder: {host}.\n",
    ]
    return "\n".join(parts)


def _by_address(row: tuple[str, frozenset[str]]) -> tuple[str, str]:
    method, _, address = row[0].partition(" ")
    return address, method


def _table(what: str, rows: Iterable[tuple[str, frozenset[str]]]) -> str:
    head = f"| {what} | {' | '.join(COLUMNS)} |\n|---|{':-:|' * len(COLUMNS)}\n"
    return head + "".join(
        f"| {name} | {' | '.join('●' if who in may else '' for who in COLUMNS)} |\n" for name, may in rows
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
