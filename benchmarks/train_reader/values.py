"""Invented names and values, each in Chinese and as an English question calls it, and their near relatives."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.train_reader.words import pairs, words

_PAIR = re.compile(r"([^\sa-z])([a-z]+)")


@dataclass(frozen=True, slots=True)
class Value:
    """A fact. `items` are the members of a list; `kind` and `settings` say how another of its kind is drawn."""

    text: str
    english: str
    kind: str
    settings: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def _syllables(section: str) -> tuple[str, ...]:
    found = _PAIR.findall(" ".join(words(section)))
    _SOUNDS.update(found)
    return tuple(char for char, _ in found)


_SOUNDS: dict[str, str] = {}
_HEADS, _TAILS = _syllables("heads"), _syllables("tails")
_SURNAMES, _GIVEN = _syllables("surnames"), _syllables("given")
_FIRM = _syllables("firm")
_FIRM_ENDS = dict(pairs("firm_ends"))
_REAL = frozenset(words("real"))  # what the lists could make by chance and somebody or something real is called
_ENGLISH_FIRST, _ENGLISH_LAST = words("english_first"), words("english_last")
_ENGLISH_PLACE_HEADS, _ENGLISH_PLACE_TAILS = words("english_place_heads"), words("english_place_tails")
_DIGITS = "零一二三四五六七八九十"
_ORDINALS, MONTHS = words("ordinals"), words("months")


def sounds(name: str) -> str:
    """A Chinese name in pinyin, as one word with a capital. A sign without a sound stays."""
    return "".join(_SOUNDS.get(char, char) for char in name).capitalize()


def ordinal(number: int) -> str:
    """`number` in Chinese, 1 to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def _place(rng: Random, end: str, english: str) -> tuple[str, str]:
    name = rng.choice(_HEADS) + rng.choice(_TAILS)
    while name in _REAL:
        name = rng.choice(_HEADS) + rng.choice(_TAILS)
    return name + end, sounds(name) + english


def _person(rng: Random) -> tuple[str, str]:
    surname = rng.choice(_SURNAMES)
    given = rng.choice(_GIVEN) + (rng.choice(_GIVEN) if rng.random() < 0.8 else "")
    while surname + given in _REAL:
        given = rng.choice(_GIVEN) + rng.choice(_GIVEN)
    return surname + given, f"{sounds(surname)} {sounds(given)}"


def _firm(rng: Random, ends: tuple[str, ...]) -> tuple[str, str]:
    name = rng.choice(_FIRM) + rng.choice(_FIRM)
    while name in _REAL:
        name = rng.choice(_FIRM) + rng.choice(_FIRM)
    end = rng.choice(ends or tuple(_FIRM_ENDS)[:12])
    return name + end, f"{sounds(name)} {_FIRM_ENDS[end]}"


def _number(rng: Random, settings: tuple[str, ...]) -> tuple[str, str]:
    low, high, digits = float(settings[0]), float(settings[1]), int(settings[2])
    unit = settings[3].replace("_", " ") if len(settings) > 3 else ""
    number = rng.uniform(low, high)
    text = f"{number:.{digits}f}"
    if "," in settings[4:]:
        text = f"{number:,.{digits}f}"
    if digits and number >= 3 and rng.random() < 0.12:
        text = str(round(number))
    before, _, after = unit.rpartition("^")  # "HK$^" stands before the number
    return before + text + after, text


def _day(date: datetime.date, rng: Random, settings: tuple[str, ...]) -> datetime.date:
    return date + datetime.timedelta(days=rng.randint(int(settings[0]), int(settings[1])))


def _dated(kind: str, rng: Random, settings: tuple[str, ...], date: datetime.date) -> tuple[str, str] | None:
    if kind in ("year", "roc", "enyear", "ym"):
        year = date.year + rng.randint(int(settings[0]), int(settings[-1]))
        if kind == "roc":
            return f"民国{year - 1911}年", str(year)
        if kind == "ym":
            month = rng.randint(1, 12)
            return f"{year}年{month}月", f"{MONTHS[month - 1]} {year}"
        return (f"{year}年" if kind == "year" else str(year)), str(year)
    if kind in ("day", "enday", "month", "enmonth"):
        day = _day(date, rng, settings)
        name = MONTHS[day.month - 1]
        if kind == "month":
            return f"{day.month}月", name
        if kind == "enmonth":
            return name, name
        return (f"{day.month}月{day.day}日" if kind == "day" else f"{name} {day.day}"), f"{name} {day.day}"
    return None


def _named(kind: str, rng: Random, settings: tuple[str, ...]) -> tuple[str, str]:
    if kind == "place":
        end = settings[0] if settings else ""
        return _place(rng, end, settings[1].replace("_", " ") if len(settings) > 1 else "")
    if kind == "person":
        return _person(rng)
    if kind == "firm":
        return _firm(rng, settings)
    if kind == "enperson":
        name = f"{rng.choice(_ENGLISH_FIRST)} {rng.choice(_ENGLISH_LAST)}"
        return name, name
    if kind == "enplace":
        name = rng.choice(_ENGLISH_PLACE_HEADS) + rng.choice(_ENGLISH_PLACE_TAILS)
        if settings:
            name += " " + settings[0].replace("_", " ")
        return name, name
    if kind == "enfirm":
        name = f"{rng.choice(_ENGLISH_LAST)} {rng.choice(settings).replace('_', ' ')}"
        return name, name
    raise ValueError(kind)


