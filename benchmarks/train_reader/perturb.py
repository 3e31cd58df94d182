"""Changes a question or its text so that the text no longer answers: another name, number, year, office or thing.

The words to change are those that question and text share. What replaces them is of the same kind, and stands nowhere
in the text: 4号线 for 1号线, 刘建明 for 刘建民, 2025年 for 2024年, 局长 for 副局长.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from random import Random

import jieba.posseg

_NAMES = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_THINGS = ("n", "vn", "an")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十]+(?=[号届次轮条期批代版章季名级大月日]|世纪|年代)")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}\b")
_GIVEN = "明民敏华伟强军平国文建志海林春秋红丽霞梅玉婷静雪松柏涛波勇刚超杰龙飞鹏辉晖光"
_OPPOSITES = (
    "东/西 南/北 上/下 左/右 前/后 最大/最小 最高/最低 最长/最短 最早/最晚 第一/最后 男性/女性 男/女 进口/出口 "
    "增长/下降 增加/减少 收入/支出 父亲/母亲 哥哥/弟弟 妻子/丈夫 儿子/女儿 开始/结束 成立/解散 出生/去世 "
    "局长/副局长 省长/副省长 市长/副市长 主席/副主席 部长/副部长 校长/副校长 院长/副院长 总经理/副总经理 "
    "书记/副书记 队长/副队长 主任/副主任 市长/市委书记 省长/省委书记 面积/人口 长度/宽度 高度/深度 作者/译者 "
    "导演/编剧 主演/导演 作曲/作词 原因/结果 优点/缺点 国内/国外 冠军/亚军 主场/客场 上半年/下半年 去年/今年 "
    "首都/最大城市 起点/终点 批发/零售 城镇/农村 小学/中学 工业/农业 东部/西部 南部/北部 春季/秋季 夏季/冬季 "
    "上游/下游 投资/营收 总面积/建筑面积 建成/动工 开业/停业"
)


def _pairs() -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = defaultdict(list)
    for both in _OPPOSITES.split(" "):
        left, right = both.split("/")
        pairs[left].append(right)
        pairs[right].append(left)
    return dict(pairs)


class Perturber:
    """Knows the words of many questions by their kind, to replace one by another."""

    def __init__(self, questions: Iterable[str]) -> None:
        """Collect the words of the questions."""
        self._pairs = _pairs()
        self._pool: dict[str, list[str]] = defaultdict(list)
        self._tagged: dict[str, list[tuple[str, str]]] = {}
        for question in questions:
            for word, kind in self._words(question):
                self._pool[kind].append(word)

    def _words(self, question: str) -> list[tuple[str, str]]:
        """The names and things of a question with their kinds: nr, ns, …, or n."""
        known = self._tagged.get(question)
        if known is None:
            known = []
            for word, tag in jieba.posseg.cut(question):
                if len(word) > 1 and (tag in _NAMES or tag in _THINGS) and not word.isascii():
                    known.append((word, tag[:2] if tag in _NAMES else "n"))
            known += [(match.group(), "latin") for match in list(_CAPITALISED.finditer(question))[1:]]
            self._tagged[question] = known
        return known

    def replacements(self, question: str, text: str, answers: Iterable[str], random: Random) -> list[tuple[str, str]]:
        """What can be replaced by what so that the text no longer answers, in random order; best kinds first."""
        answers = tuple(answers)
        found: list[tuple[float, str, str]] = []
        for match in _NUMBER.finditer(question):
            old = match.group()
            new = _other_number(old, random)
            if old in text and new not in text:
                found.append((random.random(), old, new))
        for old, others in self._pairs.items():
            if old in question and (new := random.choice(others)) not in text and old in text:
                found.append((random.random(), old, new))
        for word, kind in self._words(question):
            if word not in text or any(word in answer for answer in answers):
                continue
            new = self._other_word(word, kind, random)
            if new and new not in text and new not in question:
                found.append((random.random() + (0.6 if kind == "n" else 0), word, new))
        return [(old, new) for _, old, new in sorted(found)]

    def _other_word(self, word: str, kind: str, random: Random) -> str:
        if kind == "nr" and random.random() < 0.5:
            return word[:-1] + random.choice(_GIVEN)
        if kind in ("ns", "nt") and random.random() < 0.3 and len(word) > 2:
            return random.choice("东西南北新江清云白长") + word[1:]
        return random.choice(self._pool[kind]) if self._pool[kind] else ""


def _other_number(old: str, random: Random) -> str:
    if old.isdigit():
        step = random.choice((-3, -2, -1, 1, 2, 3, 10))
        return str(max(1, int(old) + step)) if int(old) + step != int(old) else str(int(old) + 1)
    if old[0].isdigit():
        return f"{float(old) + random.choice((-1.0, 0.3, 1.0, 2.0)):.1f}"
    return random.choice([c for c in "一二三四五六七八九" if c not in old])
