"""Makes newspaper pages whose columns came out of order, with what they ought to become, from the articles of a corpus.

A page is what a text layer or an OCR engine gives: a list of lines, each a paragraph or the part of one that stands in
a column. Everything is drawn from one seeded generator, so the same corpus and seed give the same pages. Knows nothing
of how pages are mended.

    python -m benchmarks.pages CORPUS_JSONL --seed 1 --pages 3
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.text import clean, sentences

_PAPERS = ("三湘都市报", "南方日报", "钱江晚报", "新京报", "华商报", "海峡都市报", "法治日报", "潇湘晨报", "城市快报")
_PLACES = ("北京", "长沙", "上海", "成都", "广州", "西安")
_SURNAMES, _GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡",
    ("敏", "建国", "晓燕", "思远", "璐", "子涵", "文博", "伟", "丽华", "一帆"),
)
_NOISE = (
    "扫码看视频",
    "扫一扫 看详情",
    "责编 张明 美编 李华 校对 王芳",
    "A03 要闻",
    "2023年8月19日 星期六",
    "------------",
    "03版",
)
_CAPTION = ("图为活动现场。记者 {} 摄", "现场图。 {} 摄", "资料图片")
_WEB = re.compile(r"原标题[：:]|返回搜狐.*|责任编辑.*|查看更多.*|来源：.*$|分享让更多人看到|\(完\)|（完）")


@dataclass(frozen=True, slots=True)
class Break:
    """A sentence cut in two: the line that breaks off, the line that goes on, and whether they are apart."""

    left: str
    right: str
    far: bool


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """What the page holds, as printed: the head lines, and the lines of the text in reading order."""

    heads: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines that come out of a file, the articles they ought to become, and the sentences that were cut."""

    lines: tuple[str, ...]
    articles: tuple[TrueArticle, ...]
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    article: TrueArticle
    heads: list[str]
    columns: list[list[str]]  # the lines of each column, in reading order
    cuts: list[bool]  # whether column i breaks a sentence that column i + 1 takes up
    tail: list[str]
    lead: list[str]


def load(path: Path) -> list[str]:
    """The texts of a corpus.jsonl that are long enough to fill columns, without what web sites put around them."""
    texts = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = clean(_WEB.sub("", json.loads(line)["text"])).replace("\n", "")
            spans = sentences(text)
            whole = [text[start:end] for start, end in spans if text[end - 1] in "。！？”"]
            if len(whole) >= 7 and max(map(len, whole)) < 260 and len("".join(whole)) >= 350:
                texts.append("".join(whole))
    return texts


def part(texts: Sequence[str], use: Literal["characters", "weights", "report"]) -> list[str]:
    """The texts that are used for one thing only: a quarter each to count characters and to fit weights, half to
    measure."""
    return list({"characters": texts[0::4], "weights": texts[2::4], "report": texts[1::2]}[use])


def make_pages(texts: Sequence[str], count: int, seed: int, paragraphs: bool) -> list[Page]:
    """`count` pages of one to three articles each; `paragraphs`: whether columns hold paragraphs and sub-headlines."""
    draw = random.Random(seed)
    return [_page(draw, draw.sample(texts, draw.choice((1, 2, 2, 3))), paragraphs) for _ in range(count)]


def _names(draw: random.Random, count: int) -> list[str]:
    return [draw.choice(_SURNAMES) + draw.choice(_GIVEN) for _ in range(count)]


def _head(draw: random.Random, sentence: str) -> str:
    """A headline: a clause of the article, half of the time not to the letter, as sub-editors write them."""
    sentence = re.sub("^.{0,30}?[讯电](?=[ （(])", "", sentence)
    sentence = re.sub("[^，。]*(?:记者|通讯员|摄|电 |消息)[^，。]*", "", sentence)
    clauses = [part for part in re.split("[，。；！？：“”、（）()]", sentence) if len(part) > 1] or ["一周要闻"]
    clause = clauses[0][: draw.randint(10, 24)].strip()
    shape = draw.random()
    if shape < 0.2:
        clause = re.sub("[的了在将和也]", "", clause)
    elif shape < 0.35 and len(clauses) > 1:
        clause = clause[:10] + draw.choice((" ", "：", "，")) + clauses[-1][: draw.randint(5, 12)]
    elif shape < 0.5:
        clause = draw.choice(
            ("聚焦{}", "关注：{}", "“{}”", "一线观察：{}", "看{}", "{}如何破题", "{}之后", "让{}更有力")
        ).format(clause[:16])
    return clause.strip("，：— ") or "一周要闻"


