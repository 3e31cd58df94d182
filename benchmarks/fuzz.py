"""Structured mutations of question files and articles, read within bounds of memory and time: what breaks a promise.

    python -m benchmarks.fuzz [--minutes 8] [--seed 1] [--only .csv] [--finds FOLDER]

From one good file of each format, and from texts that have broken parsers before, inputs are made by a seeded mixture
of mutations: of bytes, of the format's own tokens, of the parts inside a zip (packed anew, so that the parser behind
it is reached), and of two files spliced. Each is read in a process of its own batch whose memory is bounded; one that
takes longer than `SECONDS` or ends the process is a find, as is an exception, a document whose articles or passages do
not hold what they promise, and questions that do not come back the same when they are written and read. Finds are kept
in `--finds`, one file each kind. Exit code 1 where there is one. Needs an operating system that forks.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.damage.good import SENTENCES, good_files
from corpus.newspaper import segment
from corpus.passages import split
from corpus.readers import read, sandbox
from corpus.records import Document
from qa.errors import QuestionError
from qa.evaluation.questions import read_questions, write_questions

SECONDS = 20  # for one input of a few kilobytes
MEMORY = 4 << 30  # bytes of address space of a batch's process
BATCH = 100
LARGEST = 200_000  # bytes of an input

TOKENS = [
    '"', '""', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\0", "{", "}", "[", "]", ":", "null", "true", "NaN",
    "-Infinity", "1e999", "9" * 400, "-0", "\\u0000", "\\ud800", "\ufeff", "\u202e", "\u2028", "﷽", "𠮷", "e\u0301",
    "<", ">", "&", "&amp;", "&#0;", "&#x110000;", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</",
    "<table><tr><td>", "<p>", "</p>", "# ", "---\n", "```", "| a | b |\n|-|-|\n", "[a](", "![", "* ", "question",
    "answers", "articles", "evidence", "answerable", "history", "text", "title", "date", "id", "2023-13-45",
    "0000-00-00", "９９年", "■", "据", "本报讯", "记者", "……", "。”", "（", "）", "100%", "10.5亿元", "=1+1", "../",
    "C:\\", "{{", "%s", " " * 300, "长" * 600,
]  # fmt: skip


def seeds() -> dict[str, list[bytes]]:
    """Good files of each kind: those of articles by their suffix, those of questions by `questions` and theirs."""
    found: dict[str, list[bytes]] = {}
    for name, data in good_files().items():
        suffix = f".{name.rpartition('.')[2]}"
        if suffix not in {".png", ".jpg", ".tif"}:  # the recogniser takes a second for each; benchmarks.damage has them
            found.setdefault(suffix, []).append(data)
    rows = [
        {"id": "1", "question": "大桥全长多少？", "answers": ["1.2公里"], "articles": ["通车"], "answerable": True},
        {"question": "谁说的？", "evidence": ["市民王女士说"], "history": [{"question": "大桥？", "answer": "通车"}]},
        {"question": "票价多少？", "answers": [], "answerable": False, "passages": ["p1", "p2"]},
    ]
    table = [("id", "question", "answers", "articles", "answerable"), (1, "大桥全长多少？", "1.2公里|1200米", "a", 1)]
    table += [(2, '说"了"什么,谁？', "王女士", "", "true"), (3, "票价？", "", "", "false")]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    asked = {"id": "q1", "question": "全长？", "answers": [{"text": "1.2公里", "answer_start": 40}]}
    squad = {"data": [{"title": "通车", "paragraphs": [{"context": SENTENCES, "qas": [asked]}]}]}
    found["questions.jsonl"] = [lines.encode(), lines.encode("gb18030"), lines.encode("utf-16")]
    for suffix, mark in ((".csv", ","), (".tsv", "\t")):
        text = "\n".join(mark.join('"{}"'.format(str(cell).replace('"', '""')) for cell in row) for row in table)
        found[f"questions{suffix}"] = [text.encode(), text.encode("gb18030")]
    found["questions.json"] = [json.dumps(squad, ensure_ascii=False).encode(), json.dumps(rows).encode()]
    found["questions.txt"] = ["大桥全长多少？\n谁说的？\n\n票价？".encode()]
    from openpyxl import Workbook

    book = Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    found["questions.xlsx"] = [out.getvalue()]
    return found


def mutate(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    """An input made of a good one by one to eight mutations."""
    if data[:2] == b"PK" and draw.random() < 0.8:
        return _in_package(data, others, draw)
    for _ in range(draw.choice((1, 1, 2, 3, 5, 8))):
        data = draw.choice((_flip, _cut, _repeat, _token, _token, _token, _splice, _swap))(data, others, draw)
    return data[:LARGEST]


def _span(data: bytes, draw: random.Random) -> tuple[int, int]:
    start = draw.randrange(len(data) + 1)
    return start, min(len(data), start + int(draw.expovariate(1 / 40)) + 1)


def _flip(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(draw.choice((1, 2, 8, 32))):
        changed[draw.randrange(len(changed))] = draw.choice((0, 255, 127, 10, 34, draw.randrange(256)))
    return bytes(changed)


def _cut(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    start, end = _span(data, draw)
    return data[:start] + (b"" if draw.random() < 0.3 else data[end:])


def _repeat(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    start, end = _span(data, draw)
    return data[:end] + data[start:end] * draw.choice((1, 3, 50, 1000)) + data[end:]


def _token(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    codec = draw.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16-le"))
    token = draw.choice(TOKENS).encode(codec, "replace") * draw.choice((1, 1, 1, 2, 40))
    start, end = _span(data, draw)
    return data[:start] + token + data[end if draw.random() < 0.5 else start :]


def _splice(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    other = draw.choice(others)
    return data[: draw.randrange(len(data) + 1)] + other[draw.randrange(len(other) + 1) :]


def _swap(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_span(data, draw), _span(data, draw)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data


def _in_package(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    """A zip with one of its parts changed, or taken out, or there twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    for _ in range(draw.choice((1, 1, 2, 4))):
        at = draw.randrange(len(parts))
        name, part = parts[at]
        kind = draw.random()
        if kind < 0.8:
            parts[at] = (name, mutate(part, [other for _, other in parts], draw))
        elif kind < 0.87 and len(parts) > 1:
            del parts[at]
        elif kind < 0.94:
            parts.append((draw.choice(("../", "", "a/", "/")) + name, part))
        else:
            parts[at] = (draw.choice(TOKENS)[:200] + name, part)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", draw.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as package:
        for name, part in parts:
            package.writestr(name.replace("\0", "_") or "a", part)
    return out.getvalue()


