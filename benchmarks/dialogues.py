"""Follow-up questions: how often the right article's passage comes first, on the dialogues of `dialogues.jsonl`.

    python -m benchmarks.dialogues [--library DIR] [--verbose]

52 dialogues of 2 to 4 turns, 23 changes of topic, and 11 to a topic that no article is about, over the bundled samples
and the articles of `dialogue_articles.jsonl`, all of our own wording. Half of them were looked at while the rules were
written (`tuning`).
Beside the product: each turn searched as it was asked, and behind the last question (what was done before). At the end
every question of the samples is asked behind three of other articles: it must not be dragged into their subject.
The library is built in DIR unless it is there. The numbers and the machine are in `docs/retrieval.md`.
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

from qa.library import Library
from qa.records import Hit, Reply, Turn
from qa.storage.paths import samples_folder

HERE = Path(__file__).parent
TODAY = date(2024, 12, 31)  # what 明年 counts from in the dialogues
HALVES = ("tuning", "test")
CHANGES = ("change", "unknown")  # to another topic; the articles say nothing of the unknown one
SEED, PAIRS = 1, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--verbose", action="store_true", help="print every turn that goes wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = Library(options.library or Path(temporary) / "library", today=TODAY)
        if not library.exists:
            library.add([samples_folder(), HERE / "dialogue_articles.jsonl"])
        _dialogues(library, options.verbose)
        _pairs(library, options.verbose)


def _dialogues(library: Library, verbose: bool) -> None:
    right: dict[tuple[str, str, str], list[bool]] = defaultdict(list)  # half, kind of turn, way of asking
    dragged: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for line in (HERE / "dialogues.jsonl").read_text("utf-8").splitlines():
        dialogue = json.loads(line)
        half, history = dialogue["half"], list[Turn]()
        for turn in dialogue["turns"]:
            question, kind = turn["question"], turn["kind"]
            reply = library.ask(question, history)
            well = _is_right(reply, turn, history)
            right[half, kind, "product"].append(well)
            right[half, kind, "as asked"].append(_is_right(library.ask(question), turn, history))
            behind = f"{history[-1].question} {question}" if history else question
            right[half, kind, "behind the last"].append(_is_right(library.ask(behind), turn, history))
            changed = kind in CHANGES and reply.standalone_question != question
            if kind in CHANGES:
                dragged[half, kind].append(changed)
            if verbose and (changed or not well):
                print(f"{dialogue['id']} {kind}: {question} => {reply.standalone_question}: {_name(reply.hits[0])}")
            history.append(Turn(question, reply.answer.text if reply.answer else "", reply.standalone_question))
    kinds = list(dict.fromkeys(kind for _, kind, _ in right))
    print("| turns | half | n | product | 95 % | as asked | behind the last question |\n|---|---|---|---|---|---|---|")
    follow = [kind for kind in kinds if kind not in ("first", *CHANGES)]
    for name, group in (*((kind, [kind]) for kind in kinds), ("all follow-ups", follow)):
        for half in HALVES:
            rows = {
                way: [x for kind in group for x in right[half, kind, way]]
                for way in ("product", "as asked", "behind the last")
            }
            n, shares = len(rows["product"]), [f"{sum(row) / max(1, len(row)):.2f}" for row in rows.values()]
            low, high = wilson(sum(rows["product"]), n)
            print(f"| {name} | {half} | {n} | {shares[0]} | {low:.2f}–{high:.2f} | {shares[1]} | {shares[2]} |")
    for (half, kind), row in sorted(dragged.items()):
        print(f"dragged into the old topic, {kind}, {half}: {sum(row)} of {len(row)}")


def _pairs(library: Library, verbose: bool) -> None:
    rows = [
        json.loads(line)
        for line in samples_folder().with_name("sample_questions.jsonl").read_text("utf-8").splitlines()
    ]
    rows = [row for row in rows if row["answerable"] and not row.get("history")]
    chance = random.Random(SEED)
    right, alone, dragged, n = 0, 0, 0, 0
    for row in rows:
        others = [other for other in rows if other["articles"] != row["articles"]]
        bare = _name(library.ask(row["question"]).hits[0]) in row["articles"]
        for other in chance.sample(others, PAIRS):
            reply = library.ask(row["question"], [Turn(other["question"])])
            n, alone = n + 1, alone + bare
            right += _name(reply.hits[0]) in row["articles"]
            changed = reply.standalone_question != row["question"]
            dragged += changed
            if verbose and changed:
                print(f"{other['question']} | {reply.standalone_question}")
    print(f"sample questions behind others: {n} pairs, right {right} (alone {alone}), dragged {dragged}")


def _is_right(reply: Reply, turn: dict[str, object], history: Sequence[Turn]) -> bool:
    """Whether the right article comes first, with the right quote where the dialogue says what it must hold.

    Where more was asked for, with another quote than before; of an unknown topic, whether the turn stays as it is.
    """
    if turn["kind"] == "unknown":
        return reply.standalone_question == turn["question"]
    expected, held = turn["articles"], turn.get("quote", "")
    well = isinstance(expected, list) and bool(reply.hits) and _name(reply.hits[0]) in expected
    if held:
        return well and reply.best_quote is not None and str(held) in reply.best_quote.text
    if turn["kind"] == "more":
        quote = reply.best_quote
        return well and quote is not None and all(quote.text != other.answer for other in history)
    return well


def _name(hit: Hit) -> str:
    return Path(hit.path).name if hit.path.endswith(".md") else hit.article_id


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927)."""
    z = 1.96
    share, scale = hits / max(1, n), 1 + z * z / max(1, n)
    middle = (share + z * z / (2 * max(1, n))) / scale
    half = z * ((share * (1 - share) / max(1, n) + z * z / (4 * max(1, n) ** 2)) ** 0.5) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


if __name__ == "__main__":
    main()
