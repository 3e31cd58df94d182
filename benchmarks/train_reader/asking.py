"""Questions about an invented news item: those that its text answers, and those that it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from benchmarks.train_reader import values
from benchmarks.train_reader.grammar import Domain, Wording, all_fields, chosen, fields, filled
from benchmarks.train_reader.items import Facts, Item, drawn, named
from benchmarks.train_reader.surface import TALK, dressed, mistyped

_KINDS = {
    "number": ("num", "of", "diff"),
    "date": ("year", "roc", "ym", "day", "month", "enyear", "enday", "enmonth", "time"),
    "person": ("person", "enperson"),
    "where": ("place", "enplace"),
    "firm": ("firm", "enfirm"),
    "list": ("some", "people"),
    "which": ("ord", "line", "pick", "enord"),
}
_KIND_OF = {value: kind for kind, kinds in _KINDS.items() for value in kinds}
_CLAUSES = {"why": "why", "how": "how", "yn": "yes-no"}
_REPORTERS = (
    "这篇报道是谁写的",
    "记者是谁",
    "这条新闻的记者叫什么",
    "谁采写的这条消息",
    "本文记者是哪位",
    "稿子是谁写的",
)
# Says already which time is meant, or means none.
_TIED = re.compile("现在|目前|最近|下次|下轮|下一|上一|上次|年|月|以前|原来|[a-z]{3}|哪天|什么时候|几号|日期")
_ENGLISH_REPORTERS = ("Who wrote this story?", "Who is the reporter?", "Which reporter wrote this?")


@dataclass(slots=True)
class _Asked:
    question: str
    english: bool
    mistyped: bool
    keys: set[str]  # of the facts that it names, those of the subject's name with them
    direct: set[str]  # of the facts that it names itself, and "s"


_CROSSED = 0.2  # how often the question is in the other language, where there is such a wording
_NEAR = 0.2  # how often the year is called by its distance from the day of the paper


def _time(item: Item, facts: Facts, rng: Random) -> str:
    """The year or month that a text is about, as a question may begin with it. Nothing where that is not certain."""
    if item.domain.style == "en" or "year" not in item.domain.vary.values():
        return ""
    if "y" in facts:
        if facts["y"].kind != "year" or "y" in item.domain.name_keys():
            return ""
        near = {item.date.year: "今年", item.date.year - 1: "去年"}.get(int(facts["y"].english), "")
        return near if near and rng.random() < _NEAR else facts["y"].text
    if "d" in facts and facts["d"].text.startswith(f"{item.date.month}月"):
        return f"{item.date.year}年" + (f"{item.date.month}月" if rng.random() < 0.4 else "")
    return ""


def _asked(domain: Domain, facts: Facts, wording: Wording, english: bool, rng: Random, time: str = "") -> _Asked:
    """A question in words, now and then with a typing error, and with the time that it asks about before it."""
    parts = chosen(wording, rng)
    direct = fields(parts)
    keys = set(direct)
    wrong = False
    if rng.random() < 0.06:
        words = [part if isinstance(part, str) else "" for part in parts]
        wrong = mistyped(words, english, rng)
        parts = [word or part for word, part in zip(words, parts, strict=True)]

    def value(key: str) -> str:
        if key == "s":
            name, used = named(domain, facts, rng, english)
            keys.update(used)
            return name
        return facts[key].english if english else facts[key].text

    question = filled(parts, value)[0]
    if time and parts[0] == ("{", "s") and not _TIED.search(question):
        question = time + question
        keys.add("_time")
    if english:
        question = question[0].upper() + question[1:]
    return _Asked(dressed(question, english, rng), english, wrong, keys, direct)


def _wordings(item: Item, key: str, rng: Random) -> tuple[list[Wording], bool]:
    """The wordings that ask for a key, and whether they are English."""
    domain = item.domain
    english = domain.asks_english.get(key)
    if english and (domain.style == "en" or key not in domain.asks or rng.random() < _CROSSED):
        return english, True
    if key in domain.asks_chinese and rng.random() < _CROSSED:
        return domain.asks_chinese[key], False
    return domain.asks.get(key, []), domain.style == "en"


def _kind(item: Item, key: str, asked: _Asked) -> str:
    if asked.mistyped:
        return "typo"
    if asked.english != (item.domain.style == "en"):
        return "crossing"
    if asked.english:
        return "english"
    if "+" in key:
        return "list"
    value = item.subjects[0].get(key)
    if value is None:
        return "which" if key == "s" else _CLAUSES.get(key.split("_")[0].rstrip("0123456789"), "clause")
    if " " in asked.question:
        return "keywords"
    return _KIND_OF[value.kind]


def _times(item: Item) -> set[str]:
    """The keys of years and days, which a text may give without naming them, as 去年 or 今天."""
    return {key for key, kind in item.domain.vary.items() if kind == "year"}


def _plain(item: Item, asked: _Asked, key: str, subject: int) -> bool:
    """Whether a question says clearly which of the text's subjects it means, and names only what the text tells."""
    own = item.domain.vary
    told = item.told(subject) | item.told(0).intersection(item.domain.shared)
    if not (asked.direct - {"s"} - (set(own) & (item.domain.name_keys() | _times(item))) <= told):
        return False
    if item.joined and not asked.keys & set(own):
        return False
    if len(item.subjects) == 1 or not any(part in item.told(1 - subject) for part in key.split("+")):
        return subject == 0 or "s" in asked.direct or bool(asked.keys & set(own) - item.domain.shared)
    return bool(asked.keys & set(own) - item.domain.shared)


