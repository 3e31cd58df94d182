"""How long an evaluation takes, and how large its report is.

    python -m benchmarks.evaluation_speed [DATA] [--library DIR] [--out DIR] [--compare RETRIEVER …]

DATA is a folder with corpus.jsonl and questions.jsonl, by default `drcd-dev` in $WENBAO_DATA: 1,000 articles, 3,524
questions. The library is built anew unless DIR holds one. Run it alone: another process that computes slows it.

| cmrc-trial: 256 articles, 1,000 questions, three retrievers; 2 cores, load of 10 beside it | |
|---|---|
| evaluate and report | 179 s (CPU time of the whole process: 67 s) |
| of it all but asking: statistics, slices, report | 2.1 s of CPU time |
| report.html | 0.88 MB |
| peak memory | 1.2 GB |

| drcd-dev: 1,000 articles, 3,524 questions; Intel Xeon, 2 cores, nothing beside it, 2026-11-29 | |
|---|---|
| evaluate and report | 86 s; of it search 31 s and answer 47 s, beside which 20 s of encoding went on |
| report.html | 2.37 MB |
| peak memory | 1.7 GB |
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from qa.evaluation import evaluate
from qa.evaluation.questions import read_questions
from qa.evaluation.report import write_report
from qa.library import Library


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", nargs="?", type=Path, default=Path(os.environ.get("WENBAO_DATA", ".")) / "drcd-dev")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--compare", nargs="+", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = Library(options.library or Path(temporary) / "library")
        out = options.out or Path(temporary) / "out"
        if not library.exists:
            begun = time.perf_counter()
            library.add([options.data / "corpus.jsonl"])
            print(f"library built: {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        library.warm_up()
        print(f"model and indexes loaded: {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        questions, skipped = read_questions(options.data / "questions.jsonl")
        read = time.perf_counter()
        evaluation = evaluate(library, questions, skipped, compare=options.compare, out=out)
        evaluated = time.perf_counter()
        write_report(evaluation, out)
        written = time.perf_counter()
        print(f"{len(questions)} questions on {library.count()[0]} articles: {written - begun:.1f} s")
        print(f"  read {read - begun:.1f} s, evaluate {evaluated - read:.1f} s, report {written - evaluated:.1f} s")
        for part in ("encode", "search", "answer"):
            print(f"  {part}: {sum(result.seconds[part] for result in evaluation.results):.1f} s")
        print(f"report.html: {(out / 'report.html').stat().st_size / 1e6:.2f} MB")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        print(evaluation)


if __name__ == "__main__":
    main()
