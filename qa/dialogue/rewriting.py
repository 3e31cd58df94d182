"""A turn in its conversation: what was asked before is gone through in order, so that each leans on one that stands.

A turn that points back at nothing is ambiguous: it may go on with the subject or open another. It is searched both
ways, as it was asked and with the subject before it (historical query expansion, here by the subject in place of single
terms), and what is found decides. Knows the turns and what was found, not where it was looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.text import is_han
from qa.dialogue import chinese, english
from qa.dialogue.follow_up import Dependence, Rewrite
from qa.records import Turn
from qa.search.ranking import Candidate

CHOSEN_FROM = 30  # passages of each reading that are looked at
_AS_GOOD = 0.25  # of the score: how much worse than the best of all the subject's passage may answer the turn
_HELD = 0.5  # the share of the subject's words that its passage must hold
_OWN = 0.15  # the share of the turn's own words that it must hold, where the turn says something of its own
_MAY = (Dependence.PERHAPS, Dependence.UNLIKELY)


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A turn, put so that it stands alone.

    `question` is how it reads as asked, or where it surely leans on an earlier turn, put together with that. `longer`
    is, where it may lean, how it reads if it does; else empty. `told` are the answers that came before, where it asks
    for more of the same. `own` says that the turn may lean, but has something of its own to say. `undated` is how the
    turn reads with its dates in words as they were asked, where the others have them written out; else empty.
    """

    question: str
    longer: str = ""
    told: tuple[str, ...] = ()
    own: bool = False
    undated: str = ""

    @property
    def readings(self) -> tuple[str, ...]:
        """All that must be searched for."""
        return (self.question, self.longer) if self.longer else (self.question,)

    def chosen(self, found: Mapping[str, Sequence[Candidate]]) -> str:
        """The reading that what was found speaks for. `found` are the best passages of each reading, many enough.

        The longer one where its best passage holds the subject's words, and answers the turn as it was asked about as
        well as the best passage of all. So another subject is not dragged into the old one: its passages do not hold
        the old one's words. Where no passage is about the other subject, all answer equally badly: a turn that says
        something of its own leans only where that passage holds some of it.
        """
        alone, longer = found[self.question], found.get(self.longer)
        if not alone or not longer:
            return self.question
        best = longer[0]
        same = next((candidate for candidate in alone if candidate.number == best.number), None)
        if same is None or same.score < alone[0].score - _AS_GOOD:
            return self.question
        if self.own and same.closeness < _OWN:
            return self.question
        held = best.closeness * best.idf_sum - same.closeness * same.idf_sum
        return self.longer if held >= _HELD * (best.idf_sum - same.idf_sum) else self.question


def rewrite(question: str, history: Sequence[Turn]) -> StandaloneQuestion:
    """The question as it stands alone behind those turns."""
    last, answer = "", ""
    for turn in history:
        if turn.question.strip():
            last = turn.standalone or _going_on(turn.question.strip(), last, answer).question
            answer = turn.answer
    going = _going_on(question.strip(), last, answer)
    if going.lean is Dependence.FURTHER:
        return StandaloneQuestion(going.question, told=tuple(turn.answer for turn in history if turn.answer))
    if going.lean in _MAY:
        return StandaloneQuestion(question.strip(), going.question, own=going.lean is Dependence.UNLIKELY)
    return StandaloneQuestion(going.question)


def _going_on(question: str, last: str, answer: str) -> Rewrite:
    if not last:
        return Rewrite(question, Dependence.NO)
    chinese_turn = is_han(question)
    going = chinese.go_on(question, last, answer) if chinese_turn else english.go_on(question, last)
    if going.lean in _MAY and chinese_turn != is_han(last):  # no words of one stand beside words of the other
        return Rewrite(question, Dependence.NO)
    return going
