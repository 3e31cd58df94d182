"""Trains the span reader on two cores: `python -m benchmarks.train_reader DATA WORK`.

DATA holds the folders cmrc-train, drcd-dev, squad-sample and news-sample, each with corpus.jsonl and questions.jsonl.
WORK keeps what was found and checkpoints; the same command goes on
after a kill. Half of the articles of drcd-dev and squad-sample, by a hash of their ids, are never read: they are for
measuring. At the end the file that ships is written to WORK/span_reader.safetensors (`compress`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.train_reader.data import Asked, Data, read_jsonl
from benchmarks.train_reader.examples import Source, Span, occurrences
from benchmarks.train_reader.features import Featuriser
from benchmarks.train_reader.neighbours import neighbours

_SETS = ("cmrc-train", "drcd-dev", "squad-sample")
_HALVED = ("drcd-dev", "squad-sample")
_FOUND = 8  # near articles of a question


def is_training_half(article_id: str) -> bool:
    """Whether an article of a halved set is trained on; the others are for measuring."""
    return hashlib.blake2b(article_id.encode()).digest()[0] % 2 == 0


def read_sets(data: Path) -> tuple[dict[str, Source], dict[str, list[dict[str, Any]]]]:
    """The articles by id and the questions of each set, without what is kept for measuring."""
    articles: dict[str, Source] = {}
    questions: dict[str, list[dict[str, Any]]] = {}
    for name in _SETS:
        for row in read_jsonl(data / name / "corpus.jsonl"):
            if name not in _HALVED or is_training_half(row["id"]):
                articles[row["id"]] = Source.of(row["text"])
        rows = read_jsonl(data / name / "questions.jsonl")
        questions[name] = [row for row in rows if row["articles"][0] in articles]
    return articles, questions


def mine(articles: Mapping[str, Source], questions: Sequence[str], work: Path) -> list[list[tuple[str, int]]]:
    """For each question the nearest articles by words: (article, number of its best sentence), best first."""
    path = work / "neighbours.json"
    if not path.is_file():
        print("looking for near articles", flush=True)
        path.write_text(json.dumps(neighbours(questions, list(articles.values()), _FOUND)), encoding="utf-8")
    ids = list(articles)
    return [[(ids[n], best) for n, best in row] for row in json.loads(path.read_text(encoding="utf-8"))]


def asked(row: Mapping[str, Any], source: Source, found: Sequence[tuple[str, int]]) -> Asked | None:
    """A question with the places of its answer; None where the article does not hold it to the letter."""
    answers = tuple(dict.fromkeys(row["answers"]))
    spans: list[Span] = []
    if "start" in row and source.text.startswith(answers[0], row["start"]):
        spans = [(row["start"], row["start"] + len(answers[0]))]
    else:
        places = [span for answer in answers[:1] for span in occurrences(source.text, answer)]
        spans = sorted(places, key=lambda span: -_shared(row["question"], source, span))[:1]
    if not spans:
        return None
    others = tuple((article, best) for article, best in found if article != row["articles"][0])
    return Asked(row["question"], row["articles"][0], tuple(spans), answers, others)


def _shared(question: str, source: Source, span: Span) -> int:
    start, end = source.spans[source.sentence_at(span[0])]
    return len(set(question) & set(source.text[start:end]))


def load_data(data: Path, work: Path, without: Sequence[str] = ()) -> Data:
    """Everything to learn from; searches once and keeps what was found in `work`."""
    articles, questions = read_sets(data)
    flat = [(name, row) for name in _SETS for row in questions[name]]
    found = mine(articles, [row["question"] for _, row in flat], work)
    rows: dict[str, list[Asked]] = {name: [] for name in _SETS}
    for (name, row), places in zip(flat, found, strict=True):
        one = asked(row, articles[row["articles"][0]], places)
        if one is not None:
            rows[name].append(one)
    news = [
        Source.of(r["text"][:1200], "", r.get("date", "")) for r in read_jsonl(data / "news-sample" / "corpus.jsonl")
    ]
    return Data(rows, articles, news, without)


def main() -> None:
    """Train, or go on with training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--chunks", type=int, default=64, help="of 512 examples each")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--frozen", type=int, default=4, help="lowest layers that are not trained")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a reader's file to go on from, in place of the encoder")
    parser.add_argument("--first", type=int, default=0, help="the first chunk, where there is no checkpoint")
    parser.add_argument("--without", nargs="*", default=(), help="sources that are left out, or negatives")
    parser.add_argument("--mean", action="store_true", help="write the mean of --start's weights and the trained ones")
    parser.add_argument("--megabytes", type=float, default=7.2, help="of the low-rank factors in the file")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    data = load_data(options.data, options.work, options.without)

    import torch
    from transformers import AutoModel

    from benchmarks.train_reader.compress import compressed, write
    from benchmarks.train_reader.training import ReaderModel, losses, train
    from embeddings import bundled
    from embeddings.span_reader import FILE

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    encoder = AutoModel.from_pretrained(bundled.ensure(print), dtype=torch.float32)
    model = ReaderModel(encoder, options.frozen)
    if options.start:
        model.start_from(options.start)
    tokenizer, _ = bundled.tokenizer()
    featuriser, pad = Featuriser(tokenizer), tokenizer.token_to_id("<pad>")
    train(
        model,
        lambda chunk, random: losses(model, featuriser.features(list(data.examples(options.seed, chunk))), random, pad),
        options.work,
        first=options.first,
        chunks=options.chunks,
        rate=options.rate,
        seed=options.seed,
    )
    if options.start and options.mean:
        trained = {name: value.clone() for name, value in model.trained().items()}
        model.start_from(options.start)
        model.load({name: (value + trained[name]) / 2 for name, value in model.trained().items()})
    size = write(compressed(model.trained(), model.untrained, options.megabytes), options.work / FILE.name)
    print(f"{options.work / FILE.name}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