class PromiseError(Exception):
    """What was read does not hold what it promises."""


def try_articles(path: Path) -> None:
    """Read articles; raises where a promise is broken."""
    found = list(read([path]))
    if not found:
        raise PromiseError("nothing was said of the file")
    for document in found:
        if not isinstance(document, Document):
            if not document.reason or str(path.parent) in document.reason:
                raise PromiseError(f"the reason is {document.reason!r}")
            continue
        for article in segment(document)[0]:
            article.text.encode()
            last = 0
            for passage in split(article, 512, lambda texts: [len(text) + 2 for text in texts]):
                if article.text[passage.start : passage.end] != passage.text or passage.start < last:
                    raise PromiseError("a passage is not where it says")
                last = passage.start
                for start, end in passage.sentences:
                    if not passage.start <= start < end <= passage.end:
                        raise PromiseError("a sentence is not in its passage")


def try_questions(path: Path) -> None:
    """Read questions; raises where a promise is broken."""
    try:
        questions, skipped = read_questions(path)
    except QuestionError as error:
        if not str(error):
            raise PromiseError("an error without words") from error
        return
    if any(not question.question.strip() for question in questions) or any(not row.reason for row in skipped):
        raise PromiseError("an empty question or reason")
    if len({question.id for question in questions}) != len(questions):
        raise PromiseError("two questions have one id")
    again = path.with_name("again.jsonl")
    write_questions(again, questions)
    back, refused = read_questions(again)
    if refused or [question.as_json() for question in back] != [question.as_json() for question in questions]:
        raise PromiseError("written and read again, the questions are others")


def main() -> None:
    """Runs the mutations; the exit code is 1 where there was a find."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # of parts that are there twice, as they are meant to be
    good = {kind: data for kind, data in seeds().items() if options.only in kind}
    begun, tried, finds, batch = time.monotonic(), Counter[str](), dict[str, str](), 0
    with tempfile.TemporaryDirectory() as scratch:
        while time.monotonic() - begun < options.minutes * 60:
            kind = sorted(good)[batch % len(good)]
            folder = Path(scratch) / str(batch)
            folder.mkdir()
            tried[kind] += run(kind, good[kind], f"{options.seed}-{batch}", folder, options.finds, finds)
            batch += 1
    print(f"{sum(tried.values())} inputs in {(time.monotonic() - begun) / 60:.1f} min, seed {options.seed}")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(tried.items())))
    for what, where in finds.items():
        print(f"find: {what}: {where}")
    sys.exit(bool(finds))


def run(kind: str, good: list[bytes], seed: str, folder: Path, kept: Path, finds: dict[str, str]) -> int:
    """One batch of a kind, in processes of its own; how many inputs were tried."""
    draw, done = random.Random(f"{kind} {seed}"), 0
    while done < BATCH:
        note = folder / "note.json"
        child = os.fork()
        if child == 0:
            os._exit(_child(kind, good, draw, done, folder, note))
        # The parent draws the same, so that a batch goes on after the input that ended it.
        _, status = os.waitpid(child, 0)
        told = json.loads(note.read_text("utf-8")) if note.exists() else {"at": done, "what": ""}
        if status == 0 and not told["what"]:
            return BATCH
        what = told["what"] or f"{kind}: the process ended with {status}"
        for _ in range(done, told["at"] + 1):
            data = mutate(draw.choice(good), good, draw)
        if what not in finds:
            kept.mkdir(parents=True, exist_ok=True)
            place = kept / f"{seed}-{told['at']}-{kind.replace('questions.', 'questions-input.')}".replace(
                "-.", "-input."
            )
            place.write_bytes(data)
            finds[what] = str(place)
            print(f"find: {what}: {place}\n{told.get('trace', '')}", flush=True)
        done = told["at"] + 1
        note.unlink(missing_ok=True)
    return BATCH


def _child(kind: str, good: list[bytes], draw: random.Random, done: int, folder: Path, note: Path) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _late)
    questions = kind.startswith("questions")
    suffix = f".{kind.rpartition('.')[2]}"
    attempt: Callable[[Path], None] = try_questions if questions else try_articles
    with sandbox.keep_process():
        for at in range(done, BATCH):
            path = folder / f"input{suffix}"
            path.write_bytes(mutate(draw.choice(good), good, draw))
            note.write_text(json.dumps({"at": at, "what": ""}), "utf-8")
            signal.alarm(SECONDS)
            try:
                attempt(path)
            except BaseException as error:
                signal.alarm(0)
                frame = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{kind}: {type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
                trace = "".join(traceback.format_exception(error))[-1500:]
                note.write_text(json.dumps({"at": at, "what": what, "trace": trace}), "utf-8")
                return 1
            signal.alarm(0)
    note.unlink()
    return 0


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {SECONDS} s")


if __name__ == "__main__":
    main()
