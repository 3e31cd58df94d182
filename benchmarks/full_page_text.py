"""What is printed on the pages of `benchmarks/full_pages.py` beside the text of articles.

Each function draws from the generator that it is given; what it returns is made up, or made of the article's clauses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_PAPERS = ("大河报", "楚天都市报", "金陵晚报", "春城晚报", "山西日报", "今晚报", "南国早报", "福建日报", "厦门晚报")
_CITIES = ("昆明", "南京", "太原", "天津", "南宁", "福州", "厦门", "兰州", "贵阳", "拉萨")
_NAMES = ("孟祥宇", "罗婷", "邓小川", "江南", "史可", "司马青", "石磊", "白雪松", "龙海燕", "贾雨", "严冬梅", "万里")
_DATELINES = (
    "本报讯（记者 {name} 通讯员 {other}）",
    "{paper}讯 （记者 {name}）",
    "新华社{city}{day}电（记者{name}、{other}）",
    "人民网{city}{day}电 ",
    "中新网{city}{day}电 （{name}）",
    "{paper}·新闻客户端{day}讯 ",
    "据央视新闻消息 ",
    "本报{city}{day}专电 ",
    "{paper}全媒体记者 {name} 报道 ",
)
_BYLINES = (
    "□ 本报记者 {name}",
    "■ {paper}记者 {name} {other}",
    "本报记者 {name} 通讯员 {other}",
    "文/图 本报记者 {name}",
    "（{name} {other}）",
    "{paper}全媒体记者 {name}",
)
_CREDITS = (
    "本报记者 {name} 摄",
    "新华社记者 {name} 摄",
    "{name} 摄",
    "（资料图片）",
    "受访者供图",
    "通讯员 {name} 供图",
)
_CAPTIONS = ("图为{}。", "▲{}", "上图：{}。", "{}。", "{}。 ", "↑{}。")
_SHOPS = ("江北家具城", "万家福超市", "好邻居电器", "明眸眼科", "老街茶行", "四季青服装城", "新世纪驾校")
_ADVERTISEMENTS = (
    "{shop}周年庆 全场{n}折起",
    "{shop} 诚聘店员{n}名 月薪{n}500元起 电话{tel}",
    "遗失声明：{name}遗失身份证一张，声明作废。",
    "旺铺招租：临街门面{n}0平方米，有意者请致电{tel}。",
    "{shop}祝全市人民节日快乐！",
    "搬家首选 {shop}旁 服务热线：{tel}",
    "减资公告：经股东会决议，{shop}有限公司拟减少注册资本，请债权人自公告之日起45日内申报债权。",
)
_UNITS = ("亿元", "万人次", "公里", "个", "%", "万亩", "家")
_NOISE = (
    "06 民生",
    "2024年3月5日 星期二",
    "第03版：要闻",
    "责编/孟祥宇 美编/罗婷",
    "* * *",
    "值班编辑：邓小川 校对：史可",
    "● 12",
    "扫码关注",
    "广告",
    "新闻热线 0371-66666666",
)
_MISREAD = (
    "未末",
    "己已巳",
    "人入",
    "日曰目",
    "土士",
    "天夫",
    "大太犬",
    "干千于",
    "间问闻",
    "员贝",
    "今令",
    "侯候",
    "戍戌",
)


def clauses(text: str, least: int = 6) -> list[str]:
    """The clauses of a text without quotation marks and brackets, of at least so many characters."""
    parts = (part.strip() for part in re.split("[，。；！？：“”、（）()【】《》\\s]", text))
    return [part for part in parts if len(part) >= least and not re.search("记者|通讯员|[讯电摄]$", part)]


def words_within(clause: str, most: int) -> str:
    """The first words of a clause, `most` characters or fewer, one word at least."""
    import jieba

    jieba.setLogLevel("ERROR")
    shortened = ""
    for word in jieba.lcut(clause):
        if shortened and len(shortened) + len(word) > most:
            break
        shortened += word
    return shortened


def _filled(draw: random.Random, template: str) -> str:
    return template.format(
        paper=draw.choice(_PAPERS),
        city=draw.choice(_CITIES),
        name=draw.choice(_NAMES),
        other=draw.choice(_NAMES),
        day=f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日",
        shop=draw.choice(_SHOPS),
        n=draw.randint(2, 9),
        tel=f"{draw.randint(2, 9)}{draw.randint(1000000, 9999999)}",
    )


def dateline(draw: random.Random) -> str:
    return _filled(draw, draw.choice(_DATELINES))


def byline(draw: random.Random) -> str:
    return _filled(draw, draw.choice(_BYLINES))


def noise(draw: random.Random) -> str:
    return draw.choice(_NOISE)


def advertisement(draw: random.Random) -> str:
    return _filled(draw, draw.choice(_ADVERTISEMENTS))


def headline(draw: random.Random, text: str) -> list[str]:
    """One or two lines of words of the text, most of them without a mark."""
    own = clauses(text)
    found = [words_within(clause, draw.randint(8, 20)) for clause in draw.sample(own, min(2, len(own)))]
    found = found or ["城市的这个秋天"]
    shape = draw.random()
    if shape < 0.15:
        found[0] = f"{found[0]}，{words_within(found[-1], 8)}"
    elif shape < 0.25:
        found[0] += draw.choice(("，怎么看？", "！", "何以至此", "了"))
    return found if draw.random() < 0.4 else found[:1]


def subheadline(draw: random.Random, paragraph: str) -> str:
    return words_within(draw.choice(clauses(paragraph) or ["一路向前"]), draw.randint(4, 14))


def caption(draw: random.Random, text: str) -> str:
    """A clause of the text as a caption, perhaps with a credit."""
    line = draw.choice(_CAPTIONS).format(draw.choice(clauses(text, 8) or ["活动现场"])).strip()
    return line + (" " + _filled(draw, draw.choice(_CREDITS)) if draw.random() < 0.7 or line[0] not in "图▲上↑" else "")


def pull_quote(draw: random.Random, sentence: str) -> str:
    return f"“{sentence.strip('“”')[:40]}”" if draw.random() < 0.5 else words_within(sentence.strip("。”“"), 30)


def figures(draw: random.Random, text: str) -> list[str]:
    """A box of figures: a title, and pairs of a number and what it counts."""
    found = clauses(text)
    own = [words_within(clause, 10) for clause in draw.sample(found, min(len(found), draw.randint(2, 4)))]
    lines = [draw.choice(("数说", "数读新闻", "一组数据", "关键数字"))]
    for name in own:
        number = f"{draw.randint(1, 9999)}{draw.choice(('', '.5', '.28'))}{draw.choice(_UNITS)}"
        lines += [number, name] if draw.random() < 0.5 else [f"{name}：{number}"]
    return lines


def poem(draw: random.Random, text: str) -> list[str]:
    """The lines of a poem, of the clauses of a text, without marks."""
    own = [words_within(clause, 12) for clause in clauses(text, 4)]
    return own[: draw.randint(6, 14)]


def numbered(paragraphs: list[str], draw: random.Random) -> list[str]:
    """Some paragraphs as the items of a list."""
    first = draw.randint(1, max(1, len(paragraphs) - 3))
    marks = draw.choice((("一、", "二、", "三、"), ("1.", "2.", "3."), ("（一）", "（二）", "（三）"), ("●", "●", "●")))
    return [
        marks[i - first] + one if first <= i < first + 3 and len(paragraphs) > 3 else one
        for i, one in enumerate(paragraphs)
    ]


def misreading(draw: random.Random, share: float) -> Callable[[str], str]:
    """A function that misreads this share of the characters: for one like it, for another, or not at all."""
    alike = {char: [other for other in group if other != char] for group in _MISREAD for char in group}

    def misread(char: str) -> str:
        chance = draw.random()
        if char in alike and chance < 10 * share:
            return draw.choice(alike[char])
        if chance > share or char in "。！？ \n":
            return char
        shape = draw.random()
        return (
            "" if shape < 0.15 and char not in "，" else draw.choice("的囗一了目丶卜八口二三") if shape < 0.9 else "、"
        )

    return lambda text: "".join(map(misread, text)) or text
