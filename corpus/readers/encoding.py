"""Bytes to text in the encodings that files have: UTF-8, UTF-16, UTF-32, GB18030, Big5 and Windows-1252.

A byte order mark decides; without one strict UTF-8, then what the format declares, then the encoding in which the bytes
look most like Chinese or European text.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of the codec that decoded it, and messages about what is uncertain."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


# UTF-32 first: its mark begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GUESSES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252")
_SAMPLE_BYTES = 1 << 16  # that are scored; more do not change the choice
_DAMAGE_SHARE = 0.01  # of characters that may be unreadable before the file is refused
_MAX_WEIGHED_BYTES = 48  # of a text so short that pairs of characters decide between two encodings
_CHINESE = {"gb18030", "big5hkscs"}
_MAX_WEIGHED_LEAD = 1.2  # of one encoding, up to which they do
_CERTAIN_LEAD = 0.3  # in score over the next best encoding; the choice is reported as uncertain below it
_MAX_BYTES_BY_CHANCE = 200
_MAX_BY_CHANCE = 12  # characters of a GBK text that may also be UTF-8
_SHORT = 40  # bytes
_ACCENTED_RUN = re.compile("[\u00c0-\u00ff]{3}")
_ACCENTED = re.compile("(?<=[a-z])[\u00c0-\u00ff]|[\u00c0-\u00ff](?=[a-z])")
_LONE_KANA = re.compile("(?<=[\u4e00-\u9fff])[\u3041-\u30fe](?=[\u4e00-\u9fff])|^[\u3041-\u30fe](?=[\u4e00-\u9fff])")
_EUROPEAN = re.compile("[\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff‘’“”–—…€«»·°§£©®±½×]")
_CHINESE_MARK = re.compile("[\u3000-\u30ff\uff01-\uff5e—…·‘’]")
_BIG5_ONLY = re.compile(rb"[\xa1-\xf9][\x40-\x7e]")
# Controls that no text holds, private-use characters, and the mark of a failed decoding.
_WRONG = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_TEXT_CODEC = re.compile(r"utf-.*|gb.*|hz|big5.*|cp\d+|iso.*|euc_.*|shift_jis.*|koi8.*|mac-.*|ascii|tis.*")
# Characters of which nearly every Chinese sentence has some, in both scripts.
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
    """The text of `data`, without a byte order mark.

    `declared` is the encoding that the format names; it is tried before guessing. Raises `CorpusError` if the bytes are
    not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _repaired(data[len(mark) :], encoding)
    try:
        text = data.decode("utf-8")
        # More zeros are the upper halves of UTF-16.
        if text.count("\x00") * 4 <= len(text) and not _is_gbk_by_chance(data, text):
            return _checked(Decoded(text, "utf-8"))
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and _is_cut_utf8(data[: error.start]):
            return _repaired(data, "utf-8")
    if codec := _codec(declared):
        with suppress(UnicodeDecodeError, CorpusError):
            return _checked(Decoded(data.decode(codec), codec))
    sample = data[:_SAMPLE_BYTES]
    if _is_damaged_utf8(sample):
        return _repaired(data, "utf-8")
    ranked = sorted(((_score(sample, encoding), encoding) for encoding in _GUESSES), reverse=True)
    is_close = ranked[0][0] - ranked[1][0] < _MAX_WEIGHED_LEAD
    if len(data) <= _MAX_WEIGHED_BYTES and is_close and {name for _, name in ranked[:2]} == _CHINESE:
        ranked[:2] = sorted(ranked[:2], key=lambda guess: _likelihood(data, guess[1]), reverse=True)
    (best, encoding), (second, _) = ranked[:2]
    if best <= 0:
        raise CorpusError("text_binary")
    decoded = _repaired(data, encoding)
    if best - second < _CERTAIN_LEAD and not decoded.warnings:
        return replace(decoded, warnings=(Message("text_encoding_uncertain", encoding=encoding),))
    return decoded


def lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, str | None]]:
    """Numbered lines, counted from 1 and read one at a time; None for a line that cannot be read.

    `limit` is the longest line allowed, in bytes. Every line may have its own encoding, except that UTF-16 and UTF-32,
    where a line end is longer than one byte, apply to the whole stream.
    """
    head = stream.read(1 << 12)
    stream.seek(0)
    if (wide := _wide_codec(head[: len(head) // 4 * 4])) is not None:
        yield from _wide_lines(stream, limit, wide)
        return
    number = 0
    codec = "utf-8"  # of the last line
    while raw := stream.readline(limit + 1):
        number += 1
        if len(raw) > limit:
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        try:
            line = raw.decode(codec)
        except UnicodeDecodeError:
            try:
                decoded = decode(raw)
            except CorpusError:
                yield number, None
                continue
            line, codec = decoded.text, codec if decoded.warnings else decoded.encoding
        yield number, line.removeprefix("\ufeff")


def _wide_codec(head: bytes) -> str | None:
    """The codec of a stream that begins with `head`, if its characters take two or four bytes; otherwise None."""
    if b"\x00" not in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    with suppress(CorpusError):
        if (codec := decode(head).encoding).startswith(("utf-16", "utf-32")):
            return codec
    return None


def _wide_lines(stream: BinaryIO, limit: int, encoding: str) -> Iterator[tuple[int, str | None]]:
    reader = codecs.getreader(encoding)(stream, "replace")
    number, rest, too_long = 0, "", False
    while chunk := reader.read(1 << 16):
        *whole, rest = (rest + chunk).split("\n")
        for line in whole:
            number += 1
            yield number, None if too_long or len(line) * 2 > limit else line.removeprefix("\ufeff")
            too_long = False
        if len(rest) * 2 > limit:
            rest, too_long = "", True
    if rest or too_long:
        yield number + 1, None if too_long else rest.removeprefix("\ufeff")


def _codec(name: str | None) -> str | None:
    """Python's codec for a declared encoding, with GB2312 and GBK read as GB18030 as in browsers; None if unknown."""
    try:
        codec = codecs.lookup((name or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if not _TEXT_CODEC.fullmatch(codec):  # Python also has codecs such as `unicode_escape` and `zlib`
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}.get(codec, codec)


def _is_gbk_by_chance(data: bytes, text: str) -> bool:
    """Whether a short text is GBK whose bytes are also UTF-8: 联通, 通讯录, 占16.64.

    Two bytes of UTF-8 make letters of many scripts and no Chinese. It is GBK if these are of several scripts, or no
    letters, and each pair of bytes is a common character in GBK.
    """
    if len(data) > _MAX_BYTES_BY_CHANCE:
        return False
    wide = [char for char in text if char > "\x7f"]
    if not wide or len(wide) > _MAX_BY_CHANCE or max(wide) > "\u07ff":
        return False
    scripts = {unicodedata.name(char, "?").split(" ", 1)[0] if char.isalpha() else "?" for char in wide}
    is_word = len(scripts) == 1 and "?" not in scripts and len(wide) > 2
    if is_word or (scripts <= {"LATIN", "?"} and max(wide) < "\u0180"):  # Москва; é, °, £
        return False
    with suppress(UnicodeDecodeError):
        return all(map(_is_common, filter(_is_wide, data.decode("gbk"))))
    return False


def _is_wide(char: str) -> bool:
    return char > "\x7f"


def _is_cut_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 with at least one character of three bytes, as text is that was cut behind them."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    wide = [char for char in text if char > "\x7f"]
    likely = sum(char in _FREQUENT or _is_common(char) for char in wide)
    return len(wide) > 1 and 2 * likely > len(wide)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether these bytes, which are not strict UTF-8, are UTF-8 with a few broken bytes."""
    text = data.decode("utf-8", "replace")
    lost, readable = text.count("\ufffd"), sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    return 0 < lost <= 1 + readable * _DAMAGE_SHARE and readable > 3 * lost


def _likelihood(data: bytes, encoding: str) -> float:
    """How likely a short text is Chinese in this encoding, by the pairs of its characters; for names of files."""
    from corpus.newspaper.trigram_model import log_likelihood

    text = "".join(filter(_is_wide, data.decode(encoding, "replace")))
    return log_likelihood(text) if all("\u4e00" <= char <= "\u9fff" for char in text) else -math.inf


def _repaired(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    warnings = (Message("text_undecodable", count=lost, encoding=encoding),) if lost else ()
    return _checked(Decoded(text, encoding, warnings))


def _checked(decoded: Decoded) -> Decoded:
    """The same text. Raises `CorpusError` if it comes from a binary file."""
    wrong = sum(1 for _ in _WRONG.finditer(decoded.text)) - decoded.text.count("\ufffd") // 2
    if wrong > 2 + len(decoded.text) * _DAMAGE_SHARE:
        raise CorpusError("text_binary")
    return decoded


def _score(data: bytes, encoding: str) -> float:
    """How much `data` looks like text in this encoding: the mean value of the characters that are not ASCII."""
    if encoding.startswith("utf-16"):
        return _score_of_utf_16(data, encoding)
    text = data.decode(encoding, "replace")
    if len(data) == _SAMPLE_BYTES and text.endswith("\ufffd"):
        text = text[:-1]
    values = [_value(char, encoding) for char in text if char > "\x7f"]
    if not values:
        return 0.0
    score = (sum(values) - 1.5 * len(_LONE_KANA.findall(text))) / len(values)
    if encoding == "cp1252":
        # No European language has more accented letters than plain ones, or three accented letters in a row. Where each
        # stands alone in a word it is certain: Chinese has no such bytes alone.
        if _ACCENTED_RUN.search(text) or len(values) > 0.5 * len(text):
            return -9.0
        return score + 1.5 * (len(_ACCENTED.findall(text)) == len(values))
    if encoding == "big5hkscs" and len(values) > 2 and not _BIG5_ONLY.search(data):
        return score - 0.4  # two in five characters of Big5 have a second byte that GB 2312 lacks
    return score


def _score_of_utf_16(data: bytes, encoding: str) -> float:
    if len(data) % 2 and len(data) < _SAMPLE_BYTES:
        return -9.0
    text = data.decode(encoding, "replace").removesuffix("\ufffd" if len(data) == _SAMPLE_BYTES else "")
    score = sum(_value(char, encoding) for char in text) / len(text) if text else 0.0
    # Two letters of short Latin text nearly always make a Chinese character.
    return score - 1.5 * (len(data) < _SHORT and b"\x00" not in data)


@lru_cache(maxsize=65536)
def _value(char: str, encoding: str) -> float:
    if char in _FREQUENT:
        return 2.0
    if char < "\x80":
        return -6.0 if _WRONG.match(char) else 0.5
    if _WRONG.match(char) or unicodedata.category(char) in ("Cn", "Cs", "Co"):
        return -12.0
    if encoding == "cp1252":
        return 0.2 if _EUROPEAN.match(char) else -1.0
    if "\u4e00" <= char <= "\u9fff":
        return _value_of_han(char, encoding)
    if _CHINESE_MARK.match(char):
        return 0.5
    return 0.3 if encoding == "gb18030" and "\u2460" <= char <= "\u249b" else -1.5  # ① and ⒈, common in lists


def _value_of_han(char: str, encoding: str) -> float:
    if _is_common(char):
        return 1.0
    own = {"gb18030": "gb2312", "big5hkscs": "big5"}.get(encoding)
    if own is None:
        return -1.5
    try:
        char.encode(own)
    except UnicodeEncodeError:
        return -2.5
    return 0.1 if own == "gb2312" else -0.9  # level 2 of Big5 is rarer


def _is_common(char: str) -> bool:
    """Whether a character is in level 1 of GB 2312 (3,755) or of Big5 (5,401), which hold the common characters."""
    for encoding, low, high in (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e")):
        try:
            if low <= char.encode(encoding) <= high:
                return True
        except UnicodeEncodeError:
            continue
    return False
