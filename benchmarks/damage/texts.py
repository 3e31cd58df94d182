"""Plain text, tables and markup that are none, or cost a parser dear."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from benchmarks.damage.good import LAUGHS, MB, SENTENCES, TEXT, XML, Make, repeated, written


def texts() -> Iterator[tuple[str, Make]]:
    """Plain text that is none, or too much of it."""
    yield "line-100mb.txt", repeated("长".encode(), 100 * MB // 3)
    yield "line-60mb.txt", repeated("长".encode(), 60 * MB // 3)
    yield "lines-60mb.txt", repeated(b"a\n", 30 * MB)
    yield "blank-lines-60mb.txt", repeated(b"\n \n", 20 * MB)
    yield "spaces-60mb.txt", repeated(b" ", 60 * MB)
    yield "gbk-60mb.txt", repeated("河西新桥".encode("gbk"), 60 * MB // 8)
    yield "nul-10mb.txt", repeated(b"\0", 10 * MB)
    yield "random-10mb.txt", repeated(random.Random(1).randbytes(4096), 2560)
    yield "headlines-10mb.txt", repeated("新桥通车\n三湘都市报9月18日讯 ".encode(), 10 * MB // 45)
    yield "broken-10mb.txt", repeated("河西新桥昨天通车，市民王女士\n".encode(), 10 * MB // 46)
    yield "sentences-60mb.txt", repeated("好。".encode(), 10 * MB)
    yield "sentence-10mb.txt", repeated("河西新桥，昨天通车，".encode(), 10 * MB // 30)
    yield "utf16-odd.txt", written(TEXT.encode("utf-16")[:-1])
    yield "utf32.txt", written(TEXT.encode("utf-32"))
    yield "mixed.txt", written(TEXT.encode("utf-8") + TEXT.encode("gbk"))
    yield "surrogates.txt", written(b"\xed\xa0\x80" * 3000)
    yield "overlong.txt", written(b"\xc0\x80" * 3000)
    yield "one-byte.txt", written(b"\xff")
    yield "bom-only.txt", written(b"\xef\xbb\xbf")
    yield "controls.txt", written(bytes(range(32)) * 300)


def tables() -> Iterator[tuple[str, Make]]:
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


def markup() -> Iterator[tuple[str, Make]]:
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
        ("deep-aside", "<article><aside>中文", 100_000),
        ("deep-form", "<form>中文", 100_000),
        ("deep-pre", "<pre>中\n文", 100_000),
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