def _dateline(draw: random.Random) -> str:
    paper, place, name = draw.choice(_PAPERS), draw.choice(_PLACES), " ".join(_names(draw, draw.randint(1, 2)))
    day = f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
    return draw.choice(
        (
            f"{paper}{day}讯 ",
            f"本报讯（记者 {name}）",
            f"新华社{place}{day}电（记者 {name}）",
            f"本报{place}{day}电 ",
            f"中新社{place}{day}电 ",
            f"{paper}讯（记者 {name}）",
            f"本报{day}讯 记者{name.split()[0]} ",
        )
    )


def _byline(draw: random.Random) -> str:
    names = " ".join(_names(draw, draw.randint(1, 3)))
    return draw.choice(
        (
            f"■{draw.choice(_PAPERS)}全媒体记者 {names}",
            f"■记者 {names}",
            f"本报记者 {names}",
            f"（记者 {names}）",
            f"□通讯员 {names}",
        )
    )


def _article(draw: random.Random, text: str, in_paragraphs: bool) -> _Made:
    whole = [text[start:end] for start, end in sentences(text)]
    if len(text) > 1500:
        whole = whole[:14]
    others = draw.sample(whole, min(5, len(whole)))
    heads = [_head(draw, others[0])]
    if draw.random() < 0.35:
        heads.append(_head(draw, others[1]))
    if draw.random() < 0.05:
        heads[0] += "！"
    dateline, byline = _dateline(draw) if draw.random() < 0.7 else "", draw.random() < 0.6
    tail = [_byline(draw)] if byline or not dateline else []
    if draw.random() < 0.1:
        tail.append(draw.choice(("据新华社", "据新湖南", "来源：央视新闻")))
    if not in_paragraphs:
        first = draw.randint(1, 3) if draw.random() < 0.3 else 0  # a lead that stands over the columns
        paragraphs = [part for part in ("".join(whole[:first]), "".join(whole[first:])) if part]
    else:
        paragraphs, at = [], 0
        while at < len(whole):
            step = draw.randint(1, 4)
            paragraphs.append("".join(whole[at : at + step]))
            at += step
    paragraphs[0] = dateline + paragraphs[0]
    lines = [(paragraph, False) for paragraph in paragraphs]
    if len(lines) > 3 and draw.random() < 0.5:
        for place in sorted(draw.sample(range(2, len(lines)), draw.randint(1, min(2, len(lines) - 2))), reverse=True):
            lines.insert(place, (_head(draw, draw.choice(others[2:])), True))
    truth = TrueArticle(tuple(heads), tuple(line for line, _ in lines) + tuple(tail))
    lead = []
    if (len(lines) > 4 and draw.random() < 0.3) or (not in_paragraphs and len(lines) > 1):
        lead = [lines.pop(0)[0]]
    columns, cuts = _columns(draw, lines, draw.randint(13, 22) if in_paragraphs else 1)
    return _Made(truth, heads, columns, cuts, tail, lead)


