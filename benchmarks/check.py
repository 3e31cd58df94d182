"""Checking altered quotations: is the right place found, is the difference exact, and how long does it take?

    python -m benchmarks.check LIBRARY [--quotations 200] [--seed 0] [--absent CORPUS]

LIBRARY is a library of any articles; `python -m benchmarks.check_library` makes a large one. Quotations of 8 to 80
characters are drawn from it, and each is altered in one of eight ways: a character changed, dropped or added, two
neighbours swapped, written in the other script, the same with a character changed, with its line breaks elsewhere, or
with a punctuation mark changed. The place is right where the span that was drawn is among the places found; the
difference is exact where it turns the article's wording into the quotation and counts as many characters as were
altered. With `--absent`, half as many wordings of CORPUS (rows with `text`), which LIBRARY lacks, are checked too.
Times are those of a check in a library that is open, of quotations that are new to it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.records import Article
from corpus.text import fold, is_traditional
from qa.index.phrases import rows_with_all, rows_with_most
from qa.index.postings import Postings, Rows, token_hash
from qa.index.searcher import LocalSearcher
from qa.library import Library
from qa.quotation.normal import key_of
from qa.quotation.records import CheckedQuotation, QuotedPlace
from qa.quotation.search import MAX_SHARING, words_of

_SHORTEST, _LONGEST = 8, 80  # characters
_PUNCTUATION = "，。；：、"
_SHOWN = 2000  # places among which that which was drawn must be


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quotation as it was drawn, [start, end) of an article, and as it was altered in `characters` characters."""

    kind: str
    article: Article
    start: int
    end: int
    altered: str
    characters: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("--quotations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--absent", type=Path, help="articles that the library lacks")
    parser.add_argument("--repeated", type=int, help="also time the word lookups in an index this many times as large")
    options = parser.parse_args()
    library = Library(options.library)
    articles, passages = library.count()
    quotations = list(drawn(library, options.quotations, random.Random(options.seed)))
    library.check("一")  # opens it
    fold("書")
    right, exact = defaultdict[str, list[bool]](list), defaultdict[str, list[bool]](list)
    times = defaultdict[str, list[tuple[float, float]]](list)
    for one in quotations:
        times["altered"].append(timed(library, one.altered))
        checked = library.check(one.altered, shown=_SHOWN)
        place = place_of(one, checked)
        right[one.kind].append(place is not None)
        exact[one.kind].append(place is not None and is_exact(one, place))
        if not exact[one.kind][-1]:
            print(f"  {one.kind}: {one.altered!r} of {one.article.text[one.start : one.end]!r}: {checked.verdict}")
    for wording in absent(options.absent, options.quotations // 2, options.seed) if options.absent else []:
        times["absent"].append(timed(library, wording))
    print(f"{articles} articles, {passages} passages, {len(quotations)} quotations")
    for kind in right:
        print(
            f"{kind:20} place {np.mean(right[kind]):.3f}  difference {np.mean(exact[kind]):.3f}  of {len(right[kind])}"
        )
    every = [np.mean([value for values in table.values() for value in values]) for table in (right, exact)]
    print(f"{'all':20} place {every[0]:.3f}  difference {every[1]:.3f}")
    for kind, pairs in times.items():
        for name, values in zip(("ms", "ms of the processor"), zip(*pairs, strict=True), strict=True):
            milliseconds = " / ".join(f"{value:.1f}" for value in np.percentile(np.array(values) * 1000, [50, 95, 100]))
            print(f"{kind}, {len(values)}: {name}, p50 / p95 / longest: {milliseconds}")
    print(f"MB of memory, own: {own_memory():.0f}")
    if options.repeated:
        for times_as_large in (1, options.repeated):
            lookups(library, quotations, times_as_large)


def timed(library: Library, wording: str) -> tuple[float, float]:
    """Seconds and seconds of the processor that a check takes."""
    begun, worked = time.perf_counter(), time.process_time()
    library.check(wording)
    return time.perf_counter() - begun, time.process_time() - worked


def absent(path: Path, count: int, seed: int) -> Iterator[str]:
    """Wordings of other articles."""
    chance = random.Random(seed)
    texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
    for _ in range(count):
        text, length = chance.choice(texts), chance.randint(_SHORTEST, _LONGEST)
        start = chance.randint(0, max(0, len(text) - length))
        if any(map(str.isalnum, text[start : start + length])):
            yield text[start : start + length]


def own_memory() -> float:
    """Resident memory without mapped files, in MB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["RssAnon"].split()[0]) / 1024


def lookups(library: Library, quotations: Sequence[Drawn], times: int) -> None:
    """Print what the lookups in the word index take where every passage's words occur `times` times."""
    tokens = sorted({token for one in quotations for token in words_of(one.altered)})
    with library._index.snapshot() as (_, searcher):
        assert isinstance(searcher, LocalSearcher)
        size = sum(len(segment) for segment in searcher._segments)
        lists = []
        for token in tokens:
            of_token, first = list[Rows](), 0
            for segment in searcher._segments:
                of_token.append(segment.words.lookup(token_hash(token))[0] + np.int32(first))
                first += len(segment)
            lists.append(np.concatenate(of_token))
        idf = {token: searcher.idf(token) for token in tokens}
    order = np.argsort(np.array([token_hash(token) for token in tokens], np.uint64))
    repeated = [np.concatenate([lists[i] + np.int32(size * n) for n in range(times)]) for i in order]
    starts = np.cumsum([0, *map(len, repeated)]).astype(np.int64)
    rows = np.concatenate(repeated).astype(np.int32)
    keys = np.array([token_hash(tokens[i]) for i in order], np.uint64)
    index = Postings(keys, starts, rows, np.ones(len(rows), np.uint8), np.ones(size * times, np.uint32))
    busy = []
    for one in quotations:
        worked, words = time.process_time(), words_of(one.altered)
        for start in range(0, min(len(words), 16), 4):
            rows_with_all(index, words[start : start + 4])
        rows_with_most(index, words, [idf[word] for word in words], MAX_SHARING)
        busy.append(time.process_time() - worked)
    milliseconds = np.percentile(np.array(busy) * 1000, [50, 95, 100])
    print(f"lookups in {size * times} passages, ms of the processor: " + " / ".join(f"{ms:.1f}" for ms in milliseconds))


def place_of(one: Drawn, checked: CheckedQuotation) -> QuotedPlace | None:
    """The place that was drawn, among those that were found."""
    for place in checked.places:
        if (place.article_id, place.start, place.end) == (one.article.id, one.start, one.end):
            return place
    return None


def is_exact(one: Drawn, place: QuotedPlace) -> bool:
    """Whether the differences turn the article's wording into the quotation, and are no more than were made."""
    text, made = place.text, 0
    for difference in reversed(place.differences):
        start, end = difference.start - place.start, difference.end - place.start
        if text[start:end] != difference.printed:
            return False
        if one.altered[difference.quote_start : difference.quote_end] != difference.quoted:
            return False
        text = text[:start] + difference.quoted + text[end:]
        made += max(len(difference.quoted), len(difference.printed))
    return key_of(text).text == key_of(one.altered).text and made == one.characters


def drawn(library: Library, count: int, chance: random.Random) -> Iterator[Drawn]:
    """Altered quotations of random articles, the kinds in turn."""
    with library._index.snapshot() as (database, _):
        ((most,),) = database.query("SELECT max(number) FROM passages", ())
    made = 0
    while made < count:
        kind = list(_KINDS)[made % len(_KINDS)]
        with library._index.snapshot() as (database, _):
            found = database.query("SELECT article FROM passages WHERE number = ?", (chance.randint(1, int(most)),))
        article = library.article(str(found[0][0])) if found else None
        if article is None or len(article.text) <= 2 * _SHORTEST:
            continue
        length = min(chance.randint(_SHORTEST, _LONGEST), len(article.text))
        start = chance.randint(0, len(article.text) - length)
        if kind == "line" and "\n" in article.text.strip():
            start = max(0, chance.choice([i for i, c in enumerate(article.text) if c == "\n"]) - length // 2)
        start, end = _trimmed(article.text, start, start + length)
        if end - start >= _SHORTEST and (altered := _KINDS[kind](article.text[start:end], chance)) is not None:
            yield Drawn(kind, article, start, end, *altered)
            made += 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with a letter at both ends, and with whole words of Latin letters and whole numbers."""
    end = min(end, len(text))
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


Altered = tuple[str, int] | None  # the altered text and how many characters; None where it cannot be altered so


def _inside(text: str, chance: random.Random) -> int | None:
    """A Chinese character that is neither the first nor the last two."""
    places = [i for i in range(2, len(text) - 2) if "\u4e00" <= text[i] <= "\u9fff"]
    return chance.choice(places) if places else None


def _another(text: str, place: int, chance: random.Random) -> str:
    """A common character that stands neither there nor beside it."""
    near = fold(text[max(0, place - 2) : place + 3])
    return chance.choice(
        [character for character in "的一是在不了有和人这中大为上个国我以要他" if character not in near]
    )


def _changed(text: str, chance: random.Random) -> Altered:
    place = _inside(text, chance)
    return None if place is None else (text[:place] + _another(text, place, chance) + text[place + 1 :], 1)


def _dropped(text: str, chance: random.Random) -> Altered:
    place = _inside(text, chance)
    return None if place is None else (text[:place] + text[place + 1 :], 1)


def _added(text: str, chance: random.Random) -> Altered:
    place = _inside(text, chance)
    return None if place is None else (text[:place] + _another(text, place, chance) + text[place:], 1)


def _swapped(text: str, chance: random.Random) -> Altered:
    place = _inside(text, chance)
    if place is None or not text[place + 1].isalnum() or fold(text[place]) == fold(text[place + 1]):
        return None
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :], 2


def _in_other_script(text: str, chance: random.Random) -> Altered:
    from opencc import OpenCC

    other = OpenCC("t2s" if is_traditional(text) else "s2t").convert(text)
    return (other, 0) if other != text and len(other) == len(text) else None


def _changed_in_other_script(text: str, chance: random.Random) -> Altered:
    other = _in_other_script(text, chance)
    return None if other is None else _changed(other[0], chance)


def _across_lines(text: str, chance: random.Random) -> Altered:
    """Without its line breaks, and with one after every twelve characters, as a column has them."""
    joined = text.replace("\n", "")
    return "\n".join(joined[i : i + 12] for i in range(0, len(joined), 12)), 0


def _punctuation(text: str, chance: random.Random) -> Altered:
    places = [i for i in range(1, len(text) - 1) if text[i] in _PUNCTUATION]
    if not places:
        return None
    place = chance.choice(places)
    other = chance.choice([mark for mark in _PUNCTUATION if mark != text[place]])
    return text[:place] + other + text[place + 1 :], 1


_KINDS: dict[str, Callable[[str, random.Random], Altered]] = {
    "changed": _changed, "dropped": _dropped, "added": _added, "swapped": _swapped, "script": _in_other_script,
    "script and changed": _changed_in_other_script, "line": _across_lines, "punctuation": _punctuation,
}  # fmt: skip


if __name__ == "__main__":
    main()
