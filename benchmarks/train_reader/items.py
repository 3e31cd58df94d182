"""An invented news item: its subjects' facts, its text, and where the text tells what."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.train_reader import values
from benchmarks.train_reader.grammar import Domain, Wording, chosen, fields, filled, read
from benchmarks.train_reader.values import Value

FOLDER = Path(__file__).parent / "domains"
_OPTIONAL = 0.66  # how often a text tells what it may leave out
_SECOND = 0.4  # how often a text has a second subject beside the first
_JOINED = 0.2  # how often another news item follows in the same text
_SOURCES = {
    "zh": ("日报", "晚报", "晨报", "早报", "时报", "商报", "都市报", "周刊"),
    "trad": ("日報", "晚報", "時報", "新聞", "導報", "週刊"),
    "en": ("Courier", "Gazette", "Herald", "Post", "Observer", "Echo"),
}
_BACK = ("再说{}：", "{}这边，", "回到{}：")
_JOINTS = ("又讯 ", "另讯：", "", "短讯 ")

Facts = dict[str, Value]


@dataclass(slots=True)
class Item:
    """A text being written: its subjects' facts, and the places (subject, key, start, end) where it tells them."""

    domain: Domain
    date: datetime.date
    subjects: list[Facts]
    title: str = ""
    source: str = ""
    text: str = ""
    marks: list[tuple[int, str, int, int]] = field(default_factory=list)
    reporter: str = ""
    joined: bool = False  # another news item follows in the text

    def told(self, subject: int) -> set[str]:
        return {key for who, key, _, _ in self.marks if who == subject}

    def places(self, subject: int, key: str) -> tuple[tuple[int, int], ...]:
        value = self.subjects[subject].get(key)
        found: list[tuple[int, int]] = []
        for who, told, start, end in self.marks:
            if told != key or (who != subject and not (key in self.domain.shared or key == "_reporter")):
                continue
            if value is None or not value.items:
                found.append((start, end))
                continue
            at = start
            for item in value.items:
                found.append((at, at + len(item)))
                at += len(item) + 1
        return tuple(sorted(set(found)))

    def says(self, text: str) -> bool:
        return re.search(rf"(?<![副0-9\d.]){re.escape(text)}", self.text + self.title) is not None


@functools.cache
def domains() -> tuple[Domain, ...]:
    """All domains, in the order of their files."""
    return tuple(domain for path in sorted(FOLDER.glob("*.txt")) for domain in read(path))


def drawn(domain: Domain, date: datetime.date, rng: Random, facts: Facts, used: set[str]) -> Facts:
    """The facts of a subject. No two of them are the same, so that a value stands for one fact only."""
    for key, kind, settings in domain.facts:
        if key in facts:
            continue
        for _ in range(30):
            if kind in ("of", "diff"):
                value = values.derived(kind, tuple(settings), facts, rng)
            else:
                value = values.draw(kind, tuple(settings), rng, date)
            if value.text not in used and not used.intersection(value.items):
                break
        used.add(value.text)
        used.update(value.items)
        facts[key] = value
    return facts


def _subjects(domain: Domain, date: datetime.date, rng: Random) -> list[Facts]:
    used: set[str] = set()
    first = drawn(domain, date, rng, {}, used)
    if not domain.others or rng.random() > _SECOND:
        return [first]
    second = {key: first[key] for key in domain.shared}
    key = next(key for key in domain.vary if key not in domain.shared)
    for _ in range(20):
        second[key] = values.relative(first[key], rng, date)
        if second[key].text not in used:
            return [first, drawn(domain, date, rng, second, used | {second[key].text})]
    return [first]


def named(domain: Domain, facts: Facts, rng: Random, english: bool) -> tuple[str, set[str]]:
    """What a subject is called, and the keys of its name."""
    forms = domain.english if english else domain.names
    parts = chosen(rng.choice(forms), rng)
    return filled(parts, lambda key: facts[key].english if english else facts[key].text)[0], fields(parts)


