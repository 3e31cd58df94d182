"""Typing errors: what one wrong character in a question costs, and how much of it the correction recovers.

    python -m benchmarks.typos DATA [--libraries DIR] [--count N]

DATA holds a folder for each set, with corpus.jsonl and questions.jsonl; DIR keeps a library of each (`d-SET`) for the
next run. One character of each question, not a function word, is replaced by one of the 1,500 most frequent
characters of the set, drawn by the root of its frequency (seeded). Prints success@1 by articles for the clean
questions, the questions with an error left alone, and the same corrected; then how many errors were corrected rightly
and wrongly, and how many clean questions were changed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from benchmarks.conflicts import libraries
from corpus.text import HAN, clean, fold
from qa import pipeline
from qa.evaluation.questions import Question, read_questions
from qa.library import Library
from qa.records import Reply

_FUNCTION_WORDS = frozenset("的了是在有什么多少哪些个谁为何怎样几吗呢时候年月日")
_REPLACEMENTS = 1500  # characters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--count", type=int, default=300, help="questions of each set")
    options = parser.parse_args()
    print("| set | n | clean | with an error | corrected | corrected rightly | wrongly | clean ones changed |")
    print("|---|---|---|---|---|---|---|---|")
    for folder, library in libraries(options.data, options.libraries):
        measure(folder, library, options.count)


def measure(folder: Path, library: Library, count: int) -> None:
    """Print the row of a set; none for a set without Chinese questions."""
    draw = random.Random(7)
    questions = read_questions(folder / "questions.jsonl")[0]
    questions = questions if len(questions) <= count else draw.sample(questions, count)
    letters = Counter(c for article in library.articles() for c in article.text if re.match(f"[{HAN}]", c))
    common = letters.most_common(_REPLACEMENTS)
    pairs = [(question, wrong) for question in questions if (wrong := _with_error(question.question, common, draw))]
    if not pairs:
        return  # no question is in Chinese
    asked, wrong = [question for question, _ in pairs], [text for _, text in pairs]
    clean_texts = [clean(question.question) for question in asked]
    plain = _ask(library, clean_texts)
    corrected = _ask(library, wrong)
    with patch.object(pipeline, "correct_typo", lambda question, idf, texts: question):
        uncorrected = _ask(library, wrong)
    shares = [f"{_success(asked, replies):.3f}" for replies in (plain, uncorrected, corrected)]
    counts = _corrections(clean_texts, wrong, corrected)
    altered = sum(reply.standalone_question != text for text, reply in zip(clean_texts, plain, strict=True))
    print(f"| {' | '.join([folder.name, str(len(asked)), *shares, *map(str, counts), str(altered)])} |", flush=True)


def _ask(library: Library, texts: Sequence[str]) -> list[Reply]:
    return list(library.ask_all([(text, ()) for text in texts]))


def _corrections(clean_texts: Sequence[str], wrong: Sequence[str], replies: Sequence[Reply]) -> tuple[int, int]:
    """How many errors were corrected rightly, and how many questions were changed into something else."""
    changed = [
        (text, reply.standalone_question)
        for text, error, reply in zip(clean_texts, wrong, replies, strict=True)
        if reply.standalone_question != error
    ]
    right = sum(fold(text) == fold(new) for text, new in changed)
    return right, len(changed) - right


def _with_error(question: str, common: Sequence[tuple[str, int]], draw: random.Random) -> str:
    """The question with one character replaced; "" if it has none to replace."""
    text = clean(question)
    places = [i for i, c in enumerate(text) if re.match(f"[{HAN}]", c) and c not in _FUNCTION_WORDS]
    if not places:
        return ""
    place = draw.choice(places)
    new = text[place]
    while new == text[place]:
        new = draw.choices([c for c, _ in common], [n**0.5 for _, n in common])[0]
    return text[:place] + new + text[place + 1 :]


def _success(questions: Sequence[Question], replies: Sequence[Reply]) -> float:
    """success@1 by articles."""
    pairs = zip(questions, replies, strict=True)
    right = sum(bool(reply.hits) and reply.hits[0].article_id in question.articles for question, reply in pairs)
    return right / len(questions)


if __name__ == "__main__":
    main()
