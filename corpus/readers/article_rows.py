"""The rows of a table as articles: a text may be written in HTML, and columns that are not taken over are named."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.account import FACTS, Account, characters, merged, prints_title
from corpus.messages import Message
from corpus.readers import columns, html, limits, table_rows
from corpus.records import Block, Document, Refusal
from corpus.text import HAN, LINE_END

_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|section|table)\b", re.I)
_WRITTEN_LINE_END = re.compile(rf"(?<=[{HAN}。！？；：，”」）\d])(?:\\r)?\\n")  # of JSON that was escaped twice
_PROSE_CHARS = 20  # of a value, from which a column that is not taken over is named


class Rows:
    """Makes documents of the rows of one table. What is said of the table as a whole goes with its first document.

    `account` counts what was left out above and beside the rows. A row that is refused is not part of the account.
    `to_date`, if given, is applied to the cells of dates.
    """

    def __init__(
        self,
        path: str,
        warnings: tuple[Message, ...] = (),
        account: Account | None = None,
        to_date: Callable[[object], object] | None = None,
    ) -> None:
        self._path, self._pending, self._to_date = path, list(warnings), to_date
        self._named: set[str] = set()
        self._account = account if account is not None else Account()

    def document(
        self, row: Mapping[str, object], line: int | None = None, more: Sequence[object] = (), added: str = ""
    ) -> Document | Refusal:
        """A row as one article, or a refusal. Raises `CorpusError` if the text has too many lines.

        `more` are cells in no column; `added` is what cells hold that are written again.
        """
        account = Account()
        item = table_rows.document(self._dated(row), self._path, line, lambda text: _blocks(text, account))
        if isinstance(item, Refusal):
            return item
        uncertain = columns.layout(tuple(row)).uncertain
        taken = columns.fields(row)
        if any(name not in self._named and _is_prose(row[name]) for name in uncertain):
            names = {name for name, _ in taken.values()}
            left_out = [name for name in uncertain if name not in names | self._named and _is_prose(row[name])]
            self._pending.extend(Message("column_left_out", column=name[:40]) for name in left_out)
            self._named.update(left_out)
        account.add(added)
        printed = {name: table_rows.printed(value) for name, value in row.items()}
        beyond = "\n".join(map(table_rows.printed, more))
        account.leave("account_columns", beyond)
        _count(item, row, printed, taken, account)
        source = characters("\n".join((*printed.values(), beyond))) - characters(added)
        (item,) = account.settled([item], source)
        return self.with_pending(item)

    def _dated(self, row: Mapping[str, object]) -> Mapping[str, object]:
        if self._to_date is None:
            return row
        return {name: self._to_date(cell) if columns.field_of(name) == "date" else cell for name, cell in row.items()}

    def with_pending(self, item: Document) -> Document:
        """A document with what is said of the table as a whole, unless another has it."""
        if self._pending:
            item = replace(item, warnings=(*self._pending, *item.warnings))
            self._pending = []
        if self._account.left or self._account.added:
            left_out = merged((*self._account.left_out(), *item.left_out))
            item = replace(item, left_out=left_out, added=self._account.added + item.added)
            self._account.clear()
        return item


def _count(
    item: Document,
    row: Mapping[str, object],
    printed: Mapping[str, str],
    taken: Mapping[str, tuple[str, object]],
    account: Account,
) -> None:
    """Count what of a row, whose text by column is `printed`, became data, and the columns that are not taken over."""
    fields = {name: field for field, (name, _) in taken.items()}
    facts: list[str] = []
    others: list[str] = []
    for name, text in printed.items():
        field = fields.get(name)
        if field == "text":
            kind = "account_markup" if isinstance(row[name], str) else "account_columns"
            account.replaced(text, table_rows.text_of(row[name]), kind)
        elif field == "title" and text.strip() == item.title and not prints_title(item):
            continue
        elif field == "title" and not prints_title(item):
            account.replaced(text, item.title)
        elif field == "title":
            account.leave("account_titles", text)
        elif field and not (field == "date" and item.date is None):
            facts.append(text)
        else:
            others.append(text)
    account.leave(FACTS, "\n".join(facts))
    for text in others:
        account.leave("account_columns", text)


def _is_prose(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _PROSE_CHARS and not value.startswith(("http:", "https:"))


def _blocks(text: str, account: Account) -> tuple[Block, ...]:
    """The paragraphs of a text, which may be written in HTML."""
    given = text
    if "\\n" in text:
        text = _WRITTEN_LINE_END.sub("\n", text)
    if "<" in text and table_rows.TAG.search(text) and len(text) <= limits.MARKUP_BYTES:
        tree = html.load(text if _BLOCK_TAG.search(text) else LINE_END.sub("\n", text).replace("\n", "<br>"))
        if tree is None:
            return ()
        account.replaced(given, html.body_text(tree))
        html.prepare(tree, account)
        return tuple(Block(part.text) for part in html.walk(tree, account=account))
    text = entities.unescape(text) if "&" in text and table_rows.ENTITY.search(text) else text
    account.replaced(given, text)
    return table_rows.paragraphs(text)
