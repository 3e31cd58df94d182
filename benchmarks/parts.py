"""How many questions of a set are taken to ask for several things: `python -m benchmarks.parts SET…`.

Only these can get further quotes. In sets where each question has one answer, all that are divided are wrong, or are
comparisons. With `--verbose` the parts are printed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from qa import read_questions
from qa.language.question_parts import question_parts

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+", help="folders with a questions.jsonl")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    for folder in options.sets:
        questions = read_questions(folder / "questions.jsonl")[0]
        asked = [(one.question, question_parts(one.question)) for one in questions]
        divided = sum(bool(p.questions) for _, p in asked)
        items, lists = sum(p.item is not None for _, p in asked), sum(p.is_list for _, p in asked)
        print(f"| {folder.name} | {len(asked)} | {divided} | {items} | {lists} |")
        for question, parts in asked if options.verbose else ():
            if parts.questions:
                print(f"  {question} → {' / '.join(parts.questions)}")
