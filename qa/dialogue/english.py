"""English turns: pronouns, ellipsis (And in 2024?), bare question words (Why?), questions without their subject.

Works without a dictionary: names are recognised by their capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.dialogue.follow_up import Dependence, Rewrite, apply_rules, with_year
from qa.language.dates import YEAR

_LEAD = re.compile(r"^(?:and|but|so|then|what about|how about|also)\b[, ]*", re.IGNORECASE)
_MORE = re.compile(
    r"(?:and )?(?:what|who|where|anything|anyone|is there anything|any)? ?(?:else|more|others?)|go on|continue|and",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"(?:in |for |of |by )?((?:1[0-9]|20)[0-9]{2})", re.IGNORECASE)
_YEAR_SHIFTS = {"the year before": -1, "a year earlier": -1, "the year after": 1, "a year later": 1, "the next year": 1}
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her(?= [a-z]))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|him|she|her)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:there|that|this|these|those|then|such|one)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have|had|will)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:why|when|where|who|how|by whom|how (?:much|many|long|far|old|big))", re.IGNORECASE)
_GAP = re.compile(r"^(?:why|when|where|how|who(?= )|what year|in what year)\b", re.IGNORECASE)

# In words of more than three letters:
_MAX_DEPENDENT_WORDS = 5  # a turn with more seldom depends on another
_MIN_OWN_WORDS = 3  # a turn with as many or more may have a subject of its own
_CAPITAL = r"[A-Z0-9][\w'’-]*"
# Names with the words that link them: the Gulf of Mexico, the new ferry to Heron Island.
_NAMED = re.compile(
    rf"(?:\b(?:the|a|an)\s+(?:[a-z]+\s+){{0,3}})?{_CAPITAL}(?:\s+(?:(?:of|the|to|and|in|for|on|over)\s+){{0,2}}{_CAPITAL})*"
)
_PART_OF = re.compile(r"^(?:the|a|an) (?:[a-z]+ ){1,3}of (?=the |[A-Z])")
_PLAIN = re.compile(r"\b(?:the|a|an)\s+[a-z]+(?:\s+[a-z]+)?")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn, and the last standalone question, with its subject (`about`).

    `body` is the turn without its lead (and, but, what about), `core` that without end marks.
    """

    question: str
    last: str
    has_lead: bool
    body: str
    core: str
    about: str


def rewrite_turn(question: str, last: str) -> Rewrite:
    """The turn as it continues `last`, the last standalone question."""
    lead = _LEAD.match(question)
    body = question[lead.end() if lead else 0 :].strip()
    return apply_rules(_RULES, _Turn(question, last, lead is not None, body, body.rstrip("?!. "), subject(last)))


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
    genitive = "’" if turn.about.endswith("s") else "’s"
    body = _POSSESSIVE.sub(lambda match: f"{_cased(turn.about, match)}{genitive}", turn.body)
    body = _PRONOUN.sub(lambda match: _cased(turn.about, match), body)
    return Rewrite(body if _ASKS.search(body) else f"What is {body}", Dependence.YES)


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
    if not turn.has_lead or _ASKS.search(turn.core):
        return None
    is_name = _NAMED.search(turn.core) or turn.core.startswith(("the ", "The "))
    question = turn.last.replace(turn.about, turn.core) if is_name else f"What is the {turn.core} of {turn.about}?"
    return Rewrite(question, Dependence.YES)


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
    return Rewrite(f"{turn.about[0].upper()}{turn.about[1:]}: {turn.body}", dependence)


# The first that fits is applied.
_RULES = (
    ("more of the same", _more),
    ("named year", _named_year),
    ("shifted year", _shifted_year),
    ("unknown subject", _unknown_subject),
    ("pronoun", _pronoun),
    ("bare question word", _bare_question_word),
    ("ellipsis", _ellipsis),
    ("own subject", _own_subject),
    ("implied subject", _implied_subject),
)


def subject(question: str) -> str:
    """What a question is about: its first name with the words that belong to it, else its first noun, else ""."""
    first = re.match(r"\w+", question)
    start = first.end() if first and _ASKS.search(question) else 0
    for pattern in (_NAMED, _PLAIN):
        for match in pattern.finditer(question, start):
            if not YEAR.fullmatch(match.group().strip()):
                return _PART_OF.sub("", re.sub(r"\s+in\s+[0-9]{4}$", "", match.group().strip()))
    return ""


def _stands_alone(body: str, last: str) -> bool:
    """Whether the turn says what it is about: it names something new, or is long."""
    rest = _without_first_word(body)
    return any(name not in last for name in re.findall(_CAPITAL, rest)) or _content_words(body) > _MAX_DEPENDENT_WORDS


def _content_words(body: str) -> int:
    return len([word for word in re.findall(r"\w+", _without_first_word(body)) if len(word) > 3])


def _without_first_word(body: str) -> str:
    first = re.match(r"\w+ ?", body)
    return body[first.end() if first else 0 :]


def _cased(about: str, match: re.Match[str]) -> str:
    """The subject, capitalised if the match is at the head of the sentence."""
    return about[0].upper() + about[1:] if match.start() == 0 else about
