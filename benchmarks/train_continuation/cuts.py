"""Blocks of text as they stand on a page, and which of them goes on in which: what the scorer learns from.

Each page holds one to four articles, some of them on the same subject, cut into blocks: after any character, also
inside numbers and names, after a comma, and after a sentence; with headlines, captions and bylines between. Some pages
are in traditional characters, have marks of half width, or errors of recognition.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from benchmarks import page_text
from corpus.newspaper.trigram_model import continuation_log_odds
from corpus.text import ends_sentence, sentences

_HALF_WIDTH = str.maketrans("，：！？；（）", ",:!?;()")
_PAUSES = "，、；：,;:"
_NOT_FIRST = "，。、；：！？”’》）】…,.;:!?) "
_NOT_LAST = "“‘《（【( "
_SHORTEST, _LONGEST = 8, 220  # characters of a block
_DROPPED = 0.06  # share of the blocks that are not on the page: what goes on in them is left open
_TRADITIONAL, _NARROW, _MISREAD = 0.2, 0.2, 0.25  # shares of pages
_MISREAD_CHARS = 0.01
_KEPT = {"whole": 0.35, "beside": 0.4, "sentence": 0.5}  # share of the ends of a kind that are learnt from


@dataclass(frozen=True, slots=True)
class Cut:
    """A block's end and beginnings of other blocks; `right` is the one that goes on from it, None where none does.

    `kind`: "word" for a cut inside a sentence, "comma" for one after a mark, "sentence" for one after a sentence,
    "gone" where the rest is not on the page, "whole" for the end of an article, "beside" for headlines and the like.
    """

    end: str
    starts: tuple[str, ...]
    right: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    kind: str
    following: int | None = None  # number of the block that goes on from it


def page(draw: Random, texts: Sequence[str]) -> list[Cut]:
    """The cuts of a page of these texts: each with all other blocks of the page as beginnings."""
    pieces: list[_Piece] = []
    for text in texts:
        pieces += _pieces(draw, text, len(pieces))
    change = _change(draw, "".join(piece.text for piece in pieces))
    printed = [change(piece.text) for piece in pieces]
    gone = {n for n in range(len(pieces)) if draw.random() < _DROPPED}
    cuts = []
    for number, piece in enumerate(pieces):
        if number in gone or draw.random() > _KEPT.get(piece.kind, 1.0):
            continue
        right = None if piece.following in gone else piece.following
        others = [n for n in range(len(pieces)) if n not in (number, right) and n not in gone]
        same = {printed[number], printed[right] if right is not None else ""}
        starts = [printed[n] for n in others if printed[n] not in same]
        kind = "gone" if right is None and piece.following is not None else piece.kind
        if right is not None:
            starts.insert(0, printed[right])
        if starts:
            cuts.append(Cut(printed[number], tuple(starts), None if right is None else 0, kind))
    return cuts


def harder(draw: Random, cuts: Sequence[Cut], hard: int, other: int) -> list[Cut]:
    """The cuts of a page with fewer wrong beginnings: some of the likeliest by the trigram model, and any others."""
    starts = list(dict.fromkeys(start for cut in cuts for start in cut.starts))
    places = {start: n for n, start in enumerate(starts)}
    odds, _ = continuation_log_odds([cut.end for cut in cuts], starts)
    made = []
    for row, cut in zip(odds, cuts, strict=True):
        first = 0 if cut.right is None else 1
        wrong = sorted(cut.starts[first:], key=lambda start: -row[places[start]])
        likely, rest = wrong[: 2 * hard], wrong[2 * hard :]
        chosen = draw.sample(likely, min(hard, len(likely)))
        chosen += draw.sample(rest, min(other, len(rest)))
        made.append(Cut(cut.end, (*cut.starts[:first], *chosen), cut.right, cut.kind))
    return made


def _pieces(draw: Random, text: str, first: int) -> list[_Piece]:
    """The blocks of an article, numbered from `first`, each with the number of the next; and what stands beside."""
    spans = sentences(text)
    begin = draw.randrange(max(1, len(spans) // 2))
    body = text[spans[begin][0] : spans[min(len(spans) - 1, begin + draw.randint(5, 18))][1]]
    if draw.random() < 0.3:
        body = page_text.dateline(draw) + body
    pieces: list[_Piece] = []
    if draw.random() < 0.6:
        pieces.append(_Piece(_headline(draw, text), "beside"))
    start = 0
    for end in _places(draw, body):
        number = first + len(pieces)
        pieces.append(_Piece(body[start:end].strip(), _kind(body[:end]), number + 1))
        start = end
        if draw.random() < 0.08:
            pieces[-1] = _Piece(pieces[-1].text, pieces[-1].kind, number + 2)
            pieces.append(_Piece(_beside(draw, text), "beside"))
    pieces.append(_Piece(body[start:].strip(), "whole"))
    if draw.random() < 0.4:
        pieces.append(_Piece(_beside(draw, text), "beside"))
    return pieces


def _places(draw: Random, body: str) -> list[int]:
    """Where a text is cut."""
    places, start = [], 0
    while True:
        length = int(math.exp(draw.uniform(math.log(_SHORTEST), math.log(_LONGEST))))
        cut = start + length
        shape = draw.random()
        if shape < 0.15:
            cut = _next(body, cut, lambda at: ends_sentence(body[:at]))
        elif shape < 0.25:
            cut = _next(body, cut, lambda at: body[at - 1] in _PAUSES)
        cut = _next(body, cut, lambda at: _may_cut(body, at))
        if cut > len(body) - 4:
            return places
        places.append(cut)
        start = cut


def _next(body: str, cut: int, fits: Any) -> int:
    while cut < len(body) and not fits(cut):
        cut += 1
    return cut


def _may_cut(body: str, at: int) -> bool:
    """Whether a printed line may end there: by the marks around, and not within a Latin word."""
    if body[at] in _NOT_FIRST or body[at - 1] in _NOT_LAST:
        return False
    return not (body[at - 1 : at + 1].isascii() and body[at - 1].isalpha() and body[at].isalpha())


def _kind(before: str) -> str:
    if ends_sentence(before):
        return "sentence"
    return "comma" if before[-1] in _PAUSES else "word"


def _headline(draw: Random, text: str) -> str:
    spans = sentences(text)
    start, end = spans[draw.randrange(len(spans))]
    if draw.random() < 0.5:
        return page_text.headline(draw, text[start:end])
    return page_text.other_headline(draw, text, 5, 20)


def _beside(draw: Random, text: str) -> str:
    """A line that belongs to no sentence: a byline, a caption, a pull quote, a sub-headline."""
    shape = draw.random()
    if shape < 0.3:
        return draw.choice((page_text.byline, page_text.other_byline))(draw)
    headline = _headline(draw, text)
    if shape < 0.5:
        return draw.choice(("图为", "▲", "", "△")) + headline + draw.choice(("。", "。新华社发", " 记者 李敏 摄", ""))
    return headline


@lru_cache(maxsize=1)
def _traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t").convert


def _change(draw: Random, text: str) -> Any:
    """What changes all blocks of a page alike."""
    traditional, narrow, misread = (draw.random() < share for share in (_TRADITIONAL, _NARROW, _MISREAD))

    def change(block: str) -> str:
        if misread:
            block = "".join(draw.choice(text) if draw.random() < _MISREAD_CHARS else char for char in block)
        if narrow:
            block = block.translate(_HALF_WIDTH)
        return _traditional()(block) if traditional else block

    return change
