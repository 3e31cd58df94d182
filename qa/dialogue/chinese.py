"""Chinese turns: pronouns, ellipsis (北京呢？), bare question words (为什么？), questions without their subject.

What a turn refers to is put in its place, so the result reads like a question: 它在哪里？ becomes 岳麓书院在哪里？.
Works by rules over folded text and jieba's tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.text import HAN, fold
from qa.dialogue.chinese_ellipsis import with_replacement
from qa.dialogue.chinese_subject import MARKS, implied_subject, joint, referent, subject, without_year
from qa.dialogue.follow_up import Dependence, Rewrite, apply_rules, with_year
from qa.language.dates import YEAR
from qa.language.question_type import AnswerType, Kind, classify_question
from qa.language.tagger import words

_LEAD = re.compile("^(?:那么|那(?![个里儿些座位年次天时家边种句本条边是])|然后|另外|此外|再问|请问)[,、 ]*")
_MORE = re.compile(
    "(?:还有|其他|其它|别的|另外|更多|继续|接着说|接下来)"
    "(?:的|别的|其他的?|其它的?|更多|哪些|哪个|谁|什么|没有|信息|内容)*[呢吗么嘛]?"
)
_ELLIPSIS = re.compile("(.{1,30}?)(?:的)?(?:呢|怎么样|如何|又如何)")
_YEAR_ONLY = re.compile("(?:到|在)?((?:1[0-9]|20)[0-9]{2})年?")
_YEAR_SHIFTS = {"前一年": -1, "上一年": -1, "次年": 1, "后一年": 1, "下一年": 1, "第二年": 1}

_PLACE = re.compile("[那这]里|[那这]儿|当地")
_PERSON = re.compile("(?<![其的])[他她](?:们)?(?!人)")
_THING = re.compile("[它牠](?:们)?|(?<![极尤与及耳莫])其(?![中他它实次余间后]|事)|(?:这|那|该|此)者")
_MEASURE = "[个座位次项家条本院馆桥部件所篇场届种首幅艘支名]"
_MEASURE_NOUNS = "桥馆院篇场届部家楼所"  # which may be the noun itself
_POINTED_NOUN = re.compile(f"(?:(?:这|那)(?:一?{_MEASURE}|些)|该|本)(?=[{HAN}])")
_POINTS_BACK = re.compile(
    f"(?:这|那|该)(?:一?{_MEASURE}|些|时|年|天|是)|当时|当年|其中|^(?:那|这)(?:是|有)|此[后前外时]|后来"
)
_GENERIC = "名字|地方|问题|数字|目标|消息|说法|人|时候|原因|事|情况|日子|方法|办法|词"

# In characters, without those of `_EMPTY`:
_MAX_DEPENDENT_CHARACTERS = 8  # a turn with more seldom depends on another
_MIN_OWN_CHARACTERS = 4  # a turn with as many or more may have a subject of its own
_EMPTY = re.compile(
    "什么|多少|哪些|哪个|哪位|哪里|哪|谁|为什么|为何|怎么|怎样|如何|何时|几|[是的了吗呢有在被由要会个位]"
)

_ADVERBIAL = frozenset({Kind.REASON, Kind.DATE, Kind.PLACE, Kind.PERSON, Kind.MANNER})


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn, the last standalone question, and what finds the phrase that answered it ("" if none did).

    `body` is the turn without its lead (那么, 然后), `core` that folded and without end marks.
    """

    question: str
    last: str
    answer: Callable[[], str]
    has_lead: bool
    body: str
    core: str
    earlier: tuple[str, ...] = ()


def rewrite_turn(question: str, last: str, answer: Callable[[], str], earlier: tuple[str, ...] = ()) -> Rewrite:
    """The turn as it continues `last`, the last standalone question; `answer` finds the phrase that answered that.

    `earlier` are the standalone questions before it, the latest first.
    """
    lead = _LEAD.match(fold(question))
    body = question[lead.end() if lead else 0 :].strip()
    return apply_rules(_RULES, _Turn(question, last, answer, lead is not None, body, fold(body).rstrip(MARKS), earlier))


def _more(turn: _Turn) -> Rewrite | None:
    whole = fold(turn.question).rstrip(MARKS)
    if turn.core and not _MORE.fullmatch(whole) and not _MORE.fullmatch(turn.core):
        return None
    return Rewrite(turn.last, Dependence.MORE)


def _other_year(turn: _Turn) -> Rewrite | None:
    """`2025年呢`, `前一年呢`: the last question, asked of that year."""
    plain = re.sub("的?(?:呢|怎么样|如何)?$", "", turn.core)
    if match := _YEAR_ONLY.fullmatch(plain):
        return Rewrite(with_year(turn.last, match[1], "年"), Dependence.YES)
    shift, years = _YEAR_SHIFTS.get(plain), YEAR.findall(turn.last)
    if shift is None or not years:
        return None
    return Rewrite(with_year(turn.last, str(int(years[-1]) + shift)), Dependence.YES)


def _ellipsis(turn: _Turn) -> Rewrite | None:
    match = _ELLIPSIS.fullmatch(turn.core)
    if match is None or _asks(match[1]):
        return None
    new = re.sub("^[它他她]们?的", "", turn.body[: match.end(1)])
    return Rewrite(with_replacement(new, turn.last), Dependence.YES)


