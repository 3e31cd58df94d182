"""Questions made from news: a number, date, person, place or organisation of a sentence is what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import jieba.posseg

from benchmarks.train_reader.examples import Source, Span, occurrences

_CLAUSE = re.compile(r"[^，。；：！？、“”（）()\n]{8,40}")
_UNITS = (
    "亿美元 万亿元 亿元 万元 美元 元 万人 亿人 人次 万人次 人 个百分点 % 家 个 名 公里 千米 米 平方米 平方公里 "
    "万平方米 公顷 亩 吨 万吨 千克 公斤 辆 万辆 台 套 件 项 场 次 岁 年 天 小时 分钟 层 所 座 种 条 架 艘 部 位 "
    "户 万户 届 倍 摄氏度 ℃ 级"
)
_QUANTITY = re.compile(
    r"(?:约|近|超过?|逾)?(\d+(?:,\d{3})*(?:\.\d+)?(?:"
    + "|".join(sorted(_UNITS.split(" "), key=len, reverse=True))
    + "))(?![0-9])"
)
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{4}年(?!\d)")
_OFFICE = re.compile(
    r"((?:[\u4e00-\u9fff]{2,14})?(?:局长|主任|部长|市长|县长|省长|书记|院长|校长|教授|总经理|董事长|总裁|队长|主席|发言人|首席执行官|"
    r"负责人|研究员|经济学家|导演|主教练|分析师|秘书长|会长|总监|馆长|所长))(?:、[\u4e00-\u9fff]{2,8})?([\u4e00-\u9fff]{2,3})"
    r"(?=表示|介绍|说|指出|认为|告诉|强调|称|透露|解释|坦言|，|在)"
)
_ASKS_DATE = ("什么时候", "哪天", "何时", "哪一天", "几月几日", "什么时间")
_HOW_MANY = ("多少", "多少", "几")


def _quantity_question(clause: str, match: re.Match[str], random: Random) -> str:
    value = match.group(1)
    unit = value.lstrip("0123456789,.")
    word = random.choice(_HOW_MANY) if len(value) - len(unit) < 3 and unit in ("个", "家", "名", "次") else "多少"
    if unit in ("%", "个百分点"):
        asked = random.choice(("多少", "百分之多少", "多少"))
    elif random.random() < 0.35:
        asked = word
    else:
        asked = word + unit.removeprefix("万").removeprefix("亿")
    return clause[: match.start()] + asked + clause[match.end() :]


def _name_questions(clause: str) -> Iterator[tuple[Span, str]]:
    """The names in a clause, each with the word that asks for it."""
    at = 0
    for word, tag in jieba.posseg.cut(clause):
        start, at = at, at + len(word)
        if tag == "nr" and 2 <= len(word) <= 4:
            yield (start, at), "谁"
        elif tag == "ns" and len(word) >= 2:
            yield (start, at), "哪里"
        elif tag == "nt":
            yield (start, at), "哪家机构"


def _shortened(question: str, random: Random) -> str:
    """The question as people type it: without some of its little words, sometimes with a question mark."""
    if random.random() < 0.5:
        question = re.sub(r"^(?:其中|此外|同时|目前|另外|截至目前|据介绍|据悉|而|但|并|也|还|已)", "", question)
    if random.random() < 0.3:
        question = re.sub(r"[了的将于已]", "", question)
    if random.random() < 0.25:
        question = re.sub(r"(多少|什么时候|谁|哪里)(.+)$", r"\2 \1", question)
    return question + random.choice(("？", "？", "?", "", ""))


def cloze(source: Source, random: Random) -> tuple[str, list[Span], int] | None:
    """A question about a random clause, the places that answer it in the article, and the number of its sentence."""
    for _ in range(8):
        number = random.randrange(len(source.spans))
        start, end = source.spans[number]
        made = _from_sentence(source.text[start:end], random)
        if made is None:
            continue
        question, (a, b) = made
        value = source.text[start + a : start + b]
        question = _about(source, question, random)
        return question, occurrences(source.text[start:end], value) and _moved(source, start, end, value), number
    return None


def _moved(source: Source, start: int, end: int, value: str) -> list[Span]:
    return [(start + a, start + b) for a, b in occurrences(source.text[start:end], value)]


def _about(source: Source, question: str, random: Random) -> str:
    """The question with the headline's subject in front, where it does not name one itself."""
    title = re.sub(r"^原标题[:：]", "", source.title)
    subject = re.split(r"[：:！!，,\s丨|]", title)[0]
    if 3 <= len(subject) <= 12 and subject[:2] not in question and random.random() < 0.5:
        return f"{subject}{random.choice(('', '，', ' '))}{question}"
    return question


def _from_sentence(sentence: str, random: Random) -> tuple[str, Span] | None:
    made: list[tuple[str, Span]] = []
    for match in _OFFICE.finditer(sentence):
        office = match.group(1)
        form = random.choice(("{}是谁？", "{}叫什么名字？", "谁是{}？", "{}是谁", "{}叫什么"))
        made.append((form.format(office[-random.randint(5, 14) :]), match.span(2)))
    for clause in _CLAUSE.finditer(sentence):
        text, at = clause.group(), clause.start()
        made += [
            (_shortened(_quantity_question(text, match, random), random), _shift(match.span(1), at))
            for match in _QUANTITY.finditer(text)
        ]
        for match in _DATE.finditer(text):
            asked = "哪一年" if match.group().endswith("年") else random.choice(_ASKS_DATE)
            question = text[: match.start()] + asked + text[match.end() :].removeprefix("，")
            made.append((_shortened(question, random), _shift(match.span(), at)))
    if not made or random.random() < 0.25:
        for clause in list(_CLAUSE.finditer(sentence))[:4]:
            for (a, b), asked in _name_questions(clause.group()):
                question = clause.group()[:a] + asked + clause.group()[b:]
                made.append((_shortened(question, random), _shift((a, b), clause.start())))
    made = [(question, span) for question, span in made if len(question) > 6]
    return random.choice(made) if made else None


def _shift(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
