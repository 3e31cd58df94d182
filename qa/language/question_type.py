"""Classifies a question: the kind of thing it asks for, the noun that names it (the focus), and the gap.

`X由哪位导演拍摄` asks for a person, its focus is 导演 and its gap 哪位导演: an answering sentence has the answer where
the question has the gap. A question without a question word (`2023年春运开始时间`) has its gap at the end.
Works by rules, detailed for Chinese and coarse for English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.text import fold, is_han
from qa.language.tagger import MARK, UNKNOWN, Word, words


class Kind(StrEnum):
    """The kinds of thing a question can ask for."""

    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    THING = "thing"
    LIST = "list"
    REASON = "reason"
    MANNER = "manner"
    MEANING = "meaning"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What a question asks for: `text` is the folded question, [start, end) its gap in code points.

    `focus` is the noun or unit that names the thing asked for, or "" if the question has none.
    """

    text: str
    kind: Kind
    start: int
    end: int
    focus: str = ""


_TIME = "年|月|日|天|时|点|世纪|时期|年代|时代|朝|世代|阶段|季|时候|时后|时间|日期|年份|时刻|周|号|期间"
PERSONS = (
    "人|人士|皇帝|国王|总统|总理|主席|首相|将军|导演|作者|作家|演员|诗人|画家|科学家|学者|教授|皇后|教宗|教皇|选手|球员|"
    "歌手|主角|将领|领导人|领袖|建筑师|设计师|公主|王子|女性|男性|君主|大臣|官员|哲学家|音乐家|数学家|物理学家|医生|校长|"
    "院长|市长|州长|省长|部长|君|王|帝|元帅|主演|冠军|得主|创始人|董事长|总裁|主持人|主教练|教练|编剧|女主角|男主角|"
    "发明人|创办人|丈夫|妻子|父亲|母亲|儿子|女儿|老师|学生|明星|嘉宾"
)
PLACES = (
    "国|国家|城市|省|省份|县|市|州|地区|地方|区域|岛|岛屿|洲|村|镇|区|路|街|地点|地|位置|大陆|首都|省会|车站|机场|港口|"
    "港|起点|终点|举办地|发源地|产地|故乡|家乡|乡|地址|行政区|半岛|河|河流|山|山脉|海|湖|海洋|盆地|平原|城|处|出生地|"
    "所在地|总部|边|面|高原|水域|海域|都市"
)
ORGANISATIONS = (
    "公司|机构|组织|单位|大学|学校|学院|部门|团体|球队|俱乐部|党|政党|政府|军队|部队|队|委员会|银行|报社|出版社|机关|"
    "企业|集团|协会|医院|法院|研究所|队伍|电视台|平台|车队|舰队|议会|教会|媒体|报纸|杂志|品牌|厂商|主办方|中学|军|馆|"
    "博物馆|联盟|航空公司|社团|社"
)
QUANTITIES = (
    "数|数量|数目|数字|人数|人次|面积|人口|比例|比率|率|额|金额|销量|产量|票房|营收|收入|价格|票价|高度|长度|重量|体积|"
    "速度|温度|海拔|距离|年龄|编号|排名|名次|震级|点数|次数|分数|得分|比分|成绩|总量|总值|总额|规模|吞吐量|交付量|增速|"
    "增幅|涨幅|跌幅|增长率|出生率|死亡率|占比|份额|件数|票数|号码|深度|宽度|厚度|频率|电压|利率|号|岁|分|罚金|奖金|工资|"
    "利润|预算|投资|市值|估值"
)
_THINGS = "宗教|语言|民族|方式|事件|战争|职位|官职|奖项|条约|学科|植物|动物|材料|方法|理论|制度|作品|著作|运动"
# Nouns that end like a time, a number or a place but are none of these.
_NO_KIND = "[特优缺观重难亮焦热景要弱盲论看疑]点|[口称型符信谥年国代记]号|节日|[成养水]分|部分|[方表]面|[好坏用益害]处"
_MEASURE = (
    "(?:个|位|名|种|座|条|部|本|所|家|支|首|只|项|场|届|幅|件|款|类|门|份|次|块|颗|艘|架|台|集|篇|张|段|级|派|股|组|批|道|"
    "句|处|间|层|代|任|样|边|面|方|片|国|省|州|市|县|区|人|年|月|日|天)?"
)
_NAMING_VERBS = "称视认作成名因改叫译"  # 称为什么 asks for a name, not for a reason

