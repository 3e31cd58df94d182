"""Whether a text says anything of the attribute that a question asks for: the cost, the telephone, the rating of it.

An article can be about the subject and lack that. A text has an attribute where it has the noun that is asked for, a
synonym of it, or what every value of it is written with: 元 for a price, 平方 for an area.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.text import fold, is_han
from qa.language.equivalents import equivalents, tokens_found
from qa.language.question_type import Kind, classify_question
from qa.language.tagger import UNKNOWN, words

# What asks for an attribute, and what a text that gives it has.
_VALUES = tuple(
    (re.compile(asked), re.compile(value))
    for asked, value in (
        (
            "多少钱|几块钱|造价|价格|票价|投资|成本|耗资|预算|售价|[房油]价|工资|薪|学费|租金|奖金|罚款|费用|收费|营收|收入|利润|经费|补贴|贷款"
            r"|\b(?:costs?|fares?|prices?|budget|salary|revenue|profit|how much money)\b",
            "元|钱|镑|日圆|日币|免费|收费|美金|[0-9]块|[$¥£€]"
            r"|yuan|dollar|euro|pound|million|billion|\bfree|\bfees?\b|\bpay|\bcosts?\b",
        ),
        ("电话|热线|号码|\\b(?:phone|telephone|hotline)", "电话|热线|号码|[0-9]{5}|phone|hotline|\\bcall"),
        ("邮箱|网址|网站|\\b(?:e-?mail|website)\\b", "邮箱|网|@|www|http|e-?mail|website"),
        ("面积|占地|\\barea of\\b", "平方|亩|公顷|面积|square|hectare|acre"),
        (
            "几点|开放时间|营业时间|开馆时间|\\b(?:what time|opening hours)\\b",
            "[0-9一二三四五六七八九十](?:时|点|:)|[0-9] ?[ap]\\.?m|全天|24小时|昼夜|noon|midnight|o.clock",
        ),
        ("多长(?!时)|长度|全长", "米|公里|里|长|[0-9] ?k?m\\b"),
        (
            "多高|高度|身高|海拔|\\bhow (?:tall|high)\\b|\\bheight\\b",
            "米|高|层|[0-9] ?c?m\\b|met|feet|foot|inch|store?y|tall|high",
        ),
        ("多重|重量|体重|\\bhow heavy\\b|\\bweigh", "克|吨|斤|重|\\bk?g\\b|ton|pound|heavy|weigh"),
        (
            "多大年[龄纪]|年龄|几岁|多少岁|多大岁数|\\bhow old\\b|\\bage of\\b",
            "岁|出生|生于|年生|周年|old|aged|born|, [0-9]{2},",
        ),
        (
            "[哪什]一?[家个么]?(?:公司|企业|单位|集团)|\\b(?:which|what) (?:company|firm)\\b",
            "公司|集团|局|厂|企业|院|所|队|中心|银行|大学|部门|社|单位|company|firm|\\binc|corp|group|ltd",
        ),
    )
)
# Nouns that ask for anything, and seldom stand in the text that answers.
_GENERAL = re.compile(
    "时[间候]|[年月日天人字件个项]$|地[方点区]|原因|名[字称]|情况|问题|什么|[事东]|职[务位称业]|身份|关系|内容|结果|意[见思]|措施|要求|条件"
    "|损失|影响|国家|城市|报纸|媒体|消息|总量|总数|总额|金额|数量|人数|日期|幅度|规模|名单|封顶|[0-9第几]"
)
_MEASURED = re.compile("[率量额数度比费价]$")
_COPULA = re.compile("(?:[是为有达]|大约|大概|一共|总共|分别|约)*$")
_COUNTED = re.compile(
    "(?:多少|几)[个名位种座条部本所家支首只项场届幅件款类门份次块颗艘架台集篇张段组批处间层辆套]?(?=[^\\W0-9])"
)


def lacks_attribute(question: str, near: str) -> bool:
    """Whether a text in the question's script has nothing of the attribute asked for. `near`: the quote, and around."""
    folded = fold(near)
    if (value := _value(question)) is not None:
        return value.search(folded) is None
    noun = _noun(question)
    if not noun or any(pair in folded for pair in _pairs(noun)):
        return False
    told = tokens_found(folded, [one for one in equivalents(question) if not one.across])
    return told.isdisjoint(_pairs(noun))


@lru_cache(maxsize=64)
def _value(question: str) -> re.Pattern[str] | None:
    """How a value of the attribute is written, where that is known."""
    folded = fold(question)
    return next((value for asked, value in _VALUES if asked.search(folded)), None)


@lru_cache(maxsize=64)
def _noun(question: str) -> str:
    """The noun of a Chinese question that names the attribute, two characters or more; "" if it has none."""
    if not is_han(question):
        return ""
    asked = classify_question(question)
    if asked.kind is Kind.NUMBER and (counted := _COUNTED.search(asked.text)):
        noun = _first_noun(asked.text[counted.end() :])
    elif asked.focus and (
        asked.kind is Kind.ORGANISATION or asked.focus in asked.text[: asked.start] or asked.text.startswith("谁是")
    ):
        noun = asked.focus
    elif asked.kind in (Kind.NUMBER, Kind.THING):
        noun = _last_noun(_COPULA.sub("", asked.text[: asked.start]))
    else:
        return ""
    whole = next((word.text for word in words(asked.text) if noun and word.text.endswith(noun)), noun)
    return "" if len(whole) < 2 or _GENERAL.search(whole) else whole


def _first_noun(text: str) -> str:
    first = next(iter(words(text)), None)
    return first.text if first is not None and first.tag.startswith(("n", "vn")) else ""


def _last_noun(text: str) -> str:
    last = next(iter(reversed(words(text))), None)
    return last.text if last is not None and (last.tag in ("n", "vn", UNKNOWN) or _MEASURED.search(last.text)) else ""


def _pairs(noun: str) -> list[str]:
    return [noun[at : at + 2] for at in range(len(noun) - 1)]
