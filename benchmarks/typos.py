"""Typing errors: what one wrong character in each question costs, and how much of that the correction wins back.

    python -m benchmarks.typos DATA [--libraries DIR] [--count N]

DATA holds a folder for each set, with corpus.jsonl and questions.jsonl; DIR keeps a library of each (`d-SET`). One
character of each question, not a function word, is replaced by one of the 1,500 most frequent of the set, chosen by the
root of its frequency (seeded). success@1 by articles: of the questions as they are, with the error, and with the error
corrected; how many were restored to the letter, corrected otherwise, and how many questions without an error were
changed.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from corpus.text import HAN, clean, fold
from qa import library as libraries
from qa.evaluation.questions import Question, read_questions
from qa.library import Library
from qa.records import Reply

_FUNCTION = frozenset("的了是在有什么多少哪些个谁为何怎样几吗呢时候年月日")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    print("| set | n | clean | with an error | corrected | restored | corrected otherwise | clean ones changed |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for folder in sorted(path.parent for path in options.data.glob("*/questions.jsonl")):
            library = Library((options.libraries or Path(temporary)) / f"d-{folder.name}")
            if not library.exists:
                library.add([folder / "corpus.jsonl"])
            measure(folder, library, options.count)


def measure(folder: Path, library: Library, count: int) -> None:
    chance = random.Random(7)
    questions = read_questions(folder / "questions.jsonl")[0]
    questions = questions if len(questions) <= count else chance.sample(questions, count)
    letters = Counter(c for article in library.articles() for c in article.text if re.match(f"[{HAN}]", c))
    pairs = [(question, wrong) for question in questions if (wrong := _wrong(question.question, letters, chance))]
    clean_ones = [clean(question.question) for question, _ in pairs]
    wrong_ones = [wrong for _, wrong in pairs]

    def ask(texts: list[str]) -> list[Reply]:
        return list(library.ask_all([(text, ()) for text in texts]))

    plain = ask(clean_ones)
    corrected = ask(wrong_ones)
    with patch.object(libraries, "correct_typo", _uncorrected):
        uncorrected = ask(wrong_ones)
    asked = [question for question, _ in pairs]
    shares = [sum(map(_first, asked, replies)) / len(asked) for replies in (plain, uncorrected, corrected)]
    changed = [
        (good, reply.standalone_question)
        for good, bad, reply in zip(clean_ones, wrong_ones, corrected, strict=True)
        if reply.standalone_question != bad
    ]
    restored = sum(fold(good) == fold(new) for good, new in changed)
    altered = sum(reply.standalone_question != good for good, reply in zip(clean_ones, plain, strict=True))
    row = [
        folder.name,
        str(len(asked)),
        *(f"{share:.3f}" for share in shares),
        restored,
        len(changed) - restored,
        altered,
    ]
    print(f"| {' | '.join(map(str, row))} |", flush=True)


def _uncorrected(question: str, idf: object, texts: object) -> str:
    return question


def _wrong(question: str, letters: Counter[str], chance: random.Random) -> str:
    text = clean(question)
    places = [i for i, c in enumerate(text) if re.match(f"[{HAN}]", c) and c not in _FUNCTION]
    if not places:
        return ""
    common = letters.most_common(1500)
    at = chance.choice(places)
    new = text[at]
    while new == text[at]:
        new = chance.choices([c for c, _ in common], [n**0.5 for _, n in common])[0]
    return text[:at] + new + text[at + 1 :]


def _first(question: Question, reply: Reply) -> bool:
    return bool(reply.hits) and reply.hits[0].article_id in question.articles


if __name__ == "__main__":
    main()
