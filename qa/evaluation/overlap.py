"""How much of a quote and of a right sentence is the same, by characters and by words.

Common units are counted as often as they occur in both, as SQuAD's F1 does (Rajpurkar et al. 2016, section 5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.text import fold
from qa.evaluation.answer_matching import normalised
from qa.language.tagger import MARK, words

# The metrics of the quote against a gold sentence, over questions with `evidence`: by characters, then by words.
EVIDENCE = (
    "evidence_precision", "evidence_recall", "evidence_f1",
    "evidence_word_precision", "evidence_word_recall", "evidence_word_f1",
)  # fmt: skip
NOTHING_QUOTED: Mapping[str, float] = dict.fromkeys(EVIDENCE, 0.0)

Share = tuple[float, float, float]  # precision, recall and F1, each 0 to 1
_SAME: Share = (1.0, 1.0, 1.0)


def best_overlap(quote: str, sentences: Sequence[str]) -> dict[str, float]:
    """The metrics of `EVIDENCE` for a quote, against the sentence with the highest F1 by characters."""
    characters = normalised(quote)
    counted = Counter(characters)
    found = [(shares(counted, Counter(normalised(text))), text) for text in sentences]
    best, sentence = max(found, key=lambda pair: pair[0][2])
    if best == _SAME and characters == normalised(sentence):  # most often; dividing into words takes longer
        return dict.fromkeys(EVIDENCE, 1.0)
    by_words = shares(Counter(_words(quote)), Counter(_words(sentence))) if best[2] else best
    return dict(zip(EVIDENCE, (*best, *by_words), strict=True))


def shares(quoted: Counter[str], wanted: Counter[str]) -> Share:
    """Precision, recall and F1 of what is quoted; 0 where either is empty."""
    common = (quoted & wanted).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / quoted.total(), common / wanted.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def _words(text: str) -> list[str]:
    """The words of a text, in simplified characters and lower case, without punctuation and spaces."""
    return [word.text for word in words(fold(text)) if word.tag != MARK]
