"""Damaged and hostile files, a few hundred, each read beside a good one: time, memory and reasons.

    python -m benchmarks.damage [--seed 5] [--only PART-OF-NAME] [--seconds 900]

Every file is made in a temporary folder and read in a process of its own, whose processor time and greatest memory,
those of the processes it starts included, are measured, and which is ended after `--seconds` of the clock. A file
passes where the process ends by itself, where something was said of it (a document or a refusal), and where the good
file beside it was read. Needs an operating system that forks.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus.readers import read
from corpus.records import Document, Refusal

MB = 1 << 20
SENTENCES = "河西新桥昨天通车。市民王女士说，过去绕行要四十分钟。大桥全长1.2公里，双向六车道。总投资8.6亿元。"
TEXT = "\n".join(SENTENCES for _ in range(20))
XML = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)


@dataclass(frozen=True)
class Outcome:
    """What came of a file: how its process ended, and what was said of it."""

    name: str
    seconds: float
    megabytes: float
    ended: str
    documents: int
    reasons: tuple[str, ...]
    beside: bool

    @property
    def passed(self) -> bool:
        """Whether the file was dealt with and the good one beside it read."""
        return self.ended == "" and self.beside and (self.documents > 0 or bool(self.reasons))


def main() -> None:
    """Runs the benchmark; the exit code is 1 where a file did not pass."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=int, default=900)
    options = parser.parse_args()
    warm_up()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcomes: list[Outcome] = []
    for name, make in cases(random.Random(options.seed)):
        if options.only not in name:
            continue
        outcome = run(name, make, options.seconds)
        outcomes.append(outcome)
        if not outcome.passed or outcome.seconds > 10 or outcome.megabytes > 1000:
            print(
                f"  {name}: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB, {outcome.ended or 'ended'}; ", end=""
            )
            print(f"{outcome.documents} documents, {outcome.reasons[:1]}, beside {outcome.beside}", flush=True)
    report(outcomes, base)
    sys.exit(any(not outcome.passed for outcome in outcomes))


