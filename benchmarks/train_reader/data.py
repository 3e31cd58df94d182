"""The examples that the reader learns from, in an order that depends on the seed alone.

Sets with questions give answerable examples, with other articles that the search finds beside the right one, and
unanswerable ones: the right article taken out, its answering sentence taken out, or a word of the question or of the
text changed (`perturb`). News gives questions by masking (`cloze`), and `invented` its own items. Questions are varied
as people type them: in keywords, with typing errors, in the other script.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.train_reader.cloze import cloze
from benchmarks.train_reader.examples import Example, Piece, Source, Span, around, occurrences, piece
from benchmarks.train_reader.invented import exercises
from benchmarks.train_reader.perturb import Perturber
from corpus.text import is_han

# The share of each source: at first what teaches to read, later more of what teaches to refuse.
MIXTURE = {"cmrc-train": 0.44, "drcd-dev": 0.12, "squad-sample": 0.04, "invented": 0.28, "news-sample": 0.12}
LATE_MIXTURE = {"cmrc-train": 0.43, "drcd-dev": 0.14, "squad-sample": 0.03, "invented": 0.34, "news-sample": 0.06}
LATE = 36  # the first chunk of the later mixture
CHUNK = 512  # examples that are made, and put into batches, together
_ANSWERABLE = 0.66
_POOL = 1500  # questions whose names and things may replace others
_MAX_CHARACTERS = (180, 440)  # of all pieces of an example, least and most; Latin letters count 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set: its article, the answers' places in it, and what the search found for it.

    `found` are (article, number of the best sentence) of other articles, best first.
    """

    question: str
    article: str
    spans: tuple[Span, ...]
    answers: tuple[str, ...]
    found: tuple[tuple[str, int], ...]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Data:
    """Everything to learn from. `examples(seed, chunk)` gives the same examples for the same numbers."""

    def __init__(
        self,
        asked: Mapping[str, Sequence[Asked]],
        articles: Mapping[str, Source],
        news: Sequence[Source],
        without: Sequence[str] = (),
    ) -> None:
        """Take the questions of each set, the articles by id, and news articles to make questions from.

        `without`: sources of `MIXTURE` that are not used, and `negatives` for questions that texts do not answer.
        """
        self._answerable_share = 1.0 if "negatives" in without else _ANSWERABLE
        self._without = frozenset(without)
        self._asked = {name: list(rows) for name, rows in asked.items() if rows}
        self._articles = articles
        self._ids = list(articles)
        self._news = [source for source in news if len(source.spans) > 2]
        every = [row.question for rows in self._asked.values() for row in rows]
        self._perturber = Perturber(every[:: max(1, len(every) // _POOL)])

    def examples(self, seed: int, chunk: int) -> Iterator[Example]:
        """The `CHUNK` examples of that number."""
        random = Random(f"{seed}/{chunk}")
        invented = _invented(seed * 1_000_003 + chunk)
        mixture = LATE_MIXTURE if chunk >= LATE else MIXTURE
        names = [name for name in mixture if name in self._asked or name in ("news-sample", "invented")]
        names = [name for name in names if name not in self._without]
        weights = [mixture[name] for name in names]
        for name in random.choices(names, weights, k=CHUNK):
            if name == "invented":
                example = next(invented, None)
            elif name == "news-sample":
                example = self._of_news(random)
            else:
                example = self._of_set(random.choice(self._asked[name]), random)
            if example is not None:
                yield _varied(example, random)

    def _of_set(self, row: Asked, random: Random) -> Example:
        if random.random() < self._answerable_share:
            return self._answerable(row, random)
        for make in random.choices(
            (self._taken_out, self._sentence_out, self._question_changed, self._text_changed), (0.3, 0.2, 0.3, 0.2), k=4
        ):
            if (example := make(row, random)) is not None:
                return example
        return self._taken_out(row, random)

    def _answerable(self, row: Asked, random: Random) -> Example:
        source = self._articles[row.article]
        own = self._gold_piece(row, source, random)
        return Example(row.question, self._with_others(own, row, random), kind="answerable")

    def _gold_piece(self, row: Asked, source: Source, random: Random) -> Piece:
        first, last = around(source, source.sentence_at(row.spans[0][0]), random.choice((60, 120, 200, 300)), random)
        last = max(last, source.sentence_at(row.spans[0][1] - 1))
        doubtful = [span for answer in row.answers for span in occurrences(source.text, answer)]
        return piece(source, first, last, row.spans[:1], doubtful, random)

    def _with_others(self, own: Piece | None, row: Asked, random: Random, most: int = 4) -> tuple[Piece, ...]:
        """The piece among those of other articles that the search finds, up to a random length."""
        limit = random.randint(*_MAX_CHARACTERS)
        pieces, length = ([own], _length(own.text)) if own else ([], 0.0)
        found = list(row.found[: random.randint(0 if own else 2, most)])
        for article, number in found:
            source = self._articles[article]
            first, last = around(source, min(number, len(source.spans) - 1), random.choice((60, 100, 160)), random)
            text = source.text[source.spans[first][0] : source.spans[last][1]]
            if length + _length(text) > limit or any(len(a) > 1 and a in text for a in row.answers):
                continue
            pieces.append(piece(source, first, last, (), (), random))
            length += _length(text)
        if own is None or random.random() < 0.5:
            random.shuffle(pieces)
        return tuple(pieces)

    def _taken_out(self, row: Asked, random: Random) -> Example:
        pieces = self._with_others(None, row, random)
        while not pieces:
            article = random.choice(self._ids)
            other = self._articles[article]
            if article != row.article and not any(answer in other.text for answer in row.answers):
                pieces = (piece(other, *around(other, 0, 300, random), (), (), random),)
        return Example(row.question, pieces, kind="taken out")

    def _sentence_out(self, row: Asked, random: Random) -> Example | None:
        source = self._articles[row.article]
        holds = [any(a in source.text[s:e] for a in row.answers) for s, e in source.spans]
        number = source.sentence_at(row.spans[0][0])
        sides = [(i, i) for i in (number - 1, number + 1) if 0 <= i < len(source.spans) and not holds[i]]
        kept = []
        for first, last in sides:
            while first > 0 and first < number and not holds[first - 1] and random.random() < 0.7:
                first -= 1
            while last + 1 < len(source.spans) and last > number and not holds[last + 1] and random.random() < 0.7:
                last += 1
            kept.append(piece(source, first, last, (), (), random))
        heading = any(a in one.heading for a in row.answers for one in kept)
        if not kept or heading or sum(len(one.text) for one in kept) < 40:
            return None
        if random.random() < 0.4:
            kept += self._with_others(None, row, random, 2)
        return Example(row.question, tuple(kept[:4]), kind="sentence out")

    def _change(self, row: Asked, random: Random) -> tuple[str, str, Piece] | None:
        """A word to replace, what replaces it, and the right piece, which then answers no more."""
        source = self._articles[row.article]
        changes = self._perturber.replacements(row.question, source.text, row.answers, random)
        if not changes:
            return None
        return *changes[0], self._without_answers(self._gold_piece(row, source, random))

    def _question_changed(self, row: Asked, random: Random) -> Example | None:
        if (change := self._change(row, random)) is None:
            return None
        old, new, own = change
        changed = row.question.replace(old, new)
        return Example(changed, self._with_others(own, row, random, 2), kind="question changed")

    def _text_changed(self, row: Asked, random: Random) -> Example | None:
        if (change := self._change(row, random)) is None:
            return None
        old, new, own = change
        own = replace(own, text=own.text.replace(old, new), heading=own.heading.replace(old, new))
        return Example(row.question, self._with_others(own, row, random, 2), kind="text changed")

    @staticmethod
    def _without_answers(one: Piece) -> Piece:
        return replace(one, answers=(), doubtful=())

    def _of_news(self, random: Random) -> Example | None:
        source = random.choice(self._news)
        made = cloze(source, random)
        if made is None:
            return None
        question, spans, number = made
        first, last = around(source, number, random.choice((100, 200, 300)), random)
        value = source.text[spans[0][0] : spans[0][1]]
        own = piece(source, first, last, spans, occurrences(source.text, value), random)
        if random.random() > 0.6:
            changes = self._perturber.replacements(question, own.text + own.heading, (value,), random)
            if changes and random.random() < 0.6:
                return Example(question.replace(*changes[0]), (self._without_answers(own),), kind="news changed")
            rest = [i for i in range(len(source.spans)) if i != number and value not in _sentence(source, i)]
            if not rest:
                return None
            at = random.choice(rest)
            other = around(source, at, 150, random)
            if other[0] <= number <= other[1]:
                other = (at, at)
            return Example(question, (piece(source, *other, (), (), random),), kind="news out")
        others = [random.choice(self._news) for _ in range(random.choice((0, 0, 1, 2)))]
        pieces = [
            own,
            *(piece(o, *around(o, random.randrange(len(o.spans)), 90, random), (), (), random) for o in others),
        ]
        random.shuffle(pieces)
        return Example(question, tuple(pieces), kind="news")


def _sentence(source: Source, number: int) -> str:
    start, end = source.spans[number]
    return source.text[start:end]


def _invented(seed: int) -> Iterator[Example]:
    """Items of `invented`, several to an example where two are at hand."""
    random = Random(seed)
    before, before_text = None, ""
    for one in exercises(seed, CHUNK):
        source = Source.of(one.text, one.title, one.date)
        if not source.spans:
            continue
        at = source.sentence_at(one.spans[0][0]) if one.spans else random.randrange(len(source.spans))
        first, last = around(source, at, random.choice((120, 200, 320)), random)
        if len(one.spans) > 1:
            first = min(first, *(source.sentence_at(a) for a, _ in one.spans))
            last = max(last, *(source.sentence_at(b - 1) for _, b in one.spans))
        elif one.spans:
            last = max(last, source.sentence_at(one.spans[0][1] - 1))
        own = piece(source, first, last, one.spans, (), random)
        pieces = [own]
        if before is not None and before_text != one.text and random.random() < 0.4 and len(before.text) < 200:
            pieces.append(before)
            random.shuffle(pieces)
        yield Example(one.question, tuple(pieces), one.kind == "list", f"invented {one.kind}")
        before, before_text = replace(own, answers=(), doubtful=()), one.text


def _length(text: str) -> float:
    return len(text) * (1.0 if is_han(text) else 0.4)


# Variants of questions, as people type them

_ASKING = re.compile(r"请问|你知道|是什么时候|什么时候|何时|是谁|是多少|多少|是什么|什么|哪里|是|的|了|吗|呢|[？?。]")
_KEYWORDS = {"什么时候": "时间", "何时": "时间", "哪里": "地点", "为什么": "原因"}


def _keywords(question: str, random: Random) -> str:
    """The question without its asking words: 范廷颂 被任为主教 时间."""
    told = next((word for asked, word in _KEYWORDS.items() if asked in question), "")
    short = _ASKING.sub(" " if random.random() < 0.3 else "", question).strip()
    short = re.sub(r"\s+", " ", short)
    return f"{short} {told}".strip() if len(short) > 4 else question


@lru_cache(maxsize=1)
def _homophones() -> tuple[dict[str, str], dict[str, list[str]]]:
    from pypinyin import lazy_pinyin

    common = [chr(code) for code in range(0x4E00, 0x9FA5)]
    common = [c for c in common if len(c.encode("gb2312", "ignore")) == 2 and c.encode("gb2312")[0] < 0xD8]
    sound = {c: lazy_pinyin(c)[0] for c in common}
    same: dict[str, list[str]] = defaultdict(list)
    for c, s in sound.items():
        same[s].append(c)
    return sound, dict(same)


def _mistyped(question: str, random: Random) -> str:
    sound, same = _homophones()
    places = [i for i, c in enumerate(question) if c in sound and c not in "谁什么哪几多少年月日是的"]
    if len(places) < 4:
        return question
    at = random.choice(places)
    return question[:at] + random.choice(same[sound[question[at]]]) + question[at + 1 :]


@lru_cache(maxsize=2)
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


def _converted(text: str, name: str) -> str:
    """In the other script; as it was where that would change its length, so that places hold."""
    other: str = _converter(name).convert(text)
    return other if len(other) == len(text) else text


def _varied(example: Example, random: Random) -> Example:
    question, pieces = example.question, example.pieces
    draw = random.random()
    if not example.kind.startswith("invented"):
        if draw < 0.12:
            question = _keywords(question, random)
        elif draw < 0.18:
            question = _mistyped(question, random)
        elif draw < 0.30:
            question = question.rstrip("？?。")
    draw = random.random()
    if draw < 0.10:
        question = _converted(question, random.choice(("s2t", "t2s")))
    elif draw < 0.36:
        name = random.choice(("s2t", "t2s"))
        pieces = tuple(
            replace(one, text=_converted(one.text, name), heading=_converter(name).convert(one.heading))
            for one in pieces
        )
        if draw < 0.30:
            question = _converted(question, name)
    return replace(example, question=question, pieces=pieces)
