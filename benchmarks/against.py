"""What a commit costs beside the working tree: `python -m benchmarks.against COMMIT`, in turns, as ratios.

Both run in this interpreter, which must have what both need, each with its own code, cache and library of the samples.
Cold: `ask` on the command line, from start to end; with `--serve`, also `serve` from its start to the first answer over
HTTP. Warm, in one process: one question at a time, the same without the time in the reader (which early commits lack),
all by `ask_all`, and from sixteen threads at once; with `--articles FILE`, also adding that file and encoding its
passages alone. `--library DIR` asks warm questions on a copy of a ready library that both can read, those of `--asked
QUESTIONS`. `--evaluation QUESTIONS` also runs `evaluate` on the command line, on that copy or on the articles. Seconds
of processor time are compared, which other work on the machine changes least; wall time is printed beside it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
Measured = Mapping[str, float]
_AT_ONCE = 16  # threads that ask


def main() -> None:
    """Prepare both sides, measure them in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="what the working tree is compared with")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each side (2)")
    parser.add_argument("--questions", type=int, default=20, help="warm questions in a turn (20)")
    parser.add_argument("--cold", action="store_true", help="only the first question of a process")
    parser.add_argument("--serve", action="store_true", help="also the first answer of a server")
    parser.add_argument("--articles", type=Path, help="a file to add in each turn, such as JSON Lines of 300 articles")
    parser.add_argument("--library", type=Path, help="a library to ask in place of that of the samples")
    parser.add_argument("--asked", type=Path, help="a file of JSON Lines, of which the first questions are asked of it")
    parser.add_argument(
        "--evaluation", type=Path, help="questions to evaluate in each turn on `--library`/`--articles`"
    )
    parser.add_argument("--side", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.evaluation and not (options.articles or options.library):
        parser.error("--evaluation needs --articles or --library")
    if bool(options.library) != bool(options.asked):
        parser.error("--library and --asked need each other")
    if options.side:
        print(json.dumps(_warm(options.side, _questions(options.questions, options.asked), options.articles)))
        return
    with tempfile.TemporaryDirectory(prefix="against-") as temporary:
        work = Path(temporary)
        archive = subprocess.run(["git", "archive", options.commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(work / "code", filter="data")
        sides = {"before": work / "code", "after": ROOT}
        rounds: dict[str, list[Measured]] = {name: [] for name in sides}
        for name, code in sides.items():
            print(f"{name}: {code}: making the library of the samples", file=sys.stderr)
            _run(code, work / name, ["-m", "qa", "index", str(code / "corpus" / "samples")])
            if options.library:
                shutil.copytree(options.library, work / name / "given")
            elif options.evaluation:
                added = str(options.articles.absolute())
                _run(code, work / name, ["-m", "qa", "index", added, "--library", str(work / name / "given")])
        for number in range(options.rounds):
            for name, code in sides.items():
                print(f"round {number + 1}, {name}", file=sys.stderr)
                rounds[name].append(_measured(code, work / name, options))
    _print(rounds["before"], rounds["after"])


def _measured(code: Path, folder: Path, options: argparse.Namespace) -> Measured:
    """One turn of one side."""
    cold, _ = _run(code, folder, ["-m", "qa", "ask", _questions(1)[0]])
    of_cold = {f"cold ask, {name}": value for name, value in cold.items()}
    if options.serve:
        of_cold |= {f"serve, {name}": value for name, value in _served(code, folder).items()}
    if options.cold:
        return of_cold
    more = ["--articles", str(options.articles.absolute())] if options.articles else []
    more += ["--library", "-", "--asked", str(options.asked.absolute())] if options.asked else []
    asked = folder / ("given" if options.library else "library")
    own = [__file__, "-", "--side", str(asked), "--questions", str(options.questions), *more]
    whole, output = _run(code, folder, own)
    warm: dict[str, float] = json.loads(output.splitlines()[-1])
    found = of_cold | warm | {"warm, peak MB": whole["peak MB"]}
    if options.evaluation:
        given = ["--library", str(folder / "given")]
        taken, _ = _run(code, folder, ["-m", "qa", "evaluate", str(options.evaluation.absolute()), *given])
        found |= {f"evaluate, {name}": value for name, value in taken.items()}
    return found


def _run(code: Path, folder: Path, arguments: list[str]) -> tuple[Measured, str]:
    """What a process of one side takes, and its output."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=code, env=_environment(code, folder), stdout=subprocess.PIPE, stderr=said
        )
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{code}: {' '.join(arguments)}:\n{said.read().decode()}")
    taken = {"wall s": time.perf_counter() - started, "cpu s": used.ru_utime + used.ru_stime}
    return taken | {"peak MB": used.ru_maxrss / 1024}, output


def _environment(code: Path, folder: Path) -> dict[str, str]:
    own = {"PYTHONPATH": str(code), "WENBAO_CACHE": str(folder / "cache"), "WENBAO_LIBRARY": str(folder / "library")}
    return {**os.environ, **own}


def _served(code: Path, folder: Path) -> Measured:
    """What a server of one side takes from its start to its first answer."""
    from gradio_client import Client  # here, so that the time of importing it is not counted

    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    arguments = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(
        arguments, cwd=code, env=_environment(code, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _listens(port):
            if process.poll() is not None:
                raise SystemExit(f"{code}: the server ended: {process.returncode}")
            time.sleep(0.05)
        client = Client(f"http://127.0.0.1:{port}", verbose=False)
        client.predict(_questions(1)[0], api_name="/ask")
        taken = time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        _, _, used = os.wait4(process.pid, 0)
    return {"wall s": taken, "cpu s": used.ru_utime + used.ru_stime, "peak MB": used.ru_maxrss / 1024}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _questions(count: int, file: Path | None = None) -> list[str]:
    """The first questions of a file, by default about the samples, as many as asked for."""
    lines = (file or ROOT / "corpus" / "sample_questions.jsonl").read_text("utf-8").splitlines()
    known = [str(json.loads(line)["question"]) for line in lines]
    return [known[number % len(known)] for number in range(count)]


def _warm(folder: Path, questions: Sequence[str], articles: Path | None) -> Measured:
    """In a process of one side: its questions, with its own code."""
    from qa.library import Library  # also where early commits have it

    library: Any = Library(folder)
    library.warm_up()
    reading = _watch_reader()
    wall, cpu, cpu_of_reader = [], [], []
    for question in questions:
        before, begun, used = reading[0], time.perf_counter(), _cpu()
        library.ask(question)
        wall.append(time.perf_counter() - begun)
        cpu.append(_cpu() - used)
        cpu_of_reader.append(reading[0] - before)
    used, begun = _cpu(), time.perf_counter()
    list(library.ask_all([(f"{question}？", ()) for question in questions]))  # not the same: early commits kept replies
    cpu_of_all, all_of_wall = _cpu() - used, time.perf_counter() - begun
    begun = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(library.ask, [f"{question}？？" for question in questions]))
    at_once = len(questions) / (time.perf_counter() - begun)
    found: dict[str, float] = {
        "question, wall ms p50": 1000 * float(np.median(wall)),
        "question, wall ms p95": 1000 * float(np.percentile(wall, 95)),
        "question, cpu ms p50": 1000 * float(np.median(cpu)),
        "… without the reader": 1000 * float(np.median(np.subtract(cpu, cpu_of_reader))),
        "ask_all, cpu ms a question": 1000 * cpu_of_all / len(questions),
        "ask_all, wall ms a question": 1000 * all_of_wall / len(questions),
        f"questions a second, {_AT_ONCE} at once": at_once,
    }
    if articles:
        is_early = not hasattr(library, "load_encoder")
        found |= _adding(library.encoder if is_early else library.load_encoder(), articles)
    return found


def _adding(model: Any, articles: Path) -> Measured:
    """Adding a file of articles, and encoding its passages alone."""
    from corpus.passages import in_context, split
    from qa.library import Library

    with tempfile.TemporaryDirectory() as temporary:
        library: Any = Library(Path(temporary) / "library", loaded=model)
        model.encode_documents(["一"])  # which loads the model where that is not done yet
        used = _cpu()
        library.add([articles])
        adding = _cpu() - used
        texts = [
            in_context(article.title, passage.heading, passage.text)
            for article in library.articles()
            for passage in split(article, model.window, model.count_tokens)
        ]
        used = _cpu()
        model.encode_documents(texts)
        return {"adding, cpu s": adding, "… against its passages alone": adding / (_cpu() - used)}


def _watch_reader() -> list[float]:
    """A list whose only number grows by the processor time spent in the reader; 0 where there is none."""
    spent = [0.0]
    try:
        from embeddings.span_reader import SpanReader
    except ImportError:
        return spent
    read: Callable[..., Any] = SpanReader.read

    def timed(*arguments: Any) -> Any:
        used = _cpu()
        reading = read(*arguments)
        spent[0] += _cpu() - used
        return reading

    setattr(SpanReader, "read", timed)  # noqa: B010
    return spent


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _print(before: list[Measured], after: list[Measured]) -> None:
    print(f"| {'':30} | before | after | ratio | of each round |\n|---|---|---|---|---|")
    for name in after[0]:
        ours, theirs = (np.array([one[name] for one in rounds]) for rounds in (after, before))
        each = " ".join(f"{ratio:.2f}" for ratio in ours / theirs)
        mean = float(np.exp(np.log(ours / theirs).mean()))
        print(f"| {name:30} | {np.median(theirs):.4g} | {np.median(ours):.4g} | {mean:.2f} | {each} |")


if __name__ == "__main__":
    main()
