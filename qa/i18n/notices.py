"""What the product says itself, in Chinese and English: to talk, and about the records of articles."""

from __future__ import annotations

_CAN_ASK = (
    "可以问文章里写着的事：何时、何地、何人、多少、为什么；也可以问某篇报道是谁写的、登在哪一版，或某天的报纸登了什么。"
)
_CAN_ASK_EN = (
    "You can ask what the articles say: when, where, who, how many, why. You can also ask who wrote a report, on which "
    "page it stands, or what the papers of a day reported."
)

# Key: (Chinese, English), as in `messages.py`.
NOTICES: dict[str, tuple[str, str]] = {
    "talk_greeting": (f"你好。{_CAN_ASK}", f"Hello. {_CAN_ASK_EN}"),
    "talk_thanks": ("不客气。还可以接着问。", "You are welcome. You can go on asking."),
    "talk_farewell": ("再见。", "Goodbye."),
    "talk_remark": (
        "好的。可以接着问；答案请以原文为准，点开出处就能看到。",
        "All right. You can go on asking. To check an answer, open the article that it is quoted from.",
    ),
    "talk_self": (
        "我是问报：在文库的文章里找能回答问题的原句，不写、不猜、不编。文章里没有的，会直说没有。",
        "I am Wenbao. I look in the library's articles for the sentence that answers a question, and quote it. I write "
        "and invent nothing; what the articles do not say stays unanswered.",
    ),
    "talk_help": (
        f"{_CAN_ASK}答案是原文的一句话，并注明出处。",
        f"{_CAN_ASK_EN} An answer is a quote with its source.",
    ),
    "talk_summary": (
        "我不写总结，只摘引原文。请问具体的事，比如何时、何地、何人、多少；也可以问某天或某家报纸有哪些报道。",
        "I do not summarise; I only quote. Ask for something in particular (when, where, who, how many), or which "
        "reports there are of a day or in a paper.",
    ),
    "talk_command": (
        "我不写作、不翻译、不改写，只摘引原文。请问文章里写着的事。",
        "I do not write, translate or rephrase; I only quote. Ask what the articles say.",
    ),
    "talk_opinion": (
        "我没有自己的看法，只摘引原文。可以问文章里写了谁的看法。",
        "I have no opinion; I only quote. You can ask whose opinion the articles report.",
    ),
    "talk_clock": (
        "我只回答文章里写着的事，不报时间和日期。",
        "I answer only what the articles say, not the time or the date.",
    ),
    "records_author": ("《{title}》的作者：{value}。", "“{title}” was written by {value}."),
    "records_source": ("《{title}》登在{value}。", "“{title}” is from {value}."),
    "records_date": ("《{title}》的日期是 {value}。", "“{title}” is dated {value}."),
    "records_page": ("《{title}》登在第 {value} 版。", "“{title}” is on page {value}."),
    "records_no_author": ("没有记下《{title}》的作者。", "The author of “{title}” is not recorded."),
    "records_no_source": ("没有记下《{title}》登在哪份报纸。", "The paper of “{title}” is not recorded."),
    "records_no_date": ("没有记下《{title}》的日期。", "The date of “{title}” is not recorded."),
    "records_no_page": ("没有记下《{title}》登在第几版。", "The page of “{title}” is not recorded."),
    "records_no_article": ("没有找到关于“{topic}”的文章。", "No article about “{topic}” was found."),
    "records_which": (
        "请说明是哪篇文章，比如“关于大桥的报道是谁写的？”。",
        "Say which article is meant, such as “Who wrote the article about the bridge?”.",
    ),
    "records_count_all": ("文库共有 {value} 篇文章。", "The library has {value} article{s}."),
    "records_count": ("{scope}：共有 {value} 篇文章。", "{scope}: {value} article{s}."),
    "records_list": ("{scope}：{value} 篇文章。", "{scope}: {value} article{s}."),
    "records_list_some": (
        "{scope}：{value} 篇文章，下面是其中 {shown} 篇。",
        "{scope}: {value} articles, of which {shown} are listed.",
    ),
    "records_about": ("找到 {value} 篇写到“{topic}”的文章。", "Found {value} article{s} about “{topic}”."),
    "records_none": ("没有找到这样的文章：{scope}。", "No such article was found: {scope}."),
    "records_first": ("最早的一篇是 {value} 的《{title}》。", "The earliest is “{title}” of {value}."),
    "records_last": ("最新的一篇是 {value} 的《{title}》。", "The latest is “{title}” of {value}."),
    "records_undated": ("这些文章没有记下日期。", "These articles have no recorded date."),
    "records_sources": ("文章来自 {n} 种报刊：{value}。", "The articles are from {n} paper{s}: {value}."),
    "records_no_sources": ("没有记下文章登在哪些报纸。", "The papers of the articles are not recorded."),
    "talk_test": (f"可以提问了。{_CAN_ASK}", f"Ready. {_CAN_ASK_EN}"),
}
