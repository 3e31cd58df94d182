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
        # Newspaper pages
        (r"“(.*)” breaks off, and no continuation is certain", "“{0}”后面断了，接不上"),
        (r"(\d+) more sentences break off", "另有 {0} 句断了"),
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
        (r"the article \S+ is in (.*) already, with another text: .*", "编号在 {0} 里用过，正文不同：请另给编号"),
        (r"holds the article (\S+) more than once; it is kept once", "文章 {0} 出现不止一次，只留一篇"),
        (r"(\d+) more warnings", "另有 {0} 条提醒"),
        (r"no articles in (.*): give files that hold text", "{0} 里没有文章：请用有文字的文件"),
        (r"no article has the id .*|the article \S+ is missing: .*", "这篇文章已经不在文库里"),
        (r"there is no library in .*", "文库不在了"),
        (r"another process is changing this library: .*", "另一个程序正在改动文库：请等它结束再试"),
        (r"cannot write to (.*): (.*)", "{0} 里写不进去：{1}"),
        (r"the library in .* cannot be written or opened: .*", "文库打不开或写不进去：请看看磁盘是否已满"),
        (r"the library in .* is damaged .*|the index is damaged .*|the passage \S+ has no article"
         r"|.* has been changed",
         "文库有损坏：请运行 wenbao verify --repair"),
        (r"the index changed while it was opened .*", "文库正在变动：请再试一次"),
        (r"the library in .* was made by another version .*", "文库是另一个版本做的：请运行 wenbao verify --repair"),
        (r"the library was made with the model (.*), not (.*): .*", "文库是用模型 {0} 做的，不是 {1}"),
        (r"it took longer than (\d+) s.*", "用时超过 {0} 秒，已停止"),
        # Questions and files of them
        (r"the question (?:is empty|holds no word): ask something", "问题里没有文字：请写一个问题"),
        (r"(?:the question is empty|there is no question): .*", "没有问题：应在 question 或 问题 一列"),
        (r"the question has (\d+) characters: at most (\d+) are read", "问题有 {0} 字，最多 {1} 字"),
        (r"(.*) is no date: .*", "{0} 不是日期：应写作 2023、2023-09 或 2023-09-18"),
        (r"two columns say the opposite on whether .*", "有两列对能不能回答说法相反：请改正一列"),
        (r"`answerable` is false, but there are answers: .*", "可回答 一列说不能回答，却给了答案：请去掉一个"),
        (r"`(.*)` (?:is a list or an object|holds a list in a list, or an object): .*", "{0} 一列应是文字"),
        (r"`(.*)` gives the grade (.*): .*", "{0} 一列的等级 {1} 不是整数"),
        (r"`history` is not understood: .*", "history 一列看不懂：应是由 question 和 answer 组成的列表"),
        (r"`(.*)` is (.*): write true or false, 是 or 否", "{0} 一列是 {1}：应写 true、false、是 或 否"),
        (r"the id (.*) is that of line (\d+) already: .*", "编号 {0} 在第 {1} 行用过：请另给编号"),
        (r"the workbook is empty", "工作簿是空的"),
        (r"no column is named `question` or 问题 in the first row \(it has: (.*)\)",
         "第一行里没有 question 或 问题 这个列名；有的是：{0}"),
        (r"a (?:paragraph without `context` or `qas`|question that is not a JSON object): .*",
         "不合 SQuAD 的格式"),
        (r"(\d+) questions are more than (\d+): .*", "有 {0} 题，最多 {1} 题：请用 wenbao evaluate 命令"),
        (r"there is no question to ask: .*", "没有可问的问题"),
        (r"(.*) is not there: give a file of questions", "{0} 不在了"),
        (r"(.*) is no question file: give (.*), or a folder in the BEIR layout", "{0} 不是问题文件；能读的是：{1}"),
        (r"(.*) lacks queries\.jsonl or qrels/test\.tsv: .*", "{0} 里没有 queries.jsonl 或 qrels/test.tsv"),
        (r"(?:.*: )?line (\d+) is not a query, an article and a grade between tabs",
         "第 {0} 行不是用制表符隔开的问题、文章、等级"),
        (r"(.*) holds no question(?:: write one a row)?", "{0} 里没有问题：每行写一个"),
        (r"(.*) holds no question \(line (\d+): (.*?)(?:; line \d+: .*)?\)", "{0} 里没有问题（第 {1} 行：{2}）"),
        (r"(.*) is not understood: give SQuAD's layout.*", "{0} 看不懂：应是 SQuAD 格式，或含 question 的对象的列表"),
        (r"(.*) is not JSON .*", "{0} 不是 JSON：请改正"),
        (r"(.*) cannot be written: (.*)", "{0} 写不进去：{1}"),
        (r".* cannot be read \(.*\): .*", "有一处读不了：请重新保存，或转成纯文本"),
        (r"(.*) cannot be read: (.*)", "{0} 打不开：{1}"),
        # What an evaluation warns of
        (r"interrupted: (\d+) of (\d+) questions were asked", "已中断：问了 {1} 题中的 {0} 题"),
        (r"interrupted: not compared with (.*)", "已中断：没有与 {0} 对比"),
        (r"(\d+) (articles|passages|quotes of evidence) that the questions name are not in the library, .*?: (.*)",
         "问题里点名的 {0} 处{1}不在文库里，召回率因此偏低：{2}"),
        (r"articles", "文章"),
        (r"passages", "段落"),
        (r"quotes of evidence", "证据"),
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
