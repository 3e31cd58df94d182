"""Fits the weights of `corpus/newspaper` and writes them there: the counts of characters, then the weights.

    python -m benchmarks.fit_newspaper DATA [--pages 850] [--seed 1] [--weights-only] [--scorer FILE]

DATA (default `$WENBAO_DATA`) holds a folder for each set. `characters.npz` counts the characters of rgb-refine,
cmrc-trial, drcd-dev and a quarter of news-sample. `weights.json` is fitted on pages that `benchmarks/pages.py` makes of
another quarter, half of them with whole columns; the weights of starts of articles also on full pages
(`benchmarks/full_pages.py`). `benchmarks/newspaper.py` measures on the remaining half.

Neighbours, and headlines that may start an article, are weighed by logistic regression; starts on pages whose lines are
joined by the weights fitted before, on other pages. Remote pairs are weighed by a
conditional logit (McFadden 1973): over the starts that are left for an end, and over the ends that are left for a
start, each of which may also have none. A few of the right starts are hidden, so that the fit sees ends whose
continuation is not on the page.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import corpus.newspaper
from benchmarks.full_pages import make_full_pages
from benchmarks.pages import Page, load, make_pages, part
from corpus.newspaper.article_starts import SCORED_START_FEATURES, START_FEATURES, PageStarts, sorted_joins
from corpus.newspaper.join_features import NEAR_FEATURES, REMOTE_FEATURES, CandidatePairs, find_pairs
from corpus.newspaper.joins import PairScorer, choose_joins, greedy_joins, open_pairs
from corpus.newspaper.line_roles import MAX_SHORT_CHARS, Line, closed_before, read_lines
from corpus.newspaper.scored_joins import SCORED_NEAR_FEATURES, SCORED_REMOTE_FEATURES, find_scored_pairs
from corpus.newspaper.topics import TOPIC_FEATURES, Topics
from corpus.newspaper.trigram_model import BITS, SCALE, STOP, reduce_text
from corpus.records import Block
from corpus.text import clean
from embeddings import continuation_scorer

Floats = NDArray[np.float64]

_SETS = ("rgb-refine", "cmrc-trial", "drcd-dev")
_MIN_CHAR_COUNT = 3  # rarer characters are left out, and pairs and triples of characters seen once
# An n-gram is kept if its count times the change that it makes to the logarithm of a probability is above this.
_MIN_GAIN = {2: 2.0, 3: 5.0}
_RIDGE_LOGISTIC, _RIDGE_REMOTE = 0.5, 0.3
_OTHER_ENDS = 0.04  # share of the pages with a paragraph that ends without an end mark
_HIDDEN = 0.08  # share of the right starts that are hidden when the weights of remote pairs are fitted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--pages", type=int, default=850)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights-only", action="store_true", help="leave characters.npz as it is")
    parser.add_argument("--scorer", type=Path, default=continuation_scorer.FILE, help="its file")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder, or set WENBAO_DATA")
    folder = Path(corpus.newspaper.__file__).parent
    texts = load(Path(options.data) / "news-sample" / "corpus.jsonl")
    if not options.weights_only:
        others = (text for name in _SETS for text in raw(Path(options.data) / name / "corpus.jsonl"))
        np.savez_compressed(folder / "characters.npz", **table([*others, *part(texts, "characters")]))  # type: ignore[arg-type]
    score = load_scorer(options.scorer)
    weights = json.dumps(fitted_weights(part(texts, "weights"), options.pages, options.seed, score), indent=1) + "\n"
    (folder / "weights.json").write_text(weights, encoding="utf-8")
    sys.stdout.write(weights)


def fitted_weights(
    texts: Sequence[str], count: int, seed: int, score: PairScorer | None
) -> dict[str, dict[str, float]]:
    """The content of `weights.json`, fitted on pages made of the texts; with `score`, also the weights beside it."""
    topic_pages = [
        *make_pages(texts, count, seed + 2, paragraphs=True),
        *make_pages(texts, count // 2, seed + 3, paragraphs=False),
    ]
    topic = fit_logistic(*topic_changes(topic_pages))
    pages = [
        *make_pages(texts, count // 2, seed, paragraphs=True),
        *make_pages(texts, count // 2, seed + 1, paragraphs=False),
    ]
    draw = random.Random(seed)
    printed = [with_other_end(page, draw) for page in pages]
    near, remote = fit_joins([label(page, lines, find_pairs(lines)) for page, lines in printed], seed)
    start_pages = [
        *make_pages(texts, count // 3, seed + 4, paragraphs=True),
        *make_pages(texts, count // 3, seed + 5, paragraphs=False),
        *make_full_pages(texts, count // 3, seed + 6),
    ]
    start = fit_logistic(*article_starts(start_pages, near, remote, None))
    kinds = {"near": (NEAR_FEATURES, near), "remote": (REMOTE_FEATURES, remote), "topic": (TOPIC_FEATURES, topic)}
    kinds["start"] = START_FEATURES, start
    if score is not None:
        labelled = [label(page, lines, find_scored_pairs(lines, score)) for page, lines in printed]
        near, remote = fit_joins(labelled, seed)
        start = fit_logistic(*article_starts(start_pages, near, remote, score))
        kinds |= {"scored near": (SCORED_NEAR_FEATURES, near), "scored remote": (SCORED_REMOTE_FEATURES, remote)}
        kinds["scored start"] = SCORED_START_FEATURES, start
    return {
        kind: {name: round(float(value), 2) for name, value in zip(names, weights, strict=True)}
        for kind, (names, weights) in kinds.items()
    }


def load_scorer(file: Path) -> PairScorer | None:
    """The continuation scorer of a file; None where there is none."""
    return (lambda pairs: continuation_scorer.load(file)(pairs).tolist()) if file.exists() else None


def raw(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def table(texts: Iterable[str]) -> dict[str, NDArray[np.generic]]:
    """The arrays of `characters.npz`: characters by frequency, keys of n-grams as differences, packed counts."""
    counts = [Counter[str]() for _ in range(3)]
    for text in texts:
        reduced = STOP + reduce_text(text).strip(STOP) + STOP
        for size, counter in enumerate(counts, 1):
            counter.update(reduced[i : i + size] for i in range(len(reduced) - size + 1))
    single, pairs, triples = counts
    chars = [char for char, count in single.most_common(2**BITS - 1) if count >= _MIN_CHAR_COUNT]
    ids = {char: i for i, char in enumerate(chars, 1)}
    total = sum(single.values())
    arrays: dict[str, NDArray[np.generic]] = {
        "chars": np.frombuffer("".join(chars).encode("utf-8"), dtype=np.uint8),
        "counts1": _packed([single[char] for char in chars]),
    }
    shorter_p = {
        2: lambda gram: (single[gram[0]], single[gram[1]] / total),
        3: lambda gram: (pairs[gram[:2]], pairs[gram[1:]] / single[gram[1]]),
    }
    for size, grams in ((2, pairs), (3, triples)):
        grams_by_key = {
            _key(gram, ids): count
            for gram, count in grams.items()
            if _is_informative(count, *shorter_p[size](gram), _MIN_GAIN[size]) and all(char in ids for char in gram)
        }
        keys = sorted(grams_by_key)
        steps = np.diff(np.array(keys, dtype=np.int64), prepend=0).astype("<u4")
        # The bytes of equal rank are stored together: the high ones are mostly 0 and take hardly any space.
        arrays[f"keys{size}"] = steps.view(np.uint8).reshape(-1, 4).T.copy()
        arrays[f"counts{size}"] = _packed([grams_by_key[key] for key in keys])
    return arrays


def _is_informative(count: int, context_count: int, shorter_p: float, least: float) -> bool:
    """Whether an n-gram changes the probability of its last character, `shorter_p`, by enough to be kept."""
    return count > 1 and count * abs(math.log(count / context_count / shorter_p)) > least


def _key(gram: str, ids: dict[str, int]) -> int:
    key = 0
    for char in gram:
        key = key << BITS | ids[char]
    return key


def _packed(counts: Sequence[int]) -> NDArray[np.uint8]:
    return np.minimum(np.round(SCALE * np.log2(np.array(counts, dtype=float))), 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """The candidate pairs of a page, and which of them are right: (ends, starts)."""

    pairs: CandidatePairs
    right: NDArray[np.bool_]


def with_other_end(page: Page, draw: random.Random) -> tuple[Page, tuple[Line, ...]]:
    """The lines of a page. On some, a paragraph is made to end in ； or a bracket, which the pages lack."""
    printed = list(page.lines)
    broken = {line for one in page.breaks for line in (one.left, one.right)}
    whole = [i for i, line in enumerate(printed) if line[-1] == "。" and len(line) > MAX_SHORT_CHARS]
    whole = [i for i in whole if printed[i] not in broken]
    if whole and draw.random() < _OTHER_ENDS:
        i = draw.choice(whole)
        printed[i] = printed[i][:-1] + draw.choice(("；", "（见左图）"))
    return page, page_lines(printed)


def label(page: Page, lines: Sequence[Line], pairs: CandidatePairs) -> LabelledPairs:
    """The candidate pairs of a page, and which of them are its breaks."""
    true = {(one.left, one.right) for one in page.breaks}
    right = [[(lines[i].text, lines[j].text) in true for j in pairs.starts] for i in pairs.ends]
    return LabelledPairs(pairs, np.array(right, dtype=bool).reshape(len(pairs.ends), len(pairs.starts)))


def fit_joins(labelled: Sequence[LabelledPairs], seed: int) -> tuple[Floats, Floats]:
    """The weights of neighbours and of remote pairs, in the order of their features."""
    near = fit_logistic(
        np.vstack([one.pairs.near_features for one in labelled if one.pairs.ends]),
        np.concatenate([one.right[one.pairs.near] for one in labelled if one.pairs.ends]).astype(float),
    )
    return near, fit_remote(labelled, near, seed)


def page_lines(printed: Iterable[str]) -> tuple[Line, ...]:
    return read_lines(tuple(Block(line) for line in printed), on_page=True).lines


def topic_changes(pages: Sequence[Page]) -> tuple[Floats, Floats]:
    """The features of headlines that may start an article, (headlines, features), and whether they do (1 or 0)."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    for page in pages:
        lines = page_lines(page.lines)
        topics = Topics(lines)
        true = {line for article in page.articles for line in article.headline}
        for first, end in headlines(lines):
            features = topics.features(first, end)
            if features is not None:
                rows.append(features)
                right.append(lines[first].text in true)
    return np.array(rows), np.array(right, dtype=float)


