"""What is printed on the made pages of `benchmarks/pages.py`: headlines, datelines, bylines, boxes, noise and errors.

Each function draws from the generator that it is given. Those named `other_` are for pages that nothing is fitted on.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_PAPERS = ("三湘都市报", "南方日报", "钱江晚报", "新京报", "华商报", "海峡都市报", "法治日报", "潇湘晨报", "城市快报")
_CITIES = ("北京", "长沙", "上海", "成都", "广州", "西安")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡"
_GIVEN_NAMES = ("敏", "建国", "晓燕", "思远", "璐", "子涵", "文博", "伟", "丽华", "一帆")
INNER_NOISE = ("扫码看视频", "扫一扫 看详情", "责编 张明 美编 李华 校对 王芳")
NOISE = (*INNER_NOISE, "A03 要闻", "2023年8月19日 星期六", "------------", "03版")
_DATELINES = (
    "{paper}{day}讯 ",
    "本报讯（记者 {names}）",
    "新华社{city}{day}电（记者 {names}）",
    "本报{city}{day}电 ",
    "中新社{city}{day}电 ",
    "{paper}讯（记者 {names}）",
    "本报{day}讯 记者{name} ",
)
_BYLINES = ("■{paper}全媒体记者 {names}", "■记者 {names}", "本报记者 {names}", "（记者 {names}）", "□通讯员 {names}")
SOURCES = ("据新华社", "据新湖南", "来源：央视新闻")
_HEADLINES = ("聚焦{}", "关注：{}", "“{}”", "一线观察：{}", "看{}", "{}如何破题", "{}之后", "让{}更有力")

_OTHER_PAPERS = ("湖北日报", "羊城晚报", "齐鲁晚报", "北京青年报", "解放日报", "都市快报", "中国教育报", "郑州晚报")
_OTHER_CITIES = ("武汉", "济南", "郑州", "杭州", "合肥", "重庆", "哈尔滨")
_OTHER_NAMES = ("李慧敏", "赵一鸣", "周倩", "何志强", "欧阳雪", "杜鹃", "郭子豪", "梁静", "许文强", "冯薇")
OTHER_INNER_NOISE = ("扫码看详情", "扫描二维码 观看视频")
OTHER_NOISE = (
    *OTHER_INNER_NOISE,
    *("责任编辑：李慧敏 版式：周倩", "A5 综合新闻", "2023年10月9日 星期一", "====="),
    *("新闻热线：027-88888888", "第07版", "- 6 -", "▲▼▲▼"),
)
_OTHER_DATELINES = (
    "{paper}讯（记者{name}）",
    "本报{city}讯（记者{name} 通讯员{other}）",
    "据新华社{city}{day}电 ",
    "{paper}{city}{day}讯（记者 {name}）",
    "【{paper}{day}讯】",
    "本报讯 记者{name}报道：",
)
_OTHER_BYLINES = (
    "（记者 {name} 通讯员 {other}）",
    "文/本报记者 {name}",
    "■{paper}首席记者 {name} 实习生 {other}",
    "□本报记者 {name} {other}",
    "据{source}",
)
ITEM_MARKS = ("★", "●", "▶", "◆")
_CONFUSED = ("未末", "己已", "人入", "日曰", "土士", "天夫", "大太", "干千", "市巿", "间问", "员贝", "口囗")


def in_paragraphs(draw: random.Random, parts: Sequence[str], most: int) -> list[str]:
    """The sentences in paragraphs of one to `most` sentences."""
    paragraphs, begin = [], 0
    while begin < len(parts):
        step = draw.randint(1, most)
        paragraphs.append("".join(parts[begin : begin + step]))
        begin += step
    return paragraphs


def _names(draw: random.Random, most: int) -> str:
    return " ".join(draw.choice(_SURNAMES) + draw.choice(_GIVEN_NAMES) for _ in range(draw.randint(1, most)))


def _day(draw: random.Random) -> str:
    return f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日"


def headline(draw: random.Random, sentence: str) -> str:
    """A clause of the article; half of the time reworded, as sub-editors do."""
    sentence = re.sub("^.{0,30}?[讯电](?=[ （(])", "", sentence)
    sentence = re.sub("[^，。]*(?:记者|通讯员|摄|电 |消息)[^，。]*", "", sentence)
    clauses = [clause for clause in re.split("[，。；！？：“”、（）()]", sentence) if len(clause) > 1] or ["一周要闻"]
    clause = clauses[0][: draw.randint(10, 24)].strip()
    shape = draw.random()
    if shape < 0.2:
        clause = re.sub("[的了在将和也]", "", clause)
    elif shape < 0.35 and len(clauses) > 1:
        clause = clause[:10] + draw.choice((" ", "：", "，")) + clauses[-1][: draw.randint(5, 12)]
    elif shape < 0.5:
        clause = draw.choice(_HEADLINES).format(clause[:16])
    return clause.strip("，：— ") or "一周要闻"


def dateline(draw: random.Random) -> str:
    paper, city, names, day = draw.choice(_PAPERS), draw.choice(_CITIES), _names(draw, 2), _day(draw)
    return draw.choice(_DATELINES).format(paper=paper, city=city, names=names, name=names.split()[0], day=day)


def byline(draw: random.Random) -> str:
    names, paper = _names(draw, 3), draw.choice(_PAPERS)
    return draw.choice(_BYLINES).format(names=names, paper=paper)


def _clauses(text: str) -> list[str]:
    parts = [part.strip() for part in re.split("[，。；！？：“”、（）()【】《》\\s]", text)]
    return [part for part in parts if len(part) >= 6 and not re.search("记者|通讯员|消息|[讯电摄]$", part)]


def other_headline(draw: random.Random, text: str, least: int, most: int) -> str:
    """A clause of the text that ends with a word, two of them, or one in quotes or with a question."""
    import jieba

    jieba.setLogLevel("ERROR")

    def short(clause: str, most: int = most) -> str:
        words, shortened = jieba.lcut(clause), ""
        for word in words:
            if shortened and len(shortened) + len(word) > most:
                break
            shortened += word
        return shortened

    clauses = [short(clause) for clause in _clauses(text) if len(clause) >= least] or ["今日要闻一览"]
    clause, other = draw.choice(clauses), draw.choice(clauses)
    shape = draw.random()
    if shape < 0.15:
        return f"{short(clause, 9)}？专家这样说"
    if shape < 0.3 and len(other) < 14:
        return f"{clause} {other}"
    return f"“{clause}”背后" if shape < 0.4 else clause


def other_dateline(draw: random.Random) -> str:
    paper, city, name = draw.choice(_OTHER_PAPERS), draw.choice(_OTHER_CITIES), draw.choice(_OTHER_NAMES)
    day, other = _day(draw), draw.choice(_OTHER_NAMES)
    return draw.choice(_OTHER_DATELINES).format(paper=paper, city=city, name=name, day=day, other=other)


def other_byline(draw: random.Random) -> str:
    name, other = draw.choice(_OTHER_NAMES), draw.choice(_OTHER_NAMES)
    paper, source = draw.choice(_OTHER_PAPERS), draw.choice(_OTHER_PAPERS)
    return draw.choice(_OTHER_BYLINES).format(name=name, other=other, paper=paper, source=source)


def box(draw: random.Random, text: str) -> list[str]:
    """Figures of the article, two or more marked lines, some of them printed in two; or none."""
    figures = [clause for clause in _clauses(text) if re.search(r"\d", clause) and len(clause) <= 26]
    if len(figures) < 3 or draw.random() < 0.5:
        return []
    mark = draw.choice(ITEM_MARKS)
    lines = ["数读", "几组数字看变化"][: draw.randint(1, 2)]
    return lines + [mark + figure + (" 比上年有所增加" if draw.random() < 0.4 else "") for figure in figures[:4]]


def misreading(draw: random.Random) -> Callable[[str], str]:
    """A function that makes the errors of one page: not every occurrence of a character is misread."""
    table = {a: b for pair in _CONFUSED for a, b in (pair, pair[::-1])}

    def misread(char: str) -> str:
        chance = draw.random()
        if chance < 0.3 and char in table:
            return table[char]
        if chance < 0.004 and char not in "。！？\n":
            return draw.choice("的囗一了目丶卜八")
        return "、" if chance < 0.02 and char == "，" else char

    return lambda text: "".join(map(misread, text))
