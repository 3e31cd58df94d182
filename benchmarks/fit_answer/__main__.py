"""Fits the weights of the quote, the exact phrase and the confidence, and measures them on every set in a folder.

    python -m benchmarks.fit_answer DATA [--vectors DIR] [--part tables | signals | phrases | crossing | write]

DATA/*/ have corpus.jsonl and questions.jsonl (default $WENBAO_DATA); DIR keeps the vectors for the next run. Each set
is predicted by weights fitted on the other sets only, and by weights fitted on the other half of all sets' articles;
both are printed with 95 % bootstrap intervals. The parts, of which all but the last run by default: `tables` (quote,
phrase, refusal), `signals` and `phrases` (what each signal adds), `crossing` (questions in another script than the
articles, `benchmarks/crossing`), and `write`, which writes the weights fitted on all sets to `qa/answer/weights.py`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fit_answer.fitting import (
    SENTENCE_NAMES,
    crossing_fits,
    fit_both,
    fit_phrases,
    fit_sentences,
    fold_out,
    heeds,
    measured,
    scored,
)
from benchmarks.fit_answer.samples import Array, Sample, Set, crossing, load, samples, with_foreign
from benchmarks.fit_answer.tables import crossing_found, crossing_report, refusal, report, written
from qa.answer import weights
from qa.answer.reading import ScoredSentences

PARTS = ("tables", "signals", "phrases", "crossing")
PHRASE_GROUPS = {
    "alignment with the gap": [f"{side}_terms_{other}{near}" for side in ("left", "right")
                               for other in ("left", "right") for near in ("", "_close")],
    "closeness": ["close", "near"],
    "what the question says": ["copied_from_question", "copied_words", "all_copied", "mostly_copied", "first_copied",
                               "last_copied", "copied_before", "copied_behind", "word_before", "word_behind",
                               "content_before", "content_behind"],
    "the focus": ["focus_at_end", "focus_only", "focus_before", "focus_behind", "focus_near", "focus_last_character",
                  "unit_at_end", "unit_behind", "date_unit", "other_date_unit"],
    "coordination": ["coordinate"],
    "quotation marks": ["quoted"],
}  # fmt: skip


@dataclass(frozen=True)
class Material:
    """The samples of all sets, and their readings with the phrases' weights of the other half."""

    sets: list[Set]
    samples: list[Sample]
    halves: dict[int, Array]  # the phrases' weights to use for each half
    readings: list[ScoredSentences]

    def by_half(self, names: Sequence[str] = SENTENCE_NAMES) -> list[ScoredSentences]:
        """The readings with all weights of the other half, those of sentences only for these signals."""
        return fold_out(self.samples, lambda s: s.half, self.halves, self.readings, names)


def main(data: Path, cache: Path | None, parts: tuple[str, ...], limit: int) -> None:
    """Run the parts; `limit` is the most questions of a set."""
    sets = [load(path.parent, cache) for path in sorted(data.glob("*/questions.jsonl"))]
    if "crossing" in parts:
        crossing_found(crossing(cache))
        crossing_report(_crossing(sets, cache))
    if set(parts) == {"crossing"}:
        return
    made = [sample for given in sets for sample in samples(given, limit)]
    halves = _phrases_by_half(made)
    material = Material(sets, made, halves, _read(made, halves))
    if "write" in parts:
        _write(material, cache)
    if "tables" in parts:
        _tables(material)
    if "signals" in parts:
        for left_out in reversed(SENTENCE_NAMES):
            names = [name for name in SENTENCE_NAMES if name != left_out]
            report(f"without {left_out}", made, material.by_half(names))
    if "phrases" in parts:
        for title, features in PHRASE_GROUPS.items():
            fewer = _phrases_by_half(made, features)
            report(f"without {title}", made, fold_out(made, lambda s: s.half, fewer, _read(made, fewer)))


def _phrases_by_half(made: Sequence[Sample], without: Sequence[str] = ()) -> dict[int, Array]:
    """The phrases' weights for each half, fitted on the other."""
    return {half: fit_phrases([s for s in made if s.half != half], without) for half in (0, 1)}


def _read(made: Sequence[Sample], halves: Mapping[int, Array]) -> list[ScoredSentences]:
    return [scored([s], halves[s.half])[0] for s in made]


def _write(material: Material, cache: Path | None) -> None:
    """Fit on everything, and write the weights to `qa/answer/weights.py`."""
    made = material.samples
    rows, right = measured(made, material.by_half())
    there = np.array([s.condition == "there" for s in made])
    found, held = fit_both(rows, right, there, heeds(made), np.ones(len(made), np.bool_))
    across, confidence = crossing_fits(_crossing(material.sets, cache))
    sentences = fit_sentences(made, material.readings)
    text = written(fit_phrases(made), sentences, across, found, held, confidence)
    Path(weights.__file__).write_text(text, "utf-8")


def _tables(material: Material) -> None:
    made, by_half = material.samples, material.by_half()
    phrases = {given.name: fit_phrases([s for s in made if s.group != given.name]) for given in material.sets}
    by_set = fold_out(made, lambda s: s.group, phrases, material.readings)
    report("other half", made, by_half)
    report("other sets", made, by_set)
    refusal("other half", made, by_half, lambda s: s.half)
    refusal("other sets", made, by_set, lambda s: s.group)


def _crossing(sets: list[Set], cache: Path | None) -> list[Sample]:
    given = with_foreign(crossing(cache), sets)
    return samples(given, len(given.questions))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--part", choices=(*PARTS, "write"), help="default: all but write")
    parser.add_argument("--limit", type=int, default=1500, help="questions of each set, at random")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder of the sets, or set WENBAO_DATA")
    main(options.data, options.vectors, (options.part,) if options.part else PARTS, options.limit)
