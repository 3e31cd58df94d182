"""Fits what `corpus/newspaper` joins lines by, and writes it there: the counts of characters, then the weights.

    python -m benchmarks.fit_newspaper DATA [--pages 850] [--seed 1] [--weights-only]

DATA (default `$WENBAO_DATA`) holds a folder for each set. `characters.npz` counts the characters of rgb-refine,
cmrc-trial, drcd-dev and a quarter of news-sample; `weights.json` is fitted on pages that `benchmarks/pages.py` makes of
another quarter, half of them with whole columns. `benchmarks/newspaper.py` measures on the half that is left.

Neighbours, and headlines that may begin an article, are weighed by logistic regression. Pairs that are far apart by a
conditional logit (McFadden 1973) over the beginnings that are left for an end, and over the ends that are left for a
beginning, each of which may also have none; a few of the right ones are hidden, so that the fit knows ends whose
continuation the page lacks.
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
from benchmarks.pages import Page, load, make_pages, part
from corpus.newspaper.join_features import FAR_FEATURES, NEAR_FEATURES, Candidates, find_candidates
from corpus.newspaper.joins import greedy, open_pairs
from corpus.newspaper.line_roles import SHORT, Line, closed_before, read_lines
from corpus.newspaper.topics import TURN_FEATURES, Subjects
from corpus.newspaper.trigram_model import BITS, SCALE, STOP, stream
from corpus.records import Block

Floats = NDArray[np.float64]

_SETS = ("rgb-refine", "cmrc-trial", "drcd-dev")
_RARE = 3  # characters seen less often are left out, pairs and triples of characters seen once
_TELLS = {2: 2.0, 3: 5.0}  # an n-gram is kept where its count times what it adds to the logarithm is more than this
_RIDGE_NEAR, _RIDGE_FAR = 0.5, 0.3
_OTHER_ENDS = 0.04  # share of the pages with a paragraph that ends without a sentence's end
_HIDDEN = 0.08  # share of the right beginnings that are hidden when the weights of far pairs are fitted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--pages", type=int, default=850)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights-only", action="store_true", help="leave characters.npz as it is")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder, or set WENBAO_DATA")
    folder = Path(corpus.newspaper.__file__).parent
    texts = load(Path(options.data) / "news-sample" / "corpus.jsonl")
    if not options.weights_only:
        others = (text for name in _SETS for text in raw(Path(options.data) / name / "corpus.jsonl"))
        np.savez_compressed(folder / "characters.npz", **table([*others, *part(texts, "characters")]))  # type: ignore[arg-type]
    texts = part(texts, "weights")
    more = [
        *make_pages(texts, options.pages, options.seed + 2, paragraphs=True),
        *make_pages(texts, options.pages // 2, options.seed + 3, paragraphs=False),
    ]
    turn = fit_logistic(*turns(more))
    pages = [
        *make_pages(texts, options.pages // 2, options.seed, paragraphs=True),
        *make_pages(texts, options.pages // 2, options.seed + 1, paragraphs=False),
    ]
    draw = random.Random(options.seed)
    known = [seen(page, draw) for page in pages]
    near = fit_logistic(
        np.vstack([one.found.near_features for one in known]),
        np.concatenate([one.right[one.found.near] for one in known]).astype(float),
    )
    far = fit_far(known, near, options.seed)
    weights = {
        kind: {name: round(float(value), 2) for name, value in zip(names, fitted, strict=True)}
        for kind, names, fitted in (
            ("near", NEAR_FEATURES, near),
            ("far", FAR_FEATURES, far),
            ("turn", TURN_FEATURES, turn),
        )
    }
    (folder / "weights.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(weights, indent=1) + "\n")


def raw(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def table(texts: Iterable[str]) -> dict[str, NDArray[np.generic]]:
    """The arrays of `characters.npz`: characters by how often they are seen, keys as differences, packed counts."""
    counts = [Counter[str]() for _ in range(3)]
    for text in texts:
        read = STOP + stream(text).strip(STOP) + STOP
        for size, counter in enumerate(counts, 1):
            counter.update(read[i : i + size] for i in range(len(read) - size + 1))
    single, pairs, triples = counts
    chars = [char for char, count in single.most_common(2**BITS - 1) if count >= _RARE]
    number = {char: i for i, char in enumerate(chars, 1)}
    total = sum(single.values())

    def tells(gram: str, count: int) -> bool:
        """Whether keeping an n-gram changes what a shorter one says of its last character."""
        before, shorter = (
            (single[gram[0]], single[gram[1]] / total)
            if len(gram) == 2
            else (
                pairs[gram[:2]],
                pairs[gram[1:]] / single[gram[1]],
            )
        )
        return count > 1 and count * abs(math.log(count / before / shorter)) > _TELLS[len(gram)]

    found: dict[str, NDArray[np.generic]] = {
        "chars": np.frombuffer("".join(chars).encode("utf-8"), dtype=np.uint8),
        "counts1": _packed([single[char] for char in chars]),
    }
    for name, grams in (("2", pairs), ("3", triples)):
        rows = sorted(
            (_key(gram, number), count)
            for gram, count in grams.items()
            if tells(gram, count) and all(char in number for char in gram)
        )
        steps = np.diff(np.array([key for key, _ in rows], dtype=np.int64), prepend=0).astype("<u4")
        # The bytes of a kind together: the high ones are mostly 0 and take hardly any room.
        found["keys" + name] = steps.view(np.uint8).reshape(-1, 4).T.copy()
        found["counts" + name] = _packed([count for _, count in rows])
    return found


def _key(gram: str, number: dict[str, int]) -> int:
    key = 0
    for char in gram:
        key = key << BITS | number[char]
    return key


def _packed(counts: Sequence[int]) -> NDArray[np.uint8]:
    return np.minimum(np.round(SCALE * np.log2(np.array(counts, dtype=float))), 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Seen:
    """The candidates of a page, and which of them are right: (ends, starts)."""

    found: Candidates
    right: NDArray[np.bool_]


def seen(page: Page, draw: random.Random) -> Seen:
    """The candidates of a page; on some, a paragraph is made to end in ；or in a bracket: the generator's never do."""
    printed = list(page.lines)
    broken = {line for one in page.breaks for line in (one.left, one.right)}
    ended = [i for i, line in enumerate(printed) if line[-1] == "。" and len(line) > SHORT and line not in broken]
    if ended and draw.random() < _OTHER_ENDS:
        i = draw.choice(ended)
        printed[i] = printed[i][:-1] + draw.choice(("；", "（见左图）"))
    lines = read_lines(tuple(Block(line) for line in printed), on_page=True).lines
    found = find_candidates(lines)
    true = {(one.left, one.right) for one in page.breaks}
    right = np.array(
        [[(lines[i].text, lines[j].text) in true for j in found.starts] for i in found.ends], dtype=bool
    ).reshape(len(found.ends), len(found.starts))
    return Seen(found, right)


