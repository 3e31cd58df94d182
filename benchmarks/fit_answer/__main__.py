"""The weights of the quote, the exact phrase and the confidence, and what they bring, on every set in a folder.

    python -m benchmarks.fit_answer DATA [--vectors DIR] [--part tables | signals | phrases | crossing | write]

DATA/*/ hold corpus.jsonl and questions.jsonl (default $WENBAO_DATA); vectors are made once and kept in DIR, where it
is given. Each set is predicted by weights fitted on the other sets alone, and by weights fitted on the other half of
all sets' articles; both are printed with 95 % bootstrap intervals. The parts, all but the last unless one is named:
`tables` (quote, phrase, refusal), `signals` and `phrases` (what each gives), `crossing` (questions in another script
than the articles, `benchmarks/crossing`), and `write`, which puts the weights of all sets into `qa/answer/weights.py`.
"""

from __future__ import annotations

import argparse
import os
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
from benchmarks.fit_answer.samples import Sample, Set, crossing, load, samples, with_foreign
from benchmarks.fit_answer.tables import crossing_found, crossing_report, refusal, report, written
from qa.answer import weights

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


def main(data: Path, cache: Path | None, parts: tuple[str, ...], limit: int) -> None:
    """Run the parts."""
    sets = [load(path.parent, cache) for path in sorted(data.glob("*/questions.jsonl"))]
    if "crossing" in parts:
        crossing_found(crossing(cache))
        crossing_report(_crossing(sets, cache))
    if set(parts) == {"crossing"}:
        return
    made = [sample for given in sets for sample in samples(given, limit)]
    halves = {half: fit_phrases([s for s in made if s.half != half]) for half in (0, 1)}
    read = [scored([s], halves[s.half])[0] for s in made]
    by_half = fold_out(made, lambda s: s.half, halves, read)
    if "write" in parts:
        rows, right = measured(made, by_half)
        there = np.array([s.condition == "there" for s in made])
        heed = heeds(made)
        found, held = fit_both(rows, right, there, heed, np.ones(len(made), np.bool_))
        phrase = fit_phrases(made)
        across, confidence = crossing_fits(_crossing(sets, cache))
        text = written(phrase, fit_sentences(made, read), across, found, held, confidence)
        Path(weights.__file__).write_text(text, "utf-8")
    if "tables" in parts:
        names = [given.name for given in sets]
        phrases = {name: fit_phrases([s for s in made if s.group != name]) for name in names}
        by_set = fold_out(made, lambda s: s.group, phrases, read)
        report("other half", made, by_half)
        report("other sets", made, by_set)
        refusal("other half", made, by_half, lambda s: s.half)
        refusal("other sets", made, by_set, lambda s: s.group)
    if "signals" in parts:
        for left_out in reversed(SENTENCE_NAMES):
            kept = [name for name in SENTENCE_NAMES if name != left_out]
            report(f"without {left_out}", made, fold_out(made, lambda s: s.half, halves, read, kept))
    if "phrases" in parts:
        for title, features in PHRASE_GROUPS.items():
            fewer = {half: fit_phrases([s for s in made if s.half != half], features) for half in (0, 1)}
            again = [scored([s], fewer[s.half])[0] for s in made]
            report(f"without {title}", made, fold_out(made, lambda s: s.half, fewer, again))


def _crossing(sets: list[Set], cache: Path | None) -> list[Sample]:
    given = with_foreign(crossing(cache), sets)
    return samples(given, len(given.questions))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--part", choices=(*PARTS, "write"), help="all but write unless one is named")
    parser.add_argument("--limit", type=int, default=1500, help="questions of each set, at random")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder with the data, or set WENBAO_DATA")
    main(options.data, options.vectors, (options.part,) if options.part else PARTS, options.limit)
