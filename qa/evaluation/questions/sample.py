"""A file of questions to begin with: a few about the bundled samples, which show what a file can say."""

from __future__ import annotations

from qa.evaluation.csv_text import as_csv

# Question, right answers, articles, answerable.
_ROWS = {
    "zh": (
        ("问题", "答案", "文章", "可回答"),
        ("2023年那次全省网信工作会是谁主持的？", "毛伟明|省长毛伟明", "01-cyberspace-meeting.md", "是"),
        ("为什么要整合政务平台、用好湘易办？", "让群众办事更方便", "01-cyberspace-meeting.md", "是"),
        ("湘江科学城规划面积多少平方公里？", "", "", "否"),
    ),
    "en": (
        ("question", "answers", "articles", "answerable"),
        ("How many national-level science and technology platforms does Hunan have?", "144个|144",
         "02-innovation-results.md", "true"),
        ("When was the sculpture of the young Mao on Orange Isle completed?", "2009年12月26日", "09-orange-isle.md",
         "true"),
        ("How many cables support the Aizhai Bridge?", "", "", "false"),
    ),
}  # fmt: skip


def sample(language: str) -> tuple[str, str]:
    """The name and the CSV of a file of questions with its columns in `language` (`zh` or not)."""
    chosen = "zh" if language == "zh" else "en"
    return ("问题样例.csv" if chosen == "zh" else "sample-questions.csv"), as_csv(_ROWS[chosen])
