"""How long adding articles takes beside encoding their passages alone.

    python -m benchmarks.adding DATA/news-sample/corpus.jsonl [--articles 1000] [--part 100]

In turns, for each part of the articles: `SentenceTransformer.encode` on the passages, as it comes; the encoder of the
project on the same passages; and adding the articles to a library that has those of the parts before, reading and all.
So all three see the same machine. What adding takes beside the passages is the sentences, encoded too, and the rest.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from corpus.passages import in_context, split
from corpus.records import Article
from embeddings import bundled, cpu, encoder
from qa.library import Library


def main() -> None:
    """Add, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--part", type=int, default=100)
    options = parser.parse_args()
    from sentence_transformers import SentenceTransformer

    model = encoder.load()
    prompts = dict(bundled.PROMPTS)
    precision = {"dtype": cpu.fastest_dtype()}
    plain = SentenceTransformer(str(bundled.ensure()), device="cpu", prompts=prompts, model_kwargs=precision)
    lines = options.corpus.read_text("utf-8").splitlines()[: options.articles]
    made = tempfile.TemporaryDirectory()
    folder = Path(made.name)
    library = Library(folder / "library", loaded=model)
    tokens = {"passages": 0, "sentences": 0}
    seconds: dict[str, list[float]] = {}
    for at in range(0, len(lines), options.part):
        part = folder / f"{at}.jsonl"
        part.write_text("\n".join(lines[at : at + options.part]), "utf-8")
        rows = [json.loads(line) for line in lines[at : at + options.part]]
        articles = [Article(row["id"], row["text"], row.get("title") or "") for row in rows]
        cut = [(article, p) for article in articles for p in split(article, model.window, model.count_tokens)]
        passages = [in_context(article.title, p.heading, p.text) for article, p in cut]
        sentences = [article.text[a:b] for article, p in cut for a, b in p.sentences]
        tokens["passages"] += sum(model.count_tokens(passages))
        tokens["sentences"] += sum(model.count_tokens(sentences))
        ways: dict[str, Callable[[], object]] = {
            "Sentence Transformers, passages": lambda texts=passages: plain.encode(texts, prompt_name="document"),
            "the encoder, passages": lambda texts=passages: model.encode_documents(texts),
            "adding": lambda path=part: library.add([path]),
        }
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            seconds.setdefault(name, []).append(time.perf_counter() - begun)
    print(f"{len(lines)} articles, {library.count()[1]} passages; tokens: {tokens}")
    made.cleanup()
    for name, taken in seconds.items():
        shares = [one / of for one, of in zip(taken, seconds["the encoder, passages"], strict=True)]
        print(f"{name}: {sum(taken):.1f} s, {sum(taken) / sum(seconds['the encoder, passages']):.2f} of the encoder's")
        print(f"  part by part, median: {median(shares):.2f} (from {min(shares):.2f} to {max(shares):.2f})")


if __name__ == "__main__":
    main()
