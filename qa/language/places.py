"""The towns, counties and provinces that a question names, and whether a text is about another one."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.text import HAN
from qa.language.pinyin import syllable_characters
from qa.language.tagger import words

_LEVELS = "省市县区镇乡村"
# What a place does not begin with: 去年白鹭市, 现任省长.
_NO_START = "[年月日的在是和与对]|[今去前明后本]年|[昨今明]天|[上本下]月|最近|目前|现在|请问|[现一原前新历时首曾]任"
_PLACE = re.compile(f"(?P<stem>(?!{_NO_START})[{HAN}]{{2,4}}?)(?P<level>[{_LEVELS}])")
_BEFORE = re.compile(f"(?:^|[^{HAN}]|[的在是和与省市县年月日、])$")
_NO_STEM = re.compile(
    "[全本我该各每外跨两一二三四五六七八九十几多数大小新老旧内郊城社小校园景山地农渔灾辖节超门都夜集股楼上下菜房车街开自直乡县市省的任]$"
    "|[的是了和与在把被从向对为由于有这那哪某何]"
)
_NO_PLACE_BEHIND = re.compile("场|民|面|值|级|直|容|价|区域|间|分|别|委会")
_COMPARED = re.compile("(?:比|较|超过|高于|低于|多于|少于|不如|仅次于)$")  # 总量超过松陵市 is not about 松陵市
_NOT_ALONE = frozenset(("中国", "全国", "国家", "我国", "大桥"))


@lru_cache(maxsize=64)
def places_in(folded: str) -> tuple[tuple[str, str], ...]:
    """The places of a folded question: each without its last character, and that ("" where the name has none)."""
    found: dict[str, str] = {}
    for match in _PLACE.finditer(folded):
        stem = match["stem"]
        if not _BEFORE.search(folded[: match.start()]) or _NO_STEM.search(stem):
            continue
        if _NO_PLACE_BEHIND.match(folded[match.end() :]):
            continue
        found[stem] = match["level"]
    for word in words(folded):
        stem = word.text[:-1] if len(word.text) > 2 and word.text[-1] in _LEVELS else word.text
        if word.tag == "ns" and len(stem) > 1 and word.text not in _NOT_ALONE and not any(stem in one for one in found):
            found[stem] = word.text[-1] if stem != word.text else ""
    return tuple(found.items())


def place_doubt(place: tuple[str, str], source: str) -> tuple[int, int]:
    """Whether a folded text is about another place of the same level, and whether the place is missing in it."""
    stem, level = place
    if any(not _COMPARED.search(source[: match.start()]) for match in re.finditer(stem, source)):
        return 0, 0
    others = [name for name, one in _places_of(source) if one == level and not name.endswith(stem)]
    if any(_sounds_alike(stem, name) for name in others):
        return 0, 1  # a typing error, most likely
    return (1, 0) if level and others else (0, 1)


def _sounds_alike(one: str, other: str) -> bool:
    """Whether two names have the same pinyin, without tones."""
    if len(one) != len(other):
        return False
    syllables = syllable_characters().values()
    return all(a == b or any(a in chars and b in chars for chars in syllables) for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=256)
def _places_of(source: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (match["stem"], match["level"])
        for match in _PLACE.finditer(source)
        if _BEFORE.search(source[max(0, match.start() - 1) : match.start()]) and not _NO_STEM.search(match["stem"])
    )