def _pronoun(turn: _Turn) -> Rewrite | None:
    """The turn with what its pronoun refers to in the pronoun's place."""
    body, plain = turn.body, fold(turn.body)
    for pattern, kinds in ((_PERSON, (Kind.PERSON,)), (_PLACE, (Kind.PLACE,)), (_THING, ())):
        match = pattern.search(plain)
        if match is None:
            continue
        meant = referent(turn.last, turn.answer, kinds, body)
        if not meant:
            return None
        possessive = "的" if plain[match.end() - 1] == "其" else ""
        return Rewrite(body[: match.start()] + meant + possessive + body[match.end() :], Dependence.YES)
    return None


def _bare_question_word(turn: _Turn) -> Rewrite | None:
    asked = classify_question(turn.body)
    return Rewrite(_in_gap(turn.body, asked, turn.last), Dependence.YES) if _is_bare(asked, turn.core) else None


def _own_subject(turn: _Turn) -> Rewrite | None:
    """The turn says what it is about: it names something new, or is long."""
    if "《" in turn.core or _content_size(turn.core) > _MAX_DEPENDENT_CHARACTERS or _names_something_new(turn):
        return Rewrite(turn.question, Dependence.NO)
    return None


def _pointed_noun(turn: _Turn) -> Rewrite | None:
    """The turn with what 这座桥 or 该桥 points at in its place, if that has such a name. 该工程 may have another."""
    body, plain = turn.body, fold(turn.body)
    match = _POINTED_NOUN.search(plain)
    if match is None or re.match(_GENERIC, plain[match.end() :]):
        return None
    noun = words(plain[match.end() :])[0]
    if match.group()[-1] in _MEASURE_NOUNS and noun.tag[0] != "n":  # 这桥有多长
        start, noun_text = match.end() - 1, match.group()[-1]
    else:
        is_whole = noun.tag[0] == "n" or noun.text in fold(turn.last)
        start, noun_text = match.end(), noun.text if is_whole else noun.text[0]  # 市 of 该市有多少人
    candidates = [referent(turn.last, turn.answer, (), body), *map(subject, (turn.last, *turn.earlier))]
    about = next((_until(text, noun_text[0]) for text in candidates if noun_text[0] in fold(text)), "")
    if not about and match.group() == "该" and noun.tag[0] == "n":
        about = candidates[0]
    if not about:
        return None
    return Rewrite(body[: match.start()] + about + body[start + len(noun_text) :], Dependence.YES)


def _until(about: str, noun: str) -> str:
    """青塘市 of 青塘市水利局, for 该市; else all of it."""
    end = fold(about).find(noun) + 1
    return about[:end] if noun in "省市县区镇乡村" and end > 1 else about


def _without_subject(turn: _Turn) -> Rewrite:
    prefixed = _with_subject(turn.body, turn.last)
    if turn.has_lead or _POINTS_BACK.search(turn.core):
        return Rewrite(prefixed, Dependence.YES)
    if prefixed == turn.body:
        return Rewrite(turn.question, Dependence.NO)
    own = _content_size(turn.core) >= _MIN_OWN_CHARACTERS
    return Rewrite(prefixed, Dependence.UNLIKELY if own else Dependence.PERHAPS)


# The first that fits is applied.
_RULES = (
    ("more of the same", _more),
    ("other year", _other_year),
    ("ellipsis", _ellipsis),
    ("pronoun", _pronoun),
    ("bare question word", _bare_question_word),
    ("own subject", _own_subject),
    ("pointed noun", _pointed_noun),
    ("without subject", _without_subject),
)


def _asks(text: str) -> bool:
    return bool(re.search("谁|什么|哪|几[个年月天位]|多少|多[大高长重久远]|怎|为何|何时", text))


def _names_something_new(turn: _Turn) -> bool:
    last = fold(turn.last)
    return any(
        (word.tag in ("ns", "nt") or (word.tag in ("nr", "nz") and len(word.text) > 2)) and word.text not in last
        for word in words(turn.core)
    )


def _content_size(core: str) -> int:
    """How many characters of the turn carry meaning."""
    return len(re.findall(f"[{HAN}0-9]", _EMPTY.sub("", core)))


def _is_bare(asked: AnswerType, core: str) -> bool:
    """Whether the turn is only a question word, perhaps with a particle: `为什么？`, `在什么地方？`, `是谁呢？`."""
    rest = (core[: asked.start] + core[asked.end :]).replace("的事情", "").replace("的事", "")
    return _asks(core) and not re.sub("[那这是在于从呢啊呀的了又,]", "", rest)


def _in_gap(body: str, asked: AnswerType, last: str) -> str:
    """The last question with the turn's question word in its gap; if that makes no sense, both in a row."""
    gap = classify_question(last)
    word = re.sub("的事情?$", "", re.sub("^[那这]是?", "", body).rstrip("？?。 呢"))
    if gap.kind in _ADVERBIAL and asked.kind in _ADVERBIAL and gap.start:
        left = last[: gap.start]
        if left.endswith(("由", "在")) or (word.startswith("是") and left.endswith("是")):
            left = left[:-1]
        return f"{left}{word}{last[gap.end :]}"
    return f"{last.rstrip('？?。 ')}，{body}"


def _with_subject(body: str, last: str) -> str:
    """The turn with the last question's subject before it; as it is if there is none or the turn names it already."""
    about = implied_subject(body, last)
    plain = fold(body)
    if YEAR.search(plain):
        about = without_year(about)
    if not about or fold(about) in plain:
        return body
    if re.match("[谁哪].*的[?]?$", plain):  # behind a subject 谁提出的？ reads 是谁提出的？
        return f"{about}是{body}"
    return f"{about}{joint(about, body)}{body}"
