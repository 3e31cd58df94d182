"""EPUB books and magazines: a chapter is an article, with the book as its source.

Reads the files of the spine in order. Titles come from the headings, or from the table of contents (NCX or navigation
document) where a chapter has none. A chapter that goes on in another file is joined; a file that holds several entries
of the contents is divided. Pages of links, bars of links above and below an article, and what tools that download
articles add are left out, with a warning. Encrypted books and text in pictures are not read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import unquote

from corpus.account import Account, characters, prints_title
from corpus.dateline import HeadLine, find_head_line
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import dates, html, limits, zip_package
from corpus.readers.encoding import decode
from corpus.records import Block, Document, Refusal
from corpus.text import clean, ends_sentence

_CHAPTER = frozenset({"application/xhtml+xml", "text/html"})
_NCX = "application/x-dtbncx+xml"
_ISSUE_DATE = re.compile(
    r"\s*[\[(（【,，:：]?\s*((?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?|(?:19|20)\d{6})(?:\s*(?:星期|周).)?\s*[\])）】]?\s*$"
)
_NAVIGATION = re.compile(
    r"[上下前后][一]?[篇章页条节]|[上下]一[篇章页条节版]|目录|目錄|主页|首页|首頁|返回|回到|总目|主菜单|版面|"
    r"\b(?:next|previous|prev|back|home|contents|menu|index|main|section|top)\b",
    re.IGNORECASE,
)
_DOWNLOADED = re.compile(
    r"(?:本文|本篇|本页|文章).{0,6}(?:由|经|用).{0,30}(?:下载|抓取|取自|转换|生成)"
    r"|(?:downloaded|fetched|converted) (?:by|from|with)\b",
    re.IGNORECASE,
)
_SPLIT_FILE = re.compile(r"(.+?)_split_?\d+(?:\.\w+)?$")
_BAR_CHARS = 80
_BAR_PARTS = 4  # at each end of a chapter, among which bars are looked for
_TITLE_CHARS = 40  # of a line that may be a title though it is no heading
_LINK_SHARE = 0.7  # of a bar's letters, or of a page's lines
_OPENING_LINES = 6  # of a chapter, among which its date, paper and author are
_SHOWN_CHARS = 40  # of what was left out, in a warning


@dataclass(slots=True)
class _Chapter:
    """The lines of one article: where it begins, its title in the contents, and what was left out."""

    path: str
    parts: list[html.Part]
    label: str
    warnings: list[Message]
    account: Account


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """A document for each chapter with text. Raises `CorpusError` if the book is damaged, too large or encrypted."""
    with zip_package.opened(stream, ".epub") as book:
        if "META-INF/encryption.xml" in book.namelist() and b"adept" in book.read("META-INF/encryption.xml"):
            raise CorpusError("epub_protected")
        root = _xml(book, "META-INF/container.xml")
        name = next((element.get("full-path", "") for element in root.iter() if _tag(element) == "rootfile"), "")
        content = _xml(book, name)
        about = _about(content, path)
        empty = True
        for item in _chapters(book, content, posixpath.dirname(name), path):
            if isinstance(item, Refusal):
                yield item
                continue
            empty = False
            yield _document(item, about)
        if empty:
            raise CorpusError("no_text")


def _about(content: Any, path: str) -> Document:
    """The metadata of the book, in a document without blocks. Its title is without the date of the issue."""
    full_title = next(_texts(content, "title"), "")
    issue = _ISSUE_DATE.search(full_title)
    return Document(
        path,
        (),
        title=(full_title[: issue.start()] if issue else "") or full_title,
        date=dates.iso(next(_texts(content, "date"), "")) or (dates.iso(issue[1]) if issue else None),
        authors=tuple(_texts(content, "creator")),
        one_article=True,
    )


def _document(chapter: _Chapter, book: Document) -> Document:
    """A chapter, with the metadata of the book; `book` is a document without blocks."""
    parts = chapter.parts
    heading = parts[0].text if parts[0].heading else ""
    title = heading or chapter.label
    has_title = clean(parts[0].text) == clean(title) and len(parts) > 1
    blocks = tuple(Block(part.text) for part in (parts[1:] if has_title else parts))
    source = book.title if title and book.title else None
    warnings = tuple(chapter.warnings)
    printed = _printed(parts)
    document = replace(
        book,
        path=chapter.path,
        blocks=blocks,
        title=title or book.title,
        date=printed.date or book.date,
        source=printed.source or source,
        authors=printed.authors or book.authors,
        warnings=warnings,
    )
    if has_title and prints_title(document):
        chapter.account.leave("account_titles", document.title)
    elif not has_title and not prints_title(document):
        chapter.account.add(document.title)
    return chapter.account.settled([document], chapter.account.source)[0]


def _printed(parts: list[html.Part]) -> HeadLine:
    """What a line under the headline of a chapter says, which counts before the data of the book."""
    lines = (find_head_line(clean(part.text)) for part in parts[:_OPENING_LINES])
    return next(filter(None, lines), HeadLine())


def _chapters(book: zipfile.ZipFile, content: Any, folder: str, path: str) -> Iterator[_Chapter | Refusal]:
    """The chapters in reading order, each from one file, from several, or from a part of one."""
    labels = _labels(book, content, folder)
    last: list[_Chapter] = []  # at most one, which the next file may continue
    last_name = ""
    pending, account = list[Message](), Account()  # warnings about and account of files that gave no chapter
    for name, is_contents in _spine(content, folder):
        try:
            if is_contents:
                _leave_contents(zip_package.entry(book, name), account)
                continue
            own = Account()
            parts, left_out = _without_bars(_lines(zip_package.entry(book, name), own), own)
        except CorpusError as error:
            yield from last
            last = []
            yield Refusal(f"{path}/{name}", error.message)
            continue
        pending.extend(left_out)
        account.include(own)
        if not parts:
            continue
        if _is_contents(parts):
            pending.append(Message("epub_contents_left_out", text=parts[0].text[:_SHOWN_CHARS]))
            account.leave("account_contents", "\n".join(part.text for part in parts), may_be_article=False)
            continue
        if last and name not in labels and _goes_on(last[0], last_name, name, parts):
            _join(last[0], parts)
            last[0].account.include(account)
            account.clear()
        else:
            yield from last
            *whole, end = _divided(f"{path}/{name}", parts, labels.get(name, []), account)
            (whole or [end])[0].warnings.extend(pending)
            pending, account = [], Account()
            yield from whole
            last = [end]
        last_name = name
    for chapter in last:
        chapter.warnings.extend(pending)
        chapter.account.include(account)
        yield chapter


def _leave_contents(data: bytes, account: Account) -> None:
    tree = html.load(decode(data).text) if len(data) <= limits.MARKUP_BYTES else None
    if tree is not None:
        text = html.body_text(tree)
        account.source += characters(text)
        account.leave("account_contents", text)


def _goes_on(last: _Chapter, last_name: str, name: str, parts: list[html.Part]) -> bool:
    """Whether a file without an entry in the contents continues the chapter before it."""
    first = parts[0]
    if first.heading:
        return False
    before, here = _SPLIT_FILE.match(last_name), _SPLIT_FILE.match(name)
    if not ends_sentence(last.parts[-1].text) or (before and here and before[1] == here[1]):
        return True
    has_title = len(parts) > 1 and len(first.text) <= _TITLE_CHARS and not ends_sentence(first.text)
    return bool(last.label) and not has_title


def _join(chapter: _Chapter, parts: list[html.Part]) -> None:
    """Append the lines of a further file; a sentence that breaks off at its end goes on."""
    first, *others = parts
    end = chapter.parts[-1]
    if not ends_sentence(end.text) and not end.heading:
        chapter.parts[-1] = replace(end, text=end.text + first.text)
    else:
        chapter.parts.append(first)
    chapter.parts.extend(others)


def _divided(path: str, parts: list[html.Part], labels: list[str], account: Account) -> list[_Chapter]:
    """The chapters of a file: one for each entry of the contents whose title is a line of the file.

    The first gets the account of the file, but for the characters of the others.
    """
    starts = [0]
    for label in labels[1:]:
        key = clean(label)
        start = next((i for i in range(starts[-1] + 1, len(parts)) if clean(parts[i].text) == key), None)
        if start is not None and start + 1 < len(parts):
            starts.append(start)
    if len(starts) < len(labels):
        starts = [0]
    ends = [*starts[1:], len(parts)]
    names = labels or [""]
    chapters = [
        _Chapter(path, parts[start:end], name, [], Account())
        for start, end, name in zip(starts, ends, names, strict=False)
    ]
    for chapter in chapters[1:]:
        chapter.account.source = characters("\n".join(part.text for part in chapter.parts))
        account.source -= chapter.account.source
    chapters[0].account = account
    return chapters


def _lines(data: bytes, account: Account) -> list[html.Part]:
    """The lines and paragraphs of a chapter; none if it holds no text. `account` counts what is left out."""
    if len(data) > limits.MARKUP_BYTES:
        raise CorpusError("epub_chapter_too_large", size=len(data) // limits.MB)
    tree = html.parse(decode(data).text, account)
    if tree is None:
        return []
    with limits.parsing("epub_chapter_unreadable"):
        return list(html.walk(tree, set(tree.iter("nav")), account))


def _without_bars(parts: list[html.Part], account: Account) -> tuple[list[html.Part], list[Message]]:
    """The lines without bars of links and the notes of downloading tools at both ends, and what was left out."""
    kept: list[html.Part] = []
    texts: dict[str, None] = {}
    for index, part in enumerate(parts):
        at_end = index < _BAR_PARTS or index >= len(parts) - _BAR_PARTS
        if at_end and not part.heading and len(part.text) <= 3 * _BAR_CHARS and _is_bar(part):
            texts[part.text[:_SHOWN_CHARS]] = None
            account.leave("account_navigation", part.text)
        else:
            kept.append(part)
    return kept, [Message("epub_links_left_out", text=text) for text in texts]


def _is_bar(part: html.Part) -> bool:
    if _DOWNLOADED.search(part.text) and part.links > 0:
        return True
    return len(part.text) <= _BAR_CHARS and _is_linked(part) and _NAVIGATION.search(part.text) is not None


def _is_linked(part: html.Part) -> bool:
    letters = sum(map(str.isalnum, part.text))
    return part.links * len(part.text) >= _LINK_SHARE * max(1, letters)


def _is_contents(parts: list[html.Part]) -> bool:
    """Whether nearly all lines below the heading are links: a page of contents."""
    lines = [part for part in parts if not part.heading]
    return bool(lines) and sum(map(_is_linked, lines)) >= max(2, _LINK_SHARE * len(lines))


def _labels(book: zipfile.ZipFile, content: Any, folder: str) -> dict[str, list[str]]:
    """The titles in the table of contents, by the file that they lead to."""
    labels: dict[str, list[str]] = {}
    for item in content.iter():
        if _tag(item) != "item":
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        is_navigation = "nav" in (item.get("properties") or "").split()
        if (item.get("media-type") == _NCX or is_navigation) and not labels:
            try:
                entries = _ncx(_xml(book, name)) if not is_navigation else _navigation(zip_package.entry(book, name))
            except CorpusError:
                continue  # the book is read without it
            for target, label in entries:
                file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target.partition("#")[0])))
                known = labels.setdefault(file, [])
                if label and label not in known:
                    known.append(label)
    return labels


def _ncx(root: Any) -> Iterator[tuple[str, str]]:
    for point in root.iter():
        if _tag(point) == "navPoint":
            target = next((child.get("src") or "" for child in point if _tag(child) == "content"), "")
            label = next((child for child in point if _tag(child) == "navLabel"), None)
            yield target, next(_texts(label, "text"), "") if label is not None else ""


def _navigation(data: bytes) -> Iterator[tuple[str, str]]:
    if len(data) > limits.MARKUP_BYTES or (tree := html.parse(decode(data).text)) is None:
        return
    menus = list(tree.iter("nav"))
    contents = next((menu for menu in menus if "toc" in (menu.get("epub:type") or menu.get("type") or "")), None)
    for link in (contents if contents is not None else menus[0] if menus else tree).iter("a"):
        yield link.get("href") or "", clean("".join(link.itertext())).replace("\n", " ")


def _spine(content: Any, folder: str) -> Iterator[tuple[str, bool]]:
    """The names of the chapters in reading order, each once, and whether it is the table of contents."""
    items = {element.get("id"): element for element in content.iter() if _tag(element) == "item"}
    seen: set[str] = set()
    for element in content.iter():
        item = items.get(element.get("idref")) if _tag(element) == "itemref" else None
        if item is None or item.get("media-type") not in _CHAPTER:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if name not in seen:
            seen.add(name)
            yield name, "nav" in (item.get("properties") or "").split()


def _xml(book: zipfile.ZipFile, name: str) -> Any:
    from defusedxml import ElementTree

    data = zip_package.entry(book, name)
    if len(data) > limits.MARKUP_BYTES:
        raise zip_package.too_large(name, len(data))
    with limits.parsing("package_part_unreadable", part=name[:80]):
        return ElementTree.fromstring(data)


def _tag(element: Any) -> str:
    return re.sub(r"^\{.*\}", "", element.tag) if isinstance(element.tag, str) else ""


def _texts(content: Any, name: str) -> Iterator[str]:
    """The texts of the elements of this name that are not empty."""
    return (text for element in content.iter() if _tag(element) == name and (text := clean(element.text or "")))