# The leftmost match wins; at the same position the earlier rule does. YES_NO counts only if no other rule matches.
_CHINESE_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            Kind.REASON,
            rf"(?<![{_NAMING_VERBS}])为什么(?!而|所|名|称)|(?<![{_NAMING_VERBS}])为甚么|(?<!称)为何(?![?]?$)|为啥|何以|什么原因|何原因|"
            "哪[一个种项]*原因|什么理由|因为什么(?=[?,]|$)|缘何|何故",
        ),
        (
            Kind.DATE,
            f"什么时[候后间]|甚么时[候后间]|何时|何年|何月|何日|何世纪|何时期|哪一?个?(?:{_TIME})|哪一?个?朝代|"
            f"什么(?:{_TIME})|什么朝代|几(?:年(?!级)|月|号(?![线楼院馆机])|点|世纪)|周几|星期几|哪天|哪年|哪月|哪日",
        ),
        (
            Kind.DURATION,
            "(?<![没不])多久|多长时间|多少时间|几(?:天|个月|小时|个小时|分钟|周|个星期|日)|多少(?:年|天|个?月|个?小时|分钟|日|周|秒)",
        ),
        (
            Kind.NUMBER,
            "多少|(?<![许众诸伦加])多[大高长重远宽深快厚广](?!学|校|桥|城|多)|第几|百分之几|零点[零几]+|几分之几|"
            "[0-9一二十百]*几(?!乎|内亚|何|率)|若干",
        ),
        (Kind.LIST, "哪些|哪[两二三四五六七八九几]|何些"),
        (
            Kind.PLACE,
            "[在于去到自往]?(?:哪里|哪儿|何处|何地|何方|哪边)|[在于去到自往]哪(?![一个位些年种家所支座条部本国场届间类片项段次首省州市县名月天日"
            "时世代])|什么地[方点区]|何国|哪一?国|哪省|哪州|哪市|哪县|哪一?地",
        ),
        (Kind.PERSON, "谁|何人|哪一?[位人名]|哪一?个人|什么人"),
        (
            Kind.YES_NO,
            "是否|是不是|能不能|能否|可否|有没有|可不可以|会不会|需不需要|有无|[吗嘛](?=[?]?$)|会否|对不对",
        ),
        (Kind.MANNER, "如何|怎么(?!样的)样?|怎样(?!的)"),
        (Kind.MEANING, "什么是|何谓|指什么|什么意思|指的?是什么|定义是什么|是什么意思|含义"),
        (Kind.THING, "什么|甚么|哪|(?<![如几任为])何(?!况|必|等)|为何(?=[?]?$)|啥"),
    )
)
_NOUN_ENDINGS = tuple(
    (kind, re.compile(f"(?:{pattern})$"))
    for kind, pattern in (
        (Kind.DATE, f"{_TIME}|日子|生日"),
        (Kind.REASON, "原因|理由|缘故|起因|成因|目的"),
        (Kind.NUMBER, QUANTITIES),
        (Kind.ORGANISATION, ORGANISATIONS),
        (Kind.PERSON, PERSONS),
        (Kind.PLACE, PLACES),
        (Kind.THING, _NO_KIND),
    )
)
_NOUNS = "|".join(
    sorted(
        {
            noun
            for nouns in (PERSONS, PLACES, ORGANISATIONS, QUANTITIES, _THINGS)
            for noun in nouns.split("|")
            if len(noun) > 1
        },
        key=lambda noun: (-len(noun), noun),
    )
)
_KNOWN_NOUN, _ENDS_IN_KNOWN = re.compile(_NOUNS), re.compile(f"(?:{_NOUNS})$")
_TAKES_NO_NOUN = re.compile("谁|人$|里$|儿$|处$|方$|边$|地$")  # question words that no noun follows
_BEFORE_NOUN = re.compile(f"一?{_MEASURE}(?:著名的?|主要的?|的)?")
_COPULA = re.compile(
    "(?:主要|大多|大约|约|分别|就|又?被称|又)*(?:是|为|为了|是为了|叫做?|称为|称作|于|包括|包含|有|在)?[?。:. ]*$"
)
_SENTENCE_BREAK = re.compile(r"[?!。] *(?=[^?!。\s])")
_IS = re.compile("[是为叫称有括含]")
_DATE_UNITS = {"年代": "年代", "世纪": "世纪", "朝代": "朝", "朝": "朝", "时期": "时期", "年": "年", "月": "月",
               "天": "日", "日": "日", "号": "日"}  # fmt: skip

