"""English turns: pronouns, ellipsis (And in 2024?), bare question words (Why?), questions without their subject.

Works by rules; what a question is about is found by `english_subject.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.dialogue.english_ellipsis import replaced
from qa.dialogue.english_subject import ASKS, CAPITAL, is_person, subject
from qa.dialogue.follow_up import Dependence, Rewrite, apply_rules, with_year
from qa.language.dates import YEAR

_LEAD = re.compile(r"^(?:(?:and|but|so|then|what about|how about|also)\b[, ]*)+", re.IGNORECASE)
_MORE = re.compile(
    r"(?:and )?(?:what|who|where|anything|anyone|is there anything|any)? ?(?:else|more|others?)|go on|continue|and",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"(?:in |for |of |by )?((?:1[0-9]|20)[0-9]{2})", re.IGNORECASE)
_YEAR_SHIFTS = {"the year before": -1, "a year earlier": -1, "the year after": 1, "a year later": 1, "the next year": 1}
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her(?= [a-z]))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|him|she|her)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:there|that|this|these|those|then|such|one)\b", re.IGNORECASE)
_BARE = re.compile(r"(?:why|when|where|who|how|by whom|how (?:much|many|long|far|old|big))", re.IGNORECASE)
_GAP = re.compile(r"^(?:why|when|where|how|who(?= )|what year|in what year)\b", re.IGNORECASE)

# In words of more than three letters:
_MAX_DEPENDENT_WORDS = 5  # a turn with more seldom depends on another
_MIN_OWN_WORDS = 3  # a turn with as many or more may have a subject of its own
# What was counted in the last question: `homes` of How many homes had the developer promised?
_COUNTED = re.compile(
    r"how many ((?:[\w'’-]+ ){1,3}?)(?:is|are|was|were|do|does|did|has|have|had|can|will)\b", re.IGNORECASE
)
_THEY_DO = re.compile(
    r"(?:why|when|how|where) (?:did|do|are|were|have|will) they( \w+){1,2}[?]?", re.IGNORECASE
)  # without an object
_OF_THEM = re.compile(r"\b(?:of|among) them\b", re.IGNORECASE)
_HE, _IT = re.compile(r"\b(?:he|him|his|she|her)\b", re.IGNORECASE), re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_ASKS_PERSON = re.compile(
    r"(?:who|whom|whose|by whom)\b|(?:which|what) (?:man|woman|person|player|writer)\b", re.IGNORECASE
)
_ASKS_THING = re.compile(r"(?:what|which)\b(?! time)", re.IGNORECASE)
_OF_OWNER = re.compile(r"(\b[A-Z][\w-]*)[’']s? [a-z ]+$")  # Elm Library’s deputy, whom `it` does not mean
_MAX_REFERENT = 40  # characters of an answer that a pronoun can stand for
_POINTED = re.compile(r"\b(?:the|this|that|these|those) ([a-z]+)\b(?! (?:of|in|at|on|for|that)\b)")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn, and the last standalone question, with its subject (`about`) and what finds the phrase that answered it.

    `body` is the turn without its lead (and, but, what about), `core` that without end marks.
    """

    question: str
    last: str
    has_lead: bool
    body: str
    core: str
    about: str
    answer: Callable[[], str]
    earlier: tuple[str, ...] = ()


def rewrite_turn(question: str, last: str, answer: Callable[[], str] = str, earlier: tuple[str, ...] = ()) -> Rewrite:
    """The turn as it continues `last`, the last standalone question; `answer` finds the phrase that answered that.

    `earlier` are the standalone questions before it, the latest first.
    """
    lead = _LEAD.match(question)
    body = question[lead.end() if lead else 0 :].strip()
    return apply_rules(
        _RULES, _Turn(question, last, lead is not None, body, body.rstrip("?!. "), subject(last), answer, earlier)
    )


def _more(turn: _Turn) -> Rewrite | None:
    if turn.core and not _MORE.fullmatch(turn.question.rstrip("?!. ")):
        return None
    return Rewrite(turn.last, Dependence.MORE)


def _named_year(turn: _Turn) -> Rewrite | None:
    year = _YEAR_ONLY.fullmatch(turn.core)
    if not year:
        return None
    if YEAR.search(turn.last):
        return Rewrite(with_year(turn.last, year[1]), Dependence.YES)
    return Rewrite(f"{turn.last.rstrip('? ')} in {year[1]}?", Dependence.YES)


def _shifted_year(turn: _Turn) -> Rewrite | None:
    shift, years = _YEAR_SHIFTS.get(turn.core.lower()), YEAR.findall(turn.last)
    if shift is None or not years:
        return None
    return Rewrite(with_year(turn.last, str(int(years[-1]) + shift)), Dependence.YES)


def _unknown_subject(turn: _Turn) -> Rewrite | None:
    if turn.about:
        return None
    if _stands_alone(turn.body, turn.last):
        return Rewrite(turn.question, Dependence.NO)
    points_back = _POSSESSIVE.search(turn.body) or _PRONOUN.search(turn.body) or _BARE.fullmatch(turn.core)
    dependence = Dependence.YES if turn.has_lead or points_back else Dependence.PERHAPS
    return Rewrite(f"{turn.last.rstrip('? ')}, {turn.body}", dependence)


