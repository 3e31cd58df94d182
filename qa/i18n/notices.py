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
    "talk_test": (f"可以提问了。{_CAN_ASK}", f"Ready. {_CAN_ASK_EN}"),
}
