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
from qa.language.tagger import words

# What asks for an attribute, and what a text that gives it has.
_VALUES = tuple(
    (re.compile(asked), re.compile(value))
    for asked, value in (
        (
            "多少钱|几块钱"
            "|(?:造价|价格|票价|投资|成本|耗资|预算|售价|[房油]价|工资|薪水?|学费|租金|奖金|罚款|费用|营收|收入|利润|经费|补贴|贷款)"
            "(?:[是为有要达到]|一共|总共)*(?:多少|几元|几何)?[?]?$"
            r"|\bhow much (?:money|does|did|do|will|would)\b.*\b(?:cost|pay)\b|\bwhat (?:is|was|are|were) the \w* ?"
            r"(?:cost|fare|price|budget|salary|revenue|profit)\b",
            "元|钱|镑|日圆|日币|免费|收费|美金|[0-9]块|[$¥£€]"
            r"|yuan|dollar|euro|pound|million|billion|\bfree|\bfees?\b|\bpay|\bcosts?\b",
        ),
        ("电话|热线|号码|\\b(?:phone|telephone|hotline)", "电话|热线|号码|[0-9]{5}|phone|hotline|\\bcall"),
        ("邮箱|网址|网站|\\b(?:e-?mail|website)\\b", "邮箱|网|@|www|http|e-?mail|website"),
        (
            "(?:面积|占地)(?:[是为有约达到]|一共|总共)*(?:多[大少])?[?]?$|\\b(?:what|how large) .*\\barea of\\b",
            "平方|亩|公顷|面积|square|hectare|acre",
        ),
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
            "奖项|[哪什][些么个项]奖(?!励)|荣誉|\\b(?:which|what) (?:awards?|prizes?)\\b",
            "奖|荣誉|称号|[冠亚季]军|[金银铜]牌|award|prize|medal",
        ),
        (
            "毕业于(?:哪|什么)|[哪什]一?[所个么](?:大学|学校|高校)|\\b(?:which|what) (?:university|college|school)\\b",
            "大学|学院|学校|[中小]学|毕业|university|college|school",
        ),
        (
            "[哪什]一?[家个么]?(?:公司|企业)|\\b(?:which|what) (?:company|firm)\\b",
            "公司|集团|局|厂|企业|院|所|队|中心|银行|大学|部门|社|单位|company|firm|\\binc|corp|group|ltd",
        ),
    )
)
_OTHER_KINDS = frozenset((Kind.REASON, Kind.MANNER, Kind.YES_NO, Kind.PERSON, Kind.MEANING))
# Nouns that a text about them names. Others are implied: the 冠军 is who came first, 办法 any sentence with a way.
_NAMED_IN_TEXT = re.compile(
    "(?:(?<![成人委队球会议官雇])员|[师匠工]|医生|船主|业主|房东|妻子|丈夫|教练|秘书|吉祥物|车位)$"
)
_MEASURED = re.compile("[一-龥][率费]$")
# 由哪家公司供电: a company that does something else is not asked for; building is said in many ways.
_COMPANY_THAT = re.compile("由[哪什]一?[家个么]?(?:公司|企业|单位|集团)(?:负责|提供)?([^\\W0-9]{2})(?:的|了)?[?]?$")
_BUILDS = re.compile("修|建|造|施工|负责|开发|运营|经营|管理")
_COPULA = re.compile("(?:[是为有达叫]|大约|大概|一共|总共|分别|约)*$")
_COUNTED = re.compile("(?:多少|几)[名位个]?(?=[^\\W0-9])")


def lacks_attribute(question: str, near: str) -> bool:
    """Whether a text in the question's script has nothing of the attribute asked for. `near`: the quote, and around."""
    folded = fold(near)
    if (verb := _COMPANY_THAT.search(fold(question))) and not _BUILDS.search(verb[1]) and verb[1] not in folded:
        return True
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
    if classify_question(question).kind in _OTHER_KINDS:
        return None
    folded = fold(question)
    return next((value for asked, value in _VALUES if asked.search(folded)), None)


@lru_cache(maxsize=64)
def _noun(question: str) -> str:
    """The noun of a Chinese question that names the attribute, two characters or more; "" if it has none."""
    if not is_han(question):
        return ""
    asked = classify_question(question)
    if asked.kind is Kind.NUMBER and (counted := _COUNTED.search(asked.text)):
        nouns = [next(iter(words(asked.text[counted.end() :])), None)]
    else:
        nouns = [next(iter(reversed(words(_COPULA.sub("", asked.text[: asked.start])))), None)]
    if asked.text.startswith("谁是"):
        nouns.append(next(iter(reversed(words(asked.text.rstrip("? ")))), None))
    named = [noun.text for noun in nouns if noun is not None and len(noun.text) > 1]
    if asked.kind is Kind.NUMBER:
        return next((noun for noun in named if _NAMED_IN_TEXT.search(noun) or _MEASURED.search(noun)), "")
    if asked.kind in (Kind.PERSON, Kind.THING, Kind.ORGANISATION):
        return next((noun for noun in named if _NAMED_IN_TEXT.search(noun)), "")
    return ""


def _pairs(noun: str) -> list[str]:
    return [noun[at : at + 2] for at in range(len(noun) - 1)]
