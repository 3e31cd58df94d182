"""Compares the times that a question names with those that sentences speak of, and prefers the newest article for 现在.

Words such as 去年 count from the date of the article: 去年 in an article of 2025 answers a question about 2024, and
none about 2025.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from corpus.numerals import numbers
from corpus.records import Article, Passage
from corpus.text import fold
from qa.answer.evidence import Sentence, present, token_shares
from qa.answer.spans import ReadSentence
from qa.language.date_input import ROC_OFFSET
from qa.language.latest import asks_latest, without_latest
from qa.language.question_type import Kind, classify_question
from qa.language.text_dates import Time, of_date, times_named
from qa.search.ranking import Candidate

_AGREES = 1.0  # for a sentence of the time that is asked for, in units of the logarithm of the reader's chance
_OTHER = -5.0  # for one of another time
_OTHER_BEFORE = -2.0  # for one that names no time, after sentences of another
_OTHER_MONTH = -5.0  # for one that names no time, in an article of another month that does not name the one asked for
_NEAR_YEARS = 2  # a time farther from the article's date is a background to its news, not its time
MOST_OF_ANOTHER_TIME = 0.1  # the confidence where only another time is told: a refusal
_MAX_LOSS = 4.0  # of the logarithm of the odds by the reader that a newer article's answer may have against the best
_MAX_REPEAT_MARGIN_LOSS = 4.6  # and that the same report with other figures may have
_MAX_VALUE_LOSS = 7.0  # and of its value: the search prefers passages that say the same in more of its words
_MAX_REPEAT_LOSS = 5.0  # of its value, where it is the same report with other figures: less than a sibling loses
_MAX_COVERAGE_LOSS = 0.12  # of the idf share of the question's words near a newer answer
_MIN_MARGIN = -1.0  # that a newer answer has against no answer,
_MIN_MARGIN_LOSS = 1.5  # or that it has lost against the best, where that is not sure itself
_NAMES = (Kind.PERSON, Kind.PLACE, Kind.ORGANISATION)  # asked for, so that no figures need agree
_SAME_WORDING = 0.7  # of the shorter sentence's pairs of characters, from which another reports the same anew
_FIGURES = re.compile("[0-9.,%]+")
_UNIT = re.compile(r"(?:多|余)?\s*(%|[a-z]+|人次|平方[^\W\d_]|立方[^\W\d_]|[^\W\d_])")


def read_apart(question: str, scored: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences that go into one pass: for 现在 those of each passage alone."""
    # In one pass, the reader prefers one of several articles that tell the same.
    if not asks_latest(question):
        return [list(scored)]
    ranks = dict.fromkeys(one.rank for one in scored)
    return [[one for one in scored if one.rank == rank] for rank in ranks]


class SentenceTimes:
    """The times of a question and of the passages found for it; nothing is read where the question names none."""

    def __init__(
        self, question: str, found: Sequence[tuple[Candidate, Passage]], articles: Mapping[str, Article]
    ) -> None:
        """Take the standalone question, the passages, best first, and their articles by id."""
        self._question, self._found, self._articles = question, found, articles
        self._asked = [time for time in times_named(question, None) if time.year or time.month]

    def written(self, rank: int) -> str:
        """The times of a passage written out, so that their numbers count as present; "" for most questions."""
        if not self._asked:
            return ""
        times = [time for time in self._times(rank) if any(one.agrees(time) for one in self._asked)]
        roc = [f"民国{time.year - ROC_OFFSET}年" for time in times if time.year and time.year > ROC_OFFSET]
        return "\n" + " ".join([*(time.written for time in times), *roc])

    def worth(self, one: ReadSentence) -> float:
        """What the times of a sentence add to its value."""
        if not self._asked:
            return 0.0
        named, before = self._of(one)
        inside = self._told(named)
        if any(self._agrees(time) for time in inside):
            return _AGREES
        if self._asked_kind is Kind.DATE:
            return 0.0
        if self._is_published_then(one.rank):
            return 0.0 if inside else _AGREES
        if any(self._is_other(time, one.rank) for time in inside):
            return _OTHER
        if inside:
            return 0.0
        if before is not None and self._is_other(before, one.rank):
            return _OTHER_BEFORE
        return self._worth_of_date(one.rank)

    def _worth_of_date(self, rank: int) -> float:
        """What the article's date adds to a sentence that names no time, where the year or the month is asked for."""
        issued = of_date(self._published(rank))
        if issued is None:
            return 0.0
        if any(one.agrees(issued) for one in self._asked):
            return _AGREES
        told_later = any(map(self._agrees, self._times(rank)))
        return _OTHER_MONTH if all(one.month for one in self._asked) and not told_later else 0.0

    def most(self, one: ReadSentence) -> float:
        """The highest confidence that a quote may have: low where nothing near it is of the time asked for."""
        worth = self.worth(one)
        if worth >= 0 or (any(map(self._agrees, self._told(self._times(one.rank)))) and not self._is_figure(worth)):
            return 1.0
        return MOST_OF_ANOTHER_TIME

    def _is_figure(self, worth: float) -> bool:
        """Whether a figure is asked for, and the sentence itself is of another time."""
        return worth == _OTHER and self._asked_kind is Kind.NUMBER

    def newest(self, read: Sequence[ReadSentence], values: Sequence[float], idf: Callable[[str], float]) -> int:
        """The position of the sentence to quote: the best, or for 现在 that of a newer article about the same."""
        best = max(range(len(read)), key=values.__getitem__)
        if not asks_latest(self._question):
            return best
        comparison = _Comparison(without_latest(self._question), self._found, self._articles, idf)

        def loses(place: int, value: float, margin: float) -> bool:
            """Whether a sentence has lost at most so much against the best."""
            return values[place] >= values[best] - value and read[place].margin >= read[best].margin - margin

        told = [self._told_at(one) for one in read]
        alike = [
            place
            for place, one in enumerate(read)
            if _is_later(told[place], told[best])
            and (
                (loses(place, _MAX_VALUE_LOSS, _MAX_LOSS) and comparison.is_alike(read[best], one))
                or (loses(place, _MAX_REPEAT_LOSS, _MAX_REPEAT_MARGIN_LOSS) and comparison.is_repeated(read[best], one))
            )
        ]
        return max(alike, key=lambda place: (told[place], values[place]), default=best)

    def _told_at(self, one: ReadSentence) -> tuple[str, str]:
        """The date of the article, and the last time up to then that the sentence names; "" where there is none."""
        published = self._published(one.rank) or ""
        dates = [f"{time.year:04}-{time.month or 0:02}-{time.day or 0:02}" for time in self._of(one)[0] if time.year]
        return published, max((date for date in dates if date[: len(published)] <= published), default="")

    @cached_property
    def _asked_kind(self) -> Kind:
        return classify_question(self._question).kind

    def _told(self, times: Sequence[Time]) -> Sequence[Time]:
        """The times that are told of: of 昨天公布，去年全市 only the year, where a year is asked for."""
        if any(one.month for one in self._asked):
            return times
        return [time for time in times if not time.day] or times

    def _times(self, rank: int) -> tuple[Time, ...]:
        return times_named(self._found[rank][1].text, self._published(rank))

    def _of(self, one: ReadSentence) -> tuple[list[Time], Time | None]:
        """The times inside a sentence, and the last year named before it in its passage."""
        passage = self._found[one.rank][1]
        start, end = one.start - passage.start, one.end - passage.start
        times = self._times(one.rank)
        before = [time for time in times if time.end <= start and time.year and not time.day]
        return [time for time in times if start <= time.start < end], before[-1] if before else None

    def _agrees(self, time: Time) -> bool:
        """Whether a time is one that is asked for, in all parts that both name and at least as exactly by the year."""
        return any(one.agrees(time) is True and (one.year is None or time.year is not None) for one in self._asked)

    def _is_other(self, time: Time, rank: int) -> bool:
        """Whether a time is another than all that are asked for, and the time of the article's news."""
        issued = of_date(self._published(rank))
        if issued is None or issued.year is None or any(one.agrees(time) is not False for one in self._asked):
            return False
        return time.year is not None and issued.year - _NEAR_YEARS <= time.year <= issued.year

    def _is_published_then(self, rank: int) -> bool:
        """Whether the article is of the month or day that is asked for."""
        issued = of_date(self._published(rank))
        return issued is not None and any(one.month and one.agrees(issued) for one in self._asked)

    def _published(self, rank: int) -> str | None:
        article = self._articles.get(self._found[rank][1].article_id)
        return article.date if article is not None else None


