"""Rich text (.rtf): paragraphs and table rows in order, as Word, WPS, LibreOffice and TextEdit write them.

A tokeniser for RTF 1.9.1. Characters come as `\\uN`, or as bytes in the code page of the document or of the font.
Headers, footers, comments and hidden text are left out, with a warning. A text box follows the paragraph that it is
anchored to; footnotes are at the end.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from corpus.account import Account, characters
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, office_properties, symbol_fonts, table_rows
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|(.))|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
# Groups whose text is not the article's. Any other group that begins with `\*` is skipped, too.
_SKIPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator", "pict",
    "themedata", "colorschememapping", "datastore", "latentstyles", "fldinst", "bkmkstart", "bkmkend", "xmlnstbl",
    "filetbl", "revtbl", "private", "nonshppict", "listtext", "pntext", "ftnsep", "ftnsepc",
    "aftnsep", "aftnsepc", "background", "template", "passwordhash", "userprops", "operator", "creatim", "revtim",
    "printim", "company", "subject", "keywords", "doccomm", "hlinkbase", "manager", "category", "comment", "title",
    "info", "author", "sp", "sn", "sv", "upr",
))  # fmt: skip
_KEPT = frozenset(("listtext", "pntext"))  # the automatic number of a paragraph, which is written out
_HEADERS = frozenset(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"))
_COMMENTS = frozenset(("annotation", "atnid", "atnauthor", "atndate", "atnref", "atnparent", "atntime", "atrfstart"))
_INDEX = frozenset(("xe", "tc", "txe"))  # entries of an index or a table of contents, which are not printed there
_LEFT_OUT = {"header": "account_headers", "comment": "account_comments", "index": "account_hidden"}
_OTHER_TARGETS = ("font", "author", "skip")  # whose text is no text of the document
_NOTES = frozenset(("footnote", "shptxt"))  # text beside the paragraph in which it stands
_STARRED = _NOTES | {"shpinst", "fldrslt"}  # groups with text, though they are marked with `\*`
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emdash": "—",
    "endash": "–", "bullet": "•", "emspace": "\u3000", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column"))
_SYMBOLS = "symbols"  # stands for the code page of fonts whose text is places in the font
_CHARSETS = {
    2: _SYMBOLS,
    77: "mac-roman", 78: "shift_jis", 80: "gb18030", 81: "big5hkscs", 128: "cp932", 129: "cp949",
    130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_OLD_CODECS = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}  # of documents that are not "ANSI"
_MAX_DEPTH = 2_000  # of groups in each other
_HEADER_CHARS = 40  # of a header that a warning shows


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group: where its text goes, its font, its letter size in points, and the bytes after `\\uN`."""

    target: str = "text"
    font: int = 0
    size: float | None = None
    fallback: int = 1
    hidden: bool = False


