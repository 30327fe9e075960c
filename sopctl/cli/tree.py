"""The shape of the command tree: groups that load a command only when it is called, and one ``--home``."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from sopctl.cli.context import HOME_HELP, Door

COMMANDS = "คำสั่ง Commands"


class Entry(NamedTuple):
    """Where a command of the first level lies, and the line that says what it does."""

    module: str
    attribute: str
    about: str


class Command(click.Command):
    """A command that takes ``--home`` like every other."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.append(_home_option())


class Group(click.Group):
    """A group of commands that each take ``--home``."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, each with its Thai line and the first English sentence."""
        del ctx
        with formatter.section(COMMANDS):
            formatter.write_dl([(name, _about(command)) for name, command in self.commands.items()])


class Tree(click.Group):
    """The first level: says what there is without loading it, and turns every failure into one line."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the work, not of the alphabet."""
        del ctx
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None for a name that there is not."""
        del ctx
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from their entries, so that help loads nothing."""
        del ctx
        with formatter.section(COMMANDS):
            formatter.write_dl([(name, entry.about) for name, entry in self._entries.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is refused or fails becomes one line on stderr and status 1."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.UsageError, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if ctx.params.get("traceback"):
                raise
            from sopctl.cli.errors import line_of  # noqa: PLC0415  # only a failure pays for its words

            click.echo(line_of(error), err=True)
            ctx.exit(1)


def _about(command: click.Command) -> str:
    thai, _, english = inspect.cleandoc(command.help or "").partition("\n\n")
    sentence = " ".join(english.split()).partition(". ")[0].removesuffix(".")
    return f"{thai} {sentence}".strip()


def _home_option() -> click.Option:
    return click.Option(
        ["--home"],
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        expose_value=False,
        callback=_move_home,
        help=HOME_HELP,
    )


def _move_home(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Door).home = value
