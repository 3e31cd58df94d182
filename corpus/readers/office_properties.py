"""What office documents say of themselves: which authors and titles count, and which headers are page numbers."""

from __future__ import annotations

import re

from corpus.account import Account, prints_title
from corpus.records import Document
from corpus.text import clean, ends_sentence

_DEFAULT_AUTHORS = frozenset((
    "python-docx", "openpyxl", "unknown", "office", "pc", "administrator", "admin", "author", "user", "windows user",
    "microsoft office user", "微软用户", "用户",
))  # fmt: skip
PAGE_NUMBER = re.compile(r"(?:第|共|page|of|页|版|[\W\d_])+", re.IGNORECASE)
_DEFAULT_TITLE = re.compile(
    r"Microsoft Word\s*-.*"
    r"|(?:文档|文件|新建|Document|Doc|Untitled|无标题|未命名|Word Document|Normal|模板|PowerPoint)[\w\s.-]*"
    r"|.*\.(?:docx?|wps|rtf|txt|dotx?)",
    re.IGNORECASE,
)
_MAX_TITLE_CHARS = 60


def real_author(name: str) -> str:
    """The author of a file's properties; empty if a program filled it in."""
    return "" if name.strip().lower() in _DEFAULT_AUTHORS else name


def printed_title(given: str, texts: list[str], has_headlines: bool) -> str:
    """The title of the properties, unless a program made it up or the text has a headline of its own."""
    if not given or _DEFAULT_TITLE.fullmatch(given):
        return ""
    if any(clean(text) == given for text in texts):
        return given
    first = clean(texts[0]) if texts else ""
    has_first_line = len(texts) > 1 and len(first) <= _MAX_TITLE_CHARS and not ends_sentence(first)
    return "" if has_headlines or has_first_line else given


def count_title(document: Document, texts: list[str], account: Account) -> None:
    """Count the title of a document, given the texts of its parts: if they lack it, or print it more than once."""
    printed = texts.count(document.title) if document.title else 0
    if len(texts) > len(document.blocks) and printed > 1:
        account.leave("account_titles", document.title * (printed - 1))
    elif not printed and not prints_title(document):
        account.add(document.title)
