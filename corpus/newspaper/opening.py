"""The opening of a text: its title, and the lines about it that are no part of the report.

Such lines are key lines (`标题：…`, `来源：…`) and the line under a headline (`2026年3月12日  湘城晚报  第3版`). They
are taken out of the text unless they contradict what the document says of itself. A first short line is the title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.dateline import HeadLine, find_byline, find_dateline, find_head_line
from corpus.records import Block
from corpus.text import HAN, ends_sentence, fold, has_word

Part = tuple[str, Block]

MAX_LINES = 12  # that an opening may have
_MAX_TITLE_CHARS = 60  # of a first line that is taken for a title
_MAX_HEADLINES = 3  # lines of a headline: shoulder, headline, subtitle
_MAX_VERSE_CHARS = 12  # of the title of a poem; twice that of its lines
_MAX_LONE_TITLE_CHARS = 30  # of a first line that only stands apart
_KEYS = {
    name: field
    for field, names in {
        "title": "标题 题目 新闻标题 文章标题 title headline",
        "source": "来源 稿源 出处 媒体 报纸 文章来源 新闻来源 source",
        "date": "日期 时间 发布时间 发布日期 刊发日期 刊登日期 见报日期 出版日期 发表时间 发表日期 出版 发布 date",
        "update": "更新 更新时间 更新日期 编辑 责任编辑 责编",
        "authors": "作者 记者 文 撰文 撰稿 author authors",
        "page": "版次 版面 page",
        "text": "正文 内容 text",
    }.items()
    for name in names.split()
}
_KEY_LINE = re.compile(
    r"[【\[]?\s*(?P<key>[^\s:：【】\[\]]{1,8}|[^\x00-\x7f:：]\s+[^\x00-\x7f:：])\s*(?:[】\]]\s*[:：]?|[:：])\s*(?P<value>.*)"
)
_PAPER = re.compile(f"[{HAN}]{{2,6}}(?:日报|晚报|都市报|早报|晨报|时报|商报|青年报)|新华社|中新社|中央社")
_PAGE = re.compile(r"第?\s*([a-z]{0,2}\d{1,3})\s*版?(?:\s*[:：]?\s*\S{2,6})?")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening of a text says; `parts` are the lines that are left. `line` has date, source, authors, page."""

    title: str
    line: HeadLine
    parts: list[Part]


def read_opening(given_title: str, known: HeadLine, parts: Sequence[Part]) -> Opening:
    """The opening of a text, given the title and what else the document says of itself, and its parts with blocks.

    A line that contradicts what is known stays in the text.
    """
    head, tail = _head(parts)
    lines = [text for text, _ in head]
    keyed = _key_lines(lines, given_title)
    if keyed is not None:
        title, found, kept = keyed
        if not _contradict(known, found) and (not given_title or title in ("", given_title)):
            return Opening(title or given_title, found, [*(head[i] for i in kept), *tail])
    return _headed(given_title, known, head, tail)


def _headed(given: str, known: HeadLine, head: list[Part], tail: list[Part]) -> Opening:
    """The opening without key lines: a title, and lines about it above and below."""
    found, kept, headlines = _sifted(given, known, head)
    rest = [*kept, *tail]
    if len(rest) <= headlines or found == HeadLine():
        found, rest, headlines = HeadLine(), [*head, *tail], 0
    if given:
        return Opening(given, found, rest[1:] if rest and rest[0][0] == given else rest)
    headlines = headlines or _is_title(rest)
    return Opening(" ".join(text for text, _ in rest[:headlines]), found, rest[headlines:])


def _sifted(given: str, known: HeadLine, head: Sequence[Part]) -> tuple[HeadLine, list[Part], int]:
    """What the head lines say, the other lines, and how many of these are the headline above a head line.

    A second line of a headline that begins with a dash is a subtitle, and text.
    """
    found = HeadLine()
    kept: list[Part] = []
    headlines = 0
    is_notice = any(_is_other_key(text) for text, _ in head)
    for at, (text, _) in enumerate(head):
        is_key = _KEY_LINE.fullmatch(text) is not None
        is_event = is_key and (is_notice or not (kept or given)) and not _PAGE.fullmatch(fold(text))
        line = None if is_event else find_head_line(text, page_alone=True) or _paper_alone(head, at)
        if line is not None and not _contradict(known, found, line):
            headlines = headlines or len(kept)
            found = _merged(found, line)
        elif not _goes_on(text, is_key, len(kept), headlines):
            if not headlines:  # what was kept may be short lines of the text itself
                headlines = int(found != HeadLine() and bool(kept))
            kept += head[at:]
            break
        else:
            kept.append(head[at])
    return found, kept, _without_subtitles(kept, headlines)


def _paper_alone(head: Sequence[Part], at: int) -> HeadLine | None:
    """The name of a paper as a line of its own, below a headline or above a line about the article; else None."""
    text = head[at][0].strip("《》")
    if not _PAPER.fullmatch(fold(text)):
        return None
    return HeadLine(source=text) if at or (len(head) > 1 and find_head_line(head[1][0])) else None


def _goes_on(text: str, is_key: bool, kept: int, headlines: int) -> bool:
    """Whether a line may be of the opening: of the headline, as long as no head line was found, or a byline below."""
    if kept and find_byline(text):
        return True
    return not headlines and kept < _MAX_HEADLINES and _may_be_title(text) and not (kept and is_key)