def answerable(item: Item, rng: Random) -> tuple[str, tuple[tuple[int, int], ...], str] | None:
    subject = rng.randrange(len(item.subjects))
    told = item.told(subject)
    keys = [key for key in _askable(item.domain) if set(key.split("+")) <= told]
    if item.reporter and rng.random() < 0.05:
        asks = _ENGLISH_REPORTERS if item.domain.style == "en" else _REPORTERS
        question = dressed(rng.choice(asks), item.domain.style == "en", rng)
        return question, item.places(0, "_reporter"), "reporter"
    if not keys:
        return None
    facts = item.subjects[subject]
    rarer = [key for key in keys if key not in facts or facts[key].items]  # lists, reasons, yes or no
    key = rng.choice(keys + rarer)
    wordings, english = _wordings(item, key, rng)
    time = _time(item, facts, rng) if rng.random() < 0.15 else ""
    asked = _asked(item.domain, facts, rng.choice(wordings), english, rng, time)
    if not _plain(item, asked, key, subject):
        return None
    places = tuple(sorted(place for part in key.split("+") for place in item.places(subject, part)))
    return asked.question, places, _kind(item, key, asked)


def _askable(domain: Domain) -> list[str]:
    return [*domain.asks, *(key for key in domain.asks_english if key not in domain.asks)]


def _sibling(item: Item, rng: Random) -> tuple[str, str] | None:
    """A question about another subject, year, place or office than the text's."""
    subject = rng.randrange(len(item.subjects))
    told = item.told(subject)
    keys = [key for key in _askable(item.domain) if set(key.split("+")) <= told or rng.random() < 0.1]
    if not keys or not item.domain.vary:
        return None
    facts = dict(item.subjects[subject])
    changes = list(item.domain.vary)
    changed = rng.choice([*changes, *(key for key in changes if item.domain.vary[key] == "year")])
    if item.domain.vary[changed] == "year" and rng.random() < 0.5:
        return _other_time(item, facts, keys, rng)
    facts[changed] = values.relative(facts[changed], rng, item.date)
    if item.says(facts[changed].text):
        return None
    for _ in range(8):
        wordings, english = _wordings(item, rng.choice(keys), rng)
        wording = rng.choice(wordings)
        named = all_fields(wording)
        if changed not in named and not ("s" in named and changed in item.domain.name_keys()):
            continue
        asked = _asked(item.domain, facts, wording, english, rng)
        if changed in asked.keys and asked.direct - {"s"} - set(item.domain.vary) <= told:
            return asked.question, item.domain.vary[changed]
    return None


