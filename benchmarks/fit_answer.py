"""The weights of the quote, the exact phrase and the confidence, and what they bring, on every set in a folder.

    python -m benchmarks.fit_answer DATA [--vectors DIR] [--write]

DATA/*/ hold corpus.jsonl and questions.jsonl (default $WENBAO_DATA); vectors are made once and kept in DIR, where it
is given. Every question is asked with its articles, with them taken out, with only the sentences that answer taken out,
and with a number changed. Each set is predicted by weights fitted on the other sets alone, and by weights fitted on the
other half of all sets' articles. Prints both, with 95 % bootstrap intervals, and an ablation (half an hour on two
cores); `--write` puts the weights of all sets into `qa/answer/weights.py`. Those of questions in another script than
their passages, which need translated questions, stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import qa.answer.confidence as confidence_module
from corpus.passages import split
from corpus.records import Article, Passage
from corpus.text import clean
from embeddings import encoder
from qa import segment
from qa.answer import phrase, quote, weights
from qa.engine import Segments
from qa.evaluation.answers import holds_any, normalised
from qa.retriever import Candidate, search
from qa.signals import Question

Array = np.ndarray[Any, Any]
Found = list[tuple[Candidate, Passage]]
SENTENCE_NAMES = (
    "cosine", "passage", "held near the gap", "held before", "held behind", "held in passage", "phrases",
)  # fmt: skip
# Its judgments leave out passages that answer too, so taking out the named ones is not enough to be unanswerable.
UNJUDGED = {"rgb-refine", "news-sample"}
# How much each kind of question counts in fitting confidence. Trained on "stripped", it refused the others worse.
HEED = {"there": 1.0, "without": 1.0, "stripped": 0.0, "changed": 0.5}
PHRASE_GROUPS = {
    "alignment with the gap": [f"{side} at {other}{near}" for side in ("left", "right") for other in ("left", "right")
                               for near in ("", ", close")],
    "closeness": ["close", "near"],
    "what the question says": ["said", "words said", "all said", "mostly said", "first said", "last said",
                               "said before", "said behind", "word before", "word behind", "content before",
                               "content behind"],
    "the noun asked for": ["noun at end", "noun only", "noun before", "noun behind", "noun near", "noun's last",
                           "unit at end", "unit behind", "date unit", "other date unit", "noun at end, said"],
    "coordination": ["coordinate"],
    "quotation marks": ["quoted"],
}  # fmt: skip


@dataclass
class Sample:
    """One question, asked with or without its articles, with what was read for it."""

    group: str  # the set
    half: int
    condition: str  # "there", "without" its articles, "stripped" of the sentences that answer, a number "changed"
    question: str
    answers: list[str]
    found: Found
    reading: quote.Reading
    gold: list[bool]  # of each sentence: whether it holds an answer
    likeness: Array  # of each phrase: F1 with the nearest answer


def load(folder: Path, cache: Path | None) -> tuple[list[Article], list[Passage], list[dict[str, Any]], Any]:
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    articles = [Article(row["id"], clean(row["text"]), row.get("title") or "") for row in rows]
    path = cache / f"{folder.name}.npz" if cache else None
    if path is None or not path.exists():
        model = encoder.load()
        number = {article.id: i for i, article in enumerate(articles)}
        cut = [p for article in articles for p in split(article, model.window, model.count_tokens)]
        vectors = {
            "passages": np.array([(number[p.article_id], p.start, p.end) for p in cut]),
            "sentences": np.array([(i, a, b) for i, p in enumerate(cut) for a, b in p.sentences]),
            "P": model.encode_documents([p.text for p in cut]),
            "S": model.encode_documents([p.text[a - p.start : b - p.start] for p in cut for a, b in p.sentences]),
            "Q": model.encode_queries([row["question"] or "…" for row in questions]),
        }
        if path:
            np.savez(path, **vectors)
    else:
        vectors = dict(np.load(path))
    bounds = np.searchsorted(vectors["sentences"][:, 0], np.arange(len(vectors["passages"]) + 1))
    passages = [
        Passage(f"{articles[row].id}#{start}", articles[row].id, int(start), int(end), articles[row].text[start:end],
                tuple((int(a), int(b)) for _, a, b in vectors["sentences"][bounds[i] : bounds[i + 1]]))
        for i, (row, start, end) in enumerate(vectors["passages"])
    ]  # fmt: skip
    return articles, passages, questions, vectors


def samples(folder: Path, cache: Path | None, limit: int) -> list[Sample]:
    articles, passages, questions, vectors = load(folder, cache)
    counts = np.array([len(passage.sentences) for passage in passages])
    texts = [passage.text for passage in passages]
    part = segment.made_of(np.arange(len(passages)), vectors["P"], counts, vectors["S"], texts)
    engine = Segments([part], np.zeros(0, np.int64))
    place = {article.id: i for i, article in enumerate(articles)}
    made = []
    order = np.random.default_rng(0).permutation(len(questions))[:limit]
    for row in sorted(order):
        asked, vector = questions[row], vectors["Q"][row]
        answers = [answer for answer in asked["answers"] if normalised(answer)]
        if not asked["question"].strip() or not answers:
            continue

        def found(question: str, vector: Array = vector, k: int = 5) -> Found:
            leading = search(engine, question, vector, k, texts=lambda numbers: {i: ("", passages[i]) for i in numbers})
            return [(candidate, passages[candidate.number]) for candidate in leading]

        first, right = found(asked["question"], k=30), set(asked["articles"])
        conditions = [
            ("there", asked["question"], first[:5]),
            ("without", asked["question"], [item for item in first if item[1].article_id not in right][:5]),
            *trap(asked, first[:5], engine.idf, found),
        ]
        for condition, question, held in conditions:
            reading = quote.read(question, held, engine.idf, {})
            if reading is None:
                continue
            gold = [holds_any(_text(held, s), answers) for s in reading.sentences]
            likeness = _likeness(held, reading, answers) if condition == "there" else np.zeros(0)
            half = place[asked["articles"][0]] % 2
            made.append(Sample(folder.name, half, condition, question, answers, held, _small(reading), gold, likeness))
    print(f"{folder.name}: {len(order)} questions", flush=True)
    return made


def _small(reading: quote.Reading) -> quote.Reading:
    """The reading in less memory."""
    found = reading.phrases
    columns = (found.sentence, found.start, found.end, found.tables)
    narrow = phrase.Phrases(*(column.astype(np.int16) for column in columns), found.numbers)
    return replace(reading, phrases=narrow)


def trap(
    asked: Mapping[str, Any], found: Found, idf: Callable[[str], float], again: Callable[[str], Found]
) -> Iterable[tuple[str, str, Found]]:
    """Harder questions without an answer: the sentences that hold it taken out, or a number of the question changed."""
    answers = asked["answers"]
    signals = Question(asked["question"], idf)
    stripped: Found = []
    for candidate, passage in found:
        kept = [
            (span, cosine) for span, cosine in zip(passage.sentences, candidate.sentences, strict=True)
            if not holds_any(passage.text[span[0] - passage.start : span[1] - passage.start], answers)
        ]  # fmt: skip
        if kept:
            rest = replace(passage, sentences=tuple(span for span, _ in kept))
            said = signals.signals("", rest, [cosine for _, cosine in kept])
            stripped.append((replace(candidate, sentences=tuple(c for _, c in kept), closeness=said.closeness), rest))
    if stripped and sum(len(p.sentences) for _, p in stripped) < sum(len(p.sentences) for _, p in found):
        yield "stripped", asked["question"], stripped
    numbers = re.findall(r"(?<![0-9.])[0-9]+(?![0-9.]*[0-9])", asked["question"])
    if numbers:
        number = max(numbers, key=len)
        other = asked["question"].replace(number, str(int(number) + (-7 if len(number) == 4 else 3)))
        yield "changed", other, again(other)


def _text(found: Found, sentence: quote.Sentence) -> str:
    passage = found[sentence.rank][1]
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def _likeness(found: Found, reading: quote.Reading, answers: Sequence[str]) -> Array:
    """F1 by characters of each phrase with the nearest answer; 1 only where they are equal."""
    texts = [_text(found, sentence) for sentence in reading.sentences]
    wanted = [(normalised(answer), Counter(normalised(answer))) for answer in answers]
    values = np.zeros(len(reading.phrases.sentence), np.float32)
    for i, (n, a, b) in enumerate(
        zip(reading.phrases.sentence, reading.phrases.start, reading.phrases.end, strict=True)
    ):
        text = normalised(texts[n][a:b])
        for answer, counts in wanted:
            if text == answer:
                values[i] = 1
            elif text and (common := sum((Counter(text) & counts).values())):
                values[i] = max(values[i], min(0.99, 2 * common / (len(text) + len(answer))))
    return values


def f1(text: str, answers: Iterable[str]) -> float:
    found = Counter(normalised(text))
    values = []
    for answer in answers:
        wanted = Counter(normalised(answer))
        common = sum((found & wanted).values())
        values.append(2 * common / (sum(found.values()) + sum(wanted.values())) if common else 0.0)
    return max(values, default=0.0)


def fit_softmax(
    terms: Sequence[Array], dense: Array, gain: Array, sizes: Array, count: int, l2: float, steps: int = 120
) -> Array:
    """Weights that make the gainful ones of each group likely: `terms` are columns of indexes into `count` weights."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    total = count + dense.shape[1]

    def loss(w: Array) -> tuple[float, Array]:
        scores = dense @ w[count:].astype(np.float32)
        for column in terms:
            scores += w[:count].astype(np.float32)[column]
        scores = scores.astype(np.float64)
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        every, good = np.add.reduceat(powers, starts), np.maximum(np.add.reduceat(powers * gain, starts), 1e-30)
        slope = (powers / np.repeat(every, sizes) - powers * gain / np.repeat(good, sizes)) / len(sizes)
        gradient = np.zeros(total)
        for column in terms:
            gradient[:count] += np.bincount(column, slope, minlength=count)
        gradient[count:] = slope.astype(np.float32) @ dense
        return float(np.mean(np.log(every) - np.log(good)) + l2 * w @ w / 2), gradient + l2 * w

    return np.asarray(minimize(loss, np.zeros(total), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x)


def fit_phrases(made: Sequence[Sample], without: Sequence[str] = ()) -> Array:
    """The weights of `phrase.NAMES`. What tells sentences apart is fitted beside them, and then left out."""
    kept = [s for s in made if s.condition == "there" and len(s.likeness) and s.likeness.max() > 0.4]
    tables = np.concatenate([s.reading.phrases.tables for s in kept])
    numbers = np.concatenate([s.reading.phrases.numbers for s in kept])
    beside = np.concatenate(
        [np.array([[sentence.values[n] for n in SENTENCE_NAMES[:-1]] for sentence in s.reading.sentences], np.float32)[
            s.reading.phrases.sentence] for s in kept]
    )  # fmt: skip
    for name in without:
        numbers[:, _numbers().index(name)] = 0
    sizes = np.array([len(s.likeness) for s in kept])
    gain = np.concatenate([s.likeness for s in kept]).astype(np.float64) ** 4
    count = len(phrase.NAMES) - numbers.shape[1]
    columns = [np.ascontiguousarray(tables[:, k]) for k in range(tables.shape[1])]
    found = fit_softmax(columns, np.concatenate([numbers, beside], 1), gain, sizes, count, 3e-4)
    return found[: len(phrase.NAMES)].astype(np.float32)


def _numbers() -> list[str]:
    return list(phrase._NUMBERS)


def scored(made: Sequence[Sample], w: Array, sentence: Mapping[str, float] | None = None) -> list[quote.Reading]:
    """The readings with other weights."""
    chosen = weights.SENTENCE if sentence is None else sentence
    return [
        quote.weighed(r.asked, r.units, r.sentences, r.phrases, r.phrases.scores(w), chosen)
        for r in (s.reading for s in made)
    ]


def fit_sentences(
    made: Sequence[Sample], readings: Sequence[quote.Reading], names: Sequence[str] = SENTENCE_NAMES
) -> dict[str, float]:
    kept = [(s, r) for s, r in zip(made, readings, strict=True) if s.condition == "there" and any(s.gold)]
    x = np.array([[sentence.values[n] for n in names] for _, r in kept for sentence in r.sentences])
    scale = x.std(0) + 1e-9
    gain = np.concatenate([np.array(s.gold, np.float64) for s, _ in kept])
    sizes = np.array([len(s.gold) for s, _ in kept])
    w = fit_softmax([], ((x - x.mean(0)) / scale).astype(np.float32), gain, sizes, 0, 1e-3)
    return {name: float(value) for name, value in zip(names, w / scale, strict=True)}


def outcomes(made: Sequence[Sample], readings: Sequence[quote.Reading]) -> Array:
    """Of each question: quote right, two sentences, F1, exact match, quote length."""
    rows = []
    for s, r in zip(made, readings, strict=True):
        chosen = quote.selected(r)
        first, last = min(r.sentences[i].start for i in chosen), max(r.sentences[i].end for i in chosen)
        passage = s.found[r.sentences[chosen[0]].rank][1]
        text = passage.text[first - passage.start : last - passage.start]
        span = quote.exact(r)
        exact = passage.text[span[0] - passage.start : span[1] - passage.start] if span else text
        equal = normalised(exact) in {normalised(answer) for answer in s.answers}
        rows.append((holds_any(text, s.answers), len(chosen) > 1, f1(exact, s.answers), equal, len(text)))
    return np.array(rows, np.float64)


def interval(values: Array) -> str:
    draws = np.random.default_rng(0).integers(0, len(values), (1000, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


def report(title: str, made: Sequence[Sample], readings: Sequence[quote.Reading]) -> None:
    here = [(s, r) for s, r in zip(made, readings, strict=True) if s.condition == "there"]
    for name in sorted({s.group for s, _ in here}):
        chosen = [(s, r) for s, r in here if s.group == name]
        values = outcomes([s for s, _ in chosen], [r for _, r in chosen])
        cells = [f"quote {interval(values[:, 0])}", f"two {values[:, 1].mean():.2f}",
                 f"length {values[:, 4].mean():.0f}",
                 f"f1 {interval(values[:, 2])}", f"exact {interval(values[:, 3])}"]  # fmt: skip
        print(" | ".join([title, name, *cells]), flush=True)


def fit_confidence(
    rows: Sequence[Mapping[str, float]], names: Sequence[str], right: Array, heed: Array | None = None
) -> dict[str, float]:
    """A logistic curve; its constant is named "constant"."""
    x = np.array([[row[name] for name in names] for row in rows])
    mean, scale = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(max_iter=500).fit((x - mean) / scale, right, heed)
    slopes = model.coef_[0] / scale
    return {name: float(w) for name, w in zip(names, slopes, strict=True)} | {
        "constant": float(model.intercept_[0] - slopes @ mean)
    }


FOUND_NAMES = ("sentence", "closeness", "numbers missing", "support")
HELD_NAMES = ("support",)


def measured(made: Sequence[Sample], readings: Sequence[quote.Reading]) -> tuple[list[dict[str, float]], Array]:
    """The evidence of each question, and whether its quote is right: it holds an answer, and the article was there."""
    rows, right = [], []
    for s, r in zip(made, readings, strict=True):
        chosen = quote.selected(r)
        candidate, passage = s.found[r.sentences[chosen[0]].rank]
        rows.append(confidence_module.evidence(r, chosen[0], candidate, passage, quote.exact(r)))
        first, last = min(r.sentences[i].start for i in chosen), max(r.sentences[i].end for i in chosen)
        text = passage.text[first - passage.start : last - passage.start]
        right.append(s.condition == "there" and holds_any(text, s.answers))
    return rows, np.array(right)


def calibration_error(chance: Array, right: Array) -> float:
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(sum(abs((chance[bins == i] - right[bins == i]).sum()) for i in range(10)) / len(right))


def written(
    phrases: Array, sentences: Mapping[str, float], found: Mapping[str, float], held: Mapping[str, float]
) -> str:
    """The text of `qa/answer/weights.py`. Weights that round to nothing are left out."""
    lines = [
        '"""The fitted weights of the answer, as `benchmarks/fit_answer.py --write` wrote them.',
        "",
        "Their names are those of `phrase`, `quote` and `confidence`. Knows nothing: numbers only.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
    ]
    tables: dict[str, dict[str, float]] = {
        "PHRASE": {
            name: float(value) for name, value in zip(phrase.NAMES, phrases, strict=True) if abs(value) >= 0.005
        },
        "SENTENCE": dict(sentences),
        "SENTENCE_ACROSS": dict(weights.SENTENCE_ACROSS),
        "CONFIDENCE_FOUND": dict(found),
        "CONFIDENCE_HELD": dict(held),
        "CONFIDENCE_ACROSS": dict(weights.CONFIDENCE_ACROSS),
    }
    for title, table in tables.items():
        lines.append(f"{title}: dict[str, float] = {{")
        row = "   "
        for name, value in table.items():
            item = f' "{name}": {round(value, 2)},'
            if len(row) + len(item) > 118:
                lines.append(row)
                row = "   "
            row += item
        lines += [row, "}  # fmt: skip"]
    return "\n".join(lines) + "\n"


def fold_out(
    made: Sequence[Sample],
    key: Callable[[Sample], Any],
    phrases: Mapping[Any, Array],
    read: Sequence[quote.Reading],
    names: Sequence[str] = SENTENCE_NAMES,
) -> list[quote.Reading]:
    """Each reading with weights fitted on the samples of other keys. `read` are those of the other half's phrases."""
    out: list[quote.Reading | None] = [None] * len(made)
    for value in sorted({key(s) for s in made}):
        rest = [i for i, s in enumerate(made) if key(s) != value]
        held = [i for i, s in enumerate(made) if key(s) == value]
        sentence = fit_sentences([made[i] for i in rest], [read[i] for i in rest], names)
        for i, reading in zip(held, scored([made[i] for i in held], phrases[value], sentence), strict=True):
            out[i] = reading
    return [reading for reading in out if reading is not None]


def refusal(
    title: str, made: Sequence[Sample], readings: Sequence[quote.Reading], key: Callable[[Sample], Any]
) -> None:
    """Fits confidence on the samples of other keys, and prints how well it refuses."""
    rows, right = measured(made, readings)
    there = np.array([s.condition == "there" for s in made])
    heed = np.array([HEED[s.condition] if there[i] or s.condition == "changed" or s.group not in UNJUDGED else 0
                     for i, s in enumerate(made)])  # fmt: skip
    keys, groups = np.array([str(key(s)) for s in made]), np.array([s.group for s in made])
    chance = np.zeros(len(made))
    for value in sorted(set(keys)):
        found, held = fit_both(rows, right, there, heed, keys != value)
        for i in np.flatnonzero(keys == value):
            chance[i] = confidence_module._logistic(rows[i], found) * confidence_module._logistic(rows[i], held)
    for name in sorted(set(groups) - UNJUDGED):
        here = (groups == name) & there
        without = (groups == name) & np.array([s.condition == "without" for s in made])
        both = here | without
        cells = [f"calibration error {calibration_error(chance[both], right[both]):.3f}"]
        for condition in ("without", "stripped", "changed"):
            other = (groups == name) & np.array([s.condition == condition for s in made])
            area = roc_auc_score(np.repeat([1, 0], [here.sum(), other.sum()]), np.r_[chance[here], chance[other]])
            wrongly = (chance[other] >= np.quantile(chance[here], 0.05)).mean()
            cells.append(f"{condition}: area {area:.3f}, answered at 95 % kept {wrongly:.3f}")
        print(f"{title} | {name} | " + " | ".join(cells), flush=True)
    for least in (0.2, 0.25, 0.3, 0.5, 0.8):
        cells = [
            f"{name}: kept {(chance[(groups == name) & there] >= least).mean():.2f}, right of them "
            f"{right[(groups == name) & there & (chance >= least)].mean():.2f}" for name in sorted(set(groups))
        ]  # fmt: skip
        print(f"{title} | confidence of at least {least} | " + " | ".join(cells), flush=True)


def fit_both(
    rows: Sequence[Mapping[str, float]], right: Array, there: Array, heed: Array, chosen: Array
) -> tuple[dict[str, float], dict[str, float]]:
    """The curves of `confidence`: that an answer is there, and that the quote holds it where it is."""
    every, present = np.flatnonzero(chosen & (heed > 0)), np.flatnonzero(chosen & there)
    found = fit_confidence([rows[i] for i in every], FOUND_NAMES, there[every], heed[every])
    return found, fit_confidence([rows[i] for i in present], HELD_NAMES, right[present])


def main(data: Path, cache: Path | None, write: bool, limit: int) -> None:
    folders = sorted(path.parent for path in data.glob("*/questions.jsonl"))
    made = [sample for folder in folders for sample in samples(folder, cache, limit)]
    names = [folder.name for folder in folders]
    halves = {half: fit_phrases([s for s in made if s.half != half]) for half in (0, 1)}
    sets = {name: fit_phrases([s for s in made if s.group != name]) for name in names}
    read: list[quote.Reading] = [
        scored([s], halves[s.half])[0] for s in made
    ]  # fmt: skip
    by_half = fold_out(made, lambda s: s.half, halves, read)
    by_set = fold_out(made, lambda s: s.group, sets, read)
    report("other half", made, by_half)
    report("other sets", made, by_set)
    refusal("other half", made, by_half, lambda s: s.half)
    refusal("other sets", made, by_set, lambda s: s.group)
    for left_out in (
        "phrases",
        "held behind",
        "held before",
        "held near the gap",
        "held in passage",
        "passage",
        "cosine",
    ):
        kept = [name for name in SENTENCE_NAMES if name != left_out]
        report(f"without {left_out}", made, fold_out(made, lambda s: s.half, halves, read, kept))
    for title, left_out in PHRASE_GROUPS.items():
        fewer = {half: fit_phrases([s for s in made if s.half != half], left_out) for half in (0, 1)}
        again = [scored([s], fewer[s.half])[0] for s in made]
        report(f"without {title}", made, fold_out(made, lambda s: s.half, fewer, again))
    if write:
        sentence = fit_sentences(made, read)
        rows, right = measured(made, by_half)
        there = np.array([s.condition == "there" for s in made])
        heed = np.array([HEED[s.condition] for s in made])
        found, held = fit_both(rows, right, there, heed, np.ones(len(made), np.bool_))
        Path(weights.__file__).write_text(written(fit_phrases(made), sentence, found, held), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--limit", type=int, default=1500, help="questions of each set, at random")
    given = parser.parse_args()
    if given.data is None:
        parser.error("name the folder with the data, or set WENBAO_DATA")
    main(given.data, given.vectors, given.write, given.limit)
