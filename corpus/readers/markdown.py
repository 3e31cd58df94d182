"""Markdown, as one article: front matter, a title, and paragraphs without markup.

Reads CommonMark with tables and strikethrough. Headings are lines of their own; pictures and HTML tags are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from corpus.readers import limits, table_rows
from corpus.readers.encoding import decode
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"([^\s:：#-][^:：]*?)\s*[:：]\s*(.*)")
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)|<(script|style)\b(?:.*?</\1\s*>|.*)|</?[a-zA-Z][^<>]*>", re.DOTALL | re.IGNORECASE
)

_LINE_BREAK = "\x1e"  # in a paragraph, where the author broke a line
_TAG_BREAK = re.compile(r"\n\s*\n|<br\b[^<>]*>|</(?:p|div|tr|li|h[1-6])>", re.IGNORECASE)


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is too large, is not text, or cannot be parsed."""
    decoded = decode(limits.load(stream, limits.MARKDOWN_BYTES))
    front, text = _front_matter(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    with limits.parsing("markdown_unreadable"):
        marked = [(part, is_headline) for part, is_headline in _parts(text) if clean(part)]
    parts = [part for part, _ in marked]
    title = str(front.get("title", ""))
    if not title and marked and marked[0][1]:
        title, *parts = parts
    row = table_rows.document({**front, "text": parts or ["-"], "title": title}, path)
    if not isinstance(row, Document):
        yield row
        return
    yield replace(row, blocks=tuple(map(Block, parts)), warnings=row.warnings + decoded.warnings)


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    """The `key: value` lines between `---`, whose lists are `[a, b]` or lines `- a`; and the text after them."""
    if not (match := _FRONT.match(text)):
        return {}, text
    values: dict[str, object] = {}
    key = ""
    for line in match[1].split("\n"):
        item = line.strip()
        if item.startswith("- ") and key:
            items = values[key]
            values[key] = [*(items if isinstance(items, list) else []), _unquoted(item[2:])]
        elif entry := _ENTRY.fullmatch(item):
            key = entry[1]
            value = entry[2].strip()
            is_list = value.startswith("[") and value.endswith("]")
            values[key] = [_unquoted(part) for part in value[1:-1].split(",")] if is_list else _unquoted(value)
        elif item and not item.startswith("#"):
            return {}, text  # the dashes are a horizontal rule
    known = {name: value for name, value in values.items() if table_rows.field_of(name) not in (None, "text")}
    return known, text[match.end() :]


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs, headings, table rows and code blocks; and whether each is a heading of the first level."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"])
    parser.core.ruler.disable("inline")  # done below, unless the paragraph is too long
    references: dict[str, object] = {}
    cells: list[str] = []
    tag = ""  # of the token before, which opens the element that a text is in
    for token in parser.parse(text, references):
        if token.type == "inline":
            lines = _lines(parser, token.content, references)
            if tag in ("th", "td"):
                cells.append(" ".join(lines))
            else:
                yield "\n".join(filter(None, lines)), tag == "h1"
        elif token.type == "tr_close":
            yield " ".join(filter(None, cells)), False
            cells = []
        elif token.type in ("fence", "code_block"):
            yield token.content.strip("\n"), False
        elif token.type == "html_block":
            for part in _TAG_BREAK.split(token.content):
                yield unwrap(html.unescape(_TAG.sub("", part))), False
        tag = token.tag


def _lines(parser: MarkdownIt, content: str, references: dict[str, object]) -> list[str]:
    """The lines of a paragraph, broken only where its author did; with its markup if it is too long to be parsed."""
    if len(content) <= limits.MARKDOWN_PARAGRAPH:
        content = _inline(parser, content, references)
    return [unwrap(line) for line in content.split(_LINE_BREAK)]


def _inline(parser: MarkdownIt, content: str, references: dict[str, object]) -> str:
    """The text of a paragraph without markup, with `_LINE_BREAK` where its author broke a line."""
    children: list[Token] = []
    parser.inline.parse(content, parser, references, children)
    text = ""
    for child in children:
        if child.type in ("text", "text_special", "code_inline"):
            text += child.content
        elif child.type == "softbreak":
            text += "\n"
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            text += _LINE_BREAK
    return text
