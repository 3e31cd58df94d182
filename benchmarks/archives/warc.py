"""The issues as web archives (WARC, plain and packed, and WACZ), written and read back.

    python -m benchmarks.archives.warc [--megabytes N]

Each story is a web page, packed, sent and encoded in one of several ways; duplicates, revisits, redirects, pictures and
a page that was cut off stand between them. A page is right if exactly one article has its address, and its title,
text, date, paper and authors are equal to the letter. With `--megabytes`, an archive of that size is read, and its time
and the largest memory of the process are shown. Exit code 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks.archives.issues import Issue, Story, issues
from benchmarks.archives.write_warc import archive, collection, record, response
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Article, Document

# How a page is packed and sent, and the encodings that its server and the page itself name.
_WAYS = (
    ("", False, "utf-8", "utf-8"),
    ("gzip", True, "gbk", ""),
    ("br", True, "", "gb2312"),
    ("gzip", False, "iso-8859-1", "gbk"),
    ("", True, "utf-8", ""),
)
_ARCHIVED = "2026-03-04"  # the day on which all pages were archived


@dataclass(frozen=True)
class Expected:
    """What should come back of a story: `date` is the printed one, or that of its address, or of the archive."""

    url: str
    story: Story
    paper: str
    date: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=0)
    options = parser.parse_args()
    wrong = False
    for kind in (".warc", ".warc.gz", ".wacz"):
        counts: Counter[str] = Counter()
        for issue in issues():
            records, expected = written(issue)
            counts.update(_read_back(_packed(records, issue, kind), kind, expected))
        shown = ", ".join(f"{name} {counts[name]}/{counts['pages']}" for name in ("found", *_PARTS))
        print(f"{kind}: {shown}; articles besides: {counts['besides']}")
        wrong |= counts["besides"] > 0 or any(counts[name] < counts["pages"] for name in ("found", *_PARTS))
    if options.megabytes:
        _large(options.megabytes << 20)
    sys.exit(wrong)


_PARTS = ("title", "text", "date", "paper", "authors")


def written(issue: Issue) -> tuple[list[bytes], list[Expected]]:
    """The records of an issue, and what should come back."""
    records: list[bytes] = []
    expected: list[Expected] = []
    for at, story in enumerate(issue.stories):
        packing, chunked, header, meta = _WAYS[(issue.number + at) % len(_WAYS)]
        dated = at % 3  # the page prints its date, or its address names it, or only the archive does
        address = f"/html/{issue.date[:7]}/{issue.date[8:]}" if dated == 1 else "/article"
        url = f"http://paper{issue.number}.example{address}/content_{story.number}.htm"
        body = _page(issue, story, meta, dated == 0).encode(meta or header)
        kind = f"text/html; charset={header}" if header else "text/html"
        records += [
            response(url, _ARCHIVED, body, kind, 200, packing, chunked),
            response(f"{url}.jpg", _ARCHIVED, bytes(2000), "image/jpeg"),
        ]
        if at % 2:
            records.append(response(url, _ARCHIVED, body, kind))  # the same again, sent in another way
            records.append(record("revisit", url, _ARCHIVED, b"", "application/http; msgtype=response"))
        records.append(response(f"{url}?old", _ARCHIVED, b"<p>moved</p>", "text/html", 301))
        date = issue.date if dated < 2 else _ARCHIVED
        expected.append(Expected(url, story, issue.paper, date))
    return records, expected


def _page(issue: Issue, story: Story, meta: str, dated: bool) -> str:
    charset = f'<meta charset="{meta}">' if meta else ""
    line = f"来源：{issue.paper}　作者：{' '.join(story.authors)}"
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    return (
        f"<!DOCTYPE html><html><head>{charset}<title>{escape(story.title)}</title></head><body>"
        f'<div class="nav"><a href="/">首页</a> <a href="/news">新闻</a></div><div class="article">'
        f"<h1>{escape(story.title)}</h1><p>{issue.date + '　' if dated else ''}{line}</p>{paragraphs}</div>"
        f'<div class="footer"><a href="/about">关于我们</a></div></body></html>'
    )


def _packed(records: list[bytes], issue: Issue, kind: str) -> bytes:
    if kind != ".wacz":
        return archive(records, _ARCHIVED, kind == ".warc.gz")
    half = len(records) // 2  # the second archive begins with what the first ends with
    return collection({
        "a.warc.gz": archive(records[: half + 3], _ARCHIVED),
        "b.warc.gz": archive(records[half:], _ARCHIVED),
    })  # fmt: skip


def _read_back(data: bytes, kind: str, expected: list[Expected]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"issue{kind}"
        path.write_bytes(data)
        articles = [article for item in read([path]) if isinstance(item, Document) for article in segment(item)[0]]
    found: dict[str | None, list[Article]] = {}
    for article in articles:
        found.setdefault(article.url, []).append(article)
    for one in expected:
        yield "pages"
        same = found.pop(one.url, [])
        if len(same) != 1:
            continue
        (article,) = same
        yield "found"
        given = (article.title, article.text, article.date, article.source, article.authors)
        right = (one.story.title, "\n".join(one.story.paragraphs), one.date, one.paper, one.story.authors)
        yield from (name for name, is_value, value in zip(_PARTS, given, right, strict=True) if is_value == value)
    yield from ("besides" for same in found.values() for _ in same)


def _large(size: int) -> None:
    """Read an archive of pages and pictures; each page of it is another."""
    first = next(issues())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.warc"
        pages = 0
        with path.open("wb") as file:
            while file.tell() < size:
                story = first.stories[pages % len(first.stories)]
                pages += 1
                body = f"{_page(first, story, 'utf-8', True)}<!-- {pages} -->".encode()
                file.write(response(f"http://paper.example/{pages}.htm", _ARCHIVED, body, "text/html"))
                file.write(response(f"http://paper.example/{pages}.jpg", _ARCHIVED, bytes(1_000_000), "image/jpeg"))
        begun = time.monotonic()
        found = sum(isinstance(item, Document) for item in read([path]))
    seconds = time.monotonic() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size >> 20} MB: {found} of {pages} pages in {seconds:.0f} s, at most {memory:.0f} MB of memory")


if __name__ == "__main__":
    main()
