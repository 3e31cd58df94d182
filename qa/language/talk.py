"""Tells talk from questions: greetings, thanks, 你能做什么, 总结一下 and the like, which ask the articles nothing.

Every part of what was written must be talk: 你好，谢谢 is, 你好，请问岳麓书院在哪里 is a question.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from corpus.text import HAN, fold

_MAX_CHARACTERS = 60  # of talk; what is longer is a question


class Talk(StrEnum):
    """The sorts of talk, the one that decides first: 你好，你是谁 asks who answers."""

    COMMAND = "command"
    SUMMARY = "summary"
    OPINION = "opinion"
    SELF = "self"
    HELP = "help"
    CLOCK = "clock"
    FAREWELL = "farewell"
    THANKS = "thanks"
    GREETING = "greeting"
    TEST = "test"
    REMARK = "remark"


_ORDER = tuple(Talk)
_BREAK = re.compile(rf"[^\w'’]+|(?<=[{HAN}])[ _]+|_+")
_ENGLISH_BREAK = re.compile(r"[^\w'’ ]+|_+")
_APOSTROPHE = re.compile("['’]")
_TAIL = "[啊阿呀哦喔噢哈呢吧啦了嘛吗么哟呦哇哒滴的诶欸]"
_POLITE = "(?:请|麻烦|劳驾|帮我|帮忙|给我|为我|替我|你|您|能不能|能否|能|可不可以|可以|可否|再|来|就)*"
_LANGUAGE = "(?:英语|英文|中文|汉语|普通话|白话文?|粤语|广东话|日语|日文|法语|德语|韩语|俄语|繁体字?|简体字?|文言文?)"
_TEXTS = (
    "(?:这|那|上面|上述|以上|前面|刚才|所有|全部|全文?|整个?|库里|文库|文章|报道|新闻|内容|报纸|文本|材料|资料|里面?|中|的|些|几|"
    "两|三|篇|个|份|段|主要|大意|要点|主旨|中心|思想|重点|今天|所|讲|说)"
)
_WORK = "诗|诗歌|歌|笑话|故事|文章|作文|小说|邮件|信|代码|程序|图片?|画|稿子?|发言稿|报告|新闻稿?|总结|摘要|综述|评论|文案|段子|对联"

# Folded text without marks. Each is one part of what was written, from its first to its last character.
_CHINESE: dict[Talk, str] = {
    Talk.COMMAND: (
        f"{_POLITE}(?:写|编|作|讲|说|唱|画|生成|创作)(?:一|[个首篇段封份张幅点支])+.{{0,20}}(?:{_WORK})"
        f"|{_POLITE}(?:把{_TEXTS}+)?翻译(?:一下|下)?{_TEXTS}*(?:[成为]?{_LANGUAGE})?"
        f"|{_POLITE}用{_LANGUAGE}(?:回答|说|讲|回复|翻译|写)?(?:一下|一遍)?"
        f"|{_POLITE}(?:说|讲|回答|解释|重复)(?:一遍|一次|(?:清楚|简单|详细|慢)一?[点些])"
        f"|{_POLITE}(?:展开|详细|具体|仔细|多)(?:地)?(?:讲讲|说说|讲一?[点些]|说一?[点些]|讲|说|解释)(?:一下)?|{_POLITE}(?:说|讲)得?(?:详细|具体)一?[点些]"
        "|闭嘴|别说|安静"
    ),
    Talk.SUMMARY: (
        f"{_POLITE}(?:做|写|来|出)?(?:一?[个份])?(?:总结|概括|归纳|摘要|概述|综述|梳理|提炼|简述)(?:一下|下|出)?{_TEXTS}*"
        f"|(?:把|对|将){_TEXTS}+(?:做|写|来)?(?:一?[个份下])?(?:总结|概括|归纳|概述|梳理|提炼)(?:一下|下)?"
        "|(?:这|那)?(?:些|几|两|一)?篇?(?:文章|报道|新闻|报纸)?(?:里面?|中)?(?:主要|大概|大致|究竟|到底|都)?(?:讲|说|写|谈|介绍|报道)"
        "(?:了|的是|的都是|的)?(?:些)?(?:什么|啥)(?:内容|事情?|东西)?"
        "|(?:这|那)?(?:些|几|两|一)?篇?(?:文章|报道|新闻)?的?(?:主要内容|中心思想|大意|要点|主旨)(?:是什么|是啥|有哪些)?"
    ),
    Talk.OPINION: (
        "你(?:觉得|认为|怎么看|怎么想|喜欢|讨厌|同意|支持谁|相信).{0,30}|你对.{1,20}(?:怎么看|怎么想|什么看法|有什么看法)"
        "|(?:说说|谈谈)?你的(?:看法|意见|观点|建议)(?:是什么)?|(?:你)?有(?:什么|啥|何)(?:建议|看法|意见|想法)"
    ),
    Talk.SELF: (
        "你(?:是|叫|到底是|究竟是)(?:谁|什么(?:名字|东西|人|模型|程序|系统|软件|机器人)?|啥|哪位|何人)"
        "|你(?:是|是不是)(?:一?个)?(?:机器人|人类?|真人|活人|ai|人工智能|chatgpt|gpt|deepseek|程序|电脑|男的?|女的?|大模型|语言模型)"
        "|(?:先|来)?(?:做|作)?(?:一?个)?(?:请)?(?:介绍|说说|讲讲)(?:一下|下)?(?:你)?自己|(?:做|来)?(?:一?个)?自我介绍(?:一下|下)?"
        "|(?:是)?(?:谁|哪家公司|哪个公司|什么人)(?:开发|制作|做|创造|设计|训练|发明|造)(?:了|出)?(?:的)?你"
        "|你(?:是|由)(?:谁|哪家公司|哪个公司|什么人)(?:开发|制作|做|创造|设计|训练|发明|造)(?:出来)?"
        "|你(?:今年)?(?:多大|几岁)|你(?:从哪里?来|来自哪里?|住在?哪里?|是哪里人|在哪里?)|你的名字(?:是什么|叫什么|叫啥)?|你叫什么名字"
        "|你有(?:名字|感情|意识|女朋友|男朋友|生命|朋友|家人)"
    ),
    Talk.HELP: (
        "(?:你|您|这里|这个?(?:网站|网页|系统|软件|工具|程序|东西)?|我)?(?:都|还|到底)?(?:能|会|可以|可|能够)(?:帮我|帮忙|为我|帮)?"
        "(?:做|干|回答|问|查|提供|问你|找)(?:些|点)?(?:什么|啥|哪些|什么样的)(?:问题|事情?|内容|用|忙|的)?"
        "|[你您](?:都)?有(?:什么|哪些|啥)(?:功能|本事|用|能力|用处|作用|用途)|你会(?:些|点)?(?:什么|啥)"
        "|(?:你|这个?(?:网站|系统|软件|工具|程序))(?:该)?(?:怎么|如何|怎样)(?:用|使用|操作)|(?:怎么|如何|怎样)(?:用|使用|操作)(?:你|这个?(?:网站|系统|软件|工具|程序|东西))"
        "|(?:我)?(?:该|应该|要)?(?:怎么|如何|怎样)(?:提问|问问题|向你提问|问你|问)|我(?:该|应该|能|可以)问(?:些|点|你)?(?:什么|啥)"
        "|帮助|帮帮?我|帮个忙|求助|救命|(?:使用|操作)?(?:说明书?|方法|指南|教程|帮助)|功能(?:介绍)?|菜单|客服|人工(?:客服)?"
        f"|你(?:会不会|能不能|会|能|可以)?(?:说|讲|用|懂|听得?懂|看得?懂|识别|支持)+{_LANGUAGE}(?:回答|提问)?"
        "|(?:能|可以|可否)?(?:请教|问|帮)(?:你)?(?:一?个|几个|些|点|一下)?(?:问题|忙|事)?"
        "|我(?:有|想问|想请教|要问)(?:你)?(?:一?个|几个|些|点|一下)?(?:问题|事)?"
    ),
    Talk.CLOCK: (
        "(?:今天|今日|现在|当前|此刻|目前)(?:是|的)?(?:几月)?(?:几号|几日|几点钟?|星期几|周几|礼拜几|什么日子|什么时间|什么时候|"
        "日期(?:是什么|是多少)?|时间(?:是什么|是多少)?|多少号|何日|哪一?天|哪一?年)"
        "|(?:几点|几号|星期几|周几)(?:钟)?"
    ),
    Talk.FAREWELL: (
        "(?:再见|再件)+|拜+|拜拜+|白白|886*|回见|回头见|明天见|下次见|改天(?:见|聊|再聊)|(?:我|先|我先)走|告辞|晚安|(?:那)?就?(?:先)?(?:这样|到这里?|聊到这里?)"
        "|没有?(?:别的|其他|什么)?问题|没别的|没有|不问|(?:我|先|我先)下线?"
    ),
    Talk.THANKS: (
        "(?:非常|十分|太|真|真的|真是|万分|特别|很|多|好)*(?:感谢|谢谢+|谢+|感恩|感激|蟹蟹|3q|thx|thanks)(?:你|您|你们|大家|各位|老师|问报)?"
        "(?:的)?(?:帮助|回答|解答|帮忙|配合|支持|指点)?"
        "|(?:你|您|大家)?(?:辛苦|麻烦)(?:你|您|大家)?|不客气|不用谢|不用客气|有劳(?:你|您)?"
    ),
    Talk.GREETING: (
        "(?:大家|各位|老师|朋友们?|问报|小报|亲|同学|在)?(?:[你您妮泥拟]们?[好号郝豪]+|嗨+|哈[喽啰罗楼]|嘿+|喂+|早+|早上好|早安|上午好|中午好|下午好|晚上好|晚好)"
        "(?:大家|各位|老师|朋友们?|问报|小报|亲|同学)?"
        "|在(?:吗|不在|不)?|有人(?:在)?|(?:你)?在不在|你(?:最近)?(?:好吗|还好吗|好不好|怎么样)|最近(?:怎么样|好吗|还好吗|如何)|吃了|吃饭了?"
        "|幸会|久仰|(?:新年|新春|春节|元旦|中秋|国庆|端午|节日|周末|生日|圣诞)节?(?:好|快乐)|很?高兴认识你|初次见面|欢迎"
    ),
    Talk.TEST: "测试(?:一下|下|中|问题)?|试试(?:看)?|试一?下|随便(?:问问|试试|看看)|[1一]+|1?23(?:4(?:5(?:6)?)?)?|abcd?|asdf?\\w*|qwer?\\w*|x+",
    Talk.REMARK: (
        "好+|行|可以|没问题|[嗯恩唔]+|[哦噢喔]+|[啊呃额哎唉诶]+|哎呀+|对+|是|没错|不是|不对|不|不行|不要|不用|不必|不错|(?:很|非常|真|挺|太|最|好)+(?:好|棒|对|强|牛|赞|妙|酷|差|烂)"
        "|(?:真|好|太|很)*(?:厉害|牛|牛逼|赞|棒|强|酷|有趣|有意思|好笑|无聊|聪明|可爱)|点赞|6{2,}|[哈呵嘻嘿]{2,}|呜+|[哇哟]+|知道|我知道|晓得|明白|懂|了解|清楚|收到"
        "|原来(?:如此|是这样|这样)|这样|真的|真的假的|是这样|不会|天哪|天啊|我去|我的天|我靠|算|没事|没关系|无所谓|随便|加油|对不起|抱歉|不好意思|打扰"
        "|(?:你|您|这)?(?:回)?(?:答|说|讲)得?(?:很|真|都|完全)?(?:好|对|不错|棒|不对|不好|错|有道理)|(?:你)?(?:答|搞|弄|说)?错|胡说|胡说八道|骗人|废话"
        "|(?:你|您)(?:真|好|太|很|可真)(?:是)?(?:棒|厉害|聪明|笨|好|行|可爱|傻|牛|差|烂|没用|有用)|你?(?:个|这个)?(?:笨蛋|傻瓜|傻子|白痴|垃圾)"
        "|(?:我)?(?:爱|喜欢|讨厌|恨)你|我(?:很|好|太|有点)?(?:开心|高兴|难过|无聊|累|困|饿|生气)|ok(?:ay)?|yes|no|嗯哼|okk+|okok|k"
    ),
}
# What asks back about the last question where there was one: 怎么用 after a question about a card.
_CHINESE_ALONE = f"(?:怎么|如何|怎样)(?:用|使用|操作|玩|开始|查)|(?:有)?(?:什么|啥)用|{_POLITE}(?:介绍|说明)(?:一下|下)"
_LEAD = "(?:那么?|嗯+|哦+|噢+|啊+|呃+|喔+|哎+|诶|嘿|请问|对了|好(?:的|吧)?|ok|那个|额|另外)*"

_ADDRESS = r"(?: (?:there|all|everyone|everybody|again|wenbao|friend|guys|sir|madam|buddy|dear|please|so much|very much|a lot|then|now|you|too|pls))*"
_ENGLISH: dict[Talk, str] = {
    Talk.COMMAND: (
        r"(?:please |can you |could you |will you |would you )*(?:write|compose|tell|sing|draw|generate|make|give)(?: me| us)? (?:a|an|some|another) "
        r"(?:\w+ ){0,4}?(?:poem|song|joke|story|essay|letter|email|e-mail|article|picture|image|report|code|haiku)s?(?: .{0,30})?"
        r"|(?:please |can you |could you )*(?:translate|rewrite|paraphrase|shorten|read|explain)(?: (?:this|that|it|these|them|the (?:article|articles|text|answer)s?))?"
        r"(?: (?:in)?to \w+| again| aloud| simply)?|(?:please )?(?:answer|reply|speak|talk|say it)(?: me)? in (?:english|chinese|mandarin|french|german|japanese|cantonese)"
        r"|(?:say|repeat)(?: (?:that|it))? again|shut up"
    ),
    Talk.SUMMARY: (
        r"(?:please |can you |could you |would you |i want you to )*(?:summari[sz]e|sum up|give(?: me| us)? (?:a|an|the) (?:short |brief |quick )?(?:summary|overview|outline)(?: of)?"
        r"|(?:make|write) (?:a |me a )?(?:short |brief |quick )?(?:summary|overview|outline)(?: of)?|recap)"
        r"(?: (?:this|that|these|those|it|them|all|all of|everything|the|your|main|whole|of|articles?|stor(?:y|ies)|texts?|news|papers?|newspapers?|library|content|contents|points?|for me|please|briefly|today's))*"
        r"|what (?:are|is) (?:the |these |this |those )?(?:articles?|stor(?:y|ies)|papers?|newspapers?|texts?|it|all this) (?:all )?about|(?:tl dr|tldr|summary|the summary|an? summary)"
        r"|what (?:do|does) (?:the |these |this |those )?(?:articles?|stor(?:y|ies)|papers?|texts?) say|what(?:'s| is| are) the (?:main|key) (?:points?|ideas?|contents?)"
    ),
    Talk.OPINION: (
        r"what do you think(?: (?:about|of) .{1,60})?|what(?:'s| is) your (?:opinion|view|take|favou?rite).{0,60}|do you (?:like|love|hate|think|believe|agree|prefer|feel)\b.{0,60}"
        r"|how do you feel.{0,40}|any (?:advice|thoughts|suggestions)"
    ),
    Talk.SELF: (
        r"(?:so )?who(?: the hell)? (?:are|r) (?:you|u)|who(?:'re| is) you|what are you|what(?:'s| is) your name|what should i call you|are you (?:an? |really |a real )*(?:robot|bot|human|person|ai|machine|real|chat ?gpt|gpt|computer|program|alive)"
        r"|who (?:made|built|created|wrote|developed|trained|programmed) you|how old are you|where (?:are|do) you (?:from|live|come from)|(?:please )?(?:introduce|tell me about) yourself|do you have (?:a name|feelings|friends)"
    ),
    Talk.HELP: (
        r"help(?: me)?|(?:i need|need|get) help|can you help(?: me)?|what can (?:you|i|it|this)(?: \w+)? ?(?:do|ask|answer)(?: (?:here|with (?:this|it)|for me|you|about))?|what (?:questions )?(?:can|should|could|may) i ask(?: you| here| about)*|what do you (?:do|know)"
        r"|how (?:do|can|should|does) (?:i|you|one|this|it)(?: app| site| tool| program)? (?:use (?:this|it|you|wenbao)|ask|start|begin|work|search)(?: (?:a question|questions|you|here))?|how does (?:this|it) work|how to use (?:this|it|you)|what(?:'s| is) this(?: (?:site|app|tool|for))?"
        r"|(?:can|could|may) i ask(?: you)?(?: (?:a|some|one))?(?: (?:question|questions|something))?|i have (?:a|some|one) questions?|do you (?:speak|understand|know) (?:english|chinese|mandarin|cantonese|french|german|japanese)"
        r"|instructions|manual|menu|commands|usage|features|faq|capabilities"
    ),
    Talk.CLOCK: (
        r"what(?:'s| is) (?:the )?(?:time|date|day)(?: (?:is it|today|now|of the week|right now))*|what (?:time|day|date|year|month)(?: of the (?:week|month))? is (?:it|today)(?: (?:now|today|right now))?|what(?:'s| is) today(?:'s date)?"
    ),
    Talk.FAREWELL: (
        r"(?:good ?)?bye+(?: bye+)?|by+e|good ?night|see (?:you|ya|u)(?: (?:later|soon|tomorrow|around|again))?|farewell|take care|later|cya|so long|that(?:'s| is|s) (?:all|it)|i(?:'m| am) done|no more questions|i have to go|gotta go|quit|exit"
    ),
    Talk.THANKS: (
        r"(?:many |thanks? |ok |great )*(?:thanks?+|thanx|thnx|thx|tnx|ty|tank you|thank (?:you|u)|thankyou|cheers|much appreciated|i appreciate (?:it|that)|appreciated)(?: (?:for|to) (?:the|your|all|that|helping|you|everyone|help|answer|information|me| )+)?"
        r"|(?:you're|you are|your) welcome|no problem|(?:good|great|nice) (?:job|work)"
    ),
    Talk.GREETING: (
        r"h+i+|hiya|he+l+o+|hel+o+w?|hullo|hallo|hey+|hllo|helo|yo+|howdy|greetings|good ?(?:morning|afternoon|evening|day)|morning|evening|welcome|ni ?hao|nihao"
        r"|(?:h+i+ |hello |hey )?how(?:'s| is) (?:it going|everything|life)|(?:h+i+ |hello |hey )?how (?:are|r) (?:you|u)(?: (?:today|doing|doing today))?|how do you do|what(?:'s|s| is) up|sup|nice to meet you|pleased to meet you|are you there|anybody (?:there|here|home)|anyone (?:there|here)|happy (?:new year|birthday|holidays|easter)|merry christmas"
    ),
    Talk.TEST: r"test(?:ing)?(?: (?:test|testing|123|1 2 3|one two three))*|1 ?2 ?3(?: ?4)?(?: ?5)?(?: ?6)?|1+|abcd?|asdf?\w*|qwer?\w*|x+|foo(?: ?bar)?|lorem ipsum.*|ping|check",
    Talk.REMARK: (
        r"o+k+a*y*|kk?|okey|alright|all right|(?:very |really |so |that(?:'s| is|s) |that was |how |it(?:'s| is) )*(?:good|great|nice|fine|cool|awesome|amazing|perfect|excellent|interesting|wonderful|fantastic|funny|sad|bad|right|wrong|correct|true|false|impressive|lovely|helpful|useful|useless|stupid|boring)(?: (?:answer|one|to know|bot|stuff))?"
        r"|ye+s+|yeah+|yep|yup|no+|nope|nah|sure|of course|indeed|exactly|really|wow+|oh+|ah+|hm+|mm+|uh+|aha+|(?:ha)+h?|(?:he){2,}|lol+|lmao|rofl|omg|oops|sorry|my bad|pardon|excuse me|i see|i (?:understand|know|knew it|agree|like it|love it|love you|like you|hate you|am (?:bored|tired|sad|happy|hungry)|don't know|do not know)|got it|gotcha|understood|makes sense|never ?mind|forget it|whatever|no way|you(?:'re| are) (?:\w+ ){0,2}(?:great|good|smart|stupid|wrong|right|funny|useless|awesome|the best|amazing|kind)|6{2,}|well|so|so what|please|bravo|congrats|congratulations|good luck|idiot|fool"
    ),
}
_ENGLISH_ALONE = r"how to use|usage|how does it work"


def talk(question: str, alone: bool = True) -> Talk | None:
    """The sort of talk that a text is; None if it may be a question to the articles.

    `alone` says that no question came before it: 怎么用 may ask back about that one.
    """
    found = [_of(part, alone) for part in _parts(question)]
    if not found or None in found or len(question) > _MAX_CHARACTERS:
        return None
    return min((sort for sort in found if sort is not None), key=_ORDER.index)


def without_greeting(question: str) -> str:
    """The question without a greeting, thanks or 请问 at its head; as it is where nothing else is said."""
    start = 0
    for match in re.finditer(r"[^,，。.!！~～、;；:：\s]+[,，。.!！~～、;；:：\s]*", question):
        if match.start() != start or not _opens(match.group()):
            break
        start = match.end()
    rest = question[start:].lstrip()
    return rest if any(map(str.isalnum, rest)) else question


def _opens(part: str) -> bool:
    word = _BREAK.sub(" ", fold(part)).strip()
    return bool(re.search(r"[^\w\s]\s*$", part)) and (
        word in ("请问", "问一下") or _of(word, True) in (Talk.GREETING, Talk.THANKS)
    )


def _parts(question: str) -> list[str]:
    folded = fold(question)
    pattern = _BREAK if re.search(f"[{HAN}]", folded) else _ENGLISH_BREAK
    parts = (" ".join(_APOSTROPHE.sub("'", part).split()) for part in pattern.split(folded))
    return [part for part in parts if part]


def _of(part: str, alone: bool) -> Talk | None:
    if re.search(f"[{HAN}]", part):
        return next((sort for sort, pattern in _patterns(alone) if pattern.fullmatch(part)), None)
    return next((sort for sort, pattern in _english_patterns(alone) if pattern.fullmatch(part)), None)


@lru_cache(maxsize=2)
def _patterns(alone: bool) -> list[tuple[Talk, re.Pattern[str]]]:
    more = {Talk.HELP: f"|{_CHINESE_ALONE}"} if alone else {}
    return [
        (sort, re.compile(f"{_LEAD}(?:{pattern}{more.get(sort, '')}){_TAIL}*(?:{_LEAD})"))
        for sort, pattern in _CHINESE.items()
    ]


@lru_cache(maxsize=2)
def _english_patterns(alone: bool) -> list[tuple[Talk, re.Pattern[str]]]:
    more = {Talk.HELP: f"|{_ENGLISH_ALONE}"} if alone else {}
    lead = r"(?:(?:and|so|well|oh|ok|okay|hey|hi|hello|then|please) )*"
    return [
        (sort, re.compile(f"{lead}(?:{pattern}{more.get(sort, '')}){_ADDRESS}")) for sort, pattern in _ENGLISH.items()
    ]
