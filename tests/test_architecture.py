"""Imports go one way: corpus and embeddings import nothing of ours, qa imports both, app.py imports only qa."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"corpus", "embeddings", "qa", "app"}
ALLOWED = {
    "corpus": {"corpus"},
    "embeddings": {"embeddings"},
    "qa": {"qa", "corpus", "embeddings"},
    "app.py": {"qa"},
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
            assert node.level == 0, f"{path}: a relative import"
    return names & OURS


@pytest.mark.parametrize("place", ALLOWED)
def test_imports_go_one_way(place: str) -> None:
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    for file in files:
        assert imported(file) <= ALLOWED[place], file


@pytest.mark.parametrize(
    "module", ["corpus.records", "corpus.text", "corpus.passages", "corpus.newspaper", "qa.cli.commands"]
)
def test_light_modules_import_nothing_heavy(module: str) -> None:
    heavy = [
        "torch",
        "sentence_transformers",
        "faiss",
        "gradio",
        "scipy",
        "sklearn",
        "jieba",
        "opencc",
        "cn2an",
        "tqdm",
    ]
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("corpus", "embeddings", "qa")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 450
    }
    assert not long, "past some 400 lines a file becomes a folder of the same name"