def _other_time(item: Item, facts: Facts, keys: list[str], rng: Random) -> tuple[str, str] | None:
    """A question about the text's subject in a year or month that the text is not about."""
    time = _time(item, facts, rng)
    if not time or not time[:4].isdigit():
        return None
    year = int(time[:4]) + rng.choice((-3, -2, -1, -1, 1, 1, 2))
    other = f"{year}{time[4:]}"
    if "月" in time and rng.random() < 0.5:
        other = f"{time[:5]}{rng.choice([month for month in range(1, 13) if month != item.date.month])}月"
    if item.says(str(year)) or item.says(other[5:] or other):
        return None
    wordings, english = _wordings(item, rng.choice(keys), rng)
    asked = _asked(item.domain, facts, rng.choice(wordings), english, rng, other)
    told = item.told(0) | item.told(len(item.subjects) - 1)
    if "_time" not in asked.keys or not asked.direct - {"s"} - set(item.domain.vary) <= told:
        return None
    return asked.question, "year"


def _absent(item: Item, rng: Random) -> tuple[str, str] | None:
    """A question about the text's subject for what the text does not tell of it."""
    subject = rng.randrange(len(item.subjects))
    told = item.told(subject) | item.told(0).intersection(item.domain.shared)
    keys = [key for key in _askable(item.domain) if not told.intersection(key.split("+"))]
    if not keys:
        return None
    key = rng.choice(keys)
    wordings, english = _wordings(item, key, rng)
    asked = _asked(item.domain, item.subjects[subject], rng.choice(wordings), english, rng)
    allowed = told | set(item.domain.vary) | {"s"}
    facts = item.subjects[subject]
    if key == "s" or not asked.direct <= allowed or (item.joined and not asked.keys & set(item.domain.vary)):
        return None
    if any(item.says(facts[part].text) for part in key.split("+") if part in facts):
        return None
    elsewhere = len(item.subjects) > 1 and item.told(1 - subject).intersection(key.split("+"))
    if elsewhere and not asked.keys & set(item.domain.vary) - item.domain.shared:
        return None
    return asked.question, "swap" if elsewhere else "absent"


def _other(item: Item, rng: Random) -> tuple[str, str] | None:
    """A question about another subject of the same kind, with which the text has nothing to do."""
    facts = drawn(item.domain, item.date, rng, {}, set())
    wordings, english = _wordings(item, rng.choice(_askable(item.domain)), rng)
    wording = rng.choice(wordings)
    if "s" not in all_fields(wording):
        return None
    asked = _asked(item.domain, facts, wording, english, rng)
    own = asked.keys & set(item.domain.vary) - _times(item)
    names = [facts[key].text for key in own]
    if "s" not in asked.direct or not names or any(item.says(name) for name in names):
        return None
    return asked.question, "other"


def _never(item: Item, rng: Random) -> tuple[str, str] | None:
    if not item.domain.never:
        return None
    kind = rng.choice(list(item.domain.never))
    wording = rng.choice(item.domain.never[kind])
    english = isinstance(wording[0], str) and wording[0][:1].isascii() and wording[0][:1].isalpha()
    return _asked(item.domain, item.subjects[0], wording, english, rng).question, kind


def unanswerable(item: Item, rng: Random) -> tuple[str, str] | None:
    chance = rng.random()
    if chance < 0.012:
        return rng.choice(TALK), "greeting"
    if chance < 0.03 and not item.reporter:
        english = item.domain.style == "en"
        return dressed(rng.choice(_ENGLISH_REPORTERS if english else _REPORTERS), english, rng), "absent"
    if chance < 0.07:
        return _other(item, rng)
    if chance < 0.47:
        return _sibling(item, rng)
    if chance < 0.78:
        return _absent(item, rng)
    return _never(item, rng)