def report(outcomes: list[Outcome], base: float) -> None:
    """Prints the worst of each kind."""
    print(f"{len(outcomes)} files, {sum(outcome.passed for outcome in outcomes)} passed; libraries alone {base:.0f} MB")
    for what, key in (("slowest", "seconds"), ("largest", "megabytes")):
        worst = sorted(outcomes, key=lambda outcome: -float(getattr(outcome, key)))[:6]
        said = ", ".join(f"{outcome.name} {getattr(outcome, key):.1f}" for outcome in worst)
        print(f"{what} ({'s' if key == 'seconds' else 'MB'}): {said}")
    reasons = Counter(reason[:60] for outcome in outcomes for reason in set(outcome.reasons))
    print("reasons: " + "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common(12)))


def warm_up() -> None:
    """Imports what the readers import, so that a process's time is its file's."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in good_files().items():
            if name.endswith((".png", ".jpg", ".tif")):
                continue  # the recogniser's threads do not outlive a fork
            (Path(scratch) / name).write_bytes(data)
        refused = [item for item in read([scratch]) if isinstance(item, Refusal)]
    for item in refused:
        print(f"  a good file is refused: {item.path}: {item.reason}")


def run(name: str, make: Callable[[Path], None], limit: int) -> Outcome:
    """Reads one file, beside a good one, in a process of its own."""
    folder = Path(tempfile.mkdtemp())
    try:
        make(folder / name)
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
        documents, reasons, beside = json.loads(answer.read_text("utf-8")) if answer.exists() else (0, [], False)
        return Outcome(name, seconds, usage.ru_maxrss / 1024, ended, documents, tuple(reasons), beside)
    finally:
        shutil.rmtree(folder)


def told(folder: Path) -> tuple[int, list[str], bool]:
    """How many documents, which reasons, and whether the good file was read."""
    documents, reasons, beside = 0, [], False
    for item in read([folder]):
        if Path(item.path).name == "zz-good.txt":
            beside = isinstance(item, Document)
        elif isinstance(item, Document):
            documents += 1
        elif len(reasons) < 1000:
            reasons.append(item.reason)
    return documents, reasons, beside


def cases(draw: random.Random) -> Iterator[tuple[str, Callable[[Path], None]]]:
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


def written(data: bytes) -> Callable[[Path], None]:
    """A maker that writes these bytes."""
    return lambda path: path.write_bytes(data) and None


def repeated(piece: bytes, count: int, before: bytes = b"", after: bytes = b"") -> Callable[[Path], None]:
    """A maker of a large file that is not held in memory here."""

    def make(path: Path) -> None:
        with path.open("wb") as out:
            out.write(before)
            step = max(1, MB // len(piece))
            for _ in range(count // step):
                out.write(piece * step)
            out.write(piece * (count % step) + after)

    return make


def texts() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Plain text that is none, or too much of it."""
    yield "line-100mb.txt", repeated("长".encode(), 100 * MB // 3)
    yield "line-60mb.txt", repeated("长".encode(), 60 * MB // 3)
    yield "lines-60mb.txt", repeated(b"a\n", 30 * MB)
    yield "blank-lines-60mb.txt", repeated(b"\n \n", 20 * MB)
    yield "spaces-60mb.txt", repeated(b" ", 60 * MB)
    yield "gbk-60mb.txt", repeated("河西新桥".encode("gbk"), 60 * MB // 8)
    yield "nul-10mb.txt", repeated(b"\0", 10 * MB)
    yield "random-10mb.txt", repeated(random.Random(1).randbytes(4096), 2560)
    yield "utf16-odd.txt", written(TEXT.encode("utf-16")[:-1])
    yield "utf32.txt", written(TEXT.encode("utf-32"))
    yield "mixed.txt", written(TEXT.encode("utf-8") + TEXT.encode("gbk"))
    yield "surrogates.txt", written(b"\xed\xa0\x80" * 3000)
    yield "overlong.txt", written(b"\xc0\x80" * 3000)
    yield "one-byte.txt", written(b"\xff")
    yield "bom-only.txt", written(b"\xef\xbb\xbf")
    yield "controls.txt", written(bytes(range(32)) * 300)


def tables() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """JSONL and CSV with broken, endless or empty rows."""
    row = json.dumps({"text": SENTENCES}, ensure_ascii=False).encode() + b"\n"
    yield "line-100mb.jsonl", repeated("长".encode(), 100 * MB // 3, b'{"text": "', b'"}\n' + row)
    yield "rows-100mb.jsonl", repeated(row, 100 * MB // len(row))
    yield "nested.jsonl", written(b"[" * 2_000_000 + b"\n" + row)
    yield "nested-object.jsonl", written(b'{"text":' * 1_000_000 + b"\n" + row)
    yield "digits.jsonl", written(b'{"text": ' + b"9" * 2_000_000 + b"}\n" + row)
    yield "broken-rows.jsonl", repeated(b'{"text": \n', 1_000_000)
    yield "broken-half.jsonl", repeated(row + b"{\n", 50_000)
    yield "nul.jsonl", repeated(b"\0", 10 * MB, row)
    yield "values.jsonl", written(b'{"text": NaN}\n{"text": [1, null]}\n{"text": {"a": 1}}\nnull\n7\n[]\n' + row)
    yield "surrogate.jsonl", written(b'{"text": "\\ud800 \\udfff"}\n' + row)
    yield "utf16.jsonl", written((row.decode() * 1000).encode("utf-16"))
    yield "utf16-line-50mb.jsonl", repeated("长".encode("utf-16-le"), 25 * MB, b"\xff\xfe")
    yield "keys.jsonl", written(b"{" + b",".join(b'"k%d": 1' % n for n in range(300_000)) + b"}\n" + row)
    yield "field-50mb.csv", repeated("长".encode(), 50 * MB // 3, b"text\n")
    yield "quote-50mb.csv", repeated("长\n".encode(), 50 * MB // 4, b'text,title\n"')
    yield "columns.csv", repeated(b"a,", 5_000_000, b"text,", b"\nx\n")
    yield "header-only.csv", written(b"text,title\n")
    yield "no-header.csv", written(f"{SENTENCES},1\n".encode() * 100)
    yield "commas-50mb.csv", repeated(b",", 50 * MB, b"text\n")
    yield "rows-50mb.csv", repeated(f"{SENTENCES}\n".encode(), 50 * MB // 150, b"text\n")
    yield "nul.csv", written(b"text\n" + b"\0" * 100_000 + f"\n{SENTENCES}\n".encode())
    yield "quotes.tsv", written(b"text\ttitle\n" + b'"' * 1_000_001 + b"\n")


def markup() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Markdown and HTML that cost a parser dear."""
    page = f"<html><body>{'{}'}<p>{SENTENCES}</p></body></html>"
    for name, piece, count in (
        ("brackets", "[", 100_000),
        ("links", "[a](", 50_000),
        ("stars", "*a ", 100_000),
        ("emphasis", "**a *b ", 100_000),
        ("quotes", "> ", 50_000),
        ("backticks", "`a", 100_000),
        ("lists", "- ", 50_000),
        ("tags", "<a ", 100_000),
        ("rows", "|a|b|\n|-|-|\n", 50_000),
        ("entities", "&amp;", 500_000),
        ("autolinks", "<http://a", 50_000),
        ("underscores", "_a__b_ ", 100_000),
        ("images", "![", 100_000),
        ("fences", "```\na\n", 100_000),
        ("breaks", "a\\\n", 500_000),
        ("lines", "中文\n", 800_000),
        ("paragraphs", "中文\n\n", 700_000),
        ("comments", "<!--", 200_000),
        ("cdata", "<![CDATA[", 200_000),
    ):
        yield f"{name}.md", repeated(piece.encode(), count)
    yield "indents.md", written("".join(" " * n + "- a\n" for n in range(3_000)).encode())
    yield "front.md", written(b"---\n" + b"a: b\n" * 500_000 + b"---\n" + TEXT.encode())
    yield "front-open.md", written(b"---\n" + b"title: b\n" * 500_000)
    yield "line-100mb.md", repeated("长".encode(), 100 * MB // 3)
    for name, piece, count in (
        ("deep-div", "<div>", 500_000),
        ("deep-b", "<b>", 500_000),
        ("deep-table", "<table><tr><td>", 50_000),
        ("deep-list", "<ul><li>", 100_000),
        ("paragraphs", "<p>中文中文。</p>", 300_000),
        ("paragraphs-few", "<p>中文中文，中文中文中文。</p>", 59_000),
        ("links", "<a href=x>中文</a>", 300_000),
        ("links-few", "<a href=x>中文</a>", 59_000),
        ("spans-few", "<span>中</span>", 59_000),
        ("br-few", "中文<br>", 59_000),
        ("rows-few", "<tr><td>1</td><td>2</td></tr>", 19_000),
        ("nested-few", "<div><p>中文中文中文中文。</p>", 29_000),
        ("attributes", " a=b", 1_000_000),
        ("angle", "<", 2_000_000),
        ("comment", "<!--", 1_000_000),
        ("entities", "&amp;", 1_500_000),
        ("entity-open", "&lt", 1_500_000),
        ("scripts", "<script>a</script>", 200_000),
        ("text", "中文", 1_300_000),
        ("text-20mb", "中文", 3_500_000),
        ("meta", "<meta name=a content=b>", 59_000),
        ("json-ld", '<script type="application/ld+json">{"a":' + "[" * 50, 20_000),
    ):
        before, after = page.split("{}")
        opened = before + ("<p" if name == "attributes" else "")
        yield f"{name}.html", repeated(piece.encode(), count, opened.encode(), after.encode())
    yield "laughs.html", written(f"{XML}{LAUGHS}<html><body><p>&a11;{SENTENCES}</p></body></html>".encode())
    yield "charset.html", written(b'<meta charset="no-such-charset"><p>' + TEXT.encode("gbk"))
    yield "charset-lies.html", written(b'<meta charset="utf-8"><p>' + TEXT.encode("gbk"))
    yield "charset-zip.html", written(b'<meta charset="zip"><p>' + TEXT.encode("gbk"))


def packages() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """DOCX, XLSX and EPUB with bombs inside."""
    good = good_files()
    document, sheet, strings = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    many = {f"word/media/{n}.txt": b"a" for n in range(10_000)}
    yield "entries-10000.docx", written(changed(good["good.docx"], many))
    body = f'<w:document xmlns:w="{word}"><w:body>{{}}</w:body></w:document>'
    paragraph = f"<w:p><w:r><w:t>{SENTENCES}</w:t></w:r></w:p>"
    for name, inner in (
        ("laughs", f"{LAUGHS}" + body.format("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>")),
        (
            "entity",
            '<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + body.format(paragraph + "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"),
        ),
        ("deep", body.format("<w:p>" * 100_000)),
        ("deep-tables", body.format("<w:tbl><w:tr><w:tc>" * 2_000)),
        ("paragraphs", body.format(paragraph * 100_000)),
        ("runs", body.format("<w:p>" + "<w:r><w:t>中</w:t></w:r>" * 500_000 + "</w:p>")),
        (
            "cells",
            body.format(
                "<w:tbl>" + "<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 3_000 + "</w:tr></w:tbl>"
            ),
        ),
        (
            "span",
            body.format(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
                + paragraph
            ),
        ),
        ("no-body", f'<w:document xmlns:w="{word}"/>'),
        ("not-xml", "hello"),
        ("zeros-90mb", "\0" * (90 * MB)),
        ("spaces-60mb", body.format(paragraph + " " * (60 * MB))),
    ):
        yield (
            f"{name}.docx",
            written(changed(good["good.docx"], {document: (inner if name == "zeros-90mb" else XML + inner).encode()})),
        )
    yield "missing.docx", written(changed(good["good.docx"], {}, drop=(document,)))
    yield "missing-types.docx", written(changed(good["good.docx"], {}, drop=("[Content_Types].xml",)))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>{{}}</sheetData></worksheet>'
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
    cell = f'<row r="{{}}"><c r="A{{}}" t="inlineStr"><is><t>{SENTENCES}</t></is></c></row>'
    for name, inner in (
        ("claims", book.format(head + cell.format(1048576, 1048576))),
        ("column-xfd", book.format(head + '<row r="2"><c r="XFD2"><v>1</v></c></row>' * 20_000)),
        ("column-huge", book.format(head + '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>')),
        ("row-huge", book.format(head + cell.format(10**15, 10**15))),
        ("empty-rows", book.format(head + "<row/>" * 1_000_000)),
        ("rows", book.format(head + "".join(cell.format(n, n) for n in range(2, 60_000)))),
        ("laughs", LAUGHS + book.format(head + '<row r="2"><c r="A2" t="inlineStr"><is><t>&a11;</t></is></c></row>')),
        ("strings-out", book.format(head + '<row r="2"><c r="A2" t="s"><v>999999</v></c></row>')),
        ("deep", book.format("<row>" * 100_000)),
        ("date", book.format(head + '<row r="2"><c r="A2" t="d"><v>9999-99-99</v></c></row>')),
    ):
        yield f"{name}.xlsx", written(changed(good["good.xlsx"], {sheet: (XML + inner).encode()}))
    shared = f'{XML}<sst xmlns="{main}">' + "<si><t>中文</t></si>" * 1_500_000 + "</sst>"
    yield "strings.xlsx", written(changed(good["good.xlsx"], {strings: shared.encode()}))
    yield "missing.xlsx", written(changed(good["good.xlsx"], {}, drop=(sheet,)))
    for name, change in (
        ("climbs", {"META-INF/container.xml": b'<c><rootfile full-path="../../../../etc/passwd"/></c>'}),
        ("laughs", {"content.opf": f"{XML}{LAUGHS}<package>&a11;</package>".encode()}),
        ("spine", {"content.opf": spine('<itemref idref="c"/>' * 300_000)}),
        ("spine-loop", {"content.opf": spine('<itemref idref="c"/>', "content.opf")}),
        ("chapter-20mb", {"c.xhtml": b"<p>" + b"a" * (20 * MB)}),
        ("chapter-deep", {"c.xhtml": b"<div>" * 500_000}),
        ("chapter-missing", {"content.opf": spine('<itemref idref="c"/>', "none.xhtml")}),
        ("deep", {"content.opf": b"<a>" * 500_000}),
    ):
        yield f"{name}.epub", written(changed(good["good.epub"], change))


def archives() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Zip archives with bombs, climbing names and lies."""
    text = TEXT.encode()

    def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as held:
            for name, data in entries.items():
                held.writestr(name, data)
        return out.getvalue()

    bomb = zipped({"bomb.txt": b"\0" * (300 * MB), "good.txt": text})
    yield "bomb.zip", written(bomb)
    yield "bombs.zip", written(zipped({f"{n}.zip": bomb for n in range(200)} | {"good.txt": text}, zipfile.ZIP_STORED))
    yield (
        "climbs.zip",
        written(
            zipped({"../../a.txt": text, "/etc/b.txt": text, "..\\c.txt": text, "C:\\d.txt": text, "good.txt": text})
        ),
    )
    nested = zipped({"good.txt": text})
    for depth in range(2, 9):
        nested = zipped({"inner.zip": nested, f"level{depth}.txt": text})
        yield f"nested{depth}.zip", written(nested)
    yield "entries-300000.zip", many_entries(300_000)
    yield "entries-20000.zip", many_entries(20_000)
    yield "lzma.zip", written(zipped({"a.txt": text}, zipfile.ZIP_LZMA))
    yield "bzip2-bomb.zip", written(zipped({"a.txt": b"\0" * (300 * MB), "good.txt": text}, zipfile.ZIP_BZIP2))
    yield "empty.zip", written(zipped({}))
    yield "no-text.zip", written(zipped({"a.exe": b"MZ", "b.dat": b"x"}))
    yield "same-name.zip", same_name
    whole = zipped({"a.txt": text, "good.txt": text})
    encrypted = bytearray(whole)
    for start in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        encrypted[start] |= 1
    yield "encrypted.zip", written(bytes(encrypted))
    lie = whole.replace(len(text).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    yield "size-lies-small.zip", written(lie)
    yield (
        "size-lies-large.zip",
        written(whole.replace(len(text).to_bytes(4, "little"), (2**32 - 2).to_bytes(4, "little"))),
    )
    yield "method-unknown.zip", written(whole.replace(b"\x08\x00", b"\x63\x00"))
    yield (
        "bomb-epub-inside.zip",
        written(
            zipped(
                {
                    "a.docx": changed(good_files()["good.docx"], {"word/document.xml": b"\0" * (90 * MB)}),
                    "good.txt": text,
                }
            )
        ),
    )


def many_entries(count: int) -> Callable[[Path], None]:
    """A maker of an archive with this many tiny files."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as held:
            for index in range(count):
                held.writestr(f"{index}.txt", b"a")

    return make


def same_name(path: Path) -> None:
    """An archive in which 500 entries share a name."""
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as held:
        warnings.simplefilter("ignore")
        for _ in range(500):
            held.writestr("a.txt", TEXT)


def pdfs() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """PDF files with loops, bombs and too much of everything."""
    yield "pages-10000.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"] * 10_000))
    yield "pages-4900.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"] * 4_900))
    yield (
        "text-2mb.pdf",
        written(pdf([b"BT /F 9 Tf 50 800 Td " + b"(some text goes here) Tj 0 -1 Td " * 100_000 + b"ET"])),
    )
    yield (
        "lines-20000.pdf",
        written(
            pdf(
                [
                    b"BT /F 1 Tf "
                    + b"".join(b"1 0 0 1 %d %d Tm (a%d) Tj " % (n % 200 * 3, n // 200 * 7, n) for n in range(20_000))
                    + b"ET"
                ]
            )
        ),
    )
    yield "flate-bomb.pdf", written(pdf([b" " * (500 * MB)], packed=True))
    yield "flate-bomb-text.pdf", written(pdf([b"BT /F 9 Tf (a) Tj ET " * (5 * MB)], packed=True))
    yield (
        "flate-bomb-twice.pdf",
        written(pdf([zlib.compress(b" " * (900 * MB), 9)], packed=True, filters=b"[/FlateDecode /FlateDecode]")),
    )
    yield "operators.pdf", written(pdf([b"q 1 0 0 1 0 0 cm " * 2_000_000], packed=True))
    yield "paths.pdf", written(pdf([b"0 0 m 9 9 l S " * 2_000_000], packed=True))
    yield "box-huge.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"0 0 1e30 1e30"))
    yield "box-zero.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"0 0 0 0"))
    yield "box-nan.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"a b c d"))
    yield "tree-loop.pdf", written(pdf([b"BT ET"]).replace(b"/Kids [", b"/Kids [2 0 R "))
    yield "count-lies.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"]).replace(b"/Count 1", b"/Count 4000"))
    yield "count-negative.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"]).replace(b"/Count 1", b"/Count -9"))
    yield "form-loop.pdf", written(pdf([b"/X Do " * 10_000], form=b"/X Do /X Do"))
    yield "image-huge.pdf", written(pdf([b"600 0 0 800 0 0 cm /I Do"], image=(100_000, 100_000)))
    yield "image-large.pdf", written(pdf([b"600 0 0 800 0 0 cm /I Do"], image=(8_000, 8_000)))
    yield "arrays.pdf", written(pdf([b"[" * 1_000_000]))
    yield (
        "dictionaries.pdf",
        written(
            pdf([b"BT ET"]).replace(b"/MediaBox", b"/A " + b"<</A " * 50_000 + b"1 " + b">>" * 50_000 + b" /MediaBox")
        ),
    )
    yield "header-only.pdf", written(b"%PDF-1.7\n")
    yield "header-random.pdf", written(b"%PDF-1.7\n" + random.Random(2).randbytes(MB))
    yield "xref-loop.pdf", written(pdf([b"BT ET"]).replace(b"/Size", b"/Prev 9 /Size"))
    yield (
        "encrypt.pdf",
        written(
            pdf([b"BT ET"]).replace(b"/Root", b"/Encrypt << /Filter /Standard /V 2 /R 3 /O (a) /U (b) /P -4 >> /Root")
        ),
    )


def pdf(
    contents: list[bytes],
    packed: bool = False,
    filters: bytes = b"/FlateDecode",
    box: bytes = b"0 0 600 850",
    form: bytes = b"",
    image: tuple[int, int] | None = None,
) -> bytes:
    """A PDF by hand: a page for each stream of contents, deflated where `packed`."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects.append(b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(contents))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    resources = b"<< /Font << /F 3 0 R >> /XObject << /X 4 0 R /I 5 0 R >> >>"
    objects.append(stream(form, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + resources))
    wide, high = image or (1, 1)
    pixels = zlib.compress(b"\xff" * min(wide * high, 100 * MB), 9)
    objects.append(
        stream(
            pixels,
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray "
            b"/Filter /FlateDecode" % (wide, high),
        )
    )
    for index, content in enumerate(contents):
        page = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox ["
            + box
            + b"] /Contents %d 0 R /Resources " % (first + 2 * index + 1)
        )
        objects.append(page + resources + b" >>")
        objects.append(stream(zlib.compress(content, 9), b"/Filter " + filters) if packed else stream(content))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<< /Length %d " % len(data) + entries + b" >>\nstream\n" + data + b"\nendstream"


def pictures() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Pictures that claim or hold too many pixels or pages."""
    from PIL import Image

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    def png(wide: int, high: int, rows: bytes) -> bytes:
        header = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + b"\x08\0\0\0\0"
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    yield "claims-huge.png", written(png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 1000)))
    yield "claims-60000.png", written(png(60_000, 60_000, zlib.compress(b"\0" * MB, 9)))
    yield "zero.png", written(png(0, 0, b""))
    yield "one-pixel.png", written(png(1, 1, zlib.compress(b"\0\xff")))
    yield "thin.png", written(png(30_000, 2, zlib.compress(b"\0" * 60_002, 9)))
    yield "short-data.png", written(png(3_000, 3_000, zlib.compress(b"\0" * 1000)))
    yield (
        "text-bomb.png",
        written(
            png(9, 9, zlib.compress(b"\0" * 90)).replace(
                chunk(b"IEND", b""),
                chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * (100 * MB), 9)) + chunk(b"IEND", b""),
            )
        ),
    )
    white = Image.new("L", (300, 400), 255)
    out = io.BytesIO()
    white.save(out, "TIFF", save_all=True, append_images=[white] * 60, compression="tiff_deflate")
    yield "pages-60.tif", written(out.getvalue())
    tiff = io.BytesIO()
    white.save(tiff, "TIFF")
    data = tiff.getvalue()
    start = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[start : start + 2], "little")
    next_at = start + 2 + 12 * entries
    yield "loop.tif", written(data[:next_at] + start.to_bytes(4, "little") + data[next_at + 4 :])
    noise = Image.frombytes("L", (1200, 1600), random.Random(3).randbytes(1200 * 1600))
    held = io.BytesIO()
    noise.save(held, "JPEG")
    yield "noise.jpg", written(held.getvalue())
    lines = Image.new("L", (1200, 1600), 255)
    lines.paste(0, (0, 0, 1200, 1))
    for row in range(0, 1600, 6):
        lines.paste(0, (0, row, 1200, row + 2))
    held = io.BytesIO()
    lines.save(held, "PNG")
    yield "stripes.png", written(held.getvalue())


def changed(data: bytes, change: dict[str, bytes], drop: tuple[str, ...] = ()) -> bytes:
    """A zip file with entries replaced, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in change and name not in drop:
                new.writestr(name, old.read(name))
        for name, content in change.items():
            new.writestr(name, content)
    return out.getvalue()


def spine(references: str, href: str = "c.xhtml") -> bytes:
    """The package document of an EPUB with one chapter."""
    item = f'<item id="c" href="{href}" media-type="application/xhtml+xml"/>'
    return f"{XML}<package><manifest>{item}</manifest><spine>{references}</spine></package>".encode()


def good_files() -> dict[str, bytes]:
    """One good file of every format."""
    import docx
    from openpyxl import Workbook
    from PIL import Image, ImageDraw

    found: dict[str, bytes] = {
        "good.txt": TEXT.encode(),
        "gbk.txt": TEXT.encode("gb18030"),
        "good.md": f"# 通车\n\n{TEXT}".encode(),
    }
    found["good.html"] = (
        f"<html><head><title>通车</title></head><body><h1>通车</h1><p>{TEXT}</p></body></html>".encode()
    )
    row = json.dumps({"text": SENTENCES, "title": "通车"}, ensure_ascii=False)
    found["good.jsonl"] = f"{row}\n".encode() * 20
    found["good.csv"] = ("title,text\n" + f"通车,{SENTENCES}\n" * 20).encode()
    found["good.tsv"] = ("title\ttext\n" + f"通车\t{SENTENCES}\n" * 20).encode()
    book = Workbook()
    for cells in (("title", "text"), *((f"通车{n}", SENTENCES) for n in range(20))):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    found["good.xlsx"] = out.getvalue()
    document = docx.Document()
    for paragraph in TEXT.split("\n"):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    found["good.docx"] = out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("mimetype", "application/epub+zip")
        held.writestr("META-INF/container.xml", '<container><rootfile full-path="content.opf"/></container>')
        held.writestr("content.opf", spine('<itemref idref="c"/>'))
        held.writestr("c.xhtml", f"<html><body><h1>通车</h1><p>{TEXT}</p></body></html>")
    found["good.epub"] = out.getvalue()
    found["good.pdf"] = pdf([b"BT /F 12 Tf 50 700 Td (The new bridge opened on Monday morning.) Tj ET"])
    picture = Image.new("L", (600, 80), 255)
    ImageDraw.Draw(picture).text((20, 20), "The new bridge opened on Monday.", fill=0, font_size=28)
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")):
        out = io.BytesIO()
        picture.save(out, kind)
        found[f"good.{suffix}"] = out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("a.txt", TEXT)
        held.writestr("b/c.jsonl", f"{row}\n" * 20)
    found["good.zip"] = out.getvalue()
    return found


if __name__ == "__main__":
    main()
