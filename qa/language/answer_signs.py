"""Signs by which a sentence gives what is asked for: a reason, a way, or what is not so (谁没有出席: 未出席).

Strings only. The reader knows the subject; these are the words that it has seen too seldom.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.text import fold, is_han

_ASKS_REASON = re.compile(
    "为什么|为何|为啥|缘何|何以|干嘛|什么原因|原因(?:是|有|在|为|何)|(?:怎么|咋)(?:会|没|不|还|就|突然|又)|是怎么死"
    "|为了什么|(?:来|用来|拿来)(?:干|做)什么|什么导致"
    r"|\bwhy\b|\bwhat (?:\w+ ){0,2}reasons?\b|\bwhat caused\b|\bhow come\b"
)
_GIVES_REASON = re.compile(
    "因为|由于|原因|理由|解释|缘于|源于|归因|是因|系因|皆因|只因|为了|为的是|旨在|以免|以防|以便|避免|免得|导致|致使|造成|使得"
    "|因(?=[^此而之]{2,12}(?:[,，。;；]|而|被|未|停|取消|推迟|关闭|受))|从而|考虑到|出于|所致|缘故|之所以"
    r"|\bbecause\b|\b(?:due|owing) to\b|\bsince\b|\bcaused?\b|\breasons?\b|\bso that\b|\bin order to\b|\bto avoid\b"
)
_ASKS_WAY = re.compile(
    "怎么(?!会|没|不|还|就|样|突然|又)|怎样|如何|咋(?!会|没|不)|[靠用凭]什么|通过什么"
    "|什么(?:办法|方法|方式|手段|途径|措施)"
    r"|\bhow (?:did|do|does|can|could|will|would|was|were|is|are|to)\b"
)
_GIVES_WAY = re.compile(
    "通过|依靠|靠|凭|利用|借助|采用|采取|运用|使用|经由|以.{1,12}(?:方式|形式|办法)|方法|办法|途径|分.{1,2}步|先.{1,20}[再后]"
    "|由.{1,12}(?:负责|统一|上门|代|送|承担)|改为|可以?(?:在|到|凭|乘|用|持)|用.{1,10}(?:来|做|把|将)"
    r"|\bby \w+ing\b|\bthrough\b|\busing\b|\bwith (?:a|an|the)\b|\bvia\b"
)
_NOT = "没有|没|不|未|无|并未|尚未|拒绝|除外|缺席|免|唯|暂缓|停"
# A question for what is not so: 谁没有出席, 哪个区不开.
_ASKS_NOT = re.compile(
    r"(?<!有)(?:没有?|不|未|无)(?P<what>[^\W0-9_没不未吗呢了?]{1,2})(?<!不是)|除了|\b(?:not|never|without|no longer)\b"
)
# Not so: 有没有, 开不开, 了没有.
_ASKS_WHETHER = re.compile(r"有没有|(?P<verb>[^\W_])(?:没|不)(?P=verb)|了?没有?[?？ ]*$|不[?？ ]*$")
_NEGATES = re.compile(rf"{_NOT}|\b(?:not|never|no|none|without|neither|nor|cannot)\b|n't\b")
_NO_NEGATION = re.compile(
    "不仅|不但|不只|不断|不少|不久|不过|无论|不管|不论|不得不|不同|不等|不超过|不足|不低于|不少于|未来|无人机|不锈钢|不动产|无线"
)
_MIN_NEW = 4  # characters that a sentence must have beyond the question's and its article's title


@lru_cache(maxsize=64)
def asks_reason(question: str) -> bool:
    """Whether a question asks why."""
    return _ASKS_REASON.search(fold(question)) is not None


def gives_reason(sentence: str) -> bool:
    """Whether a sentence has words that give a reason."""
    return _GIVES_REASON.search(fold(sentence)) is not None


@lru_cache(maxsize=64)
def _asks_way(question: str) -> bool:
    folded = fold(question)
    return _ASKS_WAY.search(folded) is not None and not asks_reason(question)


@lru_cache(maxsize=64)
def _what_is_not(question: str) -> str | None:
    """What a question says is not so: 出席 of 谁没有出席; None for other questions."""
    folded = fold(question)
    if asks_reason(question) or _asks_way(question):
        return None
    asked = re.sub(
        r"有没有|(?P<verb>[^\W_])(?:没|不)(?P=verb)|了?没有?[?？ ]*$|不[?？ ]*$", "", _NO_NEGATION.sub("", folded)
    )
    match = _ASKS_NOT.search(asked)
    return None if match is None else match["what"] or ""


def sign(question: str, sentence: str, title: str = "") -> float:
    """How far the words of a sentence show that it gives what is asked for: −1 to 1, 0 where nothing is known.

    `title` is that of its article: what stands there or in the question is no reason and no way.
    """
    folded = fold(sentence)
    if asks_reason(question):
        return 1.0 if gives_reason(sentence) else -float(_repeats(question, sentence, title))
    if _asks_way(question):
        return 0.5 if _GIVES_WAY.search(folded) else -float(_repeats(question, sentence, title))
    what = _what_is_not(question)
    if what is None:
        return 0.0
    plain = _NO_NEGATION.sub("", folded)
    near = rf"(?:{_NOT})[^。,，;；]{{0,4}}{re.escape(what)}|{re.escape(what)}[^。,，;；]{{0,4}}(?:{_NOT})"
    if what and re.search(near, plain):
        return 1.0
    return 0.5 if _NEGATES.search(plain) else -1.0


def _repeats(question: str, sentence: str, title: str) -> bool:
    """Whether a Chinese sentence has hardly a character that neither the question nor the title has."""
    known = set(f"{fold(question)}{fold(title)}")
    new = [char for char in fold(sentence) if char.isalnum() and char not in known]
    return is_han(sentence) and len(new) < _MIN_NEW