def _without_subtitles(kept: Sequence[Part], headlines: int) -> int:
    lines = [text for text, _ in kept[:headlines]]
    return next((i for i, text in enumerate(lines) if i and (text[0] in "—-" or find_byline(text))), headlines)


def _head(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """The first lines of the text, each a part of its own, and the parts behind them."""
    head: list[Part] = []
    tail = list(parts)
    while tail and len(head) < MAX_LINES:
        text, block = tail.pop(0)
        *lines, rest = text.split("\n", MAX_LINES - len(head))
        if len(head) + len(lines) < MAX_LINES:
            lines, rest = [*lines, rest], ""
        head += [(line, block) for line in lines]
        if rest:
            tail.insert(0, (rest, block))
    return head, tail


def _key_lines(lines: Sequence[str], given: str) -> tuple[str, HeadLine, list[int]] | None:
    """The title, what the key lines at the top say, and the numbers of the other lines; None without such lines.

    The title may stand above them without its key. Lines with other keys below them (地点：…) show a notice, in which
    they are text.
    """
    first = 1 if lines and _key_of(lines[0])[0] is None and _may_be_title(lines[0]) else 0
    values, at = _key_values(lines, first)
    found = _facts(values)
    if found is None or at >= len(lines):
        return None
    if "title" not in values and (len(values) < 2 or not (first or given) or _is_other_key(lines[at])):
        return None
    kept = [0] if first and "title" in values else []
    return values.get("title") or (lines[0] if first else ""), found, [*kept, *range(at, len(lines))]


def _key_values(lines: Sequence[str], at: int) -> tuple[dict[str, str], int]:
    """The values of the key lines from line `at` on by field, and the number of the line below them."""
    values: dict[str, str] = {}
    while at < len(lines):
        field, value = _key_of(lines[at])
        if field == "text" and not value:
            return values, at + 1
        if field in (None, "text") or field in values or not value:
            break
        values[field] = value
        at += 1
    return values, at


def _key_of(line: str) -> tuple[str | None, str]:
    """The field that a key line holds, and its value; None for another line."""
    match = _KEY_LINE.fullmatch(line)
    field = _KEYS.get("".join(fold(match["key"]).split())) if match else None
    return (field, match["value"].strip()) if match and field else (None, "")


def _is_other_key(line: str) -> bool:
    """Whether a short line has a key that says nothing about an article: 地点：青石街8号."""
    return len(line) <= _MAX_LONE_TITLE_CHARS and bool(_KEY_LINE.fullmatch(line)) and _key_of(line)[0] is None


def _facts(values: Mapping[str, str]) -> HeadLine | None:
    """What key lines say; None if a value is not what its key promises."""
    date = source = page = None
    authors: tuple[str, ...] = ()
    if "date" in values:
        line = find_head_line(f"日期：{values['date']}")
        if line is None or line.date is None:
            return None
        date = line.date
    if "source" in values:
        source = values["source"].strip("《》")
        if len(source) > 24 or ends_sentence(source):
            return None
    if "authors" in values:
        byline = find_byline(f"作者：{values['authors']}")
        authors = byline.authors if byline else ()
        if not authors:
            return None
    if "page" in values:
        match = _PAGE.fullmatch(fold(values["page"]))
        if match is None:
            return None
        page = values["page"][match.start(1) : match.end(1)]
    return HeadLine(date, source, authors, page)


def _contradict(*lines: HeadLine) -> bool:
    """Whether two of these say different things."""
    fields = zip(*((line.date, line.source, line.authors, line.page) for line in lines), strict=True)
    return any(len(set(filter(None, values))) > 1 for values in fields)


def _merged(found: HeadLine, line: HeadLine) -> HeadLine:
    return replace(
        found,
        date=found.date or line.date,
        source=found.source or line.source,
        authors=found.authors or line.authors,
        page=found.page or line.page,
    )


def _may_be_title(text: str) -> bool:
    return len(text) <= _MAX_TITLE_CHARS and not text.rstrip("”’」』》)）").endswith(tuple("。…｡，、,：:；;.．"))


def _is_title(parts: Sequence[Part]) -> bool:
    """Whether the first line is a headline above the lines that follow it."""
    if len(parts) < 2 or not _may_be_title(parts[0][0]) or ends_sentence(parts[0][0]):
        return False
    first, following = parts[0][0], parts[1][0].partition("\n")[0]
    if find_byline(following) is not None or find_dateline(following) is not None:
        return True
    if (ends_sentence(following) or len(following) > _MAX_TITLE_CHARS) and len(following) > len(first):
        return True
    if not _KEY_LINE.fullmatch(first) and (_KEY_LINE.fullmatch(following) or _is_verse(first, following)):
        return True
    return _stands_apart(parts)


def _is_verse(first: str, following: str) -> bool:
    """Whether a few characters without marks stand above a short line that ends in a comma."""
    return first.isalnum() and len(first) <= _MAX_VERSE_CHARS >= len(following) / 2 and following[-1] in "，,；;"


def _stands_apart(parts: Sequence[Part]) -> bool:
    """Whether a short first line is set apart from lines that belong together: the title of a poem or a notice."""
    first, block = parts[0]
    if len(first) > _MAX_LONE_TITLE_CHARS or not has_word(first) or _KEY_LINE.fullmatch(first):
        return False
    others = [other for _, other in parts[1:]]
    return all(other is not block for other in others) and any(one is other for one, other in pairwise(others))
