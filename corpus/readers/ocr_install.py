"""The line that installs the text recogniser, for the way in which this program was installed itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from corpus.messages import Message

_ROOT = Path(__file__).parents[2]


def advice(root: Path = _ROOT, prefix: str = sys.prefix, system: str = os.name) -> Message:
    """What to do where the extra `ocr` is missing; `root` holds this package, `prefix` is the environment's folder.

    From the source folder it is installed there, with the environment that runs now; what pipx, uv or pip installed is
    extended by the same tool.
    """
    parts = Path(prefix).parts
    if (root / "pyproject.toml").is_file():
        return Message("ocr_missing", command=f'{_python(root, Path(prefix), system)} -m pip install -e ".[ocr]"')
    if "pipx" in parts and "venvs" in parts:
        return Message("ocr_missing_installed", command="pipx inject wenbao rapidocr onnxruntime")
    if "uv" in parts and "tools" in parts:
        return Message("ocr_missing", command='uv tool install --force ".[ocr]"')
    return Message("ocr_missing_installed", command='pip install "wenbao[ocr]"')


def _python(root: Path, prefix: Path, system: str) -> str:
    """The environment's Python as it is called in the source folder, or `python` where it lies elsewhere."""
    if prefix.parent != root:
        return "python"
    return rf"{prefix.name}\Scripts\python" if system == "nt" else f"{prefix.name}/bin/python"
