"""Rewrites the turns of a conversation in order, so that each depends on a standalone question.

A turn that does not point back is ambiguous: it may continue the subject or open another. It is searched both ways, as
asked and with the subject before it (historical query expansion, by the subject instead of single terms), and the
passages found decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.text import is_han
from qa.dialogue import chinese, english
from qa.dialogue.follow_up import Dependence, Rewrite
from qa.language.record_questions import OF_ONE, Asked, record_question
from qa.language.talk import Talk, talk
from qa.records import Turn
from qa.search.ranking import Candidate

CHOSEN_FROM = 30  # passages of each reading that are compared
_MAX_SCORE_LOSS = 0.25  # that the expanded reading's best passage may have against the best one, for the turn as asked
_MIN_SUBJECT_SHARE = 0.5  # of the subject's words that its passage must contain
_MIN_OWN_SHARE = 0.15  # of the turn's own words that it must contain, if the turn has content of its own
_UNCERTAIN = (Dependence.PERHAPS, Dependence.UNLIKELY)


# A question and the quote that answered it → the exact phrase in that quote, "" if there is none.
PhraseFinder = Callable[[str, str], str]


def _no_phrase(question: str, answer: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A turn rewritten as a standalone question.

    `question` is the turn as asked, or, if it certainly depends on an earlier turn, combined with that. If it may
    depend on one, `expanded` is the combination, else "", and `has_own_content` says whether the turn has content of
    its own. `talk` is set where the turn asks nothing (谢谢); then nothing is searched. `seen_answers` are the earlier
    answers, if the turn asks for more of the same. `with_relative_dates` is the question before its relative dates were
    resolved, or "" if it has none.
    """

    question: str
    expanded: str = ""
    seen_answers: tuple[str, ...] = ()
    has_own_content: bool = False
    with_relative_dates: str = ""
    talk: Talk | None = None

    @property
    def readings(self) -> tuple[str, ...]:
        """All readings to search for."""
        if self.talk is not None:
            return ()
        return (self.question, self.expanded) if self.expanded else (self.question,)

    def chosen(self, found: Mapping[str, Sequence[Candidate]]) -> str:
        """The reading that the passages found support. `found` are the best `CHOSEN_FROM` passages of each reading.

        The expanded reading is chosen if its best passage contains the subject's words and, for the turn as asked,
        scores about as well as the best passage of all. A new subject is safe from the old one: its passages do not
        contain the old one's words. If no passage is about the new subject, all score equally badly; so a turn with
        content of its own is expanded only if that passage contains some of it.
        """
        as_asked, expanded = found[self.question], found.get(self.expanded)
        if not as_asked or not expanded:
            return self.question
        best = expanded[0]
        same = next((candidate for candidate in as_asked if candidate.number == best.number), None)
        if same is None or same.score < as_asked[0].score - _MAX_SCORE_LOSS:
            return self.question
        if self.has_own_content and same.proximity < _MIN_OWN_SHARE:
            return self.question
        subject_idf = best.idf_sum - same.idf_sum
        subject_match = best.proximity * best.idf_sum - same.proximity * same.idf_sum
        return self.expanded if subject_match >= _MIN_SUBJECT_SHARE * subject_idf else self.question


def rewrite(question: str, history: Sequence[Turn], phrase_of: PhraseFinder = _no_phrase) -> StandaloneQuestion:
    """The question after those turns, as a standalone question. `phrase_of` finds what answered an earlier one.

    Turns that ask nothing (好的) are passed over.
    """
    last, answer, earlier = "", partial(_no_phrase, "", ""), list[str]()
    for turn in history:
        if turn.question.strip() and not talk(turn.question, alone=not last):
            last = turn.standalone or _rewrite_turn(turn.question.strip(), last, answer, earlier).question
            earlier.append(last)
            answer = partial(phrase_of if turn.answer else _no_phrase, last, turn.answer)
    if sort := talk(question, alone=not last):
        return StandaloneQuestion(question.strip(), talk=sort)
    rewritten = _rewrite_turn(question.strip(), last, answer, earlier)
    if rewritten.dependence is Dependence.MORE:
        seen = tuple(turn.answer for turn in history if turn.answer)
        return StandaloneQuestion(rewritten.question, seen_answers=seen)
    if rewritten.dependence in _UNCERTAIN:
        own = rewritten.dependence is Dependence.UNLIKELY
        return StandaloneQuestion(question.strip(), rewritten.question, has_own_content=own)
    return StandaloneQuestion(rewritten.question)


_ASKED_OF_LAST = {
    Asked.AUTHOR: ("关于“{}”的报道是谁写的？", "Who wrote the article about “{}”?"),
    Asked.SOURCE: ("关于“{}”的报道登在哪份报纸？", "Which newspaper published the article about “{}”?"),
    Asked.DATE: ("关于“{}”的报道是哪天登的？", "When was the article about “{}” published?"),
    Asked.PAGE: ("关于“{}”的报道登在第几版？", "On which page was the article about “{}” printed?"),
}


def _of_last_article(question: str, last: str) -> str:
    """`这篇是谁写的`, asked of the article that the last question was about; "" for other turns."""
    asked = record_question(question)
    if asked is None or asked.topic or asked.asked not in OF_ONE:
        return ""
    before = record_question(last)
    topic = before.topic if before is not None and before.asked in OF_ONE else last
    return _ASKED_OF_LAST[asked.asked][0 if is_han(question) else 1].format(topic.strip("？?。.“” "))


def _rewrite_turn(question: str, last: str, answer: Callable[[], str], earlier: Sequence[str]) -> Rewrite:
    """The turn as it continues `last`, the last of the standalone questions `earlier`."""
    if not last:
        return Rewrite(question, Dependence.NO)
    if of_article := _of_last_article(question, last):
        return Rewrite(of_article, Dependence.YES)
    in_han = is_han(question)
    rewrite_turn = chinese.rewrite_turn if in_han else english.rewrite_turn
    rewritten = rewrite_turn(question, last, answer, tuple(earlier[-2::-1]))
    if rewritten.dependence in _UNCERTAIN and in_han != is_han(last):  # a subject in the other script does not fit in
        return Rewrite(question, Dependence.NO)
    return rewritten
