"""The line that installs the text recogniser is true for the way in which the program was installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers.ocr_install import advice
from qa.i18n.error_messages import translate


@pytest.mark.parametrize(
    ("prefix", "system", "command"),
    [
        ("{root}/.venv", "posix", '.venv/bin/python -m pip install -e ".[ocr]"'),
        ("{root}/.venv", "nt", r'.venv\Scripts\python -m pip install -e ".[ocr]"'),
        ("/opt/conda", "posix", 'python -m pip install -e ".[ocr]"'),
    ],
)
def test_in_the_source_folder(tmp_path: Path, prefix: str, system: str, command: str) -> None:
    (tmp_path / "pyproject.toml").touch()
    said = advice(tmp_path, prefix.format(root=tmp_path), system)
    assert said.endswith(f"in the folder of this project: {command}") and str(tmp_path) not in said
    assert translate(said, "zh") == f"请在本项目的文件夹里安装文字识别组件：{command}"


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("/home/lin/.local/share/pipx/venvs/wenbao", "pipx inject wenbao rapidocr onnxruntime"),
        ("/home/lin/.local/share/uv/tools/wenbao", 'uv tool install --force ".[ocr]"'),
        ("/usr", 'pip install "wenbao[ocr]"'),
    ],
)
def test_of_an_installed_package(tmp_path: Path, prefix: str, command: str) -> None:
    said = advice(tmp_path, prefix, "posix")
    assert said.endswith(f": {command}")
    assert translate(said, "zh").endswith(f"：{command}")