def article_starts(
    pages: Sequence[Page], near: Floats, remote: Floats, score: PairScorer | None
) -> tuple[Floats, Floats]:
    """The features of lines that may begin a headline, (lines, features), and whether they do (1 or 0).

    `near` and `remote` are the weights by which the lines of the pages are joined.
    """
    tables: list[Floats] = []
    right: list[bool] = []
    for page in pages:
        lines = page_lines(page.lines)
        pairs = find_pairs(lines) if score is None else find_scored_pairs(lines, score)
        joins = choose_joins(lines, pairs, pairs.near_features @ near, pairs.remote_features @ remote, marked=True)
        starts = PageStarts(lines, sorted_joins(lines, joins))
        true = {clean(article.headline[0]) for article in page.articles if article.headline}
        if starts.groups:
            tables.append(starts.features(score))
            right += [lines[start.first].text in true for group in starts.groups for start in group]
    return np.vstack(tables), np.array(right, dtype=float)


def headlines(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The headlines (first line, line below) above undated body text, except where an article surely starts."""
    i = 0
    while i < len(lines):
        first = i
        while i < len(lines) and lines[i].role == "short":
            i += 1
        if i == first:
            i += 1
            continue
        over_text = i < len(lines) and lines[i].role == "body" and lines[i].dateline is None
        if over_text and first > 0 and not closed_before(lines, first):
            yield first, i


def fit_logistic(rows: Floats, right: Floats) -> Floats:
    """(features,) the weights of a logistic regression with a ridge penalty; `right` is 1 or 0 for each row."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = np.clip(rows @ weights, -40, 40)
        slope = rows.T @ (1 / (1 + np.exp(-odds)) - right) + _RIDGE_LOGISTIC * weights
        return float((np.logaddexp(0, odds) - right * odds).sum() + _RIDGE_LOGISTIC * weights @ weights / 2), slope

    return _minimum(loss, rows.shape[1])


def fit_remote(labelled: Sequence[LabelledPairs], near: Floats, seed: int) -> Floats:
    """(features,) the weights of a conditional logit over the remote pairs left once neighbours are joined."""
    groups = list(_remote_groups(labelled, near, np.random.default_rng(seed)))

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = float(_RIDGE_REMOTE * weights @ weights / 2), _RIDGE_REMOTE * weights
        for rows, places, right in groups:
            odds = np.clip(rows @ weights, -40, 40)
            likely = np.exp(odds)
            for axis in (0, 1):
                sums = 1 + np.bincount(places[:, axis], weights=likely)
                total += float(np.log(sums).sum() - right @ odds)
                slope = slope + rows.T @ (likely / sums[places[:, axis]] - right)
        return total, slope

    return _minimum(loss, groups[0][0].shape[1])


def _remote_groups(
    labelled: Sequence[LabelledPairs], near: Floats, draw: np.random.Generator
) -> Iterator[tuple[Floats, NDArray[np.int64], Floats]]:
    """For each page: the features of its open pairs, their ends and starts, and whether they are right."""
    for one in labelled:
        pairs = one.pairs
        if not pairs.ends:
            continue
        odds = np.full(pairs.near.shape, -np.inf)
        odds[pairs.near] = pairs.near_features @ near
        left = open_pairs(pairs, greedy_joins(pairs, odds)) & pairs.remote
        for _, start in np.argwhere(left & one.right):
            if draw.random() < _HIDDEN:
                left[:, start] = False
        if left.any():
            yield pairs.remote_features[left[pairs.remote]], np.argwhere(left), one.right[left].astype(float)


def _minimum(loss: object, size: int) -> Floats:
    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 800}).x)


if __name__ == "__main__":
    main()