@dataclass(slots=True)
class _Text:
    """What was read: the paragraphs with their letter sizes, and what is left out."""

    paragraphs: list[tuple[str, float | None]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    hidden_chars: int = 0
    comments: int = 0
    undecodable: Counter[str] = field(default_factory=Counter)  # characters, by code page
    author: str = ""
    account: Account = field(default_factory=Account)


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is no RTF or too large."""
    text = _Parser(limits.load(stream, limits.TEXT_BYTES)).parse()
    headers = dict.fromkeys(header for header in map(unwrap, text.headers) if any(map(str.isalpha, header)))
    warnings = [
        Message("word_header_left_out", text=header[:_HEADER_CHARS] + "…" * (len(header) > _HEADER_CHARS))
        for header in headers
    ]
    if text.comments:
        warnings.append(Message("word_comments_left_out", count=text.comments))
    if text.hidden_chars:
        warnings.append(Message("word_hidden_left_out", count=text.hidden_chars))
    for codec, count in text.undecodable.items():
        if count:
            warnings.append(Message("text_undecodable", count=count, encoding=codec))
    blocks = tuple(Block(paragraph, size=size) for paragraph, size in text.paragraphs)
    document = Document(
        path, blocks, authors=table_rows.authors(office_properties.real_author(text.author)), warnings=tuple(warnings)
    )
    yield from text.account.settled([document], text.account.source)


def paragraphs(data: bytes, account: Account) -> list[str]:
    """The paragraphs of RTF inside another file; `account` counts the others. Raises `CorpusError` if it is no RTF."""
    text = _Parser(data).parse()
    account.include(text.account)
    return [paragraph for paragraph, _ in text.paragraphs]


class _Parser:
    """Reads RTF from its beginning to its end, once."""

    def __init__(self, data: bytes) -> None:
        if not data.lstrip()[:5].startswith(b"{\\rtf"):
            raise CorpusError("rtf_unreadable")
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._text = _Text()
        names = ("text", "header", "author", "footnote", "shptxt")
        self._pieces: dict[str, list[str]] = {name: [] for name in names}
        self._beside: dict[str, list[str]] = {"footnote": [], "shptxt": []}
        self._bytes = bytearray()
        self._size: float | None = None  # the largest letters of the paragraph
        self._default_codec, self._codecs, self._fonts = "cp1252", dict[int, str](), dict[int, str]()
        self._skip = 0  # characters that stand in for the last `\\uN`
        self._high = 0  # the first half of a character beyond U+FFFF

    def parse(self) -> _Text:
        """The text of the document."""
        starred = False
        position, data = 0, self._data
        while match := _TOKEN.match(data, position):
            position = match.end()
            word, number, code, mark, brace, plain = match.groups()
            if word is not None:
                name = word.decode("ascii")
                if name == "bin":
                    position += min(max(0, int(number or 0)), len(data))
                else:
                    self._word(name, int(number) if number else None, starred)
                starred = False
            elif code is not None:
                self._add_byte(int(code, 16))
            elif mark is not None:
                starred = mark == b"*"
                self._mark(mark)
            elif brace is not None:
                self._brace(brace)
                starred = False
            elif plain is not None:
                self._bytes += plain[self._skipped(len(plain)) :]
        self._state = _State()
        self._end_paragraph()
        self._add_beside("footnote")
        return self._text

    def _skipped(self, count: int) -> int:
        skipped = min(self._skip, count)
        self._skip -= skipped
        return skipped

    def _add_byte(self, byte: int) -> None:
        if not self._skipped(1):
            self._bytes.append(byte)

    def _mark(self, mark: bytes) -> None:
        """A control symbol: `\\~` is a space, `\\_` a hyphen, `\\{` a brace, a line end a paragraph."""
        char = {b"~": "\u00a0", b"_": "-", b"\r": "\n", b"\n": "\n"}.get(mark, "")
        if mark in (b"{", b"}", b"\\"):
            self._add_byte(mark[0])
        elif char == "\n":
            self._end_paragraph()
        elif char:
            self._add(char)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= _MAX_DEPTH:
                raise CorpusError("rtf_unreadable")
            self._stack.append(self._state)
            return
        before, self._state = self._state, self._stack.pop() if self._stack else _State()
        if before.target != self._state.target and before.target in (*_NOTES, "header"):
            lists = self._beside | {"header": self._text.headers}
            lists[before.target].append("".join(self._pieces[before.target]))
            self._pieces[before.target].clear()

    def _flush(self) -> None:
        """Decode the bytes of the current run and append them to their target."""
        if self._bytes:
            codec = self._codecs.get(self._state.font, self._default_codec)
            if self._state.target == "font":  # the name of a font
                text = self._bytes.decode(self._default_codec if codec == _SYMBOLS else codec, "replace")
            elif codec == _SYMBOLS:
                text = "".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in self._bytes)
            else:
                text = self._bytes.decode(codec, "replace")
                self._text.undecodable[codec] += text.count("\ufffd")
            self._bytes.clear()
            self._append(text)

    def _add(self, text: str) -> None:
        self._flush()
        self._append(text)

    def _append(self, text: str) -> None:
        state, account = self._state, self._text.account
        target = state.target
        if target not in _OTHER_TARGETS:
            account.source += characters(text)
        if target == "font":
            self._fonts[state.font] = (self._fonts.get(state.font, "") + text).rstrip(";")
        elif target == "author":
            self._text.author += text
        elif target == "text" and state.hidden:
            self._text.hidden_chars += len(clean(text))
            account.leave("account_hidden", text)
        elif target in _LEFT_OUT:
            account.leave(_LEFT_OUT[target], text)
        if target in self._pieces and not (target == "text" and state.hidden):
            self._pieces[target].append(symbol_fonts.translated(self._fonts.get(state.font, ""), text))
            if target == "text" and state.size and text.strip():
                self._size = max(self._size or 0, state.size)

    def _end_paragraph(self) -> None:
        self._flush()
        if self._state.target != "text":
            self._append("\n")
            return
        text = "".join(self._pieces["text"]).strip(" \t\n")
        if clean(text):
            self._text.paragraphs.append((text, self._size))
        self._pieces["text"].clear()
        self._size = None
        self._add_beside("shptxt")

    def _add_beside(self, kind: str) -> None:
        """Append the paragraphs of notes or text boxes."""
        for note in self._beside[kind]:
            self._text.paragraphs.extend((line.strip(), None) for line in note.split("\n") if clean(line))
        self._beside[kind].clear()

    def _word(self, name: str, number: int | None, starred: bool) -> None:
        """A control word with its number."""
        if name == "u":
            self._unicode(number or 0)
            return
        self._flush()
        if name in _CHARACTERS:
            self._append(_CHARACTERS[name])
        elif name in _PARAGRAPH_ENDS or name == "row":
            self._end_paragraph()
        elif name in ("cell", "nestcell"):
            self._append(" ")
        elif not self._destination(name, starred):
            self._property(name, number)

    def _unicode(self, number: int) -> None:
        code = number % 0x10000
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                self._append(chr(0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)))
            self._high = 0
        else:
            self._append(chr(code))
        self._skip = self._state.fallback

    def _destination(self, name: str, starred: bool) -> bool:
        """Enter a group whose text goes elsewhere. Whether the word begins such a group."""
        target = self._state.target
        if name == "fonttbl":
            target = "font"
        elif name in _HEADERS:
            target = "header"
        elif name in _COMMENTS:
            target = "comment" if name == "annotation" and target != "skip" else "skip"
            self._text.comments += name == "annotation"
        elif name in _INDEX:
            target = "index" if target == "text" else "skip"
        elif name == "author" and target == "skip":
            target = "author"
        elif name in _KEPT:
            pass
        elif name in _NOTES:
            target = name if target == "text" else target
        elif name in _SKIPPED or (starred and name not in _STARRED):
            target = "skip"
        else:
            return False
        if self._state.target not in ("skip", "comment", "index") or target == "author":
            self._state = replace(self._state, target=target)
        return True

    def _property(self, name: str, number: int | None) -> None:
        """A property of the document, of a font in the table of fonts, or of the text that follows."""
        state, value = self._state, number or 0
        if state.target == "font" and name in ("fcharset", "cpg"):
            self._font_property(name, value)
        elif name == "ansicpg":
            self._default_codec = _codec(f"cp{value}") or self._default_codec
        elif name in _OLD_CODECS:
            self._default_codec = _OLD_CODECS[name]
        elif name == "f":
            self._state = replace(state, font=value)
        elif name == "fs":
            self._state = replace(state, size=value / 2 or None)
        elif name == "uc":
            self._state = replace(state, fallback=max(0, min(value, 100)))
        elif name in ("v", "deleted"):
            self._state = replace(state, hidden=number != 0)
        elif name == "plain":
            self._state = replace(state, hidden=False, size=None, font=0)

    def _font_property(self, name: str, number: int) -> None:
        """The character set or the code page of a font. Set 0 is the document's own code page."""
        codec = _codec(f"cp{number}") if name == "cpg" else _CHARSETS.get(number)
        if codec is not None:
            self._codecs[self._state.font] = codec


def _codec(name: str) -> str | None:
    try:
        return {"cp936": "gb18030", "cp10008": "gb2312", "cp10000": "mac-roman"}.get(name) or codecs.lookup(name).name
    except LookupError:
        return None
