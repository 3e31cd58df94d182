"""Finds the exact phrase in Latin script by rule: numbers with their units, dates, names and reasons.

There are no parts of speech here, but capitals: a capitalised run of words is a name, and what stands before it (by,
in, a title) or at its end (University, River) tells a person from a place or an organisation. The scores are set by
hand, as there was no set of English articles to fit them on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.text import fold
from qa.language.quantities import measure_of
from qa.language.question_terms import QuestionTerms
from qa.language.question_type import AnswerType, Kind

_DECAY = 25.0  # characters between a question term and a phrase at which the term counts 1/e
_PROXIMITY_WEIGHT = 2.0

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? [0-9]{{4}})?"
    rf"|{_MONTH} [0-9]{{1,2}}(?![0-9])(?:st|nd|rd|th)?(?:, [0-9]{{4}})?"
    rf"|{_MONTH}(?: of)? [0-9]{{4}}|\b{_MONTH}\b(?<!\bMay)|\b(?:1[0-9]|20)[0-9]{{2}}s?\b(?! [a-z]+s\b)"
    r"|\b[0-9]{1,2}(?:st|nd|rd|th) century|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_COUNT = (
    "[0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?|(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en"
    "|[Ee]leven|[Tt]welve|[Tt]wenty|[Hh]undreds?|[Tt]housands?)"
)
_NO_UNIT = (
    "in|on|at|and|of|to|by|from|the|a|an|for|with|that|which|who|when|while|as|or|but|was|were|is|are|had|has|have|"
    "will|would|after|before|since|until|per|up"
)
_UNIT = rf"(?:US |square |cubic )?(?!(?:{_NO_UNIT})\b)[a-z]+(?: (?!(?:{_NO_UNIT})\b)[a-z]+s\b)?"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:[$£€] ?)?(?:{_COUNT})(?!\w)(?: (?:hundred|thousand|million|billion|trillion))?"
    rf"(?:%| (?:percent|per cent|{_UNIT}(?: (?:a|an|per) (?:second|minute|hour|day|week|month|year)\b)?))?"
)
_DURATION = re.compile(rf"(?:{_COUNT})(?: and a half)? (?:second|minute|hour|day|night|week|month|year|decade)s?\b")
_REASON = re.compile(r"\b(?:[Bb]ecause(?: of)?|[Dd]ue to|[Ss]ince(?! [0-9A-Z])|[Ss]o that|owing to) ([^,;.]+)")
_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|for|and|the|de|van|von) ){0,2}[A-Z0-9][\w’'-]*)*")
_QUOTED = re.compile('["“]([^"“”]+)["”]')
_NOT_NAMES = (
    "a about after all although an and around as at because before both but by during each even every for from he her "
    "his how if in it its many more most no not of on one our she since so some such that the their then there these "
    "they this those though to under until we what when where which while who with you according last next"
)
_WORDS_THAT_OPEN_SENTENCES = frozenset(_NOT_NAMES.split(" "))
_TITLES = (
    "captain|architect|professor|prof|dr|mr|mrs|ms|president|minister|director|teacher|engineer|manager|mayor|governor|"
    "king|queen|emperor|writer|author|poet|painter|actor|singer|coach|leader|chairman|chairwoman|secretary|sculptor|"
    "scientist|general|judge|artist|member|founder|student|farmer|researcher"
)
_TITLE_BEFORE = re.compile(rf"\b(?:{_TITLES})\.?,? $", re.IGNORECASE)
_LEADING_TITLE = re.compile(rf"(?:{_TITLES})\.? ", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"(?:University|College|School|Museum|Group|Corporation|Company|Bank|Bureau|Office|Ministry|Committee|Institute|"
    r"Cent(?:er|re)|Laboratory|Agency|Party|Hospital|Academy|Library|Team|Club|Press|Times|Daily|Association|Department|"
    r"Government|Army|Park|Inc|Ltd)\b|^[A-Z]{3,}$"
)
_PLACE = re.compile(
    r"(?:River|Lake|Mountains?|Mount|Desert|County|Province|City|Town|Village|Road|Street|Canyon|Bridge|Island|Isle|Sea|"
    r"Ocean|Park|Station|Airport|Valley|Cave|Square|District|Prefecture|Bay|Port|Tower|Temple|Region)\b"
)
_IN = re.compile(r"\b(?:in|at|near|from|to|across|through|into|on|of|outside|around) (?:the )?$")
_BY = re.compile(r"\bby (?:the )?(?:[A-Za-z]+ ){0,2}$")
_NAMING = re.compile(r"\b(?:called|named|name|titled|as|nicknamed),? (?:the )?$")
_ASKED_NOUN = re.compile(r"\b(?:which|what|how many) (\w+)(?: (\w+))?")


@dataclass(frozen=True, slots=True)
class EnglishPhrase:
    """A phrase that can answer: [start, end) of its sentence. Higher scores are better; 0 is doubtful."""

    start: int
    end: int
    score: float


def english_phrases(asked: AnswerType, terms: QuestionTerms, sentence: str) -> list[EnglishPhrase]:
    """The phrases of a printed sentence that are of the kind asked for and not in the question, best first."""
    proximity = _Proximity(terms, sentence)
    phrases = [
        EnglishPhrase(start, end, score + proximity.of(start, end))
        for start, end, score in _phrases_of_kind(asked, sentence)
        if not _is_copied(asked, sentence[start:end])
    ]
    return sorted(phrases, key=lambda one: (-one.score, one.start))


def _phrases_of_kind(asked: AnswerType, sentence: str) -> Iterator[tuple[int, int, float]]:
    if asked.kind is Kind.DATE:
        yield from _dates(asked, sentence)
    elif asked.kind is Kind.NUMBER:
        yield from _numbers(asked, sentence)
    elif asked.kind is Kind.DURATION:
        yield from ((match.start(), match.end(), 3.0) for match in _DURATION.finditer(sentence))
    elif asked.kind is Kind.REASON:
        yield from ((*match.span(1), 4.0) for match in _REASON.finditer(sentence))
    elif asked.kind in _SCORES:
        yield from _names(asked, sentence)


def _dates(asked: AnswerType, sentence: str) -> Iterator[tuple[int, int, float]]:
    asks_year = re.search(r"\byear\b|年", asked.text) is not None
    for match in _DATE.finditer(sentence):
        year = re.search("[0-9]{4}", match.group())
        yield (*match.span(), 3.0 + (1.0 if year else -1.0 if asks_year else 0.0))


def _numbers(asked: AnswerType, sentence: str) -> Iterator[tuple[int, int, float]]:
    dates = [match.span() for match in _DATE.finditer(sentence)]
    measure = measure_of(asked.text)
    nouns = _asked_nouns(asked)
    for match in _NUMBER.finditer(sentence):
        start, end = match.span()
        text = match.group()
        if any(a <= start < b for a, b in dates):
            continue
        score = 2.0
        if measure is not None:
            score += (
                3.0 if measure.latin.search(text) or (text[0] in "$£€" and measure.latin.search("dollars")) else -2.0
            )
        elif any(
            _same_stem(word, other) for word in sentence[start : end + 20].lower().split(" ")[1:3] for other in nouns
        ):
            score += 2.0
        yield start, end, score


def _asked_nouns(asked: AnswerType) -> list[str]:
    """The two words after the question word: one of them usually names what is asked for."""
    match = _ASKED_NOUN.search(asked.text)
    return [word for word in match.groups() if word] if match else []


def _same_stem(word: str, other: str) -> bool:
    return len(word) > 3 and word[:5].rstrip("s") == other[:5].rstrip("s")


def _person(name: str, before: str) -> float:
    score = 1.0 if 1 <= name.count(" ") <= 2 else 0.0
    if _BY.search(before) or _TITLE_BEFORE.search(before):
        return score + 2.0  # "who built it" can be a company
    is_other = _ORGANISATION.search(name) or _PLACE.search(name)
    return score - (3.0 if is_other else 0.0) - (2.0 if _IN.search(before) else 0.0)


def _place(name: str, before: str) -> float:
    score = (2.0 if _IN.search(before) else 0.0) + (1.0 if _PLACE.search(name) else 0.0)
    return score - (2.0 if _BY.search(before) or _TITLE_BEFORE.search(before) else 0.0)


def _organisation(name: str, before: str) -> float:
    return (2.0 if _ORGANISATION.search(name) else 0.0) + (1.0 if _BY.search(before) else 0.0)


def _thing(name: str, before: str) -> float:
    return 2.0 if _NAMING.search(before) else 0.5


_SCORES = {
    Kind.PERSON: _person,
    Kind.PLACE: _place,
    Kind.ORGANISATION: _organisation,
    Kind.THING: _thing,
    Kind.LIST: _thing,
}


def _names(asked: AnswerType, sentence: str) -> Iterator[tuple[int, int, float]]:
    score_of = _SCORES[asked.kind]
    nouns = _asked_nouns(asked)
    for match in _NAME.finditer(sentence):
        start, end = match.span()
        begins_sentence = not sentence[:start].strip(" \"“‘'(")
        while begins_sentence and (first := re.match("[A-Za-z]+(?: |$)", sentence[start:end])):
            if first.group().strip().lower() not in _WORDS_THAT_OPEN_SENTENCES:
                break
            start += len(first.group())
        title = _LEADING_TITLE.match(sentence[start:end])
        before = sentence[:start]
        if title and asked.kind is Kind.PERSON:
            start += title.end()
            before = sentence[:start]
        name = re.sub("[’']s?$", "", sentence[start:end])
        if len(name) < 2 or _DATE.fullmatch(name):
            continue
        score = score_of(name, before)
        if begins_sentence and " " not in name:
            score -= 1.0
        if name.lower().split(" ")[-1] in nouns:
            score += 2.0
        yield start, start + len(name), score
    if asked.kind in (Kind.THING, Kind.LIST):
        for match in _QUOTED.finditer(sentence):
            yield (*match.span(1), 2.0)


def _is_copied(asked: AnswerType, phrase: str) -> bool:
    """Whether all words of the phrase are in the question."""
    words = set(re.findall(r"\w+", asked.text))
    return all(word in words for word in re.findall(r"\w+", fold(phrase)))


class _Proximity:
    """How close the question's terms stand to a phrase of the sentence."""

    def __init__(self, terms: QuestionTerms, sentence: str) -> None:
        self._share = terms.idf_share
        self._spans = [
            [(offset, offset + len(term)) for offset in offsets]
            for term, offsets in zip(terms.texts, terms.occurrences(fold(sentence)), strict=True)
        ]

    def of(self, start: int, end: int) -> float:
        """The terms' shares, each reduced by its distance to [start, end), times the weight of proximity."""
        gaps = [
            min((max(0, start - b, a - end) for a, b in spans if not start <= a < end), default=np.inf)
            for spans in self._spans
        ]
        return float(_PROXIMITY_WEIGHT * (self._share @ np.exp(-np.array(gaps) / _DECAY))) if gaps else 0.0
