"""Markdown, as one article: front matter, a title, and paragraphs without their markup.

Reads CommonMark with tables and strikethrough. Headings stay as lines of their own; pictures and HTML tags go.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
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

_TAG_BREAK = re.compile(r"\n\s*\n|<br\b[^<>]*>|</(?:p|div|tr|li|h[1-6])>", re.IGNORECASE)


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` where the file is too large or is not text."""
    found = decode(limits.load(stream, limits.MARKDOWN_BYTES, "split it"))
    front, text = _front_matter(found.text.replace("\r\n", "\n").replace("\r", "\n"))
    with limits.parsing("the Markdown", "save it as plain text"):
        headings, parts = _parts(text)
    title = str(front.get("title", ""))
    if not title and 0 in headings:
        title, parts = parts[0], parts[1:]
    row = table_rows.document({**front, "text": parts or ["-"], "title": title}, path)
    if not isinstance(row, Document):
        yield row
        return
    warnings = (*row.warnings, found.warning) if found.warning else row.warnings
    blocks = tuple(Block(part) for part in parts)
    yield Document(path, blocks, row.title, row.date, row.source, row.authors, row.url, row.id, True, warnings)


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    """The `key: value` lines between `---`, lists as `[a, b]` or as lines `- a`, and the text below."""
    if not (match := _FRONT.match(text)):
        return {}, text
    found: dict[str, object] = {}
    key = ""
    for line in match[1].split("\n"):
        item = line.strip()
        if item.startswith("- ") and key:
            held = found[key]
            found[key] = [*(held if isinstance(held, list) else []), _unquoted(item[2:])]
        elif entry := _ENTRY.fullmatch(item):
            key = entry[1]
            value = entry[2].strip()
            listed = value.startswith("[") and value.endswith("]")
            found[key] = [_unquoted(part) for part in value[1:-1].split(",")] if listed else _unquoted(value)
        elif item and not item.startswith("#"):
            return {}, text  # a rule, and no front matter
    said = {name: value for name, value in found.items() if table_rows.field_of(name) not in (None, "text")}
    return said, text[match.end() :]


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _parts(text: str) -> tuple[set[int], list[str]]:
    """The paragraphs, and which of them are headings of the first level."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"])
    parser.core.ruler.disable("inline")  # done below, where a paragraph is not too long
    references: dict[str, object] = {}
    parts: list[str] = []
    headings: set[int] = set()
    cells: list[str] | None = None
    first = False
    for token in parser.parse(text, references):
        if token.type == "heading_open":
            first = token.tag == "h1"
        elif token.type == "heading_close":
            first = False
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            parts.append(" ".join(filter(None, cells or [])))
            cells = None
        elif token.type == "inline":
            long = len(token.content) > limits.MARKDOWN_PARAGRAPH
            said = token.content if long else _inline(parser, token.content, references)
            lines = [unwrap(line) for line in said.split("\x1e")]
            if cells is not None:
                cells.append(" ".join(lines))
                continue
            if first:
                headings.add(len(parts))
            parts.append("\n".join(filter(None, lines)))
        elif token.type in ("fence", "code_block"):
            parts.append(token.content.strip("\n"))
        elif token.type == "html_block":
            parts.extend(unwrap(html.unescape(_TAG.sub("", part))) for part in _TAG_BREAK.split(token.content))
    kept = [index for index, part in enumerate(parts) if clean(part)]
    return {kept.index(index) for index in headings if index in kept[:1]}, [parts[index] for index in kept]


def _inline(parser: MarkdownIt, content: str, references: dict[str, object]) -> str:
    """The text of a paragraph; U+001E stands where a line is broken on purpose."""
    children: list[Token] = []
    parser.inline.parse(content, parser, references, children)
    text = ""
    for child in children:
        if child.type in ("text", "text_special", "code_inline"):
            text += child.content
        elif child.type == "softbreak":
            text += "\n"
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            text += "\x1e"
    return text
