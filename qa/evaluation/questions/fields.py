"""Makes a question of a row: what its cells say, by the roles of their columns.

A row is a mapping from a column's name to a value; `formats` reads rows from files, `columns` knows the names.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.records import content_id
from corpus.text import has_word, sentences
from qa.errors import QuestionError
from qa.evaluation.answer_matching import holds_any
from qa.evaluation.questions.cells import SEVERAL, TableCell, is_no_answer, says_no_answer, several, variants
from qa.evaluation.questions.columns import NAMES, SYSTEM, Columns, field_of, of_file
from qa.evaluation.questions.records import Question
from qa.records import MAX_QUESTION, Turn, with_questions

__all__ = ["NAMES", "Rows", "field_of", "is_empty", "question"]

Cells = dict[str, list[object]]  # the values of a row by field

_YES = frozenset(["true", "yes", "y", "t", "1", "是", "对", "對", "可", "能", "可以", "可回答", "有"])
_NO = frozenset(["false", "no", "n", "f", "0", "否", "错", "錯", "不可", "不能", "不可回答", "无", "無", "不"])


def question(row: Mapping[str, object], line: int | None = None) -> Question:
    """The question in a row that stands alone; see `Rows.question`."""
    return Rows(of_file(name for name, cell in row.items() if not is_empty(cell))).question(row, line)


class Rows:
    """Makes questions of the rows of one file, and counts what the user should know about.

    `unanswerable` counts the questions by the word that says that they have no answer, `joined` the answers that may be
    several. `separator` is what the user says stands between several texts of a cell.
    """

    def __init__(self, columns: Columns, separator: str = "") -> None:
        """Take the roles of the file's columns."""
        self._columns, self._separator = columns, separator
        self.unanswerable: Counter[str] = Counter()
        self.joined = 0

    def question(self, row: Mapping[str, object], line: int | None = None) -> Question:
        """The question in a row; `line` is the row's line, counted from 1. A missing id is made from its text.

        Raises `QuestionError` where the row cannot be asked: the question is missing, longer than `MAX_QUESTION`
        characters or without any word, a cell has the wrong form, or two columns contradict each other.
        """
        cells, columns = self._sort_cells(row)
        history = tuple(turn for cell in cells.get("history", []) for turn in _turns(cell))
        text = _question_text(cells, history)
        answers = self._answers(cells)
        articles, article_grades = self._texts(cells, "articles")
        passages, passage_grades = self._texts(cells, "passages")
        wrong, _ = self._texts(cells, "wrong")
        all_of = self._parts(cells)
        quotes, _ = self._texts(cells, "evidence")
        contexts, _ = self._texts(cells, "contexts")
        wanted = (*answers, *(text for part in all_of for text in part))
        evidence = tuple(dict.fromkeys([*quotes, *_narrowed(contexts, wanted)]))
        evidence = tuple(quote for quote in evidence if not is_no_answer(quote))
        answerable, answers = self._answerable(cells, answers, bool(evidence), bool(all_of))
        turns = [part for turn in history for part in (turn.question, turn.answer)]
        return Question(
            id=_single_text(cells, "id") or content_id(text, *turns),
            question=text,
            answers=answers,
            articles=articles,
            passages=passages,
            evidence=evidence,
            answerable=answerable,
            history=history,
            columns=columns,
            line=line,
            grades=article_grades | passage_grades,
            all_of=all_of,
            wrong=wrong,
        )

    def _sort_cells(self, row: Mapping[str, object]) -> tuple[Cells, dict[str, str]]:
        """The cells that are not empty by the field that they belong to, and the user's own columns."""
        cells: Cells = {}
        columns: dict[str, str] = {}
        for column, cell in row.items():
            role = self._columns.role(column)
            if is_empty(cell) or role == SYSTEM:
                continue
            if role is not None:
                cells.setdefault(role, []).append(cell)
            elif own := _text(cell):  # a cell of spaces is empty
                columns[_text(column)] = own
        return cells, columns

    def _answers(self, cells: Cells) -> tuple[str, ...]:
        """The right answers, each once."""
        answers, _ = self._texts(cells, "answers")
        if not any(isinstance(cell, TableCell) for cell in cells.get("answers", [])):
            return answers
        parted = [part for answer in answers for part in variants(answer)]
        self.joined += sum(bool(SEVERAL.search(answer)) for answer in parted)
        return tuple(dict.fromkeys(parted))

    def _answerable(
        self, cells: Cells, answers: tuple[str, ...], has_evidence: bool, has_parts: bool
    ) -> tuple[bool | None, tuple[str, ...]]:
        """Whether the row says that the question can be answered, None where it says nothing; and its answers."""
        statements = {_boolean(cell, "answerable") for cell in cells.get("answerable", [])}
        statements |= {not _boolean(cell, "is_impossible") for cell in cells.get("unanswerable", [])}
        if len(statements) > 1:
            raise QuestionError("question_row_contradiction")
        stated = next(iter(statements), None)
        if stated is not True and not has_parts and says_no_answer(answers, has_evidence):
            if stated is None:
                self.unanswerable[answers[0]] += 1
            return False, ()
        if stated is False and (answers or has_parts):
            raise QuestionError("question_row_answers_unanswerable")
        return stated, answers

    def _texts(self, cells: Cells, field: str) -> tuple[tuple[str, ...], dict[str, int]]:
        """The texts of a field, each once, and their grades where it gives them. Texts of grade 0 are left out."""
        texts: dict[str, None] = {}
        grades: dict[str, int] = {}
        for cell in cells.get(field, []):
            items: object = cell
            if isinstance(cell, TableCell):
                parts = several(cell, self._separator)
                items = parts[0] if len(parts) == 1 and isinstance(parts[0], dict) else parts
            if isinstance(items, dict):
                grades |= {_text(key): _grade(grade, field) for key, grade in items.items()}
                items = list(items)
            for item in items if isinstance(items, list | tuple) else [items]:
                if isinstance(item, list | dict):
                    raise QuestionError("question_row_not_texts", field=field)
                if not is_empty(item) and (text := _text(item)) and grades.get(text, 1) > 0:
                    texts[text] = None
        return tuple(texts), {text: grade for text, grade in grades.items() if grade > 0}

    def _parts(self, cells: Cells) -> tuple[tuple[str, ...], ...]:
        """The parts of an answer, each with its alternatives: lists of texts, or single texts without alternatives."""
        parts: dict[tuple[str, ...], None] = {}
        for cell in cells.get("all_of", []):
            items = several(cell, self._separator) if isinstance(cell, TableCell) else cell
            for part in items if isinstance(items, list | tuple) else [items]:
                if alternatives := self._texts({"all_of": [part]}, "all_of")[0]:
                    parts[alternatives] = None
        return tuple(parts)


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing. In JSON that pandas writes, NaN is an empty cell."""
    return cell is None or cell == "" or cell == [] or cell == {} or (isinstance(cell, float) and math.isnan(cell))


def _narrowed(contexts: Sequence[str], answers: Sequence[str]) -> list[str]:
    """Of each context the sentences with an answer; the context itself where none has one."""
    found = []
    for context in contexts:
        spans = [context[start:end] for start, end in sentences(context)]
        found += [sentence for sentence in spans if holds_any(sentence, answers)] or [context]
    return found


def _question_text(cells: Cells, history: Sequence[Turn]) -> str:
    text = _single_text(cells, "question")
    if not text:
        raise QuestionError("question_row_no_question")
    if len(text) > MAX_QUESTION:
        raise QuestionError("question_row_too_long", length=len(text), limit=MAX_QUESTION)
    if not has_word(text) and not history:
        raise QuestionError("question_row_no_word")
    return text


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


def _grade(value: object, field: str) -> int:
    if not isinstance(value, int | float) or value != int(value):
        raise QuestionError("question_row_bad_grade", field=field, grade=repr(value))
    return int(value)


def _boolean(value: object, field: str) -> bool:
    word = unicodedata.normalize("NFKC", _text(value)).lower()
    if word not in _YES | _NO:
        raise QuestionError("question_row_bad_boolean", field=field, value=repr(_text(value)[:40]))
    return word in _YES


def _turns(cell: object) -> list[Turn]:
    """Earlier turns: objects with `question` and `answer`, pairs, messages with `role` and `content`, or questions."""
    turns = []
    items = several(cell) if isinstance(cell, TableCell) else cell
    for item in with_questions(items) if isinstance(items, list | tuple) else [items]:
        if isinstance(item, dict):
            parts = {field_of(name): part for name, part in item.items()}
            turn = Turn(_text(parts.get("question") or ""), _text(parts.get("answers") or ""))
        else:
            turn = Turn(item.strip() if isinstance(item, str) else "")
        if not turn.question:
            raise QuestionError("question_row_bad_history")
        turns.append(turn)
    return turns