def _columns(draw: random.Random, lines: list[tuple[str, bool]], width: int) -> tuple[list[list[str]], list[bool]]:
    """The lines cut into columns, at the ends of printed lines of `width` characters; paragraphs are indented."""
    count = draw.randint(2, 4)
    total = sum(len(line) for line, _ in lines)
    targets = [total * (i + 1) // count + draw.randint(-12, 12) for i in range(count - 1)]
    columns: list[list[str]] = [[]]
    cuts: list[bool] = []
    offset = 0
    for line, is_head in lines:
        begin = 0
        while targets and not is_head and targets[0] < offset + len(line):
            cut = max(targets.pop(0) - offset, begin + 2)
            cut += -(cut + 2) % width
            while cut < len(line) - 1 and (
                line[cut - 1] in "。！？”“《（ " or line[cut] in "，。、；：！？”》） " or _in_word(line, cut)
            ):
                cut += 1
            if cut >= len(line) - 1 or (cut < 14 and begin == 0 and offset == 0):
                continue
            columns[-1].append(line[begin:cut].strip())
            columns.append([])
            cuts.append(True)
            begin = cut
        rest = line[begin:].strip()
        if rest:
            columns[-1].append(rest)
        offset += len(line)
    return columns, cuts


def _in_word(line: str, cut: int) -> bool:
    """Whether a cut would part a Latin word, which printers do not do without a hyphen."""
    return line[cut - 1 : cut + 1].isascii() and line[cut - 1].isalpha() and line[cut].isalpha()


def _page(draw: random.Random, texts: Sequence[str], paragraphs: bool) -> Page:
    made = [_article(draw, text, paragraphs) for text in texts]
    pieces: list[list[tuple[str, object]]] = []  # a line, and where it comes from: (article, column), or None
    for number, one in enumerate(made):
        order = list(range(len(one.columns)))
        tail_first = False
        if len(order) > 1 and draw.random() < 0.35:
            order = [*order[1:], 0]
            tail_first = draw.random() < 0.6
        parts: list[list[tuple[str, object]]] = [[(line, None) for line in one.article_metadata + one.lead]]
        for column in order:
            part: list[tuple[str, object]] = [(line, (number, column)) for line in one.columns[column]]
            if draw.random() < 0.1:
                part.append((draw.choice(_NOISE[:3]), None))
            parts.append(part)
        parts.insert(len(parts) - 1 if tail_first else len(parts), [(line, None) for line in one.tail])
        pieces.append([piece for part in parts for piece in part])
    if len(pieces) > 1 and draw.random() < 0.15:  # an article stands in the middle of another one
        outer, inner = pieces.pop(0), pieces.pop(0)
        places = [
            i for i in range(len(outer)) if i and outer[i][1] != outer[i - 1][1] and outer[i][1] and outer[i - 1][1]
        ]
        place = draw.choice(places) if places else len(outer)
        pieces.insert(0, outer[:place] + inner + outer[place:])
    flat = [piece for part in pieces for piece in part]
    if draw.random() < 0.3:
        flat.insert(0, (draw.choice(_NOISE[3:]), None))
    if draw.random() < 0.2:
        flat.append((draw.choice(_NOISE), None))
    breaks = []
    for number, one in enumerate(made):
        for column, cut in enumerate(one.cuts):
            if cut:
                left = max(i for i, (_, origin) in enumerate(flat) if origin == (number, column))
                right = min(i for i, (_, origin) in enumerate(flat) if origin == (number, column + 1))
                between = [line for line, _ in flat[left + 1 : right] if line not in _NOISE]
                breaks.append(Break(flat[left][0], flat[right][0], right < left or bool(between)))
    if draw.random() < 0.3:  # as some text layers give it
        table = str.maketrans("，：！？；（）", ",:!?;()")
        return Page(
            tuple(line.translate(table) for line, _ in flat),
            tuple(
                TrueArticle(
                    tuple(head.translate(table) for head in one.article.article_metadata),
                    tuple(line.translate(table) for line in one.article.lines),
                )
                for one in made
            ),
            tuple(Break(one.left.translate(table), one.right.translate(table), one.far) for one in breaks),
        )
    return Page(tuple(line for line, _ in flat), tuple(one.article for one in made), tuple(breaks))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=1)
    parser.add_argument("--paragraphs", action="store_true")
    arguments = parser.parse_args()
    for page in make_pages(load(arguments.corpus), arguments.pages, arguments.seed, arguments.paragraphs):
        sys.stdout.write("\n\n".join(page.lines) + "\n\n=====\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
