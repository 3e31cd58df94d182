"""Follow-up questions: how often the right article comes first, in the dialogues of `dialogues.jsonl`.

    python -m benchmarks.dialogues [--library DIR] [--verbose]

52 dialogues of 2 to 4 turns, 23 changes of topic, and 11 changes to a topic that no article is about, over the
bundled samples and the articles of `dialogue_articles.jsonl`, all written for this project. Half of the dialogues
were looked at while the rules were written (`tuning`). Each turn is asked three ways: in the product with the
conversation before it, on its own, and appended to the last question. At the end every answerable question of the
samples is asked after three questions about other articles: it must not be dragged into their subject. DIR keeps the
library for the next run. The numbers and the machine are in `docs/retrieval.md`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qa.library import Library
from qa.records import Hit, Reply, Turn
from qa.storage.paths import samples_folder

HERE = Path(__file__).parent
TODAY = date(2024, 12, 31)  # what 明年 counts from in the dialogues
HALVES = ("tuning", "test")
WAYS = ("product", "as asked", "behind the last")
CHANGES = ("change", "unknown")  # kinds of turn that change the topic; no article is about the unknown one
SEED, PAIRS = 1, 3
Results = dict[tuple[str, str, str], list[bool]]  # half, kind of turn, way of asking → whether right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--verbose", action="store_true", help="print every turn that goes wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = Library(options.library or Path(temporary) / "library", today=TODAY)
        if not library.exists:
            library.add([samples_folder(), HERE / "dialogue_articles.jsonl"])
        results: Results = defaultdict(list)
        for line in (HERE / "dialogues.jsonl").read_text("utf-8").splitlines():
            _ask_dialogue(library, json.loads(line), results, options.verbose)
        _report(results)
        _after_other_topics(library, options.verbose)


def _ask_dialogue(library: Library, dialogue: dict[str, Any], results: Results, verbose: bool) -> None:
    """Ask each turn in the three ways; the way "dragged" of `results` says whether a new topic was missed."""
    half, history = dialogue["half"], list[Turn]()
    for turn in dialogue["turns"]:
        question, kind = turn["question"], turn["kind"]
        appended = f"{history[-1].question} {question}" if history else question
        reply = library.ask(question, history)
        right = _is_right(reply, turn, history)
        results[half, kind, "product"].append(right)
        results[half, kind, "as asked"].append(_is_right(library.ask(question), turn, history))
        results[half, kind, "behind the last"].append(_is_right(library.ask(appended), turn, history))
        dragged = kind in CHANGES and reply.standalone_question != question
        if kind in CHANGES:
            results[half, kind, "dragged"].append(dragged)
        if verbose and (dragged or not right):
            print(f"{dialogue['id']} {kind}: {question} => {reply.standalone_question}: {_name(reply.hits[0])}")
        history.append(Turn(question, reply.answer.text if reply.answer else "", reply.standalone_question))


def _report(results: Results) -> None:
    kinds = list(dict.fromkeys(kind for _, kind, _ in results))
    follow_ups = [kind for kind in kinds if kind not in ("first", *CHANGES)]
    print("| turns | half | n | product | 95 % | as asked | behind the last question |\n|---|---|---|---|---|---|---|")
    for name, group in (*((kind, [kind]) for kind in kinds), ("all follow-ups", follow_ups)):
        for half in HALVES:
            rows = [[right for kind in group for right in results[half, kind, way]] for way in WAYS]
            n, shares = len(rows[0]), [f"{sum(row) / max(1, len(row)):.2f}" for row in rows]
            low, high = wilson(sum(rows[0]), n)
            print(f"| {name} | {half} | {n} | {shares[0]} | {low:.2f}–{high:.2f} | {shares[1]} | {shares[2]} |")
    for (half, kind, way), row in sorted(results.items()):
        if way == "dragged":
            print(f"dragged into the old topic, {kind}, {half}: {sum(row)} of {len(row)}")


def _after_other_topics(library: Library, verbose: bool) -> None:
    """Ask the sample questions after questions about other articles, and print how many are dragged into those."""
    lines = samples_folder().with_name("sample_questions.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["answerable"] and not row.get("history")]
    draw = random.Random(SEED)
    pairs, right, right_alone, dragged = 0, 0, 0, 0
    for row in rows:
        others = [other for other in rows if other["articles"] != row["articles"]]
        alone = _name(library.ask(row["question"]).hits[0]) in row["articles"]
        for other in draw.sample(others, PAIRS):
            reply = library.ask(row["question"], [Turn(other["question"])])
            changed = reply.standalone_question != row["question"]
            pairs, right_alone, dragged = pairs + 1, right_alone + alone, dragged + changed
            right += _name(reply.hits[0]) in row["articles"]
            if verbose and changed:
                print(f"{other['question']} | {reply.standalone_question}")
    print(f"sample questions after others: {pairs} pairs, right {right} (alone {right_alone}), dragged {dragged}")


def _is_right(reply: Reply, turn: dict[str, Any], history: Sequence[Turn]) -> bool:
    """Whether the right article comes first, with the right quote if the dialogue names one.

    A turn that asks for more must get another quote than before; a turn on an unknown topic must stay as it is.
    """
    if turn["kind"] == "unknown":
        return reply.standalone_question == turn["question"]
    articles, text = turn["articles"], turn.get("quote", "")
    right = isinstance(articles, list) and bool(reply.hits) and _name(reply.hits[0]) in articles
    quote = reply.best_quote
    if text:
        return right and quote is not None and str(text) in quote.text
    if turn["kind"] == "more":
        return right and quote is not None and all(quote.text != earlier.answer for earlier in history)
    return right


def _name(hit: Hit) -> str:
    return Path(hit.path).name if hit.path.endswith(".md") else hit.article_id


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z = 1.96
    share, scale = successes / max(1, n), 1 + z * z / max(1, n)
    middle = (share + z * z / (2 * max(1, n))) / scale
    half = z * ((share * (1 - share) / max(1, n) + z * z / (4 * max(1, n) ** 2)) ** 0.5) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


if __name__ == "__main__":
    main()
