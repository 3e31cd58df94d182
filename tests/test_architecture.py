"""Who may import whom: every file of the product is in one room, and every import goes where its room may look."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from qa.library import Library

ROOT = Path(__file__).parent.parent
FOLDERS = ("corpus", "embeddings", "qa")

# Each room, and the rooms that it may import. docs/architecture.md says what each is for.
ROOMS: dict[str, set[str]] = {
    "corpus": set(),
    "embeddings": set(),
    "qa.i18n": {"corpus"},
    "qa.errors": {"corpus", "embeddings", "qa.i18n"},
    "qa.records": {"corpus", "qa.i18n"},
    "qa.language": {"corpus", "qa.errors"},
    "qa.index": {"corpus", "embeddings", "qa.errors", "qa.language", "qa.records"},
    "qa.quotation": {"corpus", "qa.errors", "qa.index", "qa.records"},
    "qa.storage": {"corpus", "embeddings", "qa.errors", "qa.index", "qa.language", "qa.records"},
    "qa.search": {"corpus", "embeddings", "qa.index", "qa.language", "qa.records"},
    "qa.answer": {"corpus", "embeddings", "qa.errors", "qa.language", "qa.records", "qa.search"},
    "qa.dialogue": {"corpus", "qa.errors", "qa.language", "qa.records", "qa.search"},
    "qa.pipeline": {
        "corpus", "embeddings", "qa.answer", "qa.dialogue", "qa.errors", "qa.index", "qa.language", "qa.records",
        "qa.search",
    },
    "qa.models": {"embeddings", "qa.errors"},
    "qa.library": {
        "corpus", "embeddings", "qa.answer", "qa.dialogue", "qa.errors", "qa.index", "qa.language", "qa.models",
        "qa.pipeline", "qa.quotation", "qa.records", "qa.storage",
    },
    "qa.watching": {"corpus", "qa.errors", "qa.library", "qa.records"},
    "qa.evaluation": {"corpus", "qa.errors", "qa.i18n", "qa.language", "qa.records"},
    "qa.web": {
        "corpus", "qa.dialogue", "qa.errors", "qa.evaluation", "qa.i18n", "qa.language", "qa.library", "qa.quotation",
        "qa.records", "qa.watching",
    },
    "qa.cli": {
        "corpus", "embeddings", "qa.errors", "qa.evaluation", "qa.i18n", "qa.language", "qa.library", "qa.quotation",
        "qa.records", "qa.storage", "qa.watching", "qa.web",
    },
    "qa": {  # the public names
        "corpus", "qa.errors", "qa.evaluation", "qa.library", "qa.quotation", "qa.records", "qa.storage",
    },
    "qa.__main__": {"qa.cli"},
    "app": {"qa.cli"},
}  # fmt: skip
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
} | {"app": ROOT / "app.py"}


def room(module: str) -> str:
    """The room of a module: the longest name of a room that its own begins with."""
    if module in ("qa", "app"):
        return module
    return ".".join(module.split(".")[: 2 if module.startswith("qa.") else 1])


def imported(module: str, path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name for alias in node.names if (name := alias.name) in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            base = node.module or ""
            for alias in node.names:
                name = f"{base}.{alias.name}"
                if name in MODULES or base in MODULES:
                    yield name if name in MODULES else base


@cache
def imports() -> dict[str, set[str]]:
    """The modules of ours that each imports."""
    return {module: set(imported(module, path)) - {module} for module, path in MODULES.items()}


def test_every_file_is_in_a_room() -> None:
    assert {room(module) for module in MODULES} == set(ROOMS)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_only_the_rooms_that_it_may(name: str) -> None:
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        if room(module) == name
        for other in sorted(others)
        if room(other) not in ROOMS[name] | {name}
    ]
    assert not wrong


def test_rooms_have_an_order() -> None:
    assert list(TopologicalSorter(ROOMS).static_order())


def test_no_circle_of_imports() -> None:
    # A package's own file stands above its modules: what they import from it must not come back to them.
    try:
        list(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


@pytest.mark.parametrize("module", ["corpus.records", "corpus.text", "corpus.passages", "corpus.newspaper", "qa.cli"])
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


def test_a_first_question_imports_nothing_that_it_does_not_need(samples: Library) -> None:
    unneeded = [
        "cn2an",
        "corpus.newspaper",
        "corpus.readers",
        "gradio",
        "pydantic",
        "scipy",
        "sentence_transformers",
        "tokenizers",
        "torch",
    ]
    ask = ["ask", "--library", str(samples.folder), "岳麓书院在北宋哪一年创建？"]
    code = f"import sys; from qa.cli import main; main({ask!r}); print([n for n in {unneeded!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "岳麓书院" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_files_stay_readable() -> None:
    lines = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module: count for module, count in lines.items() if count > 400} == {}
