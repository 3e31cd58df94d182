"""What is said in English of files, questions and the library, in Chinese for those who use the chat in Chinese.

The readers and the library speak English; what is not in the table stays as it is. Knows neither files nor HTML.
"""

from __future__ import annotations

import re

# Patterns of the whole of what is said, and the Chinese for it. The groups of a pattern are filled in, themselves in
# Chinese where the table knows them. The first pattern that fits counts.
_SAID = [
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        # Rows of articles and of questions
        (r"the row is not JSON .*", "这一行不是 JSON：请改正或删去"),
        (r"the row is not a JSON object: .*", "这一行不是 JSON 对象"),
        (r"the row is nested too deeply: .*", "这一行嵌套得太深"),
        (r"the row is broken .*|(?:line \d+|the row with the names of the columns) is broken .*",
         "这一行有错：请改正或删去"),
        (r"the row is too long or is not text: .*", "这一行太长，或不是文本：请删去"),
        (r"the row has (\d+) cells, more than the (\d+) columns: .*",
         "这一行有 {0} 格，列名只有 {1} 个：含逗号的要加引号"),
        # The library
        # Questions and files of them
        (r"(.*) cannot be written: (.*)", "{0} 写不进去：{1}"),
        (r".* cannot be read \(.*\): .*", "有一处读不了：请重新保存，或转成纯文本"),
        (r"(.*) cannot be read: (.*)", "{0} 打不开：{1}"),
        # What the system says of a file
        (r"Permission denied|Operation not permitted", "没有权限"),
        (r"No such file or directory", "文件不在了"),
        (r"No space left on device|Disk quota exceeded", "磁盘已满"),
        (r"Read-only file system", "磁盘只能读"),
        (r"Input/output error", "磁盘读写出错"),
        # A file, and what is said of it
        (r"([^:]*\.(?:jsonl?|csv|tsv|xlsx|txt)): (.*)", "{0}：{1}"),
    )
]  # fmt: skip


def in_chinese(said: str) -> str:
    """What is said, in Chinese where the table knows it."""
    for pattern, chinese in _SAID:
        if match := pattern.fullmatch(said):
            return chinese.format(*map(in_chinese, match.groups()))
    return said