def _is_later(told: tuple[str, str], best: tuple[str, str]) -> bool:
    """Whether a newer article tells it, or the same one of a later time."""
    return told[0] > best[0] or (told[0] == best[0] and "" not in (told[1], best[1]) and told[1] > best[1])


class _Comparison:
    """Tells whether two sentences answer the same question: of the same words, with a phrase of the same unit."""

    def __init__(
        self,
        question: str,
        found: Sequence[tuple[Candidate, Passage]],
        articles: Mapping[str, Article],
        idf: Callable[[str], float],
    ) -> None:
        self._found, self._articles = found, articles
        self._shares = token_shares(question, idf)
        self._asks_figure = classify_question(question).kind not in _NAMES

    def is_alike(self, best: ReadSentence, other: ReadSentence) -> bool:
        """Whether `other` may stand in the place of `best`."""
        if self._asks_figure and self._unit(best) != self._unit(other):
            return False
        least = min(_MIN_MARGIN, best.margin - _MIN_MARGIN_LOSS)
        return other.margin > least and self._coverage(other) >= self._coverage(best) - _MAX_COVERAGE_LOSS

    def is_repeated(self, best: ReadSentence, other: ReadSentence) -> bool:
        """Whether both report the same in the same words, as prices and statistics are every month."""
        return self._unit(best) == self._unit(other) and self._shared_wording(best, other) >= _SAME_WORDING

    def _coverage(self, one: ReadSentence) -> float:
        passage = self._found[one.rank][1]
        article = self._articles.get(passage.article_id)
        whole = f"{article.title if article else ''} {passage.heading}\n{passage.text}"
        return sum(self._shares[token] for token in present(whole, self._shares))

    def _shared_wording(self, one: ReadSentence, other: ReadSentence) -> float:
        """The share of the pairs of characters of the shorter sentence, figures left out, that the other has too."""
        first, second = self._pairs(one), self._pairs(other)
        return len(first & second) / max(1, min(len(first), len(second)))

    def _pairs(self, one: ReadSentence) -> set[str]:
        passage = self._found[one.rank][1]
        text = _FIGURES.sub("", fold(passage.text[one.start - passage.start : one.end - passage.start]))
        return {text[at : at + 2] for at in range(len(text) - 1)}

    def _unit(self, one: ReadSentence) -> str:
        """The unit of the first number of the sentence's phrase; "" without a number."""
        if not one.phrases:
            return ""
        passage = self._found[one.rank][1]
        phrase = one.phrases[0]
        folded = fold(passage.text[phrase.start - passage.start : min(one.end, phrase.end + 3) - passage.start])
        number = next((number for number in numbers(folded) if number.start < phrase.end - phrase.start), None)
        if number is None:
            return ""
        if folded[number.start : number.end].endswith("%"):
            return "%"
        unit = _UNIT.match(folded, number.end)
        return unit[1] if unit else "-"
