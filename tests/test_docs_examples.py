"""The commands of the docs' `console` blocks, run on the bundled samples: they print what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from embeddings import encoder
from embeddings.encoder import Encoder
from qa.cli.commands import main
from qa.library import Library

ROOT = Path(__file__).parents[1]
PAGES = ("docs/cli.md", "README.md", "README.zh.md")


def examples() -> list[tuple[str, str, str]]:
    """The page, the command and the output of each example."""
    found = []
    for page in PAGES:
        for block in re.findall(r"^```console\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL):
            for example in block.removeprefix("$ ").split("\n$ "):
                command, _, output = example.partition("\n")
                found.append((page, command, output.strip("\n")))
    return found


def output_of(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints, errors first."""
    words = shlex.split(command)
    while "=" in words[0]:
        monkeypatch.setenv(*words.pop(0).split("=", 1))
    assert words[0] == "wenbao"
    main(words[1:])
    out, err = capsys.readouterr()
    return (err + out).strip("\n")


def test_the_examples_print_what_the_page_shows(
    samples: Library, bundled_encoder: Encoder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "load", lambda *args: bundled_encoder)
    monkeypatch.setenv("WENBAO_LIBRARY", str(samples.folder))
    assert len(examples()) >= 7
    for page, command, output in examples():
        monkeypatch.setenv("LC_ALL", "C")
        assert output_of(command, capsys, monkeypatch) == output, f"{page}: {command}"
