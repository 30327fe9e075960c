"""The Markdown pages of the project: their links, their headings' anchors and the commands that they show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import click

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("deploy/*.md")]
)
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_LINK = re.compile(
    r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\""
)


@dataclass(frozen=True)
class Line:
    """A line of a page; ``fence`` is what a block of code around it calls itself, None outside of one."""

    number: int
    text: str
    fence: str | None


def lines(page: Path) -> Iterator[Line]:
    """Each line of a page, the marks of its blocks of code left out."""
    fence, opened = None, ""
    for number, text in enumerate(page.read_text("utf-8").splitlines(), 1):
        mark = _FENCE.match(text)
        if mark and fence is None:
            opened, fence = mark[1], text.strip().lstrip("`~").strip()
        elif mark and mark[1].startswith(opened):
            fence = None
        else:
            yield Line(number, text, fence)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them and ``docs/site/hook.py`` too."""
    found: set[str] = set()
    for line in lines(page):
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line.text) if line.fence is None else None
        if heading:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading[1]).lower()
            name = "".join(c for c in plain if c.isalnum() or c in "_- " or "\u0e31" <= c <= "\u0e4e")
            name, again = name.replace(" ", "-"), 0
            while (name if not again else f"{name}-{again}") in found:
                again += 1
            found.add(name if not again else f"{name}-{again}")
    return found


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead to no file or no heading."""
    broken = []
    for line in lines(page):
        text = re.sub(r"`[^`]*`", "", line.text) if line.fence is None else ""
        for link in (found[1] or found[2] for found in _LINK.finditer(text)):
            if re.match(r"[a-z]+:|//", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or not target.is_relative_to(ROOT):
                broken.append(f"{line.number}: {link}: no such file")
            elif anchor and anchor not in anchors(target):
                broken.append(f"{line.number}: {link}: no such heading")
    return broken


@dataclass(frozen=True)
class Step:
    """A command after ``$`` in a console block, continued lines and all, and what it prints."""

    number: int
    command: str
    printed: tuple[str, ...]


def steps(page: Path, below: str = "") -> Iterator[Step]:
    """Every step of a page, in its order; only those under the heading ``below`` when it is given."""
    number, command, printed, end, heading = 0, "", list[str](), "", ""
    for line in [*lines(page), Line(0, f"# {below}", None), Line(0, "$ ", "console")]:
        if line.fence is None and line.text.startswith("#"):
            heading = line.text.lstrip("# ")
        if line.fence != "console" or below not in {"", heading}:
            continue
        if end or command.endswith("\\"):
            command += "\n" + line.text
            end = "" if line.text == end else end
        elif line.text.startswith("$ "):
            if command:
                yield Step(number, command, tuple(printed))
            number, command, printed = line.number, line.text[2:], []
            here = re.search(r"<<'?(\w+)'?", command)
            end = here[1] if here else ""
        else:
            printed.append(line.text)


def shown_commands(page: Path) -> Iterator[tuple[int, str]]:
    """Command lines of a page's steps, each as one line, with the number of their line."""
    for step in steps(page):
        yield step.number, re.sub(r"\\\n\s*", " ", step.command.partition("<<")[0])


def named_commands(page: Path) -> Iterator[tuple[int, str]]:
    """Commands of ours in running text: `` `sopctl …` ``."""
    for line in lines(page):
        if line.fence is None:
            for code in re.findall(r"(?<!`)`(sopctl [^`]*)`", line.text):
                yield line.number, code


def complaint(command: str, root: click.Command) -> str | None:
    """Why the program would not take a command line, for each ``sopctl`` in it; None when it would."""
    for given in _ours(command):
        group, name, words = root, "sopctl", given
        while isinstance(group, click.Group):
            found = group.get_command(click.Context(group), words[0]) if words else None
            if found is None:
                if "…" in words[:1]:  # any command
                    words = []
                named = words and not words[0].startswith("-")
                if named and not group.invoke_without_command:
                    return f"{name} has no {words[0]}"
                break
            group, name, words = found, f"{name} {words[0]}", words[1:]
        options = (p for p in group.params if isinstance(p, click.Option))
        known = {"-", "-h", "--help"}.union(*((*p.opts, *p.secondary_opts) for p in options))
        for option in (word.split("=")[0] for word in words):
            if option.startswith("-") and option not in known:
                return f"{name} has no {option}"
    return None


def _ours(command: str) -> Iterator[list[str]]:
    """The words after each ``sopctl`` that stands as a command, through pipes, settings and sudo."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|;&<>()")
    lexer.whitespace_split, lexer.commenters = True, "#"
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not set(word) <= set("|;&()<>"):
            words.append(word)
            continue
        while words and (words[0] == "sudo" or re.match(r"[A-Z_]+=", words[0]) or words[0] == "-u"):
            words = words[2 if words[0] == "-u" else 1 :]
        if words and words[0].rsplit("/", 1)[-1] == "sopctl":
            yield words[1:]
        words = []