def turns(pages: Sequence[Page]) -> tuple[Floats, Floats]:
    """The headlines that no dateline, byline or box tells to begin an article: (headlines, features), and whether they
    do so."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    for page in pages:
        lines = read_lines(tuple(Block(line) for line in page.lines), on_page=True).lines
        subjects = Subjects(lines)
        heads = {head for article in page.articles for head in article.article_metadata}
        for first, behind in headlines(lines):
            features = subjects.features(first, behind)
            if features is not None:
                rows.append(features)
                right.append(lines[first].text in heads)
    return np.array(rows), np.array(right, dtype=float)


def headlines(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The headlines over undated body text, first of all and behind the end of an article left aside."""
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
    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = np.clip(rows @ weights, -40, 40)
        slope = rows.T @ (1 / (1 + np.exp(-odds)) - right) + _RIDGE_NEAR * weights
        return float((np.logaddexp(0, odds) - right * odds).sum() + _RIDGE_NEAR * weights @ weights / 2), slope

    return _least(loss, rows.shape[1])


def fit_far(known: Sequence[Seen], near: Floats, seed: int) -> Floats:
    draw = np.random.default_rng(seed)
    groups = []
    for one in known:
        found = one.found
        if not found.ends:
            continue
        odds = np.full(found.near.shape, -np.inf)
        odds[found.near] = found.near_features @ near
        left = open_pairs(found, greedy(found, odds)) & found.far
        for _, start in np.argwhere(left & one.right):
            if draw.random() < _HIDDEN:
                left[:, start] = False
        if left.any():
            groups.append((found.far_features[left[found.far]], np.argwhere(left), one.right[left].astype(float)))

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = float(_RIDGE_FAR * weights @ weights / 2), _RIDGE_FAR * weights
        for rows, places, right in groups:
            odds = np.clip(rows @ weights, -40, 40)
            likely = np.exp(odds)
            for axis in (0, 1):
                sums = 1 + np.bincount(places[:, axis], weights=likely)
                total += float(np.log(sums).sum() - right @ odds)
                slope = slope + rows.T @ (likely / sums[places[:, axis]] - right)
        return total, slope

    return _least(loss, len(FAR_FEATURES))


def _least(loss: object, size: int) -> Floats:
    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 800}).x)


if __name__ == "__main__":
    main()
