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


def best_overlap(quote: str, sentences: Sequence[str]) -> dict[str, float]:
    """The metrics of `EVIDENCE` for a quote: against the sentence with the highest F1, by characters and by words."""
    found = []
    for units in (normalised, _words):
        ours = Counter(units(quote))
        found.append(max((shares(ours, Counter(units(text))) for text in sentences), key=lambda share: share[2]))
    return dict(zip(EVIDENCE, (*found[0], *found[1]), strict=True))


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
