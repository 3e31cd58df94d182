"""Follow-up questions: how often the right article comes first, in the dialogues of `dialogues.jsonl`.

    python -m benchmarks.dialogues [--library DIR] [--second] [--product] [--verbose]
    python -m benchmarks.dialogues --apart QUESTIONS --library LIBRARY

52 dialogues of 2 to 4 turns, 23 changes of topic, and 11 changes to a topic that no article is about, over the bundled
samples and the articles of `dialogue_articles.jsonl`, all written for this project. Half of the dialogues were looked
at while the rules were written (`tuning`). Each turn is asked three ways: in the product with the conversation before
it, on its own, and appended to the last question (`--product`: only in the product, and no more than the dialogues). At
the end every answerable question of the samples is asked after three questions about other articles: it must not be
dragged into their subject. With `--second`, 40 other dialogues, half of them English, over 25 other articles beside
those: months, rounds, offices, weekdays, prices of others, thanks between two questions; most name the quote. DIR keeps
the library for the next run.

With `--apart`, the questions of a file (of a library of their articles) are asked one after another in three random
orders, each with up to three before it: those that need no other must stay as they are.

The numbers and the machine are in `docs/retrieval.md`.
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

from qa.dialogue.understanding import understand
from qa.library import Library
from qa.pipeline import Pipeline, encode_ahead
from qa.records import UNFILTERED, Hit, Reply, Turn
from qa.storage.article_records import StoredRecords
from qa.storage.paths import samples_folder

HERE = Path(__file__).parent
TODAY = date(2024, 12, 31)  # what 明年 counts from in the dialogues
HALVES = ("tuning", "test")
WAYS = ("product", "as asked", "behind the last")
CHANGES = ("change", "unknown")  # kinds of turn that change the topic; no article is about the unknown one
SEED, PAIRS, ORDERS = 1, 3, 3
Results = dict[tuple[str, str, str], list[bool]]  # half, kind of turn, way of asking → whether right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--second", action="store_true", help="the second set of dialogues")
    parser.add_argument("--product", action="store_true", help="ask only in the product, not in the two other ways")
    parser.add_argument("--apart", type=Path, help="questions that need no other, asked in random order")
    parser.add_argument("--verbose", action="store_true", help="print every turn that goes wrong")
    options = parser.parse_args()
    if options.apart:
        _apart(Library(options.library), options.apart, options.verbose)
        return
    second = "_second" if options.second else ""
    with tempfile.TemporaryDirectory() as temporary:
        library = Library(options.library or Path(temporary) / "library", today=TODAY)
        if not library.exists:
            articles = dict.fromkeys(("dialogue_articles.jsonl", f"dialogue_articles{second}.jsonl"))
            library.add([samples_folder(), *(HERE / name for name in articles)])
        results: Results = defaultdict(list)
        for line in (HERE / f"dialogues{second}.jsonl").read_text("utf-8").splitlines():
            _ask_dialogue(library, json.loads(line), results, options.product, options.verbose)
        _report(results, WAYS[:1] if options.product else WAYS)
        if not second and not options.product:
            _after_other_topics(library, options.verbose)


def _ask_dialogue(
    library: Library, dialogue: dict[str, Any], results: Results, only_product: bool, verbose: bool
) -> None:
    """Ask each turn in the three ways; the way "dragged" of `results` says whether a new topic was missed."""
    half, history = dialogue["half"], list[Turn]()
    for turn in dialogue["turns"]:
        question, kind = turn["question"], turn["kind"]
        appended = f"{history[-1].question} {question}" if history else question
        reply = library.ask(question, history)
        right = _is_right(reply, turn, history)
        results[half, kind, "product"].append(right)
        if not only_product:
            results[half, kind, "as asked"].append(_is_right(library.ask(question), turn, history))
            results[half, kind, "behind the last"].append(_is_right(library.ask(appended), turn, history))
        dragged = kind in CHANGES and reply.standalone_question != question
        if kind in CHANGES:
            results[half, kind, "dragged"].append(dragged)
        if verbose and (dragged or not right):
            found = f"{_name(reply.hits[0])}: {reply.best_quote.text if reply.best_quote else ''}" if reply.hits else ""
            print(f"{dialogue['id']} {half} {kind}: {question} => {reply.standalone_question}: {found}", flush=True)
        history.append(Turn(question, reply.answer.text if reply.answer else "", reply.standalone_question))


def _report(results: Results, ways: Sequence[str]) -> None:
    kinds = list(dict.fromkeys(kind for _, kind, _ in results))
    follow_ups = [kind for kind in kinds if kind not in ("first", "talk", *CHANGES)]
    print(f"| turns | half | n | {ways[0]} | 95 % |" + "".join(f" {way} |" for way in ways[1:]))
    print("|---" * (len(ways) + 4) + "|")
    for name, group in (*((kind, [kind]) for kind in kinds), ("all follow-ups", follow_ups)):
        for half in HALVES:
            rows = [[right for kind in group for right in results[half, kind, way]] for way in ways]
            n, shares = len(rows[0]), [f"{sum(row) / max(1, len(row)):.2f}" for row in rows]
            low, high = wilson(sum(rows[0]), n)
            others = "".join(f" {share} |" for share in shares[1:])
            print(f"| {name} | {half} | {n} | {sum(rows[0])}: {shares[0]} | {low:.2f}–{high:.2f} |{others}")
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


def _apart(library: Library, path: Path, verbose: bool) -> None:
    """Print how many questions of a file that need no other are changed by those before them."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    questions = [row["question"] for row in rows if not row.get("history")]
    draw, asked, changed = random.Random(SEED), 0, 0
    alone = {question: _understood(library, question, []) for question in questions}
    for _ in range(ORDERS):
        draw.shuffle(questions)
        for i, question in enumerate(questions):
            before = [Turn(other, "", alone[other]) for other in questions[max(0, i - PAIRS) : i]]
            asked, understood = asked + 1, _understood(library, question, before)
            changed += understood != alone[question]
            if verbose and understood != alone[question]:
                print(f"{before[-1].question if before else ''} | {question} => {understood}", flush=True)
    low, high = wilson(changed, asked)
    print(f"{path.parent.name}: {len(questions)} questions, asked {asked} times after others, changed {changed}: "
          f"{changed / max(1, asked):.4f}, {low:.4f}–{high:.4f}")  # fmt: skip


def _understood(library: Library, question: str, history: Sequence[Turn]) -> str:
    """The reading of the question that is answered, or "" where it is talk. Nothing is read by the reader."""
    turn = understand(question, history, TODAY, lambda *_: "")
    if not turn.expanded:
        return "" if turn.talk else turn.question
    encoder = library.load_encoder()
    with library._index.snapshot() as (database, searcher):
        passages = library._cache.reader(database)
        pipeline = Pipeline(
            searcher, passages, encoder, library.load_reader(), None, 5, "hybrid", StoredRecords(database), UNFILTERED
        )
        (encoded,) = encode_ahead([(question, turn)], encoder)
        return pipeline._choose_reading(encoded)


def _is_right(reply: Reply, turn: dict[str, Any], history: Sequence[Turn]) -> bool:
    """Whether the right article comes first, with the right quote if the dialogue names one.

    A turn that asks for more must get another quote than before; a turn on an unknown topic must stay as it is.
    """
    if turn["kind"] == "talk":
        return reply.kind == "notice"
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
