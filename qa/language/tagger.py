"""Words of Chinese text with their parts of speech, by jieba's dictionary, for the few sentences that may answer.

jieba knows simplified characters: the text is folded first, which keeps its length. Loading takes about a second, at
the first use. Knows nothing of questions.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from corpus.text import HAN

_RUN = re.compile(rf"[0-9]+(?:[,.][0-9]+)*|[a-z\u00c0-\u024f]+(?:[-'’.&][a-z]+)*|[{HAN}〇]+|.", re.DOTALL)
_HAN_RUN = re.compile(f"[{HAN}〇]")
_RARE = re.compile("[^\u4e00-\u9fd5]")  # beyond jieba's own range
NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿")
# Function words that jieba's model for unknown words glues to a name: 奥古斯都就 → 奥古斯都 就.
_GLUED_BEHIND = frozenset("就所在为是于与和的由将被曾则亦也等")
_GLUED_BEFORE = frozenset("由在于是为与和将被及从朝向以而就")

_GIVEN = frozenset(("a", "an", "ad", "ag", "b", "g", "i", "l", "nr", "nz", "tg", "vg", "ng", "z", "zg", "unknown"))

UNKNOWN = "unknown"  # the part of speech of a word that the dictionary lacks, most often a name
MARK = "x"


class Word(NamedTuple):
    """A word as folded, with its tag: jieba's own, or `unknown`, or `x` for a mark."""

    text: str
    tag: str


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """The tag of each word of jieba's dictionary."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    return {word: tag for word, _, tag in (line.split(" ") for line in lines)}


@lru_cache(maxsize=512)  # the few sentences that may answer a question are looked at from several sides
def words(folded: str) -> tuple[Word, ...]:
    """The words of a folded text, in order; together they are the text."""
    found: list[Word] = []
    for match in _RUN.finditer(folded):
        run = match.group()
        if run[0].isdigit() and run.isascii():
            found.append(Word(run, "m"))
        elif _HAN_RUN.match(run):
            found.extend(_segment(run))
        else:
            found.append(Word(run, "eng" if run[0].isalpha() else MARK))
    return tuple(found)


@lru_cache(maxsize=16384)
def _segment(run: str) -> tuple[Word, ...]:
    tags = _dictionary()
    found: list[Word] = []
    for word in _cut(run):
        tag = tags.get(word)
        if tag is not None:
            found.append(Word(word, tag))
        elif all(char in NUMERALS for char in word):
            found.append(Word(word, "m"))
        elif len(word) >= 3 and word[-1] in _GLUED_BEHIND:
            found += [Word(word[:-1], tags.get(word[:-1], UNKNOWN)), Word(word[-1], tags.get(word[-1], "d"))]
        elif len(word) >= 3 and word[0] in _GLUED_BEFORE:
            found += [Word(word[0], tags.get(word[0], "p")), Word(word[1:], tags.get(word[1:], UNKNOWN))]
        else:
            found.append(Word(word, UNKNOWN))
    return tuple(_with_given_names(found))


def _cut(run: str) -> list[str]:
    """What `jieba.cut` makes of a run of Han characters, in half the time: in one pass over its dictionary."""
    import jieba

    if _RARE.search(run):  # jieba takes them for marks
        return list(jieba.cut(run))
    jieba.dt.check_initialized()
    frequency_of, log, n = jieba.dt.FREQ.get, math.log, len(run)
    log_total = log(jieba.dt.total)
    scores, ends = (
        [0.0] * (n + 1),
        [0] * n,
    )  # of the best way to cut what begins at each place, and its first word's end
    for start in range(n - 1, -1, -1):
        best, end = -math.inf, start
        while end < n:
            frequency = frequency_of(run[start : end + 1])
            if frequency is None:  # no word begins so
                break
            end += 1
            if frequency and (score := log(frequency) - log_total + scores[end]) >= best:
                best, ends[start] = score, end
        if not ends[start]:
            best, ends[start] = -log_total + scores[start + 1], start + 1
        scores[start] = best
    found: list[str] = []
    single = start = 0  # single characters in a row, from `single` on, may be a word that the dictionary lacks
    while start < n:
        end = ends[start]
        if end > start + 1:
            found += _singles(run[single:start])
            found.append(run[start:end])
            single = end
        start = end
    return found + list(_singles(run[single:]))


@lru_cache(maxsize=16384)
def _singles(run: str) -> tuple[str, ...]:
    """The words of a run that falls into single characters: of those unknown, by jieba's model for them."""
    import jieba
    from jieba import finalseg

    return tuple(run if len(run) < 2 or jieba.dt.FREQ.get(run) else finalseg.cut(run))


def _with_given_names(found: list[Word]) -> list[Word]:
    """A surname and the word behind it as one name, where that is no noun, verb or function word: 李 明远 → 李明远."""
    joined: list[Word] = []
    for word in found:
        if (
            joined
            and joined[-1].tag == "nr"
            and len(joined[-1].text) == 1
            and len(word.text) <= 2
            and word.tag in _GIVEN
        ):
            joined[-1] = Word(joined[-1].text + word.text, "nr")
        else:
            joined.append(word)
    return joined