_WHICH = r"(?:which|what)(?: \w+)?"
_ENGLISH_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.REASON, r"\bwhy\b|\bwhat (?:\w+ )?reason"),
        (
            Kind.DURATION,
            r"\bhow long (?:did|does|do|has|have|will)\b|\bhow many (?:year|day|month|week|hour|minute|second)s",
        ),
        (
            Kind.NUMBER,
            r"\bhow (?:many|much|tall|high|deep|wide|far|big|large|heavy|fast|old|long)\b|\b"
            r"what (?:is|was|were|are) the (?:\w+ )?(?:area|height|length|population|weight|number|width|depth|"
            r"distance|speed|size|price|percentage|age|income)\b|"
            r"\bwhat (?:percent|number|amount|proportion|fraction|share|age|income)",
        ),
        (Kind.DATE, rf"\bwhen\b|\b{_WHICH} (?:year|date|day|month|century|time|decade|era|period|dynasty)\b"),
        (
            Kind.PERSON,
            rf"\bwho(?:se|m)?\b|\b{_WHICH} (?:person|man|woman|king|emperor|president|director|author|writer|actor|"
            r"general|scientist|player|pope|queen)\b",
        ),
        (
            Kind.PLACE,
            rf"\bwhere\b|\b{_WHICH} (?:city|country|province|state|county|place|region|area|island|continent|town|"
            r"village|street|location)\b",
        ),
        (
            Kind.ORGANISATION,
            rf"\b{_WHICH} (?:company|organi[sz]ation|university|school|agency|team|club|party|institution|bank|museum|"
            r"newspaper|department|group)\b",
        ),
        (Kind.MANNER, r"\bhow\b"),
        (Kind.LIST, r"\b(?:which|what) \w+s\b(?<!is)(?<!was)(?<!does)(?<!has)"),
        (Kind.THING, r"\b(?:what|which)\b"),
        (Kind.YES_NO, r"^(?:is|are|was|were|do|does|did|can|could|has|have|had|will)\b"),
    )
)


def classify_question(question: str) -> AnswerType:
    """What the question asks for; a question of no known form asks for a thing, with its gap at the end."""
    text = fold(question).rstrip()
    return _classify_chinese(text) if is_han(text) else _classify_english(text)


def _classify_english(text: str) -> AnswerType:
    for kind, rule in _ENGLISH_RULES:
        if match := rule.search(text):
            return AnswerType(text, kind, *match.span())
    return AnswerType(text, Kind.THING, len(text), len(text))


def _classify_chinese(text: str) -> AnswerType:
    question_word = _question_word(text)
    if question_word is None:
        return _without_question_word(text)
    kind, start, end = question_word
    if kind is Kind.DATE:
        unit = next((unit for name, unit in _DATE_UNITS.items() if name in text[start : end + 2]), "")
        return AnswerType(text, kind, start, end, unit)
    if kind in (Kind.NUMBER, Kind.DURATION):
        unit = _noun_at(text[end:])
        return AnswerType(text, kind, start, end + len(unit), "元" if unit == "钱" else unit)
    if kind in (Kind.THING, Kind.LIST, Kind.PERSON, Kind.PLACE):
        return _with_noun(text, kind, start, end)
    return AnswerType(text, kind, start, end)


