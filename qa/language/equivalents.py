"""Other words that a text can have for words of a question: in the other script, as a synonym or an abbreviation.

The words that only a question has and its equivalents in a text count as the same when the share of a question's words
in a text is computed. A name counts by its pinyin, dates and large numbers by their value, everything else by two small
tables of our own: `lexicon.py` and `synonyms.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from corpus.text import fold, han_runs, is_han, tokens
from qa.language.lexicon import base_forms, lexicon
from qa.language.pinyin import names_in
from qa.language.stopwords import question_tokens
from qa.language.synonyms import synonyms

_UNKNOWN_TOKEN = "\0"  # in no text, so its idf is the largest
_AS_TYPED = frozenset(("who", "us", "un"))  # words that are an organisation or a country only in capitals
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        1,
    )
}
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{_MONTH})\b\.?"
    r"(?: (?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?\b)?(?:,? (?P<year>[12][0-9]{3})\b)?"
)
_LARGE = re.compile(r"\b(?P<figure>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) (?P<unit>thousand|million|billion|trillion)\b")
_LARGE_UNITS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),  # noqa: SIM905
        "一 二 三 四 五 六 七 八 九 十 十一 十二".split(),  # noqa: SIM905
        strict=True,
    )
)
_ORDINAL = re.compile(rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>[0-9]+)(?:st|nd|rd|th))\b")
_NUMBERED_LINE = re.compile(
    r"\bline (?:no\.? ?|number )?(?P<after>[0-9]{1,2})\b|\b(?P<before>[0-9]{1,2})(?:st|nd|rd|th)? line\b"
)
_WORD = re.compile(r"[^\W_0-9\u3400-\u9fff]+(?:[-&][^\W_0-9\u3400-\u9fff]+)*")
_MAX_PHRASE = 8  # words


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Tokens of a question, and the folded words that a text can have for them.

    `pattern` is a regular expression of Han characters for names and abbreviations, in place of words. `across`: they
    are of the other script than the question. `is_name`: a name by its pinyin, which several names can share.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    across: bool
    pattern: str = ""
    is_name: bool = False

    def stands_in(self, folded: str) -> bool:
        """Whether a folded text has any of them."""
        if self.pattern:
            return _compiled(self.pattern).search(han_runs(folded)) is not None
        return any(word in folded and _is_whole(word, folded) for word in self.words)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=64)
def equivalents(question: str) -> tuple[Equivalent, ...]:
    """What can stand for words of the question: for each token at most one in each direction."""
    asked = set(question_tokens(question))
    found = _synonyms(fold(question))
    found += _from_chinese(fold(question)) if is_han(question) else _from_english(question)
    kept = []
    for one in found:
        some = tuple(dict.fromkeys(token for token in one.tokens if token in asked))
        if some:
            kept.append(replace(one, tokens=some))
    return tuple(kept)


def tokens_found(folded: str, known: Iterable[Equivalent]) -> set[str]:
    """The tokens of the question that a folded text has in other words."""
    return {token for one in known if one.stands_in(folded) for token in one.tokens}


def token_weights(question: str, idf: Callable[[str], float]) -> dict[str, float]:
    """Each token of a question with its weight: its idf, or that of its equivalents where no text has the token."""
    weights = {token: idf(token) for token in question_tokens(question)}
    known = [one for one in equivalents(question) if one.across and not one.is_name]
    if not known:
        return weights
    rarest = idf(_UNKNOWN_TOKEN)
    for one in known:
        unknown = [token for token in one.tokens if weights[token] >= rarest]
        whole = _commonest(one.words, idf, rarest)
        if whole != rarest:
            weights |= dict.fromkeys(unknown, whole / len(one.tokens))
    return weights


def _commonest(words: Iterable[str], idf: Callable[[str], float], rarest: float) -> float:
    """The idf of the commonest of some words, each by its rarest pair of characters."""
    each = [max(map(idf, _pairs(word))) for word in words]
    return min([*each, rarest])


def _pairs(word: str) -> list[str]:
    if len(word) < 3 or word.isascii():
        return [word]
    return [word[start : start + 2] for start in range(len(word) - 1)]


def in_words_of(question: str, text: str) -> str:
    """The question, with a synonym in the place of each of its words that a text has only in other words."""
    asked, folded = fold(question), fold(text)
    if len(asked) != len(question):  # what is found in the folded question stands elsewhere in the question
        return question
    for group in synonyms():
        typed = _typed(group, asked)
        if typed is None or typed[2].search(folded):
            continue
        other = next((word for word in group if _compiled(_pattern(word)).search(folded)), None)
        if other is not None:
            question = question[: typed[0]] + other + question[typed[1] :]
            asked = asked[: typed[0]] + other + asked[typed[1] :]
    return question


def _synonyms(folded: str) -> list[Equivalent]:
    found = []
    for group in synonyms():
        typed = _typed(group, folded)
        if typed is not None:
            word = folded[typed[0] : typed[1]]
            others = tuple(other for other in group if other != word and other not in word)
            found.append(_equivalent(tokens(word), others, across=False))
    return found


def _typed(group: Sequence[str], folded: str) -> tuple[int, int, re.Pattern[str]] | None:
    """Where a folded question has the first word of a group, and what that word looks like in a text."""
    for word in group:
        if word in folded and (match := _compiled(_pattern(word)).search(folded)):
            return *match.span(), _compiled(_pattern(word))
    return None


def _from_chinese(folded: str) -> list[Equivalent]:
    """English words for the Chinese words of a question, the longest first; no character counts twice."""
    found, free = [], folded
    for chinese, english in _reversed_lexicon().items():
        if chinese in free:
            free = free.replace(chinese, "\0" * len(chinese))
            found.append(_equivalent(tokens(chinese), english, across=True))
    return found


@lru_cache(maxsize=1)
def _reversed_lexicon() -> Mapping[str, tuple[str, ...]]:
    """Chinese words of two characters and more, the longest first, with their English words."""
    entries: dict[str, list[str]] = {}
    for english, chinese in lexicon().items():
        for word in chinese:
            if len(word) > 1:
                entries.setdefault(fold(word), []).append(english)
    ordered = sorted(entries, key=lambda word: (-len(word), word))
    return {word: tuple(entries[word]) for word in ordered}


def _from_english(question: str) -> list[Equivalent]:
    """Chinese words for the dates, numbers, names and words of an English question; no word counts twice."""
    rest = _Rest(question)
    found = [
        *_dates(rest),
        *_numbered_lines(rest),
        *_large_numbers(rest),
        *_phrases(rest, least=2),
        *_names(rest),
        *_phrases(rest, least=1),
    ]
    return [*found, *_ordinals(rest)]


class _Rest:
    """The folded question, in which spaces replace what was understood already. `question` is as it was typed."""

    def __init__(self, question: str) -> None:
        self.question, self.folded = question, fold(question)

    def take(self, start: int, end: int) -> list[str]:
        """The tokens of [start, end), which become spaces."""
        taken = tokens(self.folded[start:end])
        self.folded = self.folded[:start] + " " * (end - start) + self.folded[end:]
        return taken


def _dates(rest: _Rest) -> list[Equivalent]:
    found = []
    for match in list(_DATE.finditer(rest.folded)):
        day, year = match["day"] or match["day2"], match["year"]
        if match["month"] == "may" and not (day or year) and rest.question[match.start()] != "M":
            continue
        month = f"{_MONTHS[match['month'][:3]]}月"
        words = [f"{month}{int(day)}日", f"{month}{int(day)}号"] if day else [month]
        found.append(_equivalent(rest.take(*match.span()), [f"{year}年{word}" for word in words if year] + words, True))
    return found


def _large_numbers(rest: _Rest) -> list[Equivalent]:
    found = []
    for match in list(_LARGE.finditer(rest.folded)):
        value = Decimal(match["figure"].replace(",", "")) * _LARGE_UNITS[match["unit"]]
        words = [f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"]
        words += [
            f"{(value / size).normalize():f}{unit}" for unit, size in (("万", 10**4), ("亿", 10**8)) if value >= size
        ]
        found.append(_equivalent(rest.take(*match.span()), words, True))
    return found


def _numbered_lines(rest: _Rest) -> list[Equivalent]:
    found = []
    for match in list(_NUMBERED_LINE.finditer(rest.folded)):
        number = match["after"] or match["before"]
        found.append(_equivalent(rest.take(*match.span()), [f"{number}号线"], True))
    return found


def _ordinals(rest: _Rest) -> list[Equivalent]:
    found = []
    for match in list(_ORDINAL.finditer(rest.folded)):
        number = _ORDINALS.get(match["word"] or "", match["figure"])
        found.append(_equivalent(rest.take(*match.span()), [f"第{number}"], True))
    return found


def _names(rest: _Rest) -> list[Equivalent]:
    found = []
    for name in names_in(rest.question, rest.folded):
        if _entry(rest.folded[name.start : name.end], rest.question[name.start : name.end]):
            continue  # Line, Tea: words that could be pinyin
        taken = rest.take(name.start, name.end)
        found.append(Equivalent(tuple(taken), (), True, name.pattern, is_name=True))
    return found


def _phrases(rest: _Rest, least: int) -> list[Equivalent]:
    """The longest phrases of the lexicon, of at least so many words."""
    words = list(_WORD.finditer(rest.folded))
    found, first = [], 0
    while first < len(words):
        for last in range(min(first + _MAX_PHRASE, len(words)) - 1, first + least - 2, -1):
            start, end = words[first].start(), words[last].end()
            chinese = _entry(rest.folded[start:end], rest.question[start:end])
            if chinese:
                found.append(_equivalent(rest.take(start, end), chinese, True))
                first = last
                break
        first += 1
    return found


def _entry(folded: str, typed: str) -> tuple[str, ...]:
    if folded in _AS_TYPED and not typed.isupper():
        return ()
    first, _, last = folded.rpartition(" ")
    forms = (f"{first} {form}".strip() for form in base_forms(last))
    return next((lexicon()[form] for form in forms if form in lexicon()), ())


def _equivalent(taken: Iterable[str], words: Iterable[str], across: bool) -> Equivalent:
    return Equivalent(tuple(taken), tuple(map(fold, words)), across)


def _is_whole(word: str, folded: str) -> bool:
    """Whether a folded text that contains a folded word has it as a word."""
    pattern = _pattern(word)
    return pattern == word or _compiled(pattern).search(folded) is not None


@lru_cache(maxsize=4096)
def _pattern(word: str) -> str:
    """A pattern of a folded word in a text."""
    return _whole(word) if word.isascii() and word.replace(" ", "").isalpha() else _literal(word)


def _whole(word: str) -> str:
    """A pattern of an English word that stands alone, also in its usual forms, and beside Chinese."""
    return f"(?<![a-z]){re.escape(word)}(?:s|es|d|ed)?(?![a-z])"


def _literal(word: str) -> str:
    digits = "(?<![0-9.])" if word[0].isdigit() else ""
    return digits + re.escape(word)
