"""Wordings with choices, fields and marked clauses, and the files that list them by domain.

A wording is `[全长|总长]{length}，<free:免费开放>`: one of the choices, a fact by its key, a clause that answers a key.
A file of domains has sections that begin with `@`; `domains/README.md` describes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

Part = str | tuple[str, str] | list["list[Part]"]  # literal, (sign, key), or choices
Wording = list[Part]
_WHO = "{chief}是谁 / {chief}是什么人 / {chief}[担任|是|现任]什么职务 / {chief}的身份 / {chief} 职务 / {chief}当什么官"
_WHO_ENGLISH = "Who is {chief}? / What is {chief}'s position? / What office does {chief} hold?"
_NEVER_OF_A_PERSON = (
    "{chief}今年多大 / {chief}是哪里人 / {chief}毕业于哪[所大学|里] / {chief}的[妻子|丈夫|孩子]叫什么 / "
    "{chief}的[电话|邮箱]是多少 / {chief}什么时候上任 / How old is {chief}? / Who is {chief}'s wife? / "
    "Where was {chief} born? / When did {chief} take office?"
)
_TOKEN = re.compile(r"\{(\w+)\}|<(\w+):|([\[\]|>])")


def parse(wording: str) -> Wording:
    """The parts of a wording. Raises ValueError on a bracket or a clause that is left open or closed twice."""
    stack: list[list[Wording]] = [[[]]]
    at = 0
    clauses = 0
    wording = wording.replace("\\n", "\n")  # a new paragraph
    for match in _TOKEN.finditer(wording):
        stack[-1][-1].append(wording[at : match.start()])
        at = match.end()
        mark = match[3]
        if match[1]:
            stack[-1][-1].append(("{", match[1]))
        elif match[2]:
            stack[-1][-1].append(("<", match[2]))
            clauses += 1
        elif mark == ">":
            stack[-1][-1].append((">", ""))
            clauses -= 1
        elif mark == "[":
            stack.append([[]])
        elif mark == "|" and len(stack) > 1:
            stack[-1].append([])
        elif mark == "]" and len(stack) > 1:
            choices = stack.pop()
            stack[-1][-1].append(choices)
        else:
            raise ValueError(f"stray {mark} in {wording!r}")
    stack[-1][-1].append(wording[at:])
    if len(stack) > 1 or clauses:
        raise ValueError(f"left open: {wording!r}")
    return stack[0][0]


def chosen(wording: Wording, rng: Random) -> list[str | tuple[str, str]]:
    """The parts of a wording with one of each of its choices."""
    parts: list[str | tuple[str, str]] = []
    for part in wording:
        if isinstance(part, list):
            parts += chosen(part[int(rng.random() * len(part))], rng)
        elif part:
            parts.append(part)
    return parts


def fields(parts: list[str | tuple[str, str]]) -> set[str]:
    """The keys of the facts that a chosen wording gives."""
    return {part[1] for part in parts if isinstance(part, tuple) and part[0] == "{"}


def all_fields(wording: Wording) -> set[str]:
    """The keys of all facts in a wording, whatever is chosen."""
    found: set[str] = set()
    for part in wording:
        if isinstance(part, list):
            found = found.union(*map(all_fields, part))
        elif isinstance(part, tuple) and part[0] == "{":
            found.add(part[1])
    return found


def filled(parts: list[str | tuple[str, str]], value: Callable[[str], str]) -> tuple[str, list[tuple[str, int, int]]]:
    """The text of a chosen wording, and the key, start and end of each fact and clause in it."""
    text = ""
    marks: list[tuple[str, int, int]] = []
    opened: list[tuple[str, int]] = []
    for part in parts:
        if isinstance(part, str):
            text += part
        elif part[0] == "{":
            word = value(part[1])
            marks.append((part[1], len(text), len(text) + len(word)))
            text += word
        elif part[0] == "<":
            opened.append((part[1], len(text)))
        else:
            key, start = opened.pop()
            marks.append((key, start, len(text)))
    return text, marks


@dataclass(slots=True)
class Domain:
    """What news of one kind is about: its facts, how they are told and how they are asked for."""

    name: str
    facts: list[tuple[str, str, list[str]]] = field(default_factory=list)  # key, kind of value, its settings
    vary: dict[str, str] = field(default_factory=dict)  # a key of the subject: the kind of question its change makes
    shared: set[str] = field(default_factory=set)  # keys that a second subject of the same text has in common
    names: list[Wording] = field(default_factory=list)
    english: list[Wording] = field(default_factory=list)
    titles: list[Wording] = field(default_factory=list)
    groups: list[tuple[bool, list[Wording]]] = field(default_factory=list)  # always told?, its wordings
    others: list[Wording] = field(default_factory=list)  # what is told of a second subject
    asks: dict[str, list[Wording]] = field(default_factory=dict)
    asks_english: dict[str, list[Wording]] = field(default_factory=dict)
    never: dict[str, list[Wording]] = field(default_factory=dict)  # kind: questions that no text of ours answers
    asks_chinese: dict[str, list[Wording]] = field(default_factory=dict)  # of a text in English
    style: str = "zh"  # "zh", "trad" (always in traditional script) or "en"

    def name_keys(self) -> set[str]:
        """The keys of the facts that the subject's name is made of."""
        return {key for name in self.names for key in all_fields(name)}


