"""Documents of other kinds that Word files embed as text (`altChunk`): web pages, plain text, RTF, other Word files."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable

from corpus.account import Account
from corpus.errors import CorpusError
from corpus.readers import html, limits, table_rows
from corpus.readers.encoding import decode


def paragraphs(
    data: bytes, content_type: str, read_word: Callable[[bytes, Account], list[str]] | None, account: Account
) -> list[str] | None:
    """The paragraphs of an embedded document; None if it cannot be read. `read_word` reads a Word file, if allowed.

    `account` counts what of the document is left out.
    """
    kind = content_type.lower()
    try:
        if len(data) > limits.MARKUP_BYTES:
            return None
        if "html" in kind:
            return _html(data, account)
        if "rfc822" in kind or "mht" in kind or "multipart" in kind:
            return _mail(data, account)
        if kind.startswith("text/plain"):
            return [block.text for block in table_rows.paragraphs(decode(data).text)]
        if "rtf" in kind:
            from corpus.readers import rtf

            return rtf.paragraphs(data, account)
        if "wordprocessingml.document" in kind and read_word is not None:
            return read_word(data, account)
    except CorpusError:
        return None
    return None


def _html(data: bytes, account: Account) -> list[str]:
    tree = html.parse(decode(data).text, account)
    return [part.text for part in html.walk(tree, account=account)] if tree is not None else []


def _mail(data: bytes, account: Account) -> list[str] | None:
    """The page in a web archive (MHTML), which is a mail message."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return _html(content, account) if isinstance(content, bytes) else None
    return None
