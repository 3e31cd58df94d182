"""Events and relatives that a question names next to its gap, and the words that an answer must have.

什么时候去世 needs a sentence about a death (逝世, 享年, 葬), not about a birth: the vectors of such words are close,
but their meanings are opposite. There are rules for a few semantic fields of Chinese.
"""

from __future__ import annotations

import re

from qa.language.question_type import AnswerType, Kind

_MAX_DISTANCE = 4  # characters between the gap and the word
_WHEN = frozenset({Kind.DATE, Kind.PLACE})
_WHO = frozenset({Kind.PERSON, Kind.THING})
# Kinds of questions, words in the question, and the words of which an answer has at least one.
_FIELDS = tuple(
    (kinds, re.compile(in_question), re.compile(in_answer))
    for kinds, in_question, in_answer in (
        (
            _WHEN,
            "[去逝过离辞]世|病[逝故]|死于|死亡|死[的?]|驾崩|身亡|牺牲|遇难",
            "[去过离辞谢]世|[死逝卒亡殁故薨崩葬殉]|[享终]年|牺牲|遇[难害刺]|圆寂|自[尽杀]|被杀|处决",
        ),
        (_WHEN, "出生|(?<!发)生于|生日|诞辰", "[生诞]"),
        (
            _WHEN,
            "创[立建办]|成立|[建设]立|[始兴]建|建[于成造]|落成|组建|修建|开办|动工|竣工",
            "[创立建设办修造筑始]|落成|组成|诞生|[开完动]工|竣工|起源",
        ),
        (_WHO, "妻子|丈夫|夫人|配偶|老[婆公]|太太", "[婚嫁娶妻夫妃]|配偶|老[婆公]|太太|伴侣|[皇王]后|爱人"),
        (_WHO, "[母父]亲|[妈爸]|[儿女][子儿]|女儿|[哥弟姐妹]", "[母妈父爸子女兄弟姐妹哥儿嗣]|长男"),
    )
)


def event_of(asked: AnswerType) -> re.Pattern[str] | None:
    """The pattern that an answering sentence must match; None if the question asks about none of these events."""
    near = asked.text[max(0, asked.start - _MAX_DISTANCE - 2) : asked.end + _MAX_DISTANCE + 2]
    return next((event for kinds, words, event in _FIELDS if asked.kind in kinds and words.search(near)), None)
