"""The public interface: what it exports, and that its page documents it with examples that run."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import qa
from embeddings import encoder
from embeddings.encoder import Encoder

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/python.md").read_text("utf-8")


def test_every_exported_name_is_there_and_documented() -> None:
    assert sorted(qa.__all__) == qa.__all__ and set(qa.__all__) == set(qa._MODULE_OF)
    for name in qa.__all__:
        assert getattr(qa, name) is not None
        assert re.search(rf"`{name}\b", PAGE), f"docs/python.md does not name {name}"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Libary"):
        qa.Libary  # noqa: B018


def test_the_examples_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled_encoder: Encoder) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encoder, "load", lambda *args: bundled_encoder)
    examples = "\n".join(re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "docs/python.md", None, 0)
    assert len(test.examples) > 20
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert "".join(said) == ""


def test_another_package_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "embeddings").mkdir()
    (tmp_path / "embeddings" / "__init__.py").touch()
    code = "import sys; sys.path[:0] = sys.argv[1:]; import qa"
    command = [sys.executable, "-c", code, str(tmp_path), str(ROOT)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "ImportError: the package `embeddings`" in done.stderr and "environment of its own" in done.stderr
