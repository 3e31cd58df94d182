"""Every rule about characters: cleaning, folding, sentence ends, tokens, scripts.

Folding never changes the length of a text, so an offset into folded text is also an offset into the printed text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

from corpus.numerals import HAN_DIGITS, numbers

# Characters without meaning in running text: controls other than line ends and tabs, zero-width marks, the byte order
# mark, bidirectional marks, soft hyphens, the object replacement character, and lone surrogates.
_WITHOUT_MEANING = (
    "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc\ud800-\udfff"
)
MEANINGLESS = re.compile(f"[{_WITHOUT_MEANING}]+")
LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # other than a line feed
_SPACES = re.compile("[ \t\u00a0\u3000]+")

# Radicals that PDF files hold in place of characters, each followed by its character, after Unicode's
# EquivalentUnifiedIdeograph.txt. Those of U+2F00 to U+2FD5 come from NFKC, except ⾭, which would be the rare 靑.
_RADICAL_PAIRS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭"
    "⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门"
    "⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⾭青"
)
_RADICALS = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | dict(
    zip(_RADICAL_PAIRS[::2], _RADICAL_PAIRS[1::2], strict=True)
)
_RADICAL = re.compile(f"[{''.join(_RADICALS)}]")
# What a cleaned text never holds; together with spaces beside spaces and line ends.
_UNCLEAN = re.compile(
    f"[{_WITHOUT_MEANING}{''.join(_RADICALS)}\t\r\x0c\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)

# Parts of regular expressions that are used all over the project.
YEAR = r"(?:19|20)\d\d"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_OR_KANA = HAN + "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
_HAN, _HAN_RUN = re.compile(f"[{HAN}]"), re.compile(f"[{HAN}]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

_CLOSERS = "”’\"'」』）)】〕》〉］]"
_CLOSER = f"[{re.escape(_CLOSERS)}]"
# An end mark with the closing quotes and brackets that follow it, unless a comma or a similar mark continues the
# sentence. A Latin full stop ends a sentence only before a space and a capital, a digit or Han, or at a line's end.
_SENTENCE_END = re.compile(
    rf"""(?: [。！？!?｡]+ […]* | …+ (?={_CLOSER}|\s|$)
           | (?<=[^\W_]) [.] (?= {_CLOSER}* (?:\s+["“‘'(\[]?[A-Z0-9{HAN}]|\s*$)) )
         {_CLOSER}* (?! [，,、；;：:。！？!?）)”」』] ) | \n+""",
    re.VERBOSE | re.MULTILINE,
)
# The full stop of texts without 。: between Chinese, and behind a number before Chinese.
_OTHER_STOP = re.compile(
    rf"[.．](?:(?<=[{HAN}%％”’」』》）)0-9].){_CLOSER}*(?=[{HAN}“‘「『《（(【])"
    rf"|(?<=[{HAN}%％”’」』》）)].){_CLOSER}*(?=[0-9A-Z]))"
)
_ITEM_NUMBER = re.compile(rf"^\s*(?:\d{{1,3}}|[{HAN_DIGITS}十]{{1,3}})[.．]$", re.MULTILINE)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|vs|etc|Inc|Ltd|Co|Corp|Gen|Col|Sen|Rep|Gov|Fig|al|cf|approx|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z]|\b[a-z]\.[a-z])\.$"
)


def clean(text: str) -> str:
    """The text as articles hold it: one paragraph a line, without characters that print nothing.

    Runs of spaces become one space; spaces at the ends of a line and empty lines are removed. Radicals (⻓) become the
    characters that they stand for (长), one for one. Idempotent.
    """
    if _is_clean(text):
        return text
    text = LINE_END.sub("\n", MEANINGLESS.sub("", text))
    text = _RADICAL.sub(lambda match: _RADICALS[match.group()], text)
    return "\n".join(line for raw in text.split("\n") if (line := _SPACES.sub(" ", raw).strip()))


def _is_clean(text: str) -> bool:
    """Whether `clean` would change nothing, found out in a fifth of its time."""
    at_end = text[:1] + text[-1:]
    return not (
        " " in at_end
        or "\n" in at_end
        or "  " in text
        or "\n\n" in text
        or "\n " in text
        or " \n" in text
        or _UNCLEAN.search(text)
    )


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every sentence of a cleaned text, in order, without the white space between them.

    A sentence ends after a Chinese or Latin end mark and the closing quotes that follow it, and at the end of a line.
    The number of a list item (`1. `) is no sentence.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    ends = [(match.start(), match.end()) for match in _SENTENCE_END.finditer(text)]
    if others := _other_stops(text):
        ends = sorted({*ends, *others})
    for mark, end in ends:
        if text[mark] in ".．" and _is_no_stop(text, start, end):
            continue
        _append_stripped(text, start, end, spans)
        start = end
    _append_stripped(text, start, len(text), spans)
    return spans


def _is_no_stop(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation or to the number of a list item."""
    if _ABBREVIATION.search(text, max(start, end - 12), end):
        return True
    return end - start < 8 and _ITEM_NUMBER.search(text, start, end) is not None


def _other_stops(text: str) -> list[tuple[int, int]]:
    """The full stops . and ．within lines that are written with them: lines without 。 that end with an end mark.

    In other lines they stand between the parts of a name (约翰．史密斯).
    """
    stops = []
    last, written = -1, False  # of the line
    for match in _OTHER_STOP.finditer(text):
        if match.start() > last:
            first, last = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            last = last if last >= 0 else len(text)
            written = "。" not in text[first:last] and ends_sentence(text[first:last])
        if written:
            stops.append(match.span())
    return stops


def _append_stripped(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def ends_sentence(text: str) -> bool:
    """Whether the text ends with an end mark, with or without closing quotes and brackets after it."""
    return text.rstrip().rstrip(_CLOSERS).endswith(("。", "！", "？", "!", "?", "…", ".", "｡", "．"))


class _Fold(dict[int, int]):
    """A table for `str.translate` that is filled as characters occur; every value is a single character."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
        folded = folded if len(folded) == 1 else char
        folded = _simplified().get(folded, folded).lower()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLD = _Fold()


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional characters and their simplified forms, one character at a time, by OpenCC's table."""
    from opencc import OpenCC

    chars = [chr(code) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(low, high)]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {char: other for char, other in zip(chars, converted, strict=True) if char != other and len(other) == 1}


def simplified(text: str) -> str:
    """The text in simplified characters, one for each. Its length, and thus every offset, stays."""
    return text.translate(_simplified_codes())


@lru_cache(maxsize=1)
def _simplified_codes() -> dict[int, int]:
    return {ord(char): ord(other) for char, other in _simplified().items()}


def is_traditional(text: str) -> bool:
    """Whether the text has a character that only traditional Chinese has."""
    return any(char in _simplified() for char in text if char > "\u33ff")


# Traditional 著 and 藉 that simplified texts write 着 and 借 (看著, 著重, 藉口), but not 著 as it is read in 著名, nor
# the 藉 of 狼藉, 慰藉, 蕴藉, 枕藉.
_OTHER_CHARACTER = re.compile(
    "(?<![原名专编论巨译遗拙显卓昭土较合新旧撰校])著(?:(?![名作称者述书录有于《])|(?<=[看随跟沿拿对向接朝按靠]著))"
    "|(?<![狼慰蕴枕藉])藉(?!藉)"
)


BY_CONTEXT = "著藉"  # what `fold` reads by the characters beside it


def fold_code(code: int) -> int:
    """The code point that `fold` gives for one, but for those of `BY_CONTEXT`, which stay."""
    return _FOLD[code]


@lru_cache(maxsize=8192)  # the same passages and sentences are folded for many questions
def fold(text: str) -> str:
    """The text for comparison: NFKC, simplified characters, lower case. Its length, and thus every offset, stays.

    A character that NFKC or lower-casing would turn into several is left as it is.
    """
    folded = text.translate(_FOLD)
    if any(character in folded for character in BY_CONTEXT):
        return _OTHER_CHARACTER.sub(lambda match: "着" if match.group() == "著" else "借", folded)
    return folded


@lru_cache(maxsize=8192)  # as of `fold`
def han_runs(folded: str) -> str:
    """The runs of Han characters of a text, each on a line: in them, `.` is any Han character and nothing else.

    A pattern with the class of all Han characters takes a millisecond to compile.
    """
    return "\n".join(_HAN_RUN.findall(folded))


_TOKEN = re.compile(
    rf"(?P<han>[{_HAN_OR_KANA}]+)|(?P<number>[0-9]+(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)|(?P<word>[^\W_0-9{_HAN_OR_KANA}]+)"
)


def tokens(text: str) -> list[str]:
    """The tokens for lexical search: single characters and pairs of them for Chinese, Japanese and Korean, whole
    lower-cased words for other scripts, whole numbers without thousands separators.

    A number that is not in plain digits (一百四十四, 百分之四点八, 3.5万) also gives its value (144, 4.8, 35000). The
    text is folded first.
    """
    folded = fold(text)
    tokens_in_order: list[str] = []
    for match in _TOKEN.finditer(folded):
        run = match.group()
        if match.lastgroup == "han":
            tokens_in_order.extend(run)
            tokens_in_order.extend(map("".join, itertools.pairwise(run)))
        elif match.lastgroup == "number":
            tokens_in_order.append(run.replace(",", ""))
        else:
            tokens_in_order.append(run)
    for number in numbers(folded):
        if number.plain:
            written = folded[number.start : number.end].rstrip("%").replace(",", "")
            tokens_in_order.extend(value for value in number.values if value != written)
        else:
            tokens_in_order.extend(number.values[: 1 if folded[number.start].isascii() else 2])
    return tokens_in_order


def token_places(folded: str) -> list[tuple[str, int, int]]:
    """The tokens of a folded text that stand in it, each with its (start, end), in order: pairs of Chinese characters,
    single ones that stand alone, whole words, and whole numbers without thousands separators.
    """
    places: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(folded):
        run, start, end = match.group(), match.start(), match.end()
        if match.lastgroup == "han" and len(run) > 1:
            places.extend((run[i : i + 2], start + i, start + i + 2) for i in range(len(run) - 1))
        else:
            places.append((run.replace(",", "") if match.lastgroup == "number" else run, start, end))
    return places


def has_word(text: str) -> bool:
    """Whether the text holds a letter, a digit or an ideograph."""
    return any(map(str.isalnum, text))


@lru_cache(maxsize=8192)
def is_han(text: str) -> bool:
    """Whether the text is mainly Chinese: at least one Han character for every two Latin letters."""
    return is_mainly_han(len(_HAN.findall(text)), len(_LATIN.findall(text)))


@lru_cache(maxsize=8192)
def is_latin(text: str) -> bool:
    """Whether the text is in Latin letters: fewer than one Han character for every twenty letters."""
    return is_mainly_latin(len(_HAN.findall(text)), len(_LATIN.findall(text)))


def script_of_code(code: int) -> str:
    """The script in which `is_han` and `is_latin` count a code point: "han", "latin", or "" for others."""
    character = chr(code)
    return "han" if _HAN.match(character) else "latin" if _LATIN.match(character) else ""


def is_mainly_latin(han: int, latin: int) -> bool:
    """`is_latin` of a text with so many characters in either script."""
    return han * 20 < latin


def is_mainly_han(han: int, latin: int) -> bool:
    """`is_han` of a text with so many characters in either script."""
    return han * 2 >= latin
