"""The messages of the library and of what is asked of it. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # What is asked
    "question_empty": ("问题里没有文字：请写一个问题", "the question is empty: ask something"),
    "question_without_words": ("问题里没有文字：请写一个问题", "the question has no words: ask something"),
    "question_too_long": (
        "问题有 {count} 字，最多 {limit} 字",
        "the question has {count} characters; at most {limit} are allowed",
    ),
    "date_format": (
        "{value} 不是日期：应写作 2023、2023-09 或 2023-09-18",
        "{value} is not a date: write 2023, 2023-09 or 2023-09-18",
    ),
    "date_not_in_calendar": (
        "日历上没有 {value}：请核对年月日",
        "{value} is not in the calendar: check the year, month and day",
    ),
    "article_missing": (
        "文章 {article_id} 不在文库里：请运行 wenbao verify --repair",
        "the article {article_id} is missing: run `wenbao verify --repair`",
    ),
}
