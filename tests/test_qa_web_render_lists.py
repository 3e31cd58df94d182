"""Lists of the library tab: what came of added files, and how far adding is."""

from __future__ import annotations

import re

from corpus.messages import Message
from corpus.records import Article, Refusal
from qa.errors import ErrorMessage
from qa.records import Changes
from qa.web import render


def test_each_added_file_is_listed_with_its_outcome() -> None:
    files = ["/lib/files/a.zip", "/lib/files/b.txt", "/lib/files/c.txt", "/lib/files/d.pdf"]
    articles = [
        Article("1", "正文", "甲", path="/lib/files/a.zip/x.txt"),
        Article("2", "正文", "", path="/lib/files/a.zip/x.txt"),
        Article("3", "正文", "丙", path="/lib/files/b.txt"),
    ]
    refused = (Refusal("/lib/files/a.zip/y.txt", Message("no_text")), Refusal("/lib/files/d.pdf", "is cut off", 7))
    warnings = ("/lib/files/b.txt: a broken sentence: its end is missing", "something else")
    changes = Changes(("1", "2"), ("3",), (), 4, refused, warnings)
    html = render.changes(changes, articles, files, lambda words: words.replace("/lib/files/", ""), "en")
    lines = [line.strip() for line in re.sub("<[^>]+>", "\n", html).splitlines() if line.strip()]
    assert lines == [
        "2 added · 1 updated · 4 unchanged · 2 refused · 2 warnings",
        "a.zip/y.txt", "1 refused", "contains no text",
        "d.pdf", "1 refused", "line 7 · is cut off",
        "a.zip/x.txt", "2 added", "甲", "Untitled",
        "b.txt", "1 updated · 1 warning", "a broken sentence: its end is missing", "丙",
        "1 warning", "something else",
        "c.txt", "unchanged",
    ]  # fmt: skip
    assert 'data-open="3"' in html
    chinese = render.changes(changes, articles, files, str, "zh")
    assert "里面没有文字" in chinese and "is cut off" in chinese
    many = [Article(str(n), "正文", f"第{n}篇", path="/lib/files/b.txt") for n in range(250)]
    html = render.changes(Changes(tuple(map(str, range(250)))), many, files[1:2], str, "zh")
    assert "另有 50 条" in html and "第199篇" in html and "第200篇" not in html and '<details class="file">' in html


def test_progress_says_how_long_the_rest_takes_once_the_pace_is_known() -> None:
    assert "left" not in render.progress("x", 5, 10, "en", 2.0)
    assert "10 / 40 · about 30 s left" in render.progress("x", 10, 40, "en", 10.0)
    assert "10 / 40 · 约剩 5 分钟" in render.progress("x", 10, 40, "zh", 100.0)


def test_a_warning_by_key_stands_with_its_file_in_the_users_language() -> None:
    class Warned(ErrorMessage):
        templates = {**ErrorMessage.templates, "said": "{path}: {message}"}  # noqa: RUF012

    about = ErrorMessage("server_task_too_slow", seconds=3)
    warnings = (Warned("said", path="/lib/files/b.txt", message=about),)
    html = render.changes(Changes(warnings=warnings), [], ["/lib/files/b.txt"], lambda text: text[-5:], "en")
    assert html.count('class="file"') == 1 and '<li class="warning">' in html
    chinese = render.changes(Changes(warnings=warnings), [], ["/lib/files/b.txt"], lambda text: text, "zh")
    assert '<li class="warning">用时超过 3 秒，已停止</li>' in chinese
