"""Markdown, as one article: front matter, a title, and paragraphs without markup.

Reads CommonMark with tables, strikethrough and notes. Headings are lines of their own; pictures and HTML tags are left
out. In three places CommonMark was made for other scripts and loses text, so that it is not followed: emphasis beside
Chinese marks, definitions that hold text instead of an address, and Chinese paragraphs indented by four spaces.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from corpus.account import FACTS, Account, characters, difference, prints_title
from corpus.readers import limits, table_rows
from corpus.readers.encoding import decode
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import HAN, clean, ends_sentence, is_han

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# YAML between dashes, or TOML between plus signs.
_FRONT = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<lines>.*?)\n(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"([^\s:：#=-][^:：=]*?)\s*[:：=]\s*(.*)")
# The elements of HTML; other names in angle brackets (<Nature>) are text.
_ELEMENT = (
    "a|abbr|acronym|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|"
    "cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|"
    "font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|"
    "main|map|mark|menu|meta|meter|nav|noscript|object|ol|optgroup|option|output|p|param|path|picture|pre|progress|q|rp|"
    "rt|ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|"
    "template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(
    rf"<!--(?:.*?-->|.*)|<(?P<raw>script|style)\b(?:.*?</(?P=raw)\s*>|.*)|</?(?:{_ELEMENT}|{_ELEMENT.upper()})\b[^<>]*>",
    re.DOTALL,
)
_MARKUP = re.compile(r"<[!?]")  # comments and instructions

_MAX_ADDRESS_CHARS = 2000  # of a definition that are looked at
# A definition that names an address; CommonMark takes any word for one, and so nearly every Chinese note.
_ADDRESS = re.compile(r"\[(?!\^)[^\]]*\]:\s*(?:<|[a-z][a-z0-9+.-]*:|[/#.?]|[!-~]*[./#][!-~]*(?:\s|$)|$)", re.IGNORECASE)
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,40})\][:：][ \t]*", re.MULTILINE)
_MARK = re.compile(r"(?:(?<=\x1e)|^)\[\^([^\]\s]{1,40})\][:：][ \t]*|\[\^([^\]\s]{1,40})\]")
_LABEL_LINE = re.compile(r"\n(?=\[[^\]\n]{1,40}\][:：])")
_PROSE = re.compile("[，。；：、！？”》]")
_PRODUCT = re.compile("[0-9][0-9A-Za-z]|[A-Za-z][0-9]")  # what stands around a sign of multiplication
_WIDE = re.compile(f"[{HAN}\u3040-\u30ff\uac00-\ud7af]")

# Markup that holds letters: names of elements and characters, marks of notes and of definitions.
_WORDED_MARKUP = re.compile(rf"{_TAG.pattern}|{table_rows.ENTITY.pattern}|\]\s?\[[^\]]*\]|\[\^[^\]\s]*\]", re.DOTALL)

_TEXTS = ("text", "text_special", "code_inline")  # tokens within a line
_LINE_BREAK = "\x1e"  # in a paragraph, where the author broke a line
_TAG_BREAK = re.compile(r"\n\s*\n|<br\b[^<>]*>|</(?:p|div|tr|li|h[1-6])>", re.IGNORECASE)


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is too large, is not text, or cannot be parsed."""
    decoded = decode(limits.load(stream, limits.MARKDOWN_BYTES))
    front, text, above = _front_matter(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    account = Account()
    with limits.parsing("markdown_unreadable"):
        marked = [(part, is_headline) for part, is_headline in _parts(text, account) if clean(part)]
    parts = [part for part, _ in marked]
    title = str(front.get("title", ""))
    headed = not title and bool(marked) and marked[0][1]
    if headed:
        title, *parts = parts
    row = table_rows.document({**front, "text": parts or ["-"], "title": title}, path)
    if not isinstance(row, Document):
        yield row
        return
    document = replace(row, blocks=tuple(map(Block, parts)), warnings=row.warnings + decoded.warnings)
    if "title" in front and not prints_title(document):
        account.replaced(above, title, FACTS)
    else:
        account.leave(FACTS, above)
    if headed and prints_title(document):
        account.leave("account_titles", title)
    yield from account.settled([document], characters(decoded.text))


def _front_matter(text: str) -> tuple[dict[str, object], str, str]:
    """The `key: value` lines between `---`, or `key = value` between `+++`; the text below; and all these lines.

    Their lists are `[a, b]` or lines `- a`.
    """
    if not (match := _FRONT.match(text)):
        return {}, text, ""
    values: dict[str, object] = {}
    key = ""
    for line in match["lines"].split("\n"):
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
            return {}, text, ""  # the dashes are a horizontal rule
    known = {name: value for name, value in values.items() if table_rows.field_of(name) not in (None, "text")}
    return known, text[match.end() :], match.group()


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _parts(text: str, account: Account) -> Iterator[tuple[str, bool]]:
    """Paragraphs, headings, table rows and code blocks; and whether each is a heading of the first level."""
    parser = _parser()
    notes = frozenset(_NOTE.findall(text))
    references: dict[str, object] = {}
    cells: list[str] = []
    number = tag = ""  # of the list item that begins; of the token before, which opens the element that a text is in
    tokens = parser.parse(text, references)
    _count_block_markup(text, tokens, account)
    for token in tokens:
        if token.type == "inline" and tag in ("th", "td"):
            cells.append(" ".join(_lines(parser, token.content, references, notes, account)))
        elif token.type == "inline":
            lines = _lines(parser, token.content, references, notes, account)
            yield number + "\n".join(filter(None, lines)), tag == "h1"
            number = ""
        elif token.type == "tr_close":
            yield " ".join(filter(None, cells)), False
            cells = []
        elif token.type in ("fence", "code_block"):
            prose = token.type == "code_block" and is_han(token.content) and _PROSE.search(token.content)
            yield number + (_prose(token.content) if prose else token.content.strip("\n")), False
            number = ""
        elif token.type == "html_block":
            parts = [unwrap(html.unescape(_TAG.sub("", part))) for part in _TAG_BREAK.split(token.content)]
            _count_html(token.content, "\n".join(parts), account)
            yield from ((part, False) for part in parts)
        elif token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        tag = token.tag


def _count_block_markup(text: str, tokens: list[Token], account: Account) -> None:
    """Count what is markup of blocks: marks, definitions of addresses, and the languages of code.

    Letters and digits beside these are text that the parser dropped: cells beyond the columns of a table.
    """
    leaves = [token for token in tokens if token.type in ("inline", "fence", "code_block", "html_block")]
    content = "\n".join(
        [token.content for token in leaves]
        + [f"{token.info}{token.markup}" for token in tokens if token.type == "list_item_open" and token.info]
    )
    within = {number for token in leaves for number in range(*(token.map or (0, 0)))}
    beside = "\n".join(line for number, line in enumerate(text.split("\n")) if number not in within)
    languages = "".join(token.info for token in leaves)
    for reason, named in (("account_addresses", beside), ("account_markup", languages)):
        account.leave(reason, named)
    rest = characters(text) - characters(content) - characters(beside) - characters(languages)
    lost = max(0, min(rest, _letters(text) - _letters(content) - _letters(beside) - _letters(languages)))
    reason = "account_columns" if any(token.type == "tr_open" for token in tokens) else "account_unexplained"
    account.leave_count(reason, lost, may_be_article=True)
    account.leave_count("account_markup", max(0, rest - lost))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _count_html(content: str, text: str, account: Account) -> None:
    """Count the tags, comments and scripts of a block of HTML, given its text."""
    comments = "".join(match.group() for match in _TAG.finditer(content) if match.group().startswith("<!--"))
    account.leave("account_comments", comments)
    account.replaced(content, text + comments)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"])
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.core.ruler.disable("inline")  # done in `_inline`, unless the paragraph is too long
    parser.block.ruler.at("reference", _reference, {"alt": []})
    parser.inline.ruler.at("emphasis", _emphasis)
    return parser


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's rule for definitions, for those that name an address."""
    from markdown_it.rules_block import reference

    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return _ADDRESS.match(line[:_MAX_ADDRESS_CHARS]) is not None and reference(state, start, end, silent)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule for emphasis, by which a Chinese character also counts as a mark, and 3*4*5 holds none."""
    from markdown_it.rules_inline import emphasis
    from markdown_it.rules_inline.state_inline import Delimiter

    start = state.pos
    if silent or state.src[start] != "*":
        return emphasis.tokenize(state, silent)
    end = start + 1
    while end < state.posMax and state.src[end] == "*":
        end += 1
    before, after = (state.src[start - 1] if start else " "), (state.src[end] if end < state.posMax else " ")
    product = _PRODUCT.fullmatch(before + after) is not None
    for _ in range(end - start):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=end - start,
                token=len(state.tokens) - 1,
                end=-1,
                open=not product and _flanks(after, before),
                close=not product and _flanks(before, after),
            )
        )
    state.pos = end
    return True


def _flanks(inside: str, outside: str) -> bool:
    """Whether an asterisk between the two characters can begin or end emphasis on the side of `inside`."""
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

    def is_mark(char: str) -> bool:
        return isMdAsciiPunct(ord(char)) or isPunctChar(char)

    if isWhiteSpace(ord(inside)):
        return False
    return not is_mark(inside) or isWhiteSpace(ord(outside)) or is_mark(outside) or bool(_WIDE.match(outside))


def _prose(content: str) -> str:
    """A paragraph that was indented by four spaces, broken only where a sentence ends."""
    text = ""
    for line in filter(None, map(str.strip, content.split("\n"))):
        text += ("\n" if ends_sentence(text) else _LINE_BREAK) * bool(text) + line
    return "\n".join(unwrap(part.replace(_LINE_BREAK, "\n")) for part in text.split("\n"))


def _lines(
    parser: MarkdownIt, content: str, references: dict[str, object], notes: frozenset[str], account: Account
) -> list[str]:
    """The lines of a paragraph, broken only where its author did; with its markup if it is too long to be parsed.

    A mark of one of the `notes` is left out, and its note is a line of its own, without the mark.
    """
    given = content
    content = _LABEL_LINE.sub(_LINE_BREAK, content)
    content = _MARK.sub(lambda match: "" if (match[1] or match[2]) in notes else match.group(), content)
    named: list[tuple[str, str]] = []
    if len(content) <= limits.MARKDOWN_PARAGRAPH:
        content = _inline(parser, content, references, named)
    lines = [unwrap(line) for line in content.split(_LINE_BREAK)]
    text = "\n".join(lines)
    for reason, part in named:
        if part in given:
            account.leave(reason, part)
            text += part
    gone, come = difference(given, text)
    worded = sum(_letters(match.group()) for match in _WORDED_MARKUP.finditer(given)) if gone else 0
    lost = max(0, _letters(gone) - worded)
    account.leave_count("account_unexplained", lost, may_be_article=True)
    account.leave_count("account_markup", characters(gone) - lost)
    account.add(come)
    return lines


def _inline(parser: MarkdownIt, content: str, references: dict[str, object], named: list[tuple[str, str]]) -> str:
    """The text of a paragraph without markup and struck words, with `_LINE_BREAK` where its author broke a line.

    What is left out beside marks is added to `named` with its reason.
    """
    children: list[Token] = []
    parser.inline.parse(content, parser, references, children)
    text = ""
    struck = 0  # how many ~~ are open
    for child in children:
        struck += (child.type == "s_open") - (child.type == "s_close")
        if struck and child.type not in ("image", "link_open"):
            named.append(("account_struck", child.content if child.type in _TEXTS else ""))
        elif child.type in _TEXTS:
            text += child.content
        elif child.type == "softbreak":
            text += "\n"
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            text += _LINE_BREAK
        elif child.type == "html_inline" and not _TAG.match(child.content) and not _MARKUP.match(child.content):
            text += child.content
        elif child.type == "image":
            named += [("account_pictures", child.content), ("account_addresses", str(child.attrs["src"]))]
            named.append(("account_pictures", str(child.attrs.get("title", ""))))
        elif child.type == "link_open" and child.info != "auto":
            named += [("account_addresses", str(child.attrs.get(name, ""))) for name in ("href", "title")]
    return text
