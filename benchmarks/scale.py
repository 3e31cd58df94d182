"""A library of many passages on one machine: building, size, opening, asking, memory, changes.

    python -m benchmarks.scale DATA [--sizes 10000 200000 1000000] [--folder DIR]

DATA is a set with corpus.jsonl and questions.jsonl. The articles are generated: each has as many sentences as one of
the set, drawn from all sentences, every fifth with its pairs of characters shuffled, so that words are as frequent as
in the set and every article brings new ones. The vectors are generated too: 4,000 sentences are encoded, and a vector
is one of these moved by nine tenths of the difference of two others; that of a sentence starts from its passage's.
The library's own writer adds them in the steps in which `wenbao index` commits. Every step runs in a process of its
own, on an idle machine. A million passages need 25 GB of disk in DIR and half an hour.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import numpy as np
from numpy.typing import NDArray

from benchmarks.load import Client, Measurements, free_port
from corpus.passages import split
from corpus.records import Article, Passage
from corpus.text import clean, sentences
from embeddings import encoder
from embeddings.encoder import Encoder
from qa.library import Library
from qa.storage import writer

Vectors = NDArray[np.float32]

_BASE = 4000  # sentences that are encoded
_MOVED = 0.9  # of the difference of two vectors
_WINDOW = 700  # characters, so that passages are as long as those of the set
_CHANGES = 5  # articles added and removed one by one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="keeps the libraries (default: a temporary folder)")
    parser.add_argument("--step", choices=list(_STEPS), help="only this step")
    options = parser.parse_args()
    if options.step:
        for size in options.sizes:
            print(json.dumps(_STEPS[options.step](options.data, options.folder, size)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}")
        for size in options.sizes:
            for step in _STEPS:
                begun = time.perf_counter()
                command = [sys.executable, "-m", "benchmarks.scale", str(options.data), "--folder", str(folder)]
                command += ["--step", step, "--sizes", str(size)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                print(f"{size:,} {step} ({time.perf_counter() - begun:.0f} s): {done.stdout.strip()}", flush=True)


class _StoredVectors(Encoder):
    """Stands in for the model: questions have their stored vectors, texts random ones near the encoded sentences."""

    name, dimension, window, fingerprint = "", 384, 512, ""

    def __init__(self, base: Vectors, questions: dict[str, Vectors], name: str, fingerprint: str) -> None:
        self.base, self._questions = base, questions
        self.name, self.fingerprint = name, fingerprint

    def count_tokens(self, texts: object) -> list[int]:
        return [len(text) * self.window // _WINDOW for text in texts]  # type: ignore[attr-defined]

    def encode_documents(self, texts: object, progress: object = None) -> Vectors:
        chance = np.random.default_rng(len(texts))  # type: ignore[arg-type]
        return moved(chance, self.base[chance.integers(len(self.base), size=len(texts))], self.base)  # type: ignore[arg-type]

    def encode_queries(self, texts: object) -> Vectors:
        none = np.zeros(self.dimension, np.float32)
        return np.array([self._questions.get(text, none) for text in texts])  # type: ignore[attr-defined]


def material(data: Path, folder: Path) -> tuple[list[str], list[int], _StoredVectors, list[str]]:
    """The sentences of the set, how many each of its articles has, the encoder, and the questions."""
    rows = [json.loads(line) for line in (data / "corpus.jsonl").open(encoding="utf-8")]
    texts = [clean(row["text"]) for row in rows]
    by_article = [[text[a:b] for a, b in sentences(text)] for text in texts]
    pool = [sentence for article in by_article for sentence in article]
    lines = [json.loads(line)["question"] for line in (data / "questions.jsonl").open(encoding="utf-8")]
    asked = list(dict.fromkeys(question for text in lines if (question := clean(text))))
    path = folder / "base.npz"
    if not path.exists():
        model: Encoder = encoder.load()
        chosen = np.random.default_rng(0).choice(len(pool), _BASE, replace=False)
        folder.mkdir(parents=True, exist_ok=True)
        base = model.encode_documents([pool[i][:500] for i in chosen])
        others = {"name": model.name, "fingerprint": model.fingerprint, "questions": model.encode_queries(asked)}
        np.savez(path, base=base, **others)  # type: ignore[arg-type]
    stored = np.load(path)
    by_question = dict(zip(asked, stored["questions"], strict=True))
    model = _StoredVectors(stored["base"], by_question, str(stored["name"]), str(stored["fingerprint"]))
    return pool, list(map(len, by_article)), model, asked


def moved(chance: np.random.Generator, vectors: Vectors, base: Vectors) -> Vectors:
    """Each vector of (n, d) moved by `_MOVED` of the difference of two of the base, then of length 1."""
    a, b = chance.integers(len(base), size=(2, len(vectors)))
    far = vectors + np.float32(_MOVED) * (base[a] - base[b])
    made: Vectors = far / np.linalg.norm(far, axis=1, keepdims=True)
    return made


def _articles(pool: list[str], lengths: list[int], first: int) -> Iterator[tuple[Article, tuple[Passage, ...]]]:
    chance = np.random.default_rng(first + 1)
    for number in itertools.count(first):
        chosen = [pool[i] for i in chance.integers(len(pool), size=lengths[chance.integers(len(lengths))])]
        text = "".join(s if chance.random() < 0.8 else _shuffled(s, chance) for s in chosen)
        date = f"20{chance.integers(15, 25)}-{chance.integers(1, 13):02}-{chance.integers(1, 29):02}"
        article = Article(f"a{number}", clean(text), "", date, path=f"/made-up/{number % 1000}.jsonl")
        if article.text:
            yield article, tuple(split(article, _WINDOW))


def _shuffled(text: str, chance: np.random.Generator) -> str:
    inner, end = text[:-1], text[-1:]
    pairs = [inner[i : i + 2] for i in range(0, len(inner), 2)]
    chance.shuffle(pairs)
    return "".join(pairs) + end


def _build(data: Path, folder: Path, size: int) -> dict[str, object]:
    """Build the library, or continue an interrupted build; a file beside it has the seconds of every commit."""
    pool, lengths, model, _ = material(data, folder)
    place, times = folder / str(size), folder / f"{size}.seconds"
    if not place.exists():
        times.unlink(missing_ok=True)
    with writer.open_for_writing(place) as store, times.open("a") as seconds:
        store.put_model(model.name, model.fingerprint)
        count = store.count()[1]
        source, chance = _articles(pool, lengths, count), np.random.default_rng(count)
        while count < size:
            cut: list[tuple[Article, tuple[Passage, ...]]] = []
            while sum(len(passages) for _, passages in cut) < min(1024, size - count):
                cut.append(next(source))
            passages = [passage for _, parts in cut for passage in parts]
            vectors = moved(chance, model.base[chance.integers(_BASE, size=len(passages))], model.base)
            starts = np.repeat(vectors, [len(passage.sentences) for passage in passages], axis=0)
            encoded = writer.EncodedArticles(tuple(cut), vectors, moved(chance, starts, model.base))
            begun = time.perf_counter()
            writer.commit(place, store, [], encoded)
            print(time.perf_counter() - begun, file=seconds, flush=True)
            count += len(passages)
    took = [float(line) for line in times.read_text().split()]
    return {"passages": count, "s to build": sum(took), "longest commit, s": max(took), **_sizes(place)}


def _sizes(place: Path) -> dict[str, object]:
    def size(*names: str) -> float:
        return round(sum(path.stat().st_size for name in names for path in place.glob(name)) / 1e6, 1)

    everything = size("*", "index/*/*")
    vectors = size("index/*/passages", "index/*/sentences")
    return {
        "segments": [int((path / "numbers").stat().st_size / 8) for path in sorted((place / "index").iterdir())],
        "MB": everything,
        "texts, MB": size("library.db*"),
        "vectors, MB": vectors,
        "to find the nearest, MB": size("index/*/*.faiss"),
        "words, MB": size(*(f"index/*/{name}" for name in ("keys", "offsets", "postings", "frequencies", "lengths"))),
    }


def _forget_cache(place: Path) -> None:
    """Drop the library's files from the system's file cache, as after a restart of the machine."""
    os.sync()
    for path in place.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _memory(pid: int | str = "self") -> dict[str, float]:
    """Resident memory in MB: own (anonymous), mapped files (which the system can reclaim), and the peak of both."""
    with Path(f"/proc/{pid}/status").open() as lines:
        fields = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("Rss", "VmHWM"))}
    return {
        name: int(fields[key]) / 1024 for name, key in (("own", "RssAnon"), ("mapped", "RssFile"), ("peak", "VmHWM"))
    }


def _open(library: Library) -> float:
    begun = time.perf_counter()
    with library._index.snapshot():
        return time.perf_counter() - begun


def _cold(data: Path, folder: Path, size: int) -> dict[str, object]:
    *_, model, _ = material(data, folder)
    _import()
    _forget_cache(folder / str(size))
    return {"s to open, cold file cache": _open(Library(folder / str(size), loaded=model))}


def _ask(data: Path, folder: Path, size: int) -> dict[str, object]:
    *_, model, asked = material(data, folder)
    _import()
    before = _memory()
    library = Library(folder / str(size), loaded=model)
    opened = _open(library)
    return {"s to open": opened, "MB before": before, **_asked(library, asked)}


def _ask_whole(data: Path, folder: Path, size: int) -> dict[str, object]:
    """With the model, which encodes each question."""
    *_, asked = material(data, folder)
    library = Library(folder / str(size), loaded=encoder.load())
    library.warm_up()
    return _asked(library, asked)


def _chat(data: Path, folder: Path, size: int) -> dict[str, object]:
    """`wenbao serve` while one person asks thirty questions."""
    port = free_port()
    command = [sys.executable, "-m", "qa", "serve", "--library", str(folder / str(size)), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                time.sleep(0.2)
                with suppress(httpx.HTTPError):
                    client = Client(f"http://127.0.0.1:{port}", 0)
                    break
            client.open()
            measured = Measurements()
            for _ in range(30):
                client.ask(measured)
            p50 = np.median(measured.seconds) * 1000
            return {"answered": len(measured.seconds), "p50, ms": p50, "MB": _memory(server.pid)}
        finally:
            server.terminate()


def _asked(library: Library, asked: list[str]) -> dict[str, object]:
    first = time.perf_counter()
    library.ask(asked[0])
    first = time.perf_counter() - first
    seconds, busy, parts, most = [], [], [], {"own": 0.0, "mapped": 0.0, "peak": 0.0}
    for question in asked[1:]:
        begun, worked = time.perf_counter(), time.process_time()
        reply = library.ask(question)
        seconds.append(time.perf_counter() - begun)
        busy.append(time.process_time() - worked)
        parts.append([reply.seconds[part] for part in ("encode", "search", "answer")])
        most = {name: max(value, most[name]) for name, value in _memory().items()}
    shares = dict(zip(("encode", "search", "answer"), np.median(parts, axis=0) * 1000, strict=True))
    return {"first question, ms": first * 1000, "p50, ms": np.median(seconds) * 1000,
            "p95, ms": np.percentile(seconds, 95) * 1000, "processor p50, ms": np.median(busy) * 1000,
            "of the p50, ms": shares, "MB": most}  # fmt: skip


def _change(data: Path, folder: Path, size: int) -> dict[str, object]:
    """Add and remove single articles by the library's own commands, with a question after each."""
    pool, lengths, model, asked = material(data, folder)
    _import()
    place = folder / str(size)
    library = Library(place, loaded=model)
    library.ask(asked[0])
    source = folder / "added"
    source.mkdir(exist_ok=True)
    made = _articles(pool[::-1], lengths, 0)
    adding, removing, after = [], [], []
    for i in range(_CHANGES):
        (source / f"{i}.txt").write_text(next(made)[0].text + f"\n{time.time()}", "utf-8")
        adding.append(_timed(lambda i=i: library.add([source / f"{i}.txt"])))  # type: ignore[misc]
        after.append(_timed(lambda: library.ask(asked[1])))
    added = [article.id for article in library.listing() if article.path.startswith(str(source))]
    for article in added:
        removing.append(_timed(lambda article=article: library.remove([article])))  # type: ignore[misc]
        after.append(_timed(lambda: library.ask(asked[1])))
    seconds = {"s to add one": adding, "s to remove one": removing, "s to ask after a change": after}
    return {name: {"p50": np.median(values), "most": max(values)} for name, values in seconds.items()}


def _compact(data: Path, folder: Path, size: int) -> dict[str, object]:
    """Compact after removing one article, so that everything is rewritten."""
    *_, model, _ = material(data, folder)
    _import()
    library = Library(folder / str(size), loaded=model)
    library.remove(["a7"])
    return {"s to compact": _timed(library.compact), "MB": _memory(), **_sizes(folder / str(size))}


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _import() -> None:
    """Import everything that the library imports lazily."""
    import cn2an  # noqa: F401
    import faiss  # noqa: F401
    import jieba  # noqa: F401
    import opencc  # noqa: F401
    import scipy.sparse  # noqa: F401

    from corpus.text import fold

    fold("書")


_STEPS: dict[str, Callable[[Path, Path, int], dict[str, object]]] = {
    "build": _build, "cold": _cold, "ask": _ask, "ask-whole": _ask_whole, "chat": _chat, "change": _change,
    "compact": _compact,
}  # fmt: skip


if __name__ == "__main__":
    main()