def _counted(kind: str, rng: Random, settings: tuple[str, ...]) -> tuple[str, str] | None:
    if kind == "num":
        return _number(rng, settings)
    if kind == "line":
        number = rng.randint(1, 12)
        return f"{number}{settings[0]}", f"Line {number}"
    if kind == "ord":
        number = rng.randint(int(settings[0]), int(settings[1]))
        return f"第{ordinal(number)}{settings[2]}", _ORDINALS[number]
    if kind == "enord":
        word = _ORDINALS[rng.randint(int(settings[0]), int(settings[1]))]
        return word, word
    if kind == "time":
        hour, minute = rng.randint(int(settings[0]), int(settings[1])), rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50))
        return (f"{hour}时{minute:02d}分" if minute else f"{hour}时"), f"{hour}:{minute:02d}"
    if kind == "pick":
        text, _, english = rng.choice(settings).partition("=")
        return text.replace("_", " "), (english or text).replace("_", " ")
    return None


def draw(kind: str, settings: tuple[str, ...], rng: Random, date: datetime.date) -> Value:
    """A value of a kind. Raises ValueError on a kind that there is not."""
    if kind in ("some", "people"):
        if kind == "some":
            items = [
                item.replace("_", " ")
                for item in rng.sample(settings[2:], rng.randint(int(settings[0]), int(settings[1])))
            ]
        else:
            items = list(dict.fromkeys(_person(rng)[0] for _ in range(rng.randint(int(settings[0]), int(settings[1])))))
        return Value("、".join(items), "", kind, settings, tuple(items))
    text, english = _counted(kind, rng, settings) or _dated(kind, rng, settings, date) or _named(kind, rng, settings)
    return Value(text, english, kind, settings)


def derived(kind: str, settings: tuple[str, ...], facts: Mapping[str, Value], rng: Random) -> Value:
    """A number that follows from others: `of KEY LOW HIGH DIGITS UNIT` a multiple, `diff KEY KEY UNIT` of two years."""
    if kind == "diff":
        years = [int(facts[key].english[-4:]) for key in settings[:2]]
        text = f"{years[1] - years[0]}{settings[2].replace('_', ' ')}"
        return Value(text, text, "num", settings)
    found = re.search(r"[\d.,]+", facts[settings[0]].text)
    base = float(found[0].replace(",", "")) if found else 1.0
    low, high = base * float(settings[1]), base * float(settings[2])
    text, english = _number(rng, (str(low), str(high), *settings[3:]))
    return Value(text, english, "num", settings)


def _one_sign_changed(value: Value, rng: Random) -> Value:
    name = value.text
    settings = value.settings
    if value.kind == "person":
        at = rng.randrange(1, len(name)) if rng.random() < 0.85 else 0
        text = name[:at] + rng.choice(_GIVEN if at else _SURNAMES) + name[at + 1 :]
        return Value(text, f"{sounds(text[0])} {sounds(text[1:])}", "person")
    at = rng.randrange(2)
    signs = _FIRM if value.kind == "firm" else (_HEADS, _TAILS)[at]
    text = name[:at] + rng.choice(signs) + name[at + 1 :]
    if value.kind == "firm":
        english = f"{sounds(text[:2])} {_FIRM_ENDS[text[2:]]}"
    else:
        english = sounds(text[:2]) + (settings[1].replace("_", " ") if len(settings) > 1 else "")
    return Value(text, english, value.kind, settings)


def relative(value: Value, rng: Random, date: datetime.date) -> Value:
    """Another value that is easily taken for this one: one sign of a name, a neighbouring year, another grade."""

    def change() -> Value:
        return draw(value.kind, value.settings, rng, date)

    if value.kind in ("person", "firm", "place") and rng.random() < 0.8:
        changed = _one_sign_changed(value, rng)
        return changed if changed.text[:2] not in _REAL and changed.text not in _REAL else change()
    if value.kind in ("year", "enyear", "roc", "ym"):
        step = rng.choice((-3, -2, -1, -1, 1, 1, 2))
        number = int(re.findall(r"\d+", value.text)[0])
        text = value.text.replace(str(number), str(number + step), 1)
        return Value(text, str(int(value.english[-4:]) + step), value.kind, value.settings)
    if value.kind == "enperson" and rng.random() < 0.8:
        first, last = value.text.split(" ", 1)
        name = f"{rng.choice(_ENGLISH_FIRST)} {last}" if rng.random() < 0.5 else f"{first} {rng.choice(_ENGLISH_LAST)}"
        return Value(name, name, "enperson")
    if value.kind in ("month", "day", "enday", "enmonth"):
        return draw(value.kind, ("-300", "300"), rng, date)
    if value.kind == "ord":
        low, high = max(1, int(value.settings[0]) - 1), min(29, int(value.settings[1]) + 1)
        return draw("ord", (str(low), str(high), value.settings[2]), rng, date)
    return change()
