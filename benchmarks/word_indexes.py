"""The word index beside others: tantivy, SQLite FTS5 and bm25s, on the same passages and the same tokens.

    pip install -r benchmarks/word_indexes.txt
    python -m benchmarks.word_indexes DATA [--passages 200000]

DATA is a set with corpus.jsonl and questions.jsonl; the passages are those that `benchmarks.scale` makes up of it.
Their tokens are made beforehand, each spelled in Latin letters so that every tokenizer leaves it whole. All rank by
BM25 and find ten; k1 1.2 and b 0.75, which tantivy and FTS5 have built in, ours also with its own. Each builds and
answers in processes of its own; times are processor time. Ours is built in parts of 8,192 passages, merged at the
end. The last column is the share of the ten rows that bm25s finds too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale import _articles, _memory
from corpus.text import clean, sentences, tokens
from qa.index import bm25, postings
from qa.index.bm25 import WordIndex
from qa.index.postings import Postings
from qa.language.stopwords import question_tokens

_K = 10
_PART = 8192
Found = list[tuple[int, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="where the indexes are made, and left (default: a temporary one)")
    parser.add_argument("--kind", choices=list(_KINDS))
    parser.add_argument("--step", choices=["make", "build", "ask"])
    options = parser.parse_args()
    if options.step == "make":
        _make(options.data, options.folder, options.passages)
    elif options.step:
        print(json.dumps(_run(options.kind, options.step, options.folder)))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            _all(options.data, options.folder or Path(temporary), options.passages)


def _all(data: Path, folder: Path, passages: int) -> None:
    def step(*arguments: str) -> str:
        command = [sys.executable, "-m", "benchmarks.word_indexes", str(data), "--folder", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "tokens.npz").exists():
        step("--step", "make", "--passages", str(passages))
    print(
        "| | s to build | MB while building | MB on disk | p50 / p95 a question, ms | MB own / mapped | the same rows |"
    )
    print("|---|---|---|---|---|---|---|")
    exact: list[Found] = []
    for kind in _KINDS:
        built = json.loads(step("--step", "build", "--kind", kind))
        asked = json.loads(step("--step", "ask", "--kind", kind))
        exact = exact or asked["found"]
        both = [
            len({r for r, _ in a} & {r for r, _ in b}) / max(1, len(a))
            for a, b in zip(exact, asked["found"], strict=True)
        ]
        print(
            f"| {kind} | {built['s']:.0f} | {built['MB']:,.0f} | {built['disk']:,.0f} | {asked['p50']:.1f} / "
            f"{asked['p95']:.1f} | {asked['own']:,.0f} / {asked['mapped']:,.0f} | {np.mean(both):.3f} |",
            flush=True,
        )


def _make(data: Path, folder: Path, passages: int) -> None:
    """The tokens of all passages by number, and of all questions."""
    texts = [clean(json.loads(line)["text"]) for line in (data / "corpus.jsonl").open(encoding="utf-8")]
    found = [[text[a:b] for a, b in sentences(text)] for text in texts]
    vocabulary: dict[str, int] = {}
    lists: list[Any] = []
    for _, cut in _articles([sentence for article in found for sentence in article], list(map(len, found)), 0):
        for passage in cut:
            ids = [vocabulary.setdefault(token, len(vocabulary)) for token in tokens(passage.text)]
            lists.append(np.array(ids, np.int32))
        if len(lists) >= passages:
            break
    asked = [json.loads(line)["question"] for line in (data / "questions.jsonl").open(encoding="utf-8")]
    questions = [
        [vocabulary.setdefault(token, len(vocabulary)) for token in question_tokens(question)] for question in asked
    ]
    (folder / "questions.json").write_text(json.dumps(questions))
    np.savez(folder / "tokens.npz", ids=np.concatenate(lists), lengths=[len(ids) for ids in lists], n=len(vocabulary))


def _spelled(n: int) -> list[str]:
    """A word of Latin letters for each number below n; none is a word that only asks."""
    words = map("".join, itertools.product(string.ascii_lowercase, repeat=5))
    return ["zq" + word for word in itertools.islice(words, n)]


def _run(kind: str, step: str, folder: Path) -> dict[str, Any]:
    held = np.load(folder / "tokens.npz")
    place = folder / kind.replace(" ", "-")
    spelled = _spelled(int(held["n"]))
    build, opened = _KINDS[kind]
    if step == "build":
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        lists = np.split(held["ids"], np.cumsum(held["lengths"])[:-1])
        texts = [" ".join([spelled[i] for i in ids.tolist()]) for ids in lists]
        before = _memory()["own"]
        begun = time.process_time()
        build(place, texts, lists)
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        disk = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
        return {"s": seconds, "MB": peak - before, "disk": disk}
    questions = json.loads((folder / "questions.json").read_text())
    before = _memory()
    ask = opened(place)
    found, seconds_ = [], []
    for ids in questions:
        words = [spelled[i] for i in ids]
        begun = time.process_time()
        found.append(ask(words, ids))
        seconds_.append((time.process_time() - begun) * 1000)
    after = _memory()
    return {
        "p50": np.median(seconds_), "p95": np.percentile(seconds_, 95), "found": found,
        **{name: after[name] - before[name] for name in ("own", "mapped")},
    }  # fmt: skip


Ask = Callable[[list[str], list[int]], Found]


def _build_ours(place: Path, texts: Sequence[str], lists: object) -> None:
    postings.tokens = str.split  # type: ignore[assignment]  # they are made already
    parts = [postings.build(texts[start : start + _PART]) for start in range(0, len(texts), _PART)]
    starts = np.cumsum([0, *(len(part.lengths) for part in parts)])
    places = [np.arange(a, b, dtype=np.int32) for a, b in itertools.pairwise(starts.tolist())]
    frequencies = []
    with (
        (place / "keys").open("wb") as keys,
        (place / "rows").open("wb") as rows,
        (place / "counts").open("wb") as times,
    ):
        for found in postings.merge(parts, places):
            keys.write(found[0].tobytes())
            frequencies.append(found[1])
            rows.write(found[2].tobytes())
            times.write(found[3].tobytes())
    np.concatenate([[0], np.cumsum(np.concatenate(frequencies))]).astype(np.int64).tofile(place / "starts")
    np.concatenate([part.lengths for part in parts]).tofile(place / "lengths")


def _open_ours(place: Path, k1: float = 1.2, b: float = 0.75) -> Ask:
    bm25.K1, bm25.B = k1, b
    kinds = {"keys": "<u8", "starts": "<i8", "rows": "<i4", "counts": "u1", "lengths": "<u4"}
    arrays = [np.asarray(np.memmap(place / name, kind, "r")) for name, kind in kinds.items()]
    words = WordIndex([Postings(*arrays)], [None])

    def ask(spelled: list[str], ids: list[int]) -> Found:
        scores, rows = words.best(0, " ".join(spelled), _K)
        order = np.lexsort((rows, -scores))
        return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))

    return ask


def _build_tantivy(place: Path, texts: Sequence[str], lists: object) -> None:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("row", stored=False, indexed=False, fast=True)
    index = tantivy.Index(schema.build(), str(place))
    writer = index.writer(500_000_000, 1)
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(place: Path) -> Ask:
    import tantivy

    index = tantivy.Index.open(str(place))
    searcher, schema = index.searcher(), index.schema
    should = tantivy.Occur.Should

    def ask(spelled: list[str], ids: list[int]) -> Found:
        terms = [(should, tantivy.Query.term_query(schema, "text", word, "freq")) for word in spelled]
        hits = searcher.search(tantivy.Query.boolean_query(terms), _K).hits
        rows = searcher.fast_field_values("row", [at for _, at in hits])
        return [(int(row), float(score)) for (score, _), row in zip(hits, rows, strict=True)]

    return ask


def _build_fts5(place: Path, texts: Sequence[str], lists: object) -> None:
    db = sqlite3.connect(place / "fts.db")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='unicode61')")
    with db:
        db.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(texts))
        db.execute("INSERT INTO t (t) VALUES ('optimize')")
    db.close()


def _open_fts5(place: Path) -> Ask:
    db = sqlite3.connect(place / "fts.db")

    def ask(spelled: list[str], ids: list[int]) -> Found:
        query = "SELECT rowid, -rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        return db.execute(query, (" OR ".join(spelled), _K)).fetchall()

    return ask


def _build_bm25s(place: Path, texts: Sequence[str], lists: Sequence[Any]) -> None:
    import bm25s

    n = int(max(ids.max() for ids in lists if len(ids))) + 1
    model = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    corpus = bm25s.tokenization.Tokenized([ids.tolist() for ids in lists], {str(i): i for i in range(n)})
    model.index(corpus, show_progress=False)
    model.save(str(place))


def _open_bm25s(place: Path) -> Ask:
    import bm25s

    model = bm25s.BM25.load(str(place), mmap=True, load_vocab=True)
    known = set(model.vocab_dict)

    def ask(spelled: list[str], ids: list[int]) -> Found:
        words = [str(i) for i in ids if str(i) in known]
        rows, scores = model.retrieve([words], k=_K, show_progress=False, n_threads=0)
        return list(zip(rows[0].tolist(), scores[0].tolist(), strict=True))

    return ask


_KINDS: dict[str, tuple[Callable[[Path, Sequence[str], Any], None], Callable[[Path], Ask]]] = {
    "bm25s, mapped": (_build_bm25s, _open_bm25s),
    "Wenbao": (_build_ours, _open_ours),
    "Wenbao, its own k1 and b": (_build_ours, lambda place: _open_ours(place, 1.0, 0.5)),
    "tantivy": (_build_tantivy, _open_tantivy),
    "SQLite FTS5": (_build_fts5, _open_fts5),
}


if __name__ == "__main__":
    main()
