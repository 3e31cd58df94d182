"""What is known of the sentences that can answer a question, and of the library that they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from qa.answer.span_chinese import Phrases
from qa.language.question_terms import Floats, QuestionTerms
from qa.language.question_type import AnswerType

# Words → their vectors, float32 (words, dimension), each of unit length, or zero for an unknown word.
WordVectors = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What choosing a quote needs from the library: the rarity of tokens, word vectors, and headlines by article id."""

    idf: Callable[[str], float]
    vectors: WordVectors
    headlines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can answer: `printed` is [start, end) of its article, `text` the same folded.

    `rank` is the position of its passage among those found, `number` its own within the passage. `features` are the
    values that `qa.answer.weights` weighs, by name, and `lacks_event` (`qa.answer.event_words`).
    """

    rank: int
    number: int
    start: int
    end: int
    printed: str
    text: str
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ScoredSentences:
    """The n sentences that were read for a question, with m candidate phrases.

    `chances` are the sentences' probabilities, float32 (n,), summing to 1; `phrase_scores` those of `Phrases.scores`,
    float32 (m,).
    """

    answer_type: AnswerType
    question_terms: QuestionTerms
    sentences: tuple[Sentence, ...]
    chances: Floats
    phrases: Phrases
    phrase_scores: Floats
