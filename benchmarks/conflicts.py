"""How often articles are said to give different figures, on sets where nearly all agree.

    python -m benchmarks.conflicts DATA [--libraries DIR] [--every N] [--verbose]

DATA holds a folder for each set, with corpus.jsonl and questions.jsonl. DIR keeps a library of each (`d-SET`) for the
next run. Prints how many of the questions for a number, a date or a duration get a list of different figures
(`qa.answer.conflicts`). True conflicts are rare in these sets, so each one is worth reading: `--verbose` prints them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qa.evaluation.questions import read_questions
from qa.language.question_type import Kind, classify_question
from qa.library import Library

_MEASURED = (Kind.NUMBER, Kind.DATE, Kind.DURATION)
LARGE_SET = 2000  # questions; of larger sets --every applies


def libraries(data: Path, kept: Path | None) -> Iterator[tuple[Path, Library]]:
    """The folder of each set with a library of its corpus, which is built unless `kept` has it."""
    with tempfile.TemporaryDirectory() as temporary:
        for folder in sorted(path.parent for path in data.glob("*/questions.jsonl")):
            library = Library((kept or Path(temporary)) / f"d-{folder.name}")
            if not library.exists:
                library.add([folder / "corpus.jsonl"])
            yield folder, library


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--every", type=int, default=1, help=f"each Nth question of sets with more than {LARGE_SET}")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    for folder, library in libraries(options.data, options.libraries):
        measure(folder, library, options.every, options.verbose)


def measure(folder: Path, library: Library, every: int, verbose: bool) -> None:
    """Print how many questions of the set get different figures."""
    questions = [question.question for question in read_questions(folder / "questions.jsonl")[0]]
    questions = questions[::every] if len(questions) > LARGE_SET else questions
    questions = [text for text in questions if classify_question(text).kind in _MEASURED]
    conflicts = 0
    for text, reply in zip(questions, library.ask_all([(text, ()) for text in questions]), strict=True):
        conflicts += bool(reply.disagreement)
        if verbose and reply.disagreement:
            print(text, [(figure.date, figure.text) for figure in reply.disagreement])
    print(f"{folder.name}: {conflicts} of {len(questions)} questions for a figure get different ones", flush=True)


if __name__ == "__main__":
    main()
