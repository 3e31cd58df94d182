"""A folder that was named and holds no library is an error; only the default folder gets the samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.cli.commands import main
from qa.errors import NoLibraryError
from qa.i18n.error_messages import translate
from qa.storage.paths import require_library


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a library; nothing in it is opened."""
    monkeypatch.setenv("WENBAO_LIBRARY", str(tmp_path / "default"))
    (tmp_path / "archive" / "newspapers").mkdir(parents=True)
    (tmp_path / "archive" / "newspapers" / "library.db").write_bytes(b"")
    return tmp_path / "archive" / "newspapers"


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "长沙有多少人口？"], ["list"], ["remove", "a"], ["verify"], ["compact"], ["export"], ["serve"],
        ["inspect", "page.txt"], ["evaluate", "questions.jsonl"],
    ],
)  # fmt: skip
def test_every_command_but_index_refuses_a_folder_without_a_library(
    kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(kept.parent)
    Path("page.txt").write_text("长沙有一千万人口。", "utf-8")
    Path("questions.jsonl").write_text('{"question": "长沙有多少人口？"}', "utf-8")
    mistyped = kept.with_name("newspaper")
    assert main([*command, "--library", str(mistyped)]) == 2
    assert f"there is no library in {mistyped}: did you mean {kept}?" in capsys.readouterr().err
    assert not mistyped.exists()


@pytest.mark.parametrize(
    ("named", "meant"),
    [("archiv/newspapers", True), ("archives/newspaprs", True), ("archive/photos", False), ("archive", False)],
)
def test_the_folder_that_was_meant_is_named_where_one_is_near(kept: Path, named: str, meant: bool) -> None:
    with pytest.raises(NoLibraryError) as refused:
        require_library(kept.parent.parent / named)
    assert (f"did you mean {kept}" in refused.value.message) is meant
    assert (f"是不是 {kept}" in translate(refused.value.message, "zh")) is meant


def test_a_folder_with_a_library_is_taken(kept: Path) -> None:
    require_library(kept)
