"""Damaged and hostile files, some four hundred, each beside a good one: time, memory and reasons.

    python -m benchmarks.damage [--seed 5] [--only PART …] [--seconds 900] [--out FILE]

Every file is made in a temporary folder and goes through the whole of `corpus` (readers, newspaper pages, passages) in
a process of its own. Its processor time, of the processes it starts too, and the greatest memory of any of them are
measured; it is ended after `--seconds` of the clock. A file passes where the process ends by itself, where something
was said of it (a document or a refusal), and where the good file beside it was read. `--only` takes those whose names
hold one of the parts; `--out` adds a line of JSON for each file, and what is there already is not run again, so that a
run can be made in parts. Ends with a table, a row a kind of file. Needs an operating system that forks.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.damage.good import TEXT, Make, good_files, written
from benchmarks.damage.packages import archives, packages
from benchmarks.damage.pages import pdfs, pictures
from benchmarks.damage.texts import markup, tables, texts
from corpus.newspaper import segment
from corpus.passages import split
from corpus.readers import read
from corpus.records import Refusal

WINDOW = 400  # characters of a passage


@dataclass(frozen=True)
class Outcome:
    """What came of a file: how its process ended, and what was said of it."""

    name: str
    seconds: float
    megabytes: float
    ended: str
    documents: int
    passages: int
    reasons: list[str]
    beside: bool

    @property
    def passed(self) -> bool:
        """Whether the file was dealt with and the good one beside it read."""
        return self.ended == "" and self.beside and (self.documents > 0 or bool(self.reasons))


def main() -> None:
    """Runs the benchmark; the exit code is 1 where a file did not pass."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--seconds", type=int, default=900)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    outcomes: dict[str, Outcome] = {}
    if options.out and options.out.exists():
        kept = [Outcome(**json.loads(line)) for line in options.out.read_text("utf-8").splitlines()]
        outcomes = {outcome.name: outcome for outcome in kept}
    warm_up()
    ours, theirs = Pipe()
    Process(target=make_files, args=(options.seed, theirs), daemon=True).start()
    while name := ours.recv():
        if name in outcomes or not any(part in name for part in options.only):
            ours.send("")
            continue
        outcome = outcomes[name] = run(name, ours, options.seconds)
        if options.out:
            with options.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
        if not outcome.passed or outcome.seconds > 10 or outcome.megabytes > 1000:
            print(f"{name}: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB, {outcome.ended or 'ended'}; ", end="")
            print(f"{outcome.documents} documents, {outcome.reasons[:1]}, beside {outcome.beside}", flush=True)
    report(list(outcomes.values()))
    sys.exit(not all(outcome.passed for outcome in outcomes.values()))


def report(outcomes: Sequence[Outcome]) -> None:
    """Prints the table: of each kind of file how many passed, were read or refused, and the worst."""
    kinds = sorted({Path(outcome.name).suffix for outcome in outcomes})
    print("\n| | files | passed | read | refused | slowest | largest |\n|---|---|---|---|---|---|---|")
    for kind in [*kinds, "all"]:
        of_kind = [outcome for outcome in outcomes if kind in ("all", Path(outcome.name).suffix)]
        slow = max(of_kind, key=lambda outcome: outcome.seconds)
        large = max(of_kind, key=lambda outcome: outcome.megabytes)
        counts = (
            len(of_kind),
            sum(outcome.passed for outcome in of_kind),
            sum(outcome.documents > 0 for outcome in of_kind),
            sum(outcome.documents == 0 for outcome in of_kind),
        )
        print(f"| {kind} | {' | '.join(map(str, counts))} ", end="")
        print(f"| {slow.seconds:.1f} s ({slow.name}) | {large.megabytes:.0f} MB ({large.name}) |")
    reasons = Counter(reason[:60] for outcome in outcomes for reason in set(outcome.reasons))
    print("\nreasons: " + "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common(12)))


def warm_up() -> None:
    """Imports what the readers import, so that a process's time is its file's."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in good_files().items():
            if name.endswith((".png", ".jpg", ".tif")):
                continue  # the recogniser's threads do not outlive a fork
            (Path(scratch) / name).write_bytes(data)
        told(Path(scratch))
        refused = [item for item in read([scratch]) if isinstance(item, Refusal)]
    for item in refused:
        print(f"a good file is refused: {item.path}: {item.reason}")
    print(f"libraries alone: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)


def make_files(seed: int, pipe: Connection) -> None:
    """The process in which files are made, so that the memory for it is not that of their readers."""
    for name, make in cases(random.Random(seed)):
        pipe.send(name)
        if path := pipe.recv():
            make(Path(path))
            pipe.send("made")
    pipe.send("")


def run(name: str, maker: Connection, limit: int) -> Outcome:
    """Reads one file, beside a good one, in a process of its own."""
    folder = Path(tempfile.mkdtemp())
    try:
        maker.send(str(folder / name))
        maker.recv()
        (folder / "zz-good.txt").write_text(TEXT, "utf-8")
        answer = folder / ".answer"
        child = os.fork()
        if child == 0:
            signal.alarm(limit)
            answer.write_text(json.dumps(told(folder)), "utf-8")
            os._exit(0)
        _, status, usage = os.wait4(child, 0)
        seconds = usage.ru_utime + usage.ru_stime
        ended = "" if status == 0 else f"killed by {status}" if os.WIFSIGNALED(status) else "an exception"
        said = json.loads(answer.read_text("utf-8")) if answer.exists() else (0, 0, [], False)
        return Outcome(name, seconds, usage.ru_maxrss / 1024, ended, *said)
    finally:
        shutil.rmtree(folder)


def told(folder: Path) -> tuple[int, int, list[str], bool]:
    """How many documents and passages, which reasons, and whether the good file was read."""
    documents, passages, reasons, beside = 0, 0, [], False
    for item in read([folder]):
        if isinstance(item, Refusal):
            if len(reasons) < 1000:
                reasons.append(item.reason)
            continue
        for article in segment(item)[0]:
            passages += len(split(article, WINDOW))
        if Path(item.path).name == "zz-good.txt":
            beside = True
        else:
            documents += 1
    return documents, passages, reasons, beside


def cases(draw: random.Random) -> Iterator[tuple[str, Make]]:
    """Names and what writes the file of that name."""
    good = good_files()
    for name, data in good.items():
        stem, suffix = name.split(".", 1)
        for share in (0.0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
            yield f"cut{share}-{stem}.{suffix}", written(data[: int(len(data) * share)])
        for index in range(6):
            flipped = bytearray(data)
            for _ in range(1 + index * 8):
                flipped[draw.randrange(len(flipped))] = draw.randrange(256)
            yield f"flip{index}-{stem}.{suffix}", written(bytes(flipped))
        middle = len(data) // 2
        yield f"zeros-{stem}.{suffix}", written(data[:middle] + b"\0" * 4096 + data[middle + 4096 :])
        yield f"twice-{stem}.{suffix}", written(data + data[middle:])
        for other in (".txt", ".jsonl", ".html", ".docx", ".pdf", ".png", ".zip", ".csv", ".xlsx", ".epub"):
            if other != f".{suffix}":
                yield f"wrong-{stem}-{suffix}{other}", written(data)
    for maker in (texts, tables, markup, packages, archives, pdfs, pictures):
        yield from maker()


if __name__ == "__main__":
    main()