def _pronoun(turn: _Turn) -> Rewrite | None:
    if not (_POSSESSIVE.search(turn.body) or _PRONOUN.search(turn.body)):
        return None
    counted = _COUNTED.match(turn.last)
    if counted and _OF_THEM.search(turn.body):
        body = _OF_THEM.sub(f"of the {counted[1].strip()}", turn.body)
        return Rewrite(f"{_capitalised(turn.about)}: {body}", Dependence.YES)
    meant = _referent(turn)
    if counted and _THEY_DO.fullmatch(turn.body):
        meant = f"the {counted[1].strip()} of {turn.about}"
    genitive = "’" if meant.endswith("s") else "’s"
    body = _POSSESSIVE.sub(lambda match: f"{_cased(meant, match)}{genitive}", turn.body)
    body = _PRONOUN.sub(lambda match: _cased(meant, match), body)
    asks = "Who" if turn.last.lower().startswith("who ") else "What"
    return Rewrite(body if ASKS.search(body) else f"{asks} is {body}", Dependence.YES)


def _referent(turn: _Turn) -> str:
    """What a pronoun refers to: the phrase that answered a question for a person or, about a person, for a thing; else
    the subject."""
    is_he = _HE.search(turn.body) is not None
    of_answer = (is_he and _ASKS_PERSON.match(turn.last)) or (
        not is_he and _IT.search(turn.body) and _ASKS_THING.match(turn.last) and is_person(turn.about)
    )
    phrase = turn.answer() if of_answer else ""
    if 1 < len(phrase) <= _MAX_REFERENT:
        return phrase
    return turn.about if is_he else _OF_OWNER.sub(r"\1", turn.about)


def _pointed_noun(turn: _Turn) -> Rewrite | None:
    """`the bridge`, after the Kettle Bridge, also where another question came between."""
    for about in (turn.about, *map(subject, turn.earlier)):
        for match in _POINTED.finditer(turn.body):
            if about and about.split()[-1].lower() == match[1] and about.lower() != match.group().lower():
                body = turn.body[: match.start()] + _cased(about, match) + turn.body[match.end() :]
                return Rewrite(body, Dependence.YES)
    return None


def _bare_question_word(turn: _Turn) -> Rewrite | None:
    """Put the question word in place of the last question's; if that makes no sense, append it."""
    word, last = turn.core, turn.last
    if not _BARE.fullmatch(word):
        return None
    gap = _GAP.match(last)
    if gap and _GAP.match(word) and " " not in word and gap.group().lower() != "who" and word.lower() != "who":
        return Rewrite(f"{word.capitalize()}{last[gap.end() :]}", Dependence.YES)
    return Rewrite(f"{last.rstrip('? ')}: {word.lower()}?", Dependence.YES)


def _ellipsis(turn: _Turn) -> Rewrite | None:
    if not turn.has_lead or ASKS.search(turn.core) or not turn.core:
        return None
    return Rewrite(replaced(turn.core, turn.last, turn.about), Dependence.YES)


def _own_subject(turn: _Turn) -> Rewrite | None:
    if turn.about.lower() in turn.body.lower() or _stands_alone(turn.body, turn.last):
        return Rewrite(turn.question, Dependence.NO)
    return None


def _implied_subject(turn: _Turn) -> Rewrite:
    if _POINTS_BACK.search(turn.core):
        dependence = Dependence.YES
    elif _content_words(turn.body) >= _MIN_OWN_WORDS:
        dependence = Dependence.UNLIKELY
    else:
        dependence = Dependence.PERHAPS
    years = YEAR.findall(turn.last)
    year = f" in {years[-1]}" if years and not YEAR.search(turn.body) and years[-1] not in turn.about else ""
    return Rewrite(f"{_capitalised(turn.about)}{year}: {turn.body}", dependence)


# The first that fits is applied.
_RULES = (
    ("more of the same", _more),
    ("named year", _named_year),
    ("shifted year", _shifted_year),
    ("unknown subject", _unknown_subject),
    ("pronoun", _pronoun),
    ("bare question word", _bare_question_word),
    ("ellipsis", _ellipsis),
    ("pointed noun", _pointed_noun),
    ("own subject", _own_subject),
    ("implied subject", _implied_subject),
)


def _stands_alone(body: str, last: str) -> bool:
    """Whether the turn says what it is about: it names something new, or is long."""
    rest = _without_first_word(body)
    return any(name not in last for name in re.findall(CAPITAL, rest)) or _content_words(body) > _MAX_DEPENDENT_WORDS


def _content_words(body: str) -> int:
    return len([word for word in re.findall(r"\w+", _without_first_word(body)) if len(word) > 3])


def _without_first_word(body: str) -> str:
    first = re.match(r"\w+ ?", body)
    return body[first.end() if first else 0 :]


def _cased(about: str, match: re.Match[str]) -> str:
    """The subject, capitalised if the match is at the head of the sentence."""
    return _capitalised(about) if match.start() == 0 else about


def _capitalised(about: str) -> str:
    return about[0].upper() + about[1:]
