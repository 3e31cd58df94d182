"""A row of whatever table, made into a question: the names that columns go by, and how cells are understood.

Knows rows as mappings from a column's name to a value, not the files that they come from.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

from corpus.records import content_id
from corpus.text import has_word
from qa.errors import QuestionError
from qa.evaluation.questions.records import Question
from qa.records import MAX_QUESTION, Turn

# The names that a column goes by; compared after NFKC in lower case, without spaces, `_`, `-` and a number at the end.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "qid", "queryid", "questionid", "编号", "編號", "序号", "序號", "题号", "題號"),
    "question": ("question", "query", "问题", "問題", "提问", "提問", "问句", "問句", "查询", "查詢"),
    "answers": (
        "answers", "answer", "goldanswer", "goldanswers", "答案", "标准答案", "標準答案", "参考答案", "參考答案",
        "正确答案", "正確答案", "回答",
    ),
    "articles": (
        "articles", "article", "documents", "document", "doc", "docs", "file", "files", "文章", "相关文章", "相關文章",
        "文章编号", "文章編號", "文章标题", "文章標題", "文档", "文檔", "文件", "文件名",
    ),
    "passages": ("passages", "passage", "段落", "段落编号", "段落編號", "相关段落", "相關段落"),
    "evidence": ("evidence", "evidences", "supportingfacts", "证据", "證據", "依据", "依據", "原文", "引文"),
    "answerable": ("answerable", "isanswerable", "可回答", "可答", "能否回答", "是否可回答", "是否可答", "有答案"),
    "unanswerable": ("unanswerable", "isimpossible", "不可回答", "不可答", "无答案", "無答案"),
    "history": ("history", "历史", "歷史", "对话历史", "對話歷史", "上文"),
}  # fmt: skip
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
_YES = frozenset(["true", "yes", "y", "t", "1", "是", "对", "對", "可", "能", "可以", "可回答", "有"])
_NO = frozenset(["false", "no", "n", "f", "0", "否", "错", "錯", "不可", "不能", "不可回答", "无", "無", "不"])
_SEVERAL = frozenset({"answers", "articles", "passages", "evidence", "history"})
_BREAK = re.compile(r"\s*[|｜\n]\s*")


def field_of(column: object) -> str | None:
    """Which field of a question a column of this name holds; None where it is a column of the user's own."""
    name = re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", str(column)).lower())
    return _FIELDS.get(name) or _FIELDS.get(name.rstrip("0123456789."))


def question(row: Mapping[str, object], line: int | None = None) -> Question:
    """The question in a row. Raises `QuestionError` with the reason where there is none that could be asked.

    A question without an id gets one from its words and its history.
    """
    found: dict[str, list[object]] = {}
    columns: dict[str, str] = {}
    for column, value in row.items():
        if value is None or value == "" or value == [] or value == {}:
            continue
        name = field_of(column)
        if name is None:
            if own := _text(value):  # a cell of spaces is none
                columns[_text(column)] = own
        else:
            found.setdefault(name, []).append(value)
    text = _one(found.get("question", []), "question")
    if not text:
        raise QuestionError("there is no question: give it in a column named `question` or 问题")
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(text)} characters: at most {MAX_QUESTION} are read")
    history = tuple(turn for value in found.get("history", []) for turn in _turns(value))
    if not has_word(text) and not history:
        raise QuestionError("the question holds no word: ask something")
    said = [_boolean(value, "answerable") for value in found.get("answerable", [])]
    said += [not _boolean(value, "is_impossible") for value in found.get("unanswerable", [])]
    if len(set(said)) > 1:
        raise QuestionError("two columns say the opposite on whether the question can be answered: mend one of them")
    answers, _ = _many(found, "answers")
    if said[:1] == [False] and answers:
        raise QuestionError("`answerable` is false, but there are answers: take out one of both")
    articles, grades = _many(found, "articles")
    passages, more = _many(found, "passages")
    key = [part for turn in history for part in (turn.question, turn.answer)]
    return Question(
        _one(found.get("id", []), "id") or content_id(text, *key),
        text,
        answers,
        articles,
        passages,
        _many(found, "evidence")[0],
        said[0] if said else None,
        history,
        columns,
        line,
        grades | more,
    )


def _text(value: object) -> str:
    """A cell as text; a number that a sheet keeps as 3.0 is 3, a date is ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    isoformat = getattr(value, "isoformat", None)
    text = str(isoformat()).removesuffix("T00:00:00") if isoformat else str(value)
    # A lone surrogate, which JSON may hold, could not be written to any file again.
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _one(values: list[object], name: str) -> str:
    if any(isinstance(value, list | dict) for value in values):
        raise QuestionError(f"`{name}` is a list or an object: give one text")
    return next((text for value in values if (text := _text(value))), "")


def _many(found: Mapping[str, list[object]], name: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """The texts of a field, each once, with their grades where the field gives them; those of grade 0 left out."""
    texts: dict[str, None] = {}
    grades: dict[str, int] = {}
    for value in found.get(name, []):
        if isinstance(value, dict):
            grades |= {_text(key): _grade(grade, name) for key, grade in value.items()}
            value = list(value)
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, list | dict):
                raise QuestionError(f"`{name}` holds a list in a list, or an object: give a list of texts")
            if item is not None and (text := _text(item)) and grades.get(text, 1) > 0:
                texts[text] = None
    return tuple(texts), {text: grade for text, grade in grades.items() if grade > 0}


def _grade(value: object, name: str) -> int:
    if not isinstance(value, int | float) or value != int(value):
        raise QuestionError(f"`{name}` gives the grade {value!r}: give a whole number")
    return int(value)


def listed(column: str, cell: object) -> object:
    """What a table's cell holds: in a column of several texts, JSON, or texts between which stand `|` or line ends."""
    if not isinstance(cell, str) or field_of(column) not in _SEVERAL:
        return cell
    if cell.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass  # 【…】 and […] begin many a text
    return _BREAK.split(cell.strip())


def _boolean(value: object, name: str) -> bool:
    word = unicodedata.normalize("NFKC", _text(value)).lower()
    if word not in _YES | _NO:
        raise QuestionError(f"`{name}` is {_text(value)[:40]!r}: write true or false, 是 or 否")
    return word in _YES


def _turns(value: object) -> list[Turn]:
    """Earlier turns: objects with `question` and `answer`, or earlier questions alone."""
    turns = []
    for item in value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, dict):
            named = {field_of(name): part for name, part in item.items()}
            turn = Turn(_text(named.get("question") or ""), _text(named.get("answers") or ""))
        elif isinstance(item, str):
            turn = Turn(item.strip())
        else:
            turn = Turn("")
        if not turn.question:
            raise QuestionError('`history` is not understood: write [{"question": "…", "answer": "…"}]')
        turns.append(turn)
    return turns
