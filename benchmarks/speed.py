"""Speed of adding, of one question, of many at once, and of the first words in the browser.

    python -m benchmarks.speed adding DATA/news-sample/corpus.jsonl [--articles 300] [--part 50]
    python -m benchmarks.speed questions LIBRARY QUESTIONS [--questions 600] [--threads 16]
    python -m benchmarks.speed browser [--adding 200]

`adding` times three things in turn for each part of the articles: `SentenceTransformer.encode` on their passages with
default settings, the project's encoder on the same passages, and adding the articles to a growing library.
Interleaving exposes all three to the same load. `questions` times the encoder alone and then the library on each
question, then equal batches of fresh questions one at a time and from several threads. `browser` needs the extra
`test` and Chromium ($CHROMIUM, else /usr/bin/chromium). It times the way from the click to the first words, thirty
questions a conversation, over the bundled samples. With `--adding` a second tab adds that many generated articles
meanwhile.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.load import PLACES, free_port
from corpus.passages import in_context, split
from corpus.records import Article
from embeddings import bundled, cpu, encoder
from qa.evaluation.questions import read_questions
from qa.library import Library
from qa.storage.paths import samples_folder
from tests.first_words import FIRST_WORDS

_ROUNDS = 3
_WARM_UP = 20  # questions
_BROWSER_QUESTIONS, _PER_CONVERSATION = 60, 30
_THINGS = ("大桥", "新馆", "水库", "地铁", "学校", "博览会", "医院", "码头")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    adding = commands.add_parser("adding")
    adding.set_defaults(run=time_adding)
    adding.add_argument("corpus", type=Path)
    adding.add_argument("--articles", type=int, default=300)
    adding.add_argument("--part", type=int, default=50, help="articles a round")
    questions = commands.add_parser("questions")
    questions.set_defaults(run=time_questions)
    questions.add_argument("library", type=Path)
    questions.add_argument("file", type=Path)
    questions.add_argument("--questions", type=int, default=600)
    questions.add_argument("--threads", type=int, default=16)
    browser = commands.add_parser("browser")
    browser.set_defaults(run=time_browser)
    browser.add_argument("--adding", type=int, default=0, help="articles that another tab adds meanwhile")
    options = parser.parse_args()
    options.run(options)
    print("load", os.getloadavg())


# Adding


def time_adding(options: argparse.Namespace) -> None:
    """Print the seconds of each way over all parts, and its ratio to the project's encoder."""
    from sentence_transformers import SentenceTransformer

    model = encoder.load()
    plain = SentenceTransformer(
        str(bundled.ensure()), device="cpu", prompts=dict(bundled.PROMPTS), model_kwargs={"dtype": cpu.fastest_dtype()}
    )
    lines = options.corpus.read_text("utf-8").splitlines()[: options.articles]
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        library = Library(Path(temporary) / "library", loaded=model)
        for start in range(0, len(lines), options.part):
            part = Path(temporary) / f"{start}.jsonl"
            part.write_text("\n".join(lines[start : start + options.part]), "utf-8")
            passages = _passages(lines[start : start + options.part], model)
            ways: dict[str, Callable[[], object]] = {
                "Sentence Transformers, passages": lambda texts=passages: plain.encode(texts, prompt_name="document"),
                "the encoder, passages": lambda texts=passages: model.encode_documents(texts),
                "adding": lambda path=part: library.add([path]),
            }
            for name, way in ways.items():
                seconds.setdefault(name, []).append(_timed(way))
        print(f"{len(lines)} articles, {library.count()[1]} passages")
    for name, taken in seconds.items():
        ratios = [one / base for one, base in zip(taken, seconds["the encoder, passages"], strict=True)]
        print(f"{name}: {sum(taken):.1f} s, {sum(taken) / sum(seconds['the encoder, passages']):.2f} of the encoder's")
        print(f"  ratio of the parts: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


def _passages(lines: Sequence[str], model: encoder.Encoder) -> list[str]:
    """The texts that are encoded for the passages of these rows of a corpus."""
    rows = [json.loads(line) for line in lines]
    articles = [Article(row["id"], row["text"], row.get("title") or "") for row in rows]
    return [
        in_context(article.title, passage.heading, passage.text)
        for article in articles
        for passage in split(article, model.window, model.count_tokens)
    ]


# Questions


def time_questions(options: argparse.Namespace) -> None:
    """Print the percentiles of one question at a time, then the throughput with several threads."""
    rows, _ = read_questions(options.file)
    texts = list(dict.fromkeys(row.question for row in rows))
    texts = texts[:: max(1, len(texts) // (options.questions + _WARM_UP))][: options.questions + _WARM_UP]
    if len(texts) < _WARM_UP + 2 * _ROUNDS + 2:
        raise SystemExit(f"{options.file} has {len(texts)} questions: at least {_WARM_UP + 2 * _ROUNDS + 2} are needed")
    library = Library(options.library)
    library.warm_up()
    for text in texts[-_WARM_UP:]:
        library.ask(text)
    texts = texts[:-_WARM_UP]
    print(f"{library.count()[1]} passages, {len(texts)} questions")
    batch = len(texts) // (2 * _ROUNDS + 2)
    _one_at_a_time(library, texts[: 2 * batch])
    _at_once(library, [texts[start : start + batch] for start in range(2 * batch, len(texts), batch)], options.threads)


def _one_at_a_time(library: Library, texts: Sequence[str]) -> None:
    encoding, asking, repeated, parts = [], [], [], []
    for text in texts:
        encoding.append(_timed(lambda text=text: library.load_encoder().encode_queries([text])))
        begun = time.perf_counter()
        reply = library.ask(text)
        asking.append(time.perf_counter() - begun)
        repeated.append(_timed(lambda text=text: library.ask(text)))
        parts.append(reply.seconds)
    _show("the encoder alone", encoding)
    _show("a question", asking)
    _show("the same question again", repeated)
    for name in parts[0]:
        _show(f"  {name}", [part[name] for part in parts])
    _show("  the rest", [whole - sum(part.values()) for whole, part in zip(asking, parts, strict=True)])
    ratio = statistics.median(asking) / statistics.median(encoding)
    print(f"a question takes {ratio:.2f} times its encoding (medians)")


def _at_once(library: Library, batches: Sequence[Sequence[str]], threads: int) -> None:
    rates: dict[int, list[float]] = {1: [], threads: []}
    for number, texts in enumerate(batches[: 2 * _ROUNDS]):
        concurrent = (1, threads)[number % 2]
        begun = time.perf_counter()
        with ThreadPoolExecutor(concurrent) as pool:
            list(pool.map(library.ask, texts))
        rates[concurrent].append(len(texts) / (time.perf_counter() - begun))
    for concurrent, per_second in rates.items():
        print(f"{concurrent} at a time: {', '.join(f'{rate:.1f}' for rate in per_second)} questions a second")
    ratios = [many / one for one, many in zip(*rates.values(), strict=True)]
    print(f"ratios {', '.join(f'{ratio:.2f}' for ratio in ratios)}, median {statistics.median(ratios):.2f}")


# The browser


class _TimedLibrary(Library):
    """A library that records the seconds of each `ask`."""

    seconds: list[float]

    def ask(self, *arguments: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        reply = super().ask(*arguments, **options)
        self.seconds.append(time.perf_counter() - begun)
        return reply


def time_browser(options: argparse.Namespace) -> None:
    """Print how long the first words of an answer take, and the share of `ask` in it."""
    from playwright.sync_api import sync_playwright

    from qa.web import page as chat_page

    with tempfile.TemporaryDirectory() as temporary:
        library = _TimedLibrary(Path(temporary) / "library")
        library.add([samples_folder()])
        library.seconds = []
        blocks, address = chat_page.start(library, "127.0.0.1", free_port())
        with sync_playwright() as started:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            articles = _articles(Path(temporary), options.adding) if options.adding else None
            waited = _converse(browser, address, articles)
            browser.close()
        blocks.close(verbose=False)
    _show("first words", waited)
    place = [number % _PER_CONVERSATION for number in range(len(waited))]
    first = [seconds for seconds, number in zip(waited, place, strict=True) if number < 10]
    last = [seconds for seconds, number in zip(waited, place, strict=True) if number >= _PER_CONVERSATION - 10]
    _show("  the first ten of a conversation", first)
    if last:
        _show("  the last ten", last)
    _show("ask", library.seconds[1:])
    print(f"{len(waited)} questions, {sum(seconds > 1 for seconds in waited)} over 1 s, longest {max(waited):.2f} s")


def _converse(browser: Any, address: str, articles: Path | None) -> list[float]:
    """Ask in conversations of thirty questions; the seconds until the first words of each answer."""
    lines = samples_folder().with_name("sample_questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[: _BROWSER_QUESTIONS + 1]]
    page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.wait_for_selector(".example")
    page.evaluate(FIRST_WORDS, questions[0])
    tab, begun, waited = _drop(browser, address, articles) if articles else None, time.perf_counter(), []
    for number, question in enumerate(_endless(questions[1:]) if tab else questions[1:]):
        if number % _PER_CONVERSATION == 0:
            page.locator("#clear").click()
            page.wait_for_selector(".welcome")
        waited.append(page.evaluate(FIRST_WORDS, question) / 1000)
        page.wait_for_timeout(150)
        if tab and tab.locator("#tray .ended").count():
            print(f"the articles were added in {time.perf_counter() - begun:.0f} s")
            break
    return waited


def _endless(questions: Sequence[str]) -> Iterator[str]:
    """The questions over and over, worded differently each time: a repeated one would be answered from memory."""
    for turn in itertools.count():
        yield from (f"{question}（第{turn + 1}次问）" if turn else question for question in questions)


def _articles(folder: Path, count: int) -> Path:
    """A file of generated articles of some 700 characters each."""
    draw = random.Random(7)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            text = "\n".join(
                f"{draw.choice(PLACES)}的{draw.choice(_THINGS)}第{part}期工程编号{number}，{draw.randrange(1, 13)}月"
                f"{draw.randrange(1, 29)}日动工，投资{draw.randrange(1, 90)}亿元，{draw.randrange(20, 900)}名工人参加。"
                for part in range(1, 17)
            )
            row = {"text": text, "title": f"{draw.choice(PLACES)}{draw.choice(_THINGS)}（编号{number}）"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder / "articles.jsonl"


def _drop(browser: Any, address: str, file: Path) -> Any:
    """A second tab in which the file was dropped: its articles are being encoded."""
    tab = browser.new_page(locale="zh-CN")
    tab.goto(address)
    tab.get_by_role("tab", name="文库").click()
    tab.locator("#plus-files").set_input_files(str(file))
    tab.locator("#tray .progress").wait_for()
    return tab


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _show(name: str, seconds: Sequence[float]) -> None:
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
