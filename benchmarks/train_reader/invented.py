"""Invented news items and questions about them, to train a span reader to be exact: who, which one, which year, what.

    python -m benchmarks.train_reader.invented [--seed N] [--count N]     prints exercises

About half of the questions have no answer in their text: they ask about a sibling (one sign of the name changed),
another year, place or office, an attribute that the text leaves out, or suppose what is not so. Every name and number
is drawn from lists of syllables; nothing is about real people. The same seed gives the same exercises.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.train_reader.asking import answerable, unanswerable
from benchmarks.train_reader.items import Item, domains, written
from benchmarks.train_reader.surface import traditional

_TRADITIONAL = 0.17  # beside the domains that are always in traditional script
_ENGLISH_TEXTS = 0.1


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question and a text. `spans` are all places of the text that answer it; none where the text does not say.

    Several spans are one answer given twice, or the members of a list, which are all wanted. `text` has one paragraph a
    line, `date` is ISO, and `kind` says what the question tests.
    """

    question: str
    title: str
    date: str
    source: str
    text: str
    spans: tuple[tuple[int, int], ...]
    kind: str


def _of_item(item: Item, rng: Random) -> Iterator[Exercise]:
    old_script = item.domain.style == "trad" or (item.domain.style == "zh" and rng.random() < _TRADITIONAL)
    text, title, source = item.text, item.title, item.source
    if old_script:
        text, title, source = traditional(text), traditional(title), traditional(source)
    seen: set[str] = set()
    for at in range(8):
        for _ in range(6):
            spans: tuple[tuple[int, int], ...] = ()
            if at % 2:
                answer = answerable(item, rng)
                if answer is None:
                    continue
                question, spans, kind = answer
            else:
                refusal = unanswerable(item, rng)
                if refusal is None:
                    continue
                question, kind = refusal
            if item.domain.style != "en" and rng.random() < (0.6 if old_script else 0.04):
                question = traditional(question)
            plain = (traditional(question) if old_script else question).rstrip("？?呢")
            if plain not in seen:
                seen.add(plain)
                yield Exercise(question, title, item.date.isoformat(), source, text, spans, kind)
                break


def exercises(seed: int, count: int) -> Iterator[Exercise]:
    """`count` exercises, the same for the same seed; about half are answerable."""
    rng = Random(seed)
    chinese = [domain for domain in domains() if domain.style != "en"]
    english = [domain for domain in domains() if domain.style == "en"]
    given = 0
    while given < count:
        domain = rng.choice(english if english and rng.random() < _ENGLISH_TEXTS else chinese)
        for exercise in _of_item(written(domain, rng), rng):
            if given == count:
                return
            given += 1
            yield exercise


def main() -> None:
    """Prints exercises, the answers in brackets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    options = parser.parse_args()
    last = ""
    for exercise in exercises(options.seed, options.count):
        if exercise.text != last:
            print(f"\n## {exercise.title}  {exercise.date} {exercise.source}\n{exercise.text}")
            last = exercise.text
        answers = " / ".join(exercise.text[start:end] for start, end in exercise.spans)
        print(f"  {exercise.kind:12} {exercise.question}  [{answers}]")


if __name__ == "__main__":
    main()
