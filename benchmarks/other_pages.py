"""Makes newspaper pages of another kind than `benchmarks/pages.py`: does what was fitted there hold elsewhere?

Nothing is fitted on these pages. What differs: columns are cut at any character, also behind commas and brackets, in
two to five columns; columns come out in more orders (first last, last first, an article within another); headlines end
with a word, under shoulder headlines or over sub-headlines with a dash; other datelines, bylines and noise; boxes of
figures with half lines; traditional characters; errors as character recognition makes them.

    python -m benchmarks.other_pages CORPUS_JSONL --seed 1 --pages 3
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.pages import Break, Page, TrueArticle, load
from corpus.text import ends_sentence, sentences

_PAPERS = ("湖北日报", "羊城晚报", "齐鲁晚报", "北京青年报", "解放日报", "都市快报", "中国教育报", "郑州晚报")
_PLACES = ("武汉", "济南", "郑州", "杭州", "合肥", "重庆", "哈尔滨")
_NAMES = ("李慧敏", "赵一鸣", "周倩", "何志强", "欧阳雪", "杜鹃", "郭子豪", "梁静", "许文强", "冯薇")
_NOISE = (
    "扫码看详情",
    "扫描二维码 观看视频",
    "责任编辑：李慧敏 版式：周倩",
    "A5 综合新闻",
    "2023年10月9日 星期一",
    "=====",
    "新闻热线：027-88888888",
    "第07版",
    "- 6 -",
    "▲▼▲▼",
)
_MARKS = ("★", "●", "▶", "◆")
_CONFUSED = ("未末", "己已", "人入", "日曰", "土士", "天夫", "大太", "干千", "市巿", "间问", "员贝", "口囗")


def make_other_pages(texts: Sequence[str], count: int, seed: int) -> list[Page]:
    """`count` pages of one to three articles."""
    draw = random.Random(seed)
    return [_page(draw, draw.sample(texts, draw.choice((1, 1, 2, 2, 2, 3)))) for _ in range(count)]


def _clauses(text: str) -> list[str]:
    parts = [part.strip() for part in re.split("[，。；！？：“”、（）()【】《》\\s]", text)]
    return [part for part in parts if len(part) >= 6 and not re.search("记者|通讯员|消息|[讯电摄]$", part)]


def _headline(draw: random.Random, text: str, least: int, most: int) -> str:
    """A clause of the text that ends with a word, two of them, or one in quotes or with a question."""
    import jieba

    jieba.setLogLevel("ERROR")

    def short(clause: str, most: int = most) -> str:
        words, kept = jieba.lcut(clause), ""
        for word in words:
            if kept and len(kept) + len(word) > most:
                break
            kept += word
        return kept

    clauses = [short(clause) for clause in _clauses(text) if len(clause) >= least] or ["今日要闻一览"]
    clause, other = draw.choice(clauses), draw.choice(clauses)
    shape = draw.random()
    if shape < 0.15:
        return f"{short(clause, 9)}？专家这样说"
    if shape < 0.3 and len(other) < 14:
        return f"{clause} {other}"
    if shape < 0.4:
        return f"“{clause}”背后"
    return clause


def _opening(draw: random.Random) -> str:
    paper, place, name = draw.choice(_PAPERS), draw.choice(_PLACES), draw.choice(_NAMES)
    date = f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
    return draw.choice(
        (
            f"{paper}讯（记者{name}）",
            f"本报{place}讯（记者{name} 通讯员{draw.choice(_NAMES)}）",
            f"据新华社{place}{date}电 ",
            f"{paper}{place}{date}讯（记者 {name}）",
            f"【{paper}{date}讯】",
            f"本报讯 记者{name}报道：",
        )
    )


def _signature(draw: random.Random) -> str:
    name, other = draw.choice(_NAMES), draw.choice(_NAMES)
    return draw.choice(
        (
            f"（记者 {name} 通讯员 {other}）",
            f"文/本报记者 {name}",
            f"■{draw.choice(_PAPERS)}首席记者 {name} 实习生 {other}",
            f"□本报记者 {name} {other}",
            f"据{draw.choice(_PAPERS)}",
        )
    )


def _cut(draw: random.Random, lines: Sequence[str], heads: set[int], count: int) -> tuple[list[list[str]], list[bool]]:
    """The lines in columns of about the same length, cut at any character that may end a printed line."""
    total = sum(map(len, lines))
    targets = [total * (i + 1) // count + draw.randint(-20, 20) for i in range(count - 1)]
    columns: list[list[str]] = [[]]
    cuts: list[bool] = []
    offset = 0
    for number, line in enumerate(lines):
        begin = 0
        while targets and number not in heads and targets[0] < offset + len(line):
            cut = max(targets.pop(0) - offset, begin + draw.randint(8, 20))
            while cut < len(line) and not _may_cut(line, cut):
                cut += 1
            if cut > len(line) - 3:
                continue
            columns[-1].append(line[begin:cut])
            columns.append([])
            cuts.append(not ends_sentence(line[:cut]))
            begin = cut
        columns[-1].append(line[begin:])
        offset += len(line)
    return columns, cuts


def _may_cut(line: str, cut: int) -> bool:
    """Whether a printed line may end there: not before a closing mark, behind an opening one, or in a Latin word."""
    marks = line[cut] in "，。、；：！？”’》）】) " or line[cut - 1] in "“‘《（【( "
    return not marks and not line[cut - 1 : cut + 1].isascii()


def _box(draw: random.Random, text: str) -> list[str]:
    """Figures of the article, two or more marked lines, some of them printed in two; or none."""
    found = [clause for clause in _clauses(text) if re.search(r"\d", clause) and len(clause) <= 26]
    if len(found) < 3 or draw.random() < 0.5:
        return []
    mark = draw.choice(_MARKS)
    lines = ["数读", "几组数字看变化"][: draw.randint(1, 2)]
    for clause in found[:4]:
        lines.append(mark + clause + (" 比上年有所增加" if draw.random() < 0.4 else ""))
    return lines


def _errors(draw: random.Random) -> Callable[[str], str]:
    """A function that makes the errors of one page: the same character is not always taken for the same other one."""
    table = {a: b for pair in _CONFUSED for a, b in (pair, pair[::-1])}

    def change(text: str) -> str:
        found = []
        for char in text:
            chance = draw.random()
            if chance < 0.3 and char in table:
                found.append(table[char])
            elif chance < 0.004 and char not in "。！？\n":
                found.append(draw.choice("的囗一了目丶卜八"))
            elif chance < 0.02 and char == "，":
                found.append("、")
            else:
                found.append(char)
        return "".join(found)

    return change


def _page(draw: random.Random, texts: Sequence[str]) -> Page:
    truths: list[TrueArticle] = []
    pieces: list[list[list[tuple[str, object]]]] = []  # of each article: groups of lines, and where a line comes from
    made_cuts: list[list[bool]] = []
    for number, text in enumerate(texts):
        spans = sentences(text)[:16]
        whole = [text[start:end] for start, end in spans]
        heads = [_headline(draw, text, 6, 18)]
        if draw.random() < 0.3:
            heads.insert(0, _headline(draw, text, 6, 14))
        if draw.random() < 0.3:
            heads.append(draw.choice(("", "——")) + _headline(draw, text, 8, 22))
        paragraphs, at = [], 0
        size = draw.choice((2, 4, 7, 20))
        while at < len(whole):
            step = draw.randint(1, size)
            paragraphs.append("".join(whole[at : at + step]))
            at += step
        dated = draw.random() < 0.75
        paragraphs[0] = (_opening(draw) if dated else "") + paragraphs[0]
        tail = [_signature(draw)] if not dated or draw.random() < 0.5 else []
        marks: set[int] = set()
        if len(paragraphs) > 3 and draw.random() < 0.5:
            for place in sorted(draw.sample(range(2, len(paragraphs)), draw.randint(1, 2)), reverse=True)[:2]:
                paragraphs.insert(place, _headline(draw, paragraphs[place], 5, 14))
                marks = {i + 1 for i in marks} | {place}
        tail += _box(draw, text) if tail else []
        truths.append(TrueArticle(tuple(heads), (*paragraphs, *tail)))
        columns, cuts = _cut(draw, paragraphs, marks, draw.randint(2, 5))
        made_cuts.append(cuts)
        order = list(range(len(columns)))
        shape = draw.random()
        if shape < 0.25:
            order = [*order[1:], order[0]]
        elif shape < 0.35:
            order = [order[-1], *order[:-1]]
        groups: list[list[tuple[str, object]]] = [[(line, None) for line in heads]]
        for column in order:
            group: list[tuple[str, object]] = [(line, (number, column)) for line in columns[column]]
            if draw.random() < 0.1:
                group.append((draw.choice(_NOISE[:2]), None))
            groups.append(group)
        groups.append([(half, None) for line in tail for half in (line.split(" ") if line[0] in _MARKS else [line])])
        if order[-1] == 0 and len(order) > 1 and draw.random() < 0.5:
            groups[-1], groups[-2] = groups[-2], groups[-1]
        pieces.append(groups)
    if len(pieces) > 1 and draw.random() < 0.15:  # two articles side by side, read across
        first, second = pieces[0], pieces[1]
        place = draw.randint(2, max(2, len(first) - 1))
        pieces[:2] = [[*first[:place], *second, *first[place:]]]
    flat = [piece for groups in pieces for group in groups for piece in group]
    for place in sorted(draw.sample(range(len(flat) + 1), min(len(flat), draw.choice((0, 0, 1, 2)))), reverse=True):
        if place in (0, len(flat)) or flat[place - 1][1] != flat[place][1]:
            flat.insert(place, (draw.choice(_NOISE), None))
    breaks = []
    for number, cuts in enumerate(made_cuts):
        for column, cut in enumerate(cuts):
            if cut:
                left = max(i for i, (_, origin) in enumerate(flat) if origin == (number, column))
                right = min(i for i, (_, origin) in enumerate(flat) if origin == (number, column + 1))
                between = [line for line, _ in flat[left + 1 : right] if line not in _NOISE]
                breaks.append(Break(flat[left][0], flat[right][0], right < left or bool(between)))
    page = Page(tuple(line for line, _ in flat), tuple(truths), tuple(breaks))
    shape = draw.random()
    if shape < 0.15:
        from opencc import OpenCC

        return _changed(page, OpenCC("s2t").convert)
    if shape < 0.3:
        return _misread(page, _errors(draw))
    if shape < 0.5:
        return _changed(page, lambda text: text.translate(str.maketrans("，：！？；（）", ",:!?;()")))
    return page


def _changed(page: Page, change: Callable[[str], str]) -> Page:
    return Page(
        tuple(map(change, page.lines)),
        tuple(
            TrueArticle(tuple(map(change, one.article_metadata)), tuple(map(change, one.lines)))
            for one in page.articles
        ),
        tuple(Break(change(one.left), change(one.right), one.far) for one in page.breaks),
    )


def _misread(page: Page, change: Callable[[str], str]) -> Page:
    """The page with errors; what is true is as it was misread, since the errors are not what is to be mended."""
    lines = {line: line if line in _NOISE else change(line) for line in page.lines}

    def printed(line: str) -> str:
        parts, rest = [], line
        while rest:  # a printed line is its pieces, one after the other
            if rest[0] == " " and line[0] in _MARKS:
                parts.append(" ")
                rest = rest[1:]
            piece = max((one for one in lines if one and rest.startswith(one)), key=len, default=rest)
            parts.append(lines.get(piece, piece))
            rest = rest[len(piece) :]
        return "".join(parts)

    return Page(
        tuple(lines[line] for line in page.lines),
        tuple(
            TrueArticle(tuple(map(printed, one.article_metadata)), tuple(map(printed, one.lines)))
            for one in page.articles
        ),
        tuple(Break(lines[one.left], lines[one.right], one.far) for one in page.breaks),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=1)
    arguments = parser.parse_args()
    for page in make_other_pages(load(arguments.corpus), arguments.pages, arguments.seed):
        sys.stdout.write("\n\n".join(page.lines) + "\n\n=====\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