def _question_word(text: str) -> tuple[Kind, int, int] | None:
    """The kind and span of the question word that counts; None if the text has none."""
    # If there are several sentences, the last one that asks: 四羊方尊是哪个朝代的？它是谁发现的？
    last = max((match.end() for match in _SENTENCE_BREAK.finditer(text)), default=0)
    begin = last if any(rule.search(text, last) for _, rule in _CHINESE_RULES) else 0
    matches = [(kind, match) for kind, rule in _CHINESE_RULES if (match := rule.search(text, begin))]
    matches = [item for item in matches if item[0] is not Kind.YES_NO] or matches
    if not matches:
        return None
    # 几 can also mean "some": 几所小学自哪一年起 asks for the year.
    certain = [item for item in matches if not item[1].group().endswith("几")]
    kind, match = min(certain or matches, key=lambda item: item[1].start())
    return kind, *match.span()


def _without_question_word(text: str) -> AnswerType:
    """`…的面积`, `…的面积为?`: the focus is the noun at the end, or the one before the copula there."""
    match = _COPULA.search(text)
    start = match.start() if match else len(text)
    noun = _noun_before(text[:start])
    return AnswerType(text, _kind_of(noun) or Kind.THING, start, len(text.rstrip("?。. ")), noun)


def _with_noun(text: str, kind: Kind, start: int, end: int) -> AnswerType:
    """A question word with the noun behind it, or else with the one before the copula: 哪部电影, 电影名是什么."""
    rest = text[end:]
    match = None if _KNOWN_NOUN.match(rest) else _BEFORE_NOUN.match(rest)
    skipped = match.end() if match else 0
    noun = "" if _TAKES_NO_NOUN.search(text[start:end]) else _noun_at(rest[skipped:])
    measure_word = rest[:skipped].strip("一的")
    if noun:
        gap_end = end + skipped + len(noun)
    elif kind is Kind.THING and measure_word:  # 哪一州: the measure word is the noun
        noun, gap_end = measure_word, end + skipped
    else:
        copula = "为" if text.startswith("为", start) else ""  # X为何
        noun, gap_end = _noun_across_copula(text[:start] + copula, rest), end
    if kind is Kind.THING:
        named = _kind_of(noun)
        if named is not None and not (
            named is Kind.NUMBER and text[start] == "哪"
        ):  # 哪个利率 asks for the rate's name
            kind = named
    return AnswerType(text, kind, start, gap_end, noun)


def _noun_across_copula(left: str, right: str) -> str:
    """`电影的导演是谁`, `谁是电影的导演`: the noun on the other side of the copula."""
    right = right.rstrip("?。. ")
    if right.startswith(("是", "为")):
        return _noun_before(right[1:])
    match = _COPULA.search(left)
    if right or match is None or not _IS.search(match.group()):
        return ""
    return _noun_before(left[: match.start()])


def _kind_of(noun: str) -> Kind | None:
    """The kind of thing a noun names, by the longest known noun at its end: 地点 before 点."""
    endings = [(len(match.group()), kind) for kind, pattern in _NOUN_ENDINGS if (match := pattern.search(noun))]
    return max(endings, key=lambda ending: ending[0])[1] if endings else None


def _noun_at(text: str) -> str:
    """The noun at the start of the text, at most three words."""
    tagged = words(text)
    known = _KNOWN_NOUN.match(text)
    first = tagged[0] if tagged else Word("", MARK)
    if known and (first.text == known.group() or first.tag[0] != "n" or len(first.text) < len(known.group())):
        return known.group()
    noun = ""
    for word in tagged[:3]:
        if not _is_nominal(word):
            break
        noun += word.text
    return noun


def _noun_before(text: str) -> str:
    """The noun at the end of the text, at most two words."""
    known = _ENDS_IN_KNOWN.search(text)
    if known:
        return known.group()
    noun = ""
    for word in reversed(words(text)[-2:]):
        if not _is_nominal(word):
            break
        noun = word.text + noun
    return noun


def _is_nominal(word: Word) -> bool:
    return word.tag[0] == "n" or word.tag in ("vn", "l", "j", "s", "t", "tg", "m", "q", "eng", "b", "k", UNKNOWN)
