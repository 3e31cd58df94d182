"""How far the text that came out of a page is that of its articles, in their order.

Spaces, ends of lines, and lines of a page that belong to no article are left aside.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from benchmarks.pages import Page, TrueArticle
from corpus.records import Article

_GRAM = 8
_BLEU = 4


def order_counts(page: Page, articles: Sequence[Article]) -> Counter[str]:
    """The counts that `benchmarks/newspaper.py` divides: of n-grams, and BLEU-4 and Kendall's τ of the page."""
    loose = {unspaced([line]) for line in page.loose}
    true = [unspaced([*one.headline, *one.lines]) for one in page.articles]
    texts = [_text(one, loose) for one in articles]
    true_grams = [Counter(grams_of(text, _GRAM)) for text in true]
    every = set().union(*true_grams)
    counts: Counter[str] = Counter()
    for text in texts:
        grams = Counter(grams_of(text, _GRAM))
        counts["grams"] += grams.total()
        counts["grams of an article"] += sum(count for gram, count in grams.items() if gram in every)
        own = max(true_grams, key=lambda one: (grams & one).total())
        counts["grams of the article"] += sum(count for gram, count in grams.items() if gram in own)
    ordered = [true[i] for i in _order(page.articles, articles)]
    scores = {"pages": 1.0, "bleu": _bleu("".join(texts), "".join(ordered)), "tau": _tau(page, ordered, "".join(texts))}
    counts.update(scores)  # type: ignore[arg-type]
    return counts


def unspaced(lines: Sequence[str]) -> str:
    """The lines as one, without spaces."""
    return "".join("".join(line.split()) for line in lines)


def _text(article: Article, loose: set[str]) -> str:
    lines = (unspaced([line]) for line in [article.title, *article.text.split("\n")])
    return "".join(line for line in lines if line not in loose)


def grams_of(text: str, size: int) -> list[str]:
    """The n-grams of a text."""
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def _order(true: Sequence[TrueArticle], articles: Sequence[Article]) -> list[int]:
    """The true articles in the order in which most of their text came out: that of articles is not judged."""
    found = [Counter(unspaced([one.text])) for one in articles]
    places = []
    for one in true:
        own = Counter(unspaced(one.lines))
        places.append(
            max(range(len(found)), key=lambda i: (own & found[i]).total() / max(found[i].total(), 1), default=0)
        )
    return sorted(range(len(true)), key=lambda i: (places[i], i))


def _bleu(text: str, reference: str) -> float:
    """BLEU-4 (Papineni et al. 2002) of a page's text by characters."""
    if len(text) < _BLEU or not reference:
        return 0.0
    logs = []
    for size in range(1, _BLEU + 1):
        grams, right = Counter(grams_of(text, size)), Counter(grams_of(reference, size))
        logs.append(math.log(max((grams & right).total(), 0.5) / grams.total()))
    return math.exp(min(0.0, 1 - len(reference) / len(text)) + sum(logs) / _BLEU)


def _tau(page: Page, true: Sequence[str], text: str) -> float:
    """Kendall's τ of the lines of a page: by their order in the articles, and in what came out; 1 for a single line."""
    from scipy.stats import kendalltau

    reference = "\n".join(true)
    places = []
    for line in page.lines:
        bare = unspaced([line])
        if reference.count(bare) == 1 and text.count(bare) == 1:
            places.append((reference.index(bare), text.index(bare)))
    if len(places) < 2:
        return 1.0
    return float(kendalltau(*zip(*places, strict=True)).statistic)
