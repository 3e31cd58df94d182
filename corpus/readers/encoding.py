"""Bytes to text, in whatever encoding people have: UTF-8, UTF-16 and UTF-32, GB18030, Big5, Windows-1252.

A byte order mark decides, then strict UTF-8, then which decoding reads most like Chinese or European text. Knows no
format; a page's own word on its encoding is the format's to give as `declared`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec that it was decoded with, and a warning where that is in doubt."""

    text: str
    encoding: str
    warning: str | None = None


# The longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GUESSES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252")
_NO_TEXT = "the file is not text: save it as UTF-8 text, or give it the suffix of its format"
_SAMPLE = 1 << 16  # bytes that are scored; more do not change the choice
_DAMAGE = 0.01  # the share of characters that may be unreadable before the file is refused
_SURE = 0.3  # the lead over the next best in score, below which the choice is reported as in doubt
# Controls that no text holds, characters of no meaning to anyone else, and the mark of a failed decoding.
_WRONG = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_WRITTEN = re.compile(r"utf-.*|gb.*|hz|big5.*|cp\d+|iso.*|euc_.*|shift_jis.*|koi8.*|mac-.*|ascii|tis.*")
# What nearly every sentence of Chinese holds, in both scripts.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年"
    "过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理"
    "心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間"
    "由问問很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次"
    "度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四"
    "神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空"
    "决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊"
    "，。、：；？！“”（）《》「」"
)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, without a byte order mark. `declared` is what the format says, tried before guessing.

    Raises `CorpusError` where the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _repaired(data[len(mark) :], encoding)
    try:
        text = data.decode("utf-8")
        if text.count("\x00") * 4 <= len(text):  # more are the upper halves of UTF-16
            return _checked(Decoded(text, "utf-8"))
    except UnicodeDecodeError:
        pass
    for encoding in filter(None, (_codec(declared),)):
        try:
            return _checked(Decoded(data.decode(encoding), encoding))
        except (UnicodeDecodeError, CorpusError):
            pass
    if _damaged_utf8(data[:_SAMPLE]):
        return _repaired(data, "utf-8")
    ranked = sorted(((_score(data[:_SAMPLE], encoding), encoding) for encoding in _GUESSES), reverse=True)
    (best, encoding), (second, _) = ranked[:2]
    if best <= 0:
        raise CorpusError(_NO_TEXT)
    found = _repaired(data, encoding)
    if best - second < _SURE and found.warning is None:
        return Decoded(found.text, encoding, f"the encoding is in doubt and was taken for {encoding}")
    return found


def lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, str | None]]:
    """Lines and their numbers, counted from 1, without holding more than one; None for one that cannot be read.

    `limit` is the longest line allowed, in bytes. Every line may have an encoding of its own, but UTF-16 and UTF-32,
    in which a line's end is more than a byte, hold for the whole stream.
    """
    head = stream.read(1 << 12)
    stream.seek(0)
    if (wide := _wide(head[: len(head) // 4 * 4])) is not None:
        yield from _wide_lines(stream, limit, wide)
        return
    number = 0
    usual = "utf-8"
    while raw := stream.readline(limit + 1):
        number += 1
        if len(raw) > limit:
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        try:
            line = raw.decode(usual)
        except UnicodeDecodeError:
            try:
                found = decode(raw)
            except CorpusError:
                yield number, None
                continue
            line, usual = found.text, found.encoding if found.warning is None else usual
        yield number, line.removeprefix("\ufeff")


def _wide(head: bytes) -> str | None:
    """The codec of a stream that begins so, where its characters take two bytes or four."""
    if b"\x00" not in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    with suppress(CorpusError):
        if (found := decode(head).encoding).startswith(("utf-16", "utf-32")):
            return found
    return None


def _wide_lines(stream: BinaryIO, limit: int, encoding: str) -> Iterator[tuple[int, str | None]]:
    reader = codecs.getreader(encoding)(stream, "replace")
    number, held, broken = 0, "", False
    while chunk := reader.read(1 << 16):
        *whole, held = (held + chunk).split("\n")
        for line in whole:
            number += 1
            yield number, None if broken or len(line) * 2 > limit else line.removeprefix("\ufeff")
            broken = False
        if len(held) * 2 > limit:
            held, broken = "", True
    if held or broken:
        yield number + 1, None if broken else held.removeprefix("\ufeff")


def _codec(name: str | None) -> str | None:
    """Python's codec for a declared encoding, GB2312 and GBK widened to GB18030 as browsers do; None if unknown."""
    try:
        found = codecs.lookup((name or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if not _WRITTEN.fullmatch(found):  # Python has codecs of many other kinds, `unicode_escape` and `zlib` among them
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}.get(found, found)


def _damaged_utf8(data: bytes) -> bool:
    """Whether these bytes, which are not strict UTF-8, are UTF-8 all the same, with a byte broken here and there."""
    text = data.decode("utf-8", "replace")
    lost, held = text.count("\ufffd"), sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    return lost <= 1 + held * _DAMAGE and held > 3 * lost


def _repaired(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost:
        return _checked(Decoded(text, encoding, f"{lost} characters cannot be read in {encoding} and show as \ufffd"))
    return _checked(Decoded(text, encoding))


def _checked(found: Decoded) -> Decoded:
    """What was decoded, unless it is a binary file. Raises `CorpusError` then."""
    wrong = sum(1 for _ in _WRONG.finditer(found.text)) - found.text.count("\ufffd") // 2
    if wrong > 2 + len(found.text) * _DAMAGE:
        raise CorpusError(_NO_TEXT)
    return found


def _score(data: bytes, encoding: str) -> float:
    """How much `data` reads like text in this encoding: the mean worth of a character that is not ASCII."""
    if encoding.startswith("utf-16") and len(data) % 2 and len(data) < _SAMPLE:
        return -9.0
    text = data.decode(encoding, "replace")
    if len(data) == _SAMPLE and text.endswith("\ufffd"):
        text = text[:-1]
    if encoding == "cp1252" and sum(map(str.isascii, text)) < 0.5 * len(text):
        return -9.0  # no European language has more accented letters than plain ones
    worth = [_worth(char, encoding) for char in text if char > "\x7f" or encoding.startswith("utf-16")]
    return sum(worth) / len(worth) if worth else 0.0


@lru_cache(maxsize=65536)
def _worth(char: str, encoding: str) -> float:
    if char in _FREQUENT:
        return 3.0
    if char < "\x80":
        return -6.0 if _WRONG.match(char) else 0.5
    if _WRONG.match(char) or unicodedata.category(char) in ("Cn", "Cs", "Co"):
        return -12.0
    if encoding == "cp1252":
        return 0.2 if (char.isalpha() and char < "\u0100") or char in "‘’“”–—…€«»·°§" else -1.0
    if "\u4e00" <= char <= "\u9fff":
        return 1.0 if _common(char) else -1.5
    if "\u3000" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e" or char in "—…·‘’":
        return 0.5
    return -1.5


def _common(char: str) -> bool:
    """Whether a character is of the first plane of GB 2312 (3,755) or of Big5 (5,401), the common ones."""
    for encoding, low, high in (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e")):
        try:
            if low <= char.encode(encoding) <= high:
                return True
        except UnicodeEncodeError:
            continue
    return False
