"""Splits Chinese text into words with their parts of speech, by jieba's dictionary.

jieba expects simplified characters, so texts must be folded first, which keeps their length. Its file is kept as
sorted lines: jieba's own tables, with a key for each beginning of a word, take ten times as long to load.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from corpus.text import HAN

_RUN = re.compile(rf"[0-9]+(?:[,.][0-9]+)*|[a-z\u00c0-\u024f]+(?:[-'’.&][a-z]+)*|[{HAN}〇]+|.", re.DOTALL)
_HAN_RUN = re.compile(f"[{HAN}〇]+")
_RARE = re.compile("[^\u4e00-\u9fd5]")  # outside jieba's own range
_RARE_RUN = re.compile("([^\u4e00-\u9fd5]+)")
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
# A number in Chinese numerals, with its decimals; 三点二十 is a time.
NUMERAL_RUN = re.compile(f"[{NUMERALS}廿卅]+(?:点[零〇一二三四五六七八九]++(?![十百千分刻钟线]))?")
# Function words that jieba's model for unknown words attaches to a name: 奥古斯都就 → 奥古斯都 就.
_GLUED_BEHIND = frozenset("就所在为是于与和的由将被曾则亦也等")
_GLUED_BEFORE = frozenset("由在于是为与和将被及从朝向以而就")

_GIVEN_NAME_TAGS = frozenset(
    ("a", "an", "ad", "ag", "b", "g", "i", "l", "nr", "nz", "tg", "vg", "ng", "z", "zg", "unknown")
)

UNKNOWN = "unknown"  # the tag of a word that the dictionary lacks, most often a name
MARK = "x"


class Word(NamedTuple):
    """A folded word with its tag: one of jieba's, `unknown`, or `x` for a punctuation mark."""

    text: str
    tag: str


@lru_cache(maxsize=1)
def _dictionary() -> tuple[list[bytes], float]:
    """The lines of jieba's dictionary, `word frequency tag`, sorted; the logarithm of the sum of all frequencies."""
    spec = find_spec("jieba")
    data = (Path(str(spec and spec.origin)).parent / "dict.txt").read_bytes()
    return sorted(data.splitlines()), math.log(sum(map(int, re.findall(rb" (\d+) ", data))))


@lru_cache(maxsize=65536)
def _entry(word: str) -> tuple[int, str] | None:
    """Frequency and tag of a word; (0, "") of what only begins a word, None of what does neither."""
    lines, key = _dictionary()[0], word.encode()
    place = bisect_left(lines, key)
    if place == len(lines) or not lines[place].startswith(key):
        return None
    found, _, rest = lines[place].partition(b" ")
    frequency, _, tag = rest.partition(b" ")
    return (int(frequency), tag.decode()) if found == key else (0, "")


def _tag(word: str) -> str | None:
    """The tag of a word; None where the dictionary lacks it."""
    entry = _entry(word)
    return entry[1] if entry and entry[1] else None


@lru_cache(maxsize=512)  # several modules ask for the words of the same few sentences
def words(folded: str) -> tuple[Word, ...]:
    """The words of a folded text, in order; joined they give the text."""
    tagged: list[Word] = []
    for match in _RUN.finditer(folded):
        run = match.group()
        if run[0].isdigit() and run.isascii():
            tagged.append(Word(run, "m"))
        elif _HAN_RUN.match(run):
            tagged.extend(_segment(run))
        else:
            tagged.append(Word(run, "eng" if run[0].isalpha() else MARK))
    return tuple(tagged)


def word_across(folded: str, place: int) -> tuple[Word, int] | None:
    """The Chinese word of `words` that begins before a place and ends behind it, and where it begins; None for none.

    Only the run of Chinese characters around the place is divided into words.
    """
    run = next((match for match in _HAN_RUN.finditer(folded) if match.end() > place), None)
    if run is None or run.start() >= place:
        return None
    start = run.start()
    for word in _segment(run.group()):
        end = start + len(word.text)
        if start < place < end:
            return word, start
        start = end
    return None


@lru_cache(maxsize=16384)
def _segment(run: str) -> tuple[Word, ...]:
    tagged: list[Word] = []
    for word in _cut(run):
        tag = _tag(word)
        if tag is not None:
            tagged.append(Word(word, tag))
        elif all(char in NUMERALS for char in word):
            tagged.append(Word(word, "m"))
        elif len(word) >= 3 and word[-1] in _GLUED_BEHIND:
            tagged += [Word(word[:-1], _tag(word[:-1]) or UNKNOWN), Word(word[-1], _tag(word[-1]) or "d")]
        elif len(word) >= 3 and word[0] in _GLUED_BEFORE:
            tagged += [Word(word[0], _tag(word[0]) or "p"), Word(word[1:], _tag(word[1:]) or UNKNOWN)]
        else:
            tagged.append(Word(word, UNKNOWN))
    return tuple(_with_given_names(tagged))


def _cut(run: str) -> list[str]:
    """The words that `jieba.cut` finds in a run of Han characters, in half the time."""
    if _RARE.search(run):  # jieba takes them for punctuation
        return [word for part in _RARE_RUN.split(run) if part for word in _cut_part(part)]
    return _cut_part(run)


def _cut_part(run: str) -> list[str]:
    if _RARE.search(run):
        return list(run)
    word_ends = _likeliest_word_ends(run)
    cut: list[str] = []
    single = start = 0  # single characters in a row, from `single` on, can form a word that the dictionary lacks
    while start < len(run):
        end = word_ends[start]
        if end > start + 1:
            cut += _singles(run[single:start])
            cut.append(run[start:end])
            single = end
        start = end
    return cut + list(_singles(run[single:]))


def _likeliest_word_ends(run: str) -> list[int]:
    """For each position the end of the first word in the likeliest segmentation of what follows.

    One pass from the right over jieba's dictionary (its maximum-probability path).
    """
    log, n = math.log, len(run)
    log_total = _dictionary()[1]
    scores, ends = [0.0] * (n + 1), [0] * n
    for start in range(n - 1, -1, -1):
        best, end = -math.inf, start
        while end < n:
            entry = _entry(run[start : end + 1])
            if entry is None:  # no word has this prefix
                break
            frequency = entry[0]
            end += 1
            if frequency and (score := log(frequency) - log_total + scores[end]) >= best:
                best, ends[start] = score, end
        if not ends[start]:
            best, ends[start] = -log_total + scores[start + 1], start + 1
        scores[start] = best
    return ends


@lru_cache(maxsize=16384)
def _singles(run: str) -> tuple[str, ...]:
    """The words of a run of single characters; jieba's model for unknown words splits what the dictionary lacks."""
    if len(run) < 2 or ((entry := _entry(run)) and entry[0]):
        return tuple(run)
    from jieba import finalseg

    return tuple(finalseg.cut(run))


def _with_given_names(tagged: list[Word]) -> list[Word]:
    """Joins a surname with the next word unless that is a noun, verb or function word: 李 明远 → 李明远."""
    joined: list[Word] = []
    for word in tagged:
        if (
            joined
            and joined[-1].tag == "nr"
            and len(joined[-1].text) == 1
            and len(word.text) <= 2
            and word.tag in _GIVEN_NAME_TAGS
        ):
            joined[-1] = Word(joined[-1].text + word.text, "nr")
        else:
            joined.append(word)
    return joined