def _wordings(line: str) -> list[Wording]:
    return [parse(wording.strip()) for wording in line.split(" / ") if wording.strip()]


def _ask(domain: Domain, line: str) -> None:
    key, _, rest = line.partition(": ")
    if key.startswith("-"):
        table = domain.never
        key = key[1:]
    elif key.endswith("~"):
        table = domain.asks_english
        key = key[:-1]
    elif key.endswith("^"):
        table = domain.asks_chinese
        key = key[:-1]
    else:
        table = domain.asks
    table.setdefault(key, []).extend(_wordings(rest))


def _line(domain: Domain, section: str, line: str) -> None:
    if section == "facts":
        key, kind, *settings = line.split()
        domain.facts.append((key, kind, settings))
    elif section == "vary":
        key, kind = line.split()
        domain.vary[key] = kind
    elif section == "share":
        domain.shared.update(line.split())
    elif section == "name":
        domain.names += _wordings(line)
    elif section == "en":
        domain.english += _wordings(line)
    elif section == "title":
        domain.titles += _wordings(line)
    elif section == "text" and line[0] in "=?":
        domain.groups.append((line[0] == "=", [parse(line[1:].strip())]))
    elif section == "text" and line[0] == "|":
        domain.groups[-1][1].append(parse(line[1:].strip()))
    elif section == "other":
        domain.others.append(parse(line))
    elif section == "ask":
        _ask(domain, line)
    elif section == "style":
        domain.style = line
    else:
        raise ValueError(f"{domain.name}: {section}: {line}")


def _ask_for_office(domain: Domain) -> None:
    """Who somebody is, where the text gives the office, and what it never tells of a person."""
    domain.asks.setdefault("post", []).extend(_wordings(_WHO))
    domain.asks_english.setdefault("post", []).extend(_wordings(_WHO_ENGLISH))
    domain.never.setdefault("absent", []).extend(_wordings(_NEVER_OF_A_PERSON))
    domain.vary.setdefault("chief", "sibling")


def read(path: Path) -> list[Domain]:
    """The domains of a file. Raises ValueError on a line that no section takes."""
    domains: list[Domain] = []
    section = ""
    for raw in path.read_text("utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            section, _, rest = line[1:].partition(" ")
            if section == "domain":
                domains.append(Domain(rest))
                continue
            line = rest.strip()
        if line:
            _line(domains[-1], section, line)
    for domain in domains:
        if domain.style == "en":
            domain.english = domain.names
        elif {"chief", "post"} <= {key for key, _, _ in domain.facts}:
            _ask_for_office(domain)
    return domains
