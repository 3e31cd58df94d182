"""The docs and the code say the same: commands and options, and the links from page to page."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from qa.cli.commands import COMMANDS
from qa.cli.parser import build_parser

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*/*.md"))]


def subparsers() -> dict[str, argparse.ArgumentParser]:
    (action,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(action.choices)


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")} - {"--help"}


def section(page: str, command: str) -> str:
    """The part of docs/cli.md on a command: its own section, else its row of a table."""
    match = re.search(rf"^## `wenbao {command}\b.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if match is None:
        match = re.search(rf"^\| `wenbao {command}\b.*$", page, re.MULTILINE)
    assert match is not None, f"docs/cli.md says nothing of {command}"
    return match.group()


def test_every_command_of_the_parser_is_carried_out() -> None:
    assert set(subparsers()) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_is_documented(command: str) -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    shared = {"--library", "--json", "--model", "--engine", "--uri"}
    general = page.split("## `wenbao index")[0]
    assert shared <= set(re.findall(r"--[a-z][a-z-]+", general))
    assert options(subparsers()[command]) - shared <= set(re.findall(r"--[a-z][a-z-]+", section(page, command)))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_that_is_documented_exists(command: str) -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    named = set(re.findall(r"--[a-z][a-z-]+", section(page, command)))
    others = {"--auth"} if command == "passwd" else set()
    assert named - others <= options(subparsers()[command])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_commands_and_options_that_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    known = set().union(*map(options, subparsers().values()))
    for line in re.findall(r"`(?:\.venv/bin/)?(wenbao [^`]*)`|^(?:\.venv/bin/)?(wenbao .*)$", text, re.MULTILINE):
        words = (line[0] or line[1]).split()
        if re.fullmatch("[a-z]+", words[1]):
            assert words[1] in COMMANDS, f"{page.name}: {line}"
        assert {word for word in words if re.fullmatch("--[a-z-]+", word)} <= known, f"{page.name}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_map_of_the_code_names_files_and_functions_that_exist() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    for path, names in re.findall(r"`((?:corpus|embeddings|qa)/[\w/]+\.py)`(?: \(([^)]*)\))?", page):
        code = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^(?:(?:async )?def |class )?{name}\b", code, re.MULTILINE), f"{path}: {name}"
