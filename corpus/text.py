"""Every rule about characters: cleaning, folding, sentence ends, tokens, scripts.

Knows nothing of files, articles or vectors. Folding never changes a text's length, so an offset found in folded text
is an offset into the text as printed.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

# Characters that carry nothing in running text: controls but line ends and tabs, zero-width marks, the byte order mark,
# bidirectional marks, soft hyphens, the object replacement character, and lone surrogates, which no file could hold.
_NOTHING = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc\ud800-\udfff]+"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u3000]+")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_OR_KANA = HAN + "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

_CLOSERS = "”’\"'」』）)】〕》〉］]"
_CLOSER = f"[{re.escape(_CLOSERS)}]"
# An end mark, with the quotes and brackets that close behind it, unless the sentence goes on with a comma or its like.
# A full stop of Latin scripts ends a sentence only before a space and a capital, a digit or Han, or at a line's end.
_SENTENCE_END = re.compile(
    rf"""(?: [。！？!?｡]+ […]* | …+ (?={_CLOSER}|\s|$)
           | (?<=[^\W_]) [.] (?= {_CLOSER}* (?:\s+["“‘'(\[]?[A-Z0-9{HAN}]|\s*$)) )
         {_CLOSER}* (?! [，,、；;：:。！？!?）)”」』] ) | \n+""",
    re.VERBOSE | re.MULTILINE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|vs|etc|Inc|Ltd|Co|Corp|Gen|Col|Sen|Rep|Gov|Fig|al|cf|approx|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z]|\b[a-z]\.[a-z])\.$"
)


def clean(text: str) -> str:
    """The text as it is kept: one paragraph a line, without characters that print nothing, otherwise as printed.

    Runs of spaces become one, those at a line's ends go; empty lines go. Idempotent.
    """
    text = _LINE_END.sub("\n", _NOTHING.sub("", text))
    return "\n".join(line for raw in text.split("\n") if (line := _SPACES.sub(" ", raw).strip()))


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every sentence of a cleaned text, in order, without the white space between them.

    A sentence ends at an end mark of Chinese or Latin script together with the closing quotes behind it, and at the end
    of a line.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        if text[match.start()] == "." and _ABBREVIATION.search(text, max(start, end - 12), end):
            continue
        _keep(text, start, end, spans)
        start = end
    _keep(text, start, len(text), spans)
    return spans


def _keep(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def ends_sentence(text: str) -> bool:
    """Whether the text stops where a sentence may stop: at an end mark, closing quotes and brackets left aside."""
    return text.rstrip().rstrip(_CLOSERS).endswith(("。", "！", "？", "!", "?", "…", ".", "｡"))


class _Fold(dict[int, int]):
    """A table for `str.translate`, filled as characters are met; every value is a single character."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        folded = folded if len(folded) == 1 else char
        folded = _simplified().get(folded, folded).lower()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLD = _Fold()


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional characters and their simplified forms, by OpenCC's table, each character on its own."""
    from opencc import OpenCC

    chars = [chr(code) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(low, high)]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {char: other for char, other in zip(chars, converted, strict=True) if char != other and len(other) == 1}


@lru_cache(maxsize=8192)  # passages and sentences come up in question after question
def fold(text: str) -> str:
    """The text for comparing: NFKC, simplified characters, lower case; one character for each, so offsets stay.

    Where NFKC or lower-casing would make several characters of one, the character is left as it is.
    """
    return text.translate(_FOLD)


_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN_OR_KANA}]+)|(?P<number>[0-9]+(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)|(?P<word>[^\W_0-9{_HAN_OR_KANA}]+)"
)
_NUMERALS = re.compile(f"[{_NUMERAL}]{{2,}}")
_COUNTS = re.compile("[十百千万亿]|^[零〇一二三四五六七八九]{4}$")  # and not 三三两两


def tokens(text: str) -> list[str]:
    """The tokens that words are searched by: single characters and pairs of them for Chinese, Japanese and Korean,
    whole lower-cased words for other scripts, numbers whole and without thousands separators.

    A number in Chinese numerals (一百四十四) gives its Arabic form (144) as a further token. Taken after `fold`.
    """
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        run = match.group()
        if match.lastgroup == "han":
            found.extend(run)
            found.extend(map("".join, itertools.pairwise(run)))
            values = (numeral_value(numeral) for numeral in _NUMERALS.findall(run) if _COUNTS.search(numeral))
            found.extend(value for value in values if value is not None)
        elif match.lastgroup == "number":
            found.append(run.replace(",", ""))
        else:
            found.append(run)
    return found


@lru_cache(maxsize=65536)
def numeral_value(numeral: str) -> str | None:
    """A number in Chinese numerals as Arabic digits: 一百四十四 → 144, 二〇二三 → 2023; None where it is none."""
    import cn2an

    try:
        return str(cn2an.cn2an(numeral.replace("〇", "零"), "normal"))
    except (ValueError, KeyError):  # the latter of 二亿一 and its like, where a unit is left out
        return None


def has_word(text: str) -> bool:
    """Whether the text holds a letter, a digit or a character that stands for a word."""
    return any(map(str.isalnum, text))


@lru_cache(maxsize=8192)
def is_han(text: str) -> bool:
    """Whether the text is written in Han characters rather than in Latin letters, by the larger count."""
    return len(_HAN.findall(text)) * 2 >= len(_LATIN.findall(text))


@lru_cache(maxsize=8192)
def is_latin(text: str) -> bool:
    """Whether the text is written in Latin letters, but for a stray Han character among twenty."""
    return len(_HAN.findall(text)) * 20 < len(_LATIN.findall(text))
