"""Makes a question of a row: the names of columns, and how cells are read.

A row is a mapping from a column's name to a value; `formats` reads rows from files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from corpus.records import content_id
from corpus.text import has_word
from qa.errors import QuestionError
from qa.evaluation.questions.records import Question
from qa.records import MAX_QUESTION, Turn

Cells = dict[str, list[object]]  # the values of a row by field

# The names of columns by field, compared after NFKC in lower case, without spaces, `_`, `-` and a number at the end.
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
    "all_of": ("allof", "allanswers", "全部答案", "答案要点", "答案要點"),
    "wrong": ("wrong", "wronganswers", "错误答案", "錯誤答案"),
    "answerable": ("answerable", "isanswerable", "可回答", "可答", "能否回答", "是否可回答", "是否可答", "有答案"),
    "unanswerable": ("unanswerable", "isimpossible", "不可回答", "不可答", "无答案", "無答案"),
    "history": ("history", "历史", "歷史", "对话历史", "對話歷史", "上文"),
}  # fmt: skip
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
_YES = frozenset(["true", "yes", "y", "t", "1", "是", "对", "對", "可", "能", "可以", "可回答", "有"])
_NO = frozenset(["false", "no", "n", "f", "0", "否", "错", "錯", "不可", "不能", "不可回答", "无", "無", "不"])
_SEVERAL = frozenset({"answers", "all_of", "wrong", "articles", "passages", "evidence", "history"})
_SEPARATOR = re.compile(r"\s*[|｜\n]\s*")


def field_of(column: object) -> str | None:
    """The field of a question that a column of this name holds; None for a column of the user's own."""
    name = re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", str(column)).lower())
    return _FIELDS.get(name) or _FIELDS.get(name.rstrip("0123456789."))


def question(row: Mapping[str, object], line: int | None = None) -> Question:
    """The question in a row; `line` is the row's line, counted from 1. A missing id is made from question and history.

    Raises `QuestionError` where the row cannot be asked: the question is missing, longer than `MAX_QUESTION`
    characters or without any word, a cell has the wrong form, or two columns contradict each other.
    """
    cells, columns = _sort_cells(row)
    history = tuple(turn for value in cells.get("history", []) for turn in _turns(value))
    text = _question_text(cells, history)
    answers, _ = _texts(cells, "answers")
    articles, article_grades = _texts(cells, "articles")
    passages, passage_grades = _texts(cells, "passages")
    evidence, _ = _texts(cells, "evidence")
    wrong, _ = _texts(cells, "wrong")
    all_of = _parts(cells)
    turns = [part for turn in history for part in (turn.question, turn.answer)]
    return Question(
        id=_single_text(cells, "id") or content_id(text, *turns),
        question=text,
        answers=answers,
        articles=articles,
        passages=passages,
        evidence=evidence,
        answerable=_answerable(cells, (*answers, *all_of)),
        history=history,
        columns=columns,
        line=line,
        grades=article_grades | passage_grades,
        all_of=all_of,
        wrong=wrong,
    )


def _sort_cells(row: Mapping[str, object]) -> tuple[Cells, dict[str, str]]:
    """The cells that are not empty by the field that they belong to, and the user's own columns."""
    cells: Cells = {}
    columns: dict[str, str] = {}
    for column, value in row.items():
        if value is None or value == "" or value == [] or value == {}:
            continue
        field = field_of(column)
        if field is not None:
            cells.setdefault(field, []).append(value)
        elif own := _text(value):  # a cell of spaces is empty
            columns[_text(column)] = own
    return cells, columns


def _question_text(cells: Cells, history: Sequence[Turn]) -> str:
    text = _single_text(cells, "question")
    if not text:
        raise QuestionError("question_row_no_question")
    if len(text) > MAX_QUESTION:
        raise QuestionError("question_row_too_long", length=len(text), limit=MAX_QUESTION)
    if not has_word(text) and not history:
        raise QuestionError("question_row_no_word")
    return text


def _answerable(cells: Cells, answers: Sequence[object]) -> bool | None:
    """Whether the columns say that the question can be answered; None where they say nothing."""
    statements = {_boolean(value, "answerable") for value in cells.get("answerable", [])}
    statements |= {not _boolean(value, "is_impossible") for value in cells.get("unanswerable", [])}
    if len(statements) > 1:
        raise QuestionError("question_row_contradiction")
    if False in statements and answers:
        raise QuestionError("question_row_answers_unanswerable")
    return next(iter(statements), None)


def _text(value: object) -> str:
    """A cell as text. A number that a sheet stores as 3.0 becomes 3, a date becomes ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    isoformat = getattr(value, "isoformat", None)
    text = str(isoformat()).removesuffix("T00:00:00") if isoformat else str(value)
    # JSON may contain a lone surrogate, which cannot be written to a file.
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _single_text(cells: Cells, field: str) -> str:
    values = cells.get(field, [])
    if any(isinstance(value, list | dict) for value in values):
        raise QuestionError("question_row_not_text", field=field)
    return next((text for value in values if (text := _text(value))), "")


def _texts(cells: Cells, field: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """The texts of a field, each once, and their grades where the field gives them. Texts of grade 0 are left out."""
    texts: dict[str, None] = {}
    grades: dict[str, int] = {}
    for value in cells.get(field, []):
        if isinstance(value, dict):
            grades |= {_text(key): _grade(grade, field) for key, grade in value.items()}
            value = list(value)
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, list | dict):
                raise QuestionError("question_row_not_texts", field=field)
            if item is not None and (text := _text(item)) and grades.get(text, 1) > 0:
                texts[text] = None
    return tuple(texts), {text: grade for text, grade in grades.items() if grade > 0}


def _parts(cells: Cells) -> tuple[tuple[str, ...], ...]:
    """The parts of an answer, each with its alternatives: lists of texts, or single texts without alternatives."""
    parts: dict[tuple[str, ...], None] = {}
    for value in cells.get("all_of", []):
        for part in value if isinstance(value, list | tuple) else [value]:
            if alternatives := _texts({"all_of": [part]}, "all_of")[0]:
                parts[alternatives] = None
    return tuple(parts)


def _grade(value: object, field: str) -> int:
    if not isinstance(value, int | float) or value != int(value):
        raise QuestionError("question_row_bad_grade", field=field, grade=repr(value))
    return int(value)


def parse_cell(column: str, cell: object) -> object:
    """The value of a table's cell. In a column of several texts it is JSON, or texts separated by `|` or line ends."""
    if not isinstance(cell, str) or field_of(column) not in _SEVERAL:
        return cell
    if cell.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass  # many texts begin with […] or {…}
    return _SEPARATOR.split(cell.strip())


def _boolean(value: object, field: str) -> bool:
    word = unicodedata.normalize("NFKC", _text(value)).lower()
    if word not in _YES | _NO:
        raise QuestionError("question_row_bad_boolean", field=field, value=repr(_text(value)[:40]))
    return word in _YES


def _turns(value: object) -> list[Turn]:
    """Earlier turns: objects with `question` and `answer`, or earlier questions alone."""
    turns = []
    for item in value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, dict):
            parts = {field_of(name): part for name, part in item.items()}
            turn = Turn(_text(parts.get("question") or ""), _text(parts.get("answers") or ""))
        else:
            turn = Turn(item.strip() if isinstance(item, str) else "")
        if not turn.question:
            raise QuestionError("question_row_bad_history")
        turns.append(turn)
    return turns
