"""Regressions that `python -m benchmarks.damage` found, each as small as possible. All of these only raise errors."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from corpus.readers import read
from corpus.records import Document, Refusal
from qa.evaluation.questions import read_questions, write_questions

TEXT = "河西新桥昨天通车。"


def reasons(path: Path) -> list[str]:
    return [found.reason for found in read([path]) if isinstance(found, Refusal)]


def test_an_entry_of_an_archive_without_a_name(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        entry = zipfile.ZipInfo("x")
        entry.filename = ""
        package.writestr(entry, TEXT)
        package.writestr("b.txt", TEXT)
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert [type(found) for found in read([tmp_path / "a.zip"])] == [Document]


def test_a_reason_does_not_name_the_folder(tmp_path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as bad:
        for name in good.namelist():
            bad.writestr(
                name, good.read(name).replace(b'rgb="00000000"', b'rgb="x"').replace(b"<color ", b"<color rgb='x' ")
            )
    (reason,) = reasons(tmp_path / "a.xlsx")
    assert "cannot be read" in reason and str(tmp_path) not in reason


def test_half_a_character_in_the_name_of_a_column(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"question": "谁？", "note\\ud800": "a"}\n', "utf-8")
    questions, skipped = read_questions(tmp_path / "q.jsonl")
    write_questions(tmp_path / "again.jsonl", questions)
    assert read_questions(tmp_path / "again.jsonl")[0] == questions and skipped == []
    assert dict(questions[0].columns) == {"note?": "a"}


def test_a_parser_that_names_its_file(tmp_path: Path) -> None:
    import docx

    docx.Document().save(str(tmp_path / "good.docx"))
    with zipfile.ZipFile(tmp_path / "good.docx") as good, zipfile.ZipFile(tmp_path / "a.docx", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"document.main+xml", b"other+xml"))
    (reason,) = reasons(tmp_path / "a.docx")
    assert "is not a Word file" in reason and str(tmp_path) not in reason


def test_a_break_within_the_names_of_the_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"text,a\rb,title\n{TEXT},x,y\n".encode())
    assert [type(item) for item in read([tmp_path / "a.csv"])] == [Document, Document]


def test_a_cell_of_spaces_in_a_column_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question,note\n谁？, \n", "utf-8")
    questions, _ = read_questions(tmp_path / "q.csv")
    write_questions(tmp_path / "again.jsonl", questions)
    assert dict(questions[0].columns) == {}
    assert read_questions(tmp_path / "again.jsonl")[0][0].as_json() == questions[0].as_json()
