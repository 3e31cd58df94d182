"""Tells the office that is asked for from others: 省长 from 副省长, 教育局局长 from 水利局局长, 市长 from 原市长.

Only questions for who holds an office are meant (省长是谁, Who is the governor), and only texts in Chinese are judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import HAN, fold, is_han
from qa.language.lexicon import base_forms, lexicon

_TITLES = (
    "秘书长|董事长|总经理|理事长|审判长|检察长|主教练|参谋长|省长|市长|县长|区长|镇长|乡长|村长|州长|书记|主任|局长|厅长|处长|科长|部长|院长|"
    "校长|馆长|所长|站长|行长|会长|社长|台长|团长|队长|关长|署长|司长|园长|厂长|场长|矿长|庭长|船长|机长|班长|组长|总监|总编辑|主编|总工程师|总裁|主席|总理|首相|总统|发言人"
)
_WHO = "谁|哪一?[位个人]|何人|什么名字|叫什么|叫啥|姓名"
_ASKS = re.compile(
    rf"(?P<before>[{HAN}]*?)(?P<deputy>副)?(?P<title>{_TITLES})(?:的?(?:名字|姓名))?(?:现在|目前)?[是叫]?(?:{_WHO})"
    rf"|(?:{_WHO})(?:现在|目前)?(?:当选|担任|出任|就任|接任|[是当任])(?:为|了|上了)?(?P<before2>[{HAN}]*?)(?P<deputy2>副)?(?P<title2>{_TITLES})"
)
_FORMER = re.compile("(?<![目此之以日年天])[原前]任?(?![年天后面])|上一?任")
_NOW = re.compile("现任|现在|目前|新任|首任|首位|第一任|请问|那么|的|在")
_PLACE = re.compile(f"[{HAN}]{{2,4}}?[省市县区州镇乡]")
_PROVINCE = re.compile(f"(?<![全本我该各外{HAN}])[{HAN}]{{2,3}}?省(?![级内外委直])")  # a paper says 省委书记 of its own
_ORGANISATION_END = re.compile("(?<=.)[局厅处院馆所站行会社台团队部校司署]$")
_SCHOOL = re.compile("大学$|学院$|中学$|小学$|公司$|集团$|医院$|银行$")
_ENGLISH_WHO = re.compile(r"\b(?:who|name of)\b")
_ENGLISH_DEPUTY = re.compile(r"\b(?:deputy|vice)\b")
_ENGLISH_FORMER = re.compile(r"\b(?:former|previous|ex)\b")
_RUN_BEFORE = re.compile(f"[{HAN}]*$")
_RUN = 16  # characters before a title that can belong to it


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is asked for: any of the `titles`, of a `place` and an `organisation`, "" where none is named.

    `place` is without its last character (云溪 of 云溪市), `organisation` the end of what the title repeats (教育 of
    教育局). `of_province`: the place is a province, which its own papers do not name.
    """

    titles: tuple[str, ...]
    place: str = ""
    organisation: str = ""
    deputy: bool = False
    former: bool = False
    of_province: bool = False


@lru_cache(maxsize=64)
def office_asked(question: str) -> Office | None:
    """The office whose holder a question asks for; None for other questions."""
    folded = fold(question)
    if not is_han(question):
        return _asked_in_english(folded)
    match = _ASKS.search(folded)
    if match is None:
        return None
    title, before = match["title"] or match["title2"], match["before"] or match["before2"] or ""
    deputy = bool(match["deputy"] or match["deputy2"])
    former = bool(_FORMER.search(before))
    before = _NOW.sub("", _FORMER.sub("", before))
    place = _PLACE.match(before)
    rest = before[place.end() :] if place else before
    if place and rest == "委":  # 云溪市委 is not 省委
        rest = place.group()[-1] + rest
    kind = _ORGANISATION_END.sub("", rest)
    kind = kind[-4:] if _SCHOOL.search(kind) else kind[-2:]
    return Office((title,), place.group()[:-1] if place else "", kind, deputy, former, _is_province(place))


def _is_province(place: re.Match[str] | None) -> bool:
    return place is not None and place.group().endswith("省")


def _asked_in_english(folded: str) -> Office | None:
    if not _ENGLISH_WHO.search(folded):
        return None
    titles = {
        chinese
        for word in re.findall("[a-z-]+", folded)
        for form in base_forms(word)
        for chinese in lexicon().get(form, ())
        if re.fullmatch(_TITLES, chinese)
    }
    if not titles:
        return None
    deputy, former = (bool(pattern.search(folded)) for pattern in (_ENGLISH_DEPUTY, _ENGLISH_FORMER))
    return Office(tuple(sorted(titles)), deputy=deputy, former=former)


def is_other_office(question: str, sentence: str, source: str) -> bool:
    """Whether a sentence is about another office than the one that is asked for.

    `source` is its passage with the heading. The sentence names only others, or the passage names neither this office
    nor its place.
    """
    office = office_asked(question)
    if office is None or not is_han(source):
        return False
    folded = fold(source)
    if office.place and office.place not in folded and (_PROVINCE if office.of_province else _PLACE).search(folded):
        return True
    own = _held(office, fold(sentence))
    if own:
        return not any(own)
    known = _held(office, folded)
    return not any(known) if known else is_han(question) and office.titles[0][-2:] not in folded


def _held(office: Office, folded: str) -> list[bool]:
    """For each place where a text has the title: whether it is the office that is asked for."""
    found = []
    for title in office.titles:
        for match in re.finditer(re.escape(title), folded):
            run = _RUN_BEFORE.search(folded[max(0, match.start() - _RUN) : match.start()])
            found.append(_fits(office, title, run.group() if run else ""))
    return found


def _fits(office: Office, title: str, before: str) -> bool:
    if before.endswith("副") != office.deputy:
        return False
    before = before.removesuffix("副").removesuffix("常务").rpartition("为")[2]  # 任命骆成舟为省公路局局长
    if bool(re.match("[原前](?!年|天|后|面|来)", before)) and not office.former:
        return False
    place = _PLACE.search(before)
    if place and office.place and len(place.group()) > 2 and not place.group()[:-1].endswith(office.place):
        return office.place in before
    if not office.organisation or not _ORGANISATION_BEFORE.search(before):
        return True
    return _is_short_for(office.organisation, before)


_ORGANISATION_BEFORE = re.compile(f"[{HAN}]{{2}}[局厅处院馆所站行会社台团队部校司署学]$|[省市县区州镇乡村党]委$")


def _is_short_for(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in the same order: 交通 in 交通运输局."""
    characters = iter(long)
    return all(character in characters for character in short)