def _tell(item: Item, subject: int, wording: Wording, rng: Random) -> None:
    facts = item.subjects[subject]

    def value(key: str) -> str:
        return filled(chosen(item.domain.names[0], rng), lambda k: facts[k].text)[0] if key == "s" else facts[key].text

    text, marks = filled(chosen(wording, rng), value)
    at = len(item.text)
    item.text += text
    item.marks += [(subject, key, at + start, at + end) for key, start, end in marks]


def _dateline(item: Item, rng: Random) -> None:
    english = item.domain.style == "en"
    chance = rng.random()
    if english:
        item.reporter = values.draw("enperson", (), rng, item.date).text if chance < 0.7 else ""
        start, end = "By ", rng.choice((", Staff Reporter\n", "\n", ", Correspondent\n"))
    elif item.domain.style == "trad":
        item.reporter = values.draw("person", (), rng, item.date).text if chance < 0.6 else ""
        start, end = "【记者", rng.choice(("／报导】", "报道】", "／综合报导】"))
    else:
        item.reporter = values.draw("person", (), rng, item.date).text if chance < 0.5 else ""
        day = item.date - datetime.timedelta(days=1)
        head = rng.choice(("本报讯", f"本报{day.month}月{day.day}日讯", "本报讯", ""))
        start, end = rng.choice(((f"{head}（记者 ", "）"), (f"{head}（记者", "）"), (f"{head}（通讯员 ", "）")))
        if not item.reporter and chance < 0.75:
            item.text = f"{head} " if head else ""
    if item.reporter:
        item.text = start
        item.marks.append((0, "_reporter", len(start), len(start) + len(item.reporter)))
        item.text += item.reporter + end
    if english:
        item.text += rng.choice((f"{item.date:%B} {item.date.day} — ", "", ""))


def written(domain: Domain, rng: Random, plain: bool = False) -> Item:
    """A news item of a domain; a plain one has no dateline and nothing after it."""
    date = datetime.date(2006, 1, 1) + datetime.timedelta(days=rng.randrange(7600))
    item = Item(domain, date, _subjects(domain, date, rng))
    if not plain:
        _dateline(item, rng)
    gap = " " if domain.style == "en" else ""
    opening = True
    places = (len(domain.groups),) * 3 + ((1,) if domain.style != "en" else ())
    second_at = rng.choice(places) if len(item.subjects) > 1 else -1
    back = ""
    for at, (always, wordings) in enumerate(domain.groups, 1):
        if always or rng.random() < _OPTIONAL:
            if not opening:
                item.text += "\n" if rng.random() < 0.3 else gap
            item.text += back  # after the second subject, a sentence without its own would be about that one
            _tell(item, 0, rng.choice(wordings), rng)
            opening, back = False, ""
        if at == second_at:
            item.text += "\n" if rng.random() < 0.6 else gap
            _tell(item, 1, rng.choice(domain.others), rng)
            back = rng.choice(_BACK).format(named(domain, item.subjects[0], rng, False)[0])
    facts = item.subjects[0]
    name = functools.partial(named, domain, facts, rng, False)
    item.title = filled(
        chosen(rng.choice(domain.titles), rng), lambda key: name()[0] if key == "s" else facts[key].text
    )[0]
    if domain.style == "en":
        item.source = f"{values.draw('enplace', (), rng, date).text} {rng.choice(_SOURCES['en'])}"
    else:
        item.source = values.draw("place", (), rng, date).text + rng.choice(_SOURCES[domain.style])
    if not plain and rng.random() < _JOINED:
        _join(item, rng)
    return item


def _join(item: Item, rng: Random) -> None:
    """Puts a short news item of another domain behind the text, which answers nothing that is asked of the first."""
    near = [domain for domain in domains() if domain.style == item.domain.style and domain.name != item.domain.name]
    other = written(rng.choice(near), rng, plain=True)
    names = [facts[key].text for facts in item.subjects for key in item.domain.name_keys()]
    if len(other.text) < 260 and not any(name in other.text for name in names):
        joint = "" if item.domain.style == "en" else rng.choice(_JOINTS)
        item.text += f"\n{joint}{other.text}"
        item.joined = True
