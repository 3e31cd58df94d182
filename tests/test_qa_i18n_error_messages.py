"""What readers, question files and the library say, in Chinese."""

from __future__ import annotations

import ast
import builtins
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import readers
from corpus.records import Refusal
from qa.i18n.error_messages import in_chinese

ROOT = Path(__file__).parents[1]
FILES = {
    "empty.txt": (b" \n", "里面没有文字"),
    "page.pdf": (b"%PDF-1.7 broken", "PDF 已损坏：请重新保存或打印成 PDF"),
    "text.pdf": (b"no PDF at all", "文件不是 PDF：请改成它本来的后缀"),
    "tool.exe": (b"MZ", "读不了这种格式；能读的是：.csv"),
    "cut.zip": (b"PK", "文件不完整，或格式与后缀不符：请重新保存"),
    "cut.docx": (b"PK", "文件不完整，或格式与后缀不符：请重新保存"),
    "old.xlsx": (b"\xd0\xcf\x11\xe0" + bytes(600), "文件有密码，或是旧版 Office 格式"),
    "rows.jsonl": (b'{"text": "good"}\n{not json\n', "这一行不是 JSON：请改正或删去"),
    "rows.csv": (b"a,b\n1,2\n", "没有正文一列：请把列名写作 text 或 正文"),
    "page.png": (b"no picture", "文件不是 PNG、JPEG 或 TIFF 图片：请另存为其中一种"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_the_readers_say_is_known(name: str, tmp_path: Path) -> None:
    if name == "page.png":
        pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    data, chinese = FILES[name]
    (tmp_path / name).write_bytes(data)
    (said,) = [found.reason for found in readers.read([tmp_path / name]) if isinstance(found, Refusal)]
    assert in_chinese(said).startswith(chinese), said


def test_an_archive_without_texts_and_a_file_that_is_gone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "tools.zip", "w") as archive:
        archive.writestr("tool.exe", b"MZ")
    said = [found.reason for found in readers.read([tmp_path / "tools.zip", tmp_path / "none.txt"])]  # type: ignore[union-attr]
    assert list(map(in_chinese, said)) == ["压缩包里没有能读的文件", "文件不在了"]


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("the PDF has 9,000 pages, more than the 2,000 allowed: split it", "PDF 有 9,000 页，最多 2,000 页：请拆开"),
        ("the file holds 70 MB, more than the 64 MB allowed: split it", "文件有 70 MB，最多 64 MB：请拆开"),
        ("pages that are damaged and left out: 3, 7", "这几页已损坏，没有读：3, 7"),
        ("“…举行了开工仪式” breaks off, and no continuation is certain", "“…举行了开工仪式”后面断了，接不上"),
        ("2 characters cannot be read in gb18030 and show as \ufffd", "按 gb18030 有 2 个字读不出，显示为 \ufffd"),
        ("the file cannot be read: Permission denied", "文件打不开：没有权限"),
        (
            "q.csv: the file holds 70 MB, more than 64: split it",
            "q.csv：文件有 70 MB，最多 64 MB：请拆开",
        ),
        (
            "q.jsonl holds no question (line 1: the row is not JSON (Expecting value): mend or remove it; line 2: …)",
            "q.jsonl 里没有问题（第 1 行：这一行不是 JSON：请改正或删去）",
        ),
        (
            "3 quotes of evidence that the questions name are not in the library, which lowers recall: a, b, c",
            "问题里点名的 3 处证据不在文库里，召回率因此偏低：a, b, c",
        ),
        ("something {new}", "something {new}"),
    ],
)
def test_what_is_filled_in_is_kept_and_what_is_not_known_stays(said: str, chinese: str) -> None:
    assert in_chinese(said) == chinese


# Of these modules each text of several words is one that a reader or a question file may give as a reason …
TOLD = ["corpus", "qa/evaluation/questions", "qa/storage/ingest.py"]
# … but for these: names, and what is filled into a reason of `corpus.readers.limits`.
PARTS = """windows user · microsoft office user · weibo: article:create_at · split it · save it anew · save it as PNG
an EPUB book · the Word document · the web page · the chapter · the picture · the workbook · a sheet of the workbook
the PDF's title · a page of the PDF · its part 7 · save it as plain text · save it anew as PNG
an Excel workbook (.xlsx) · save it anew, or convert it to text · split it, or give the articles as JSONL
is damaged: save or print it to PDF anew
is encrypted: save it without a password · no module for another process: 7 · in the reading process: 7
: write one a row"""
# Of the others those that are raised, but in what only the command line and whoever starts a server reach.
RAISED = ["qa", "embeddings"]
NOT_IN_THE_CHAT = [
    "cli.py", "commands.py", "accounts.py", "arguments.py", "server.py", "serving.py", "feedback.py", "repair.py",
    "milvus.py", "ray_encoder.py", "gates.py", "output.py", "aggregate.py", "recovery.py", "bundled.py",
    "encoder.py", "reranker.py", "index.py", "faiss_index.py", "login.py", "login_sessions.py",
]  # fmt: skip


def modules(places: list[str]) -> Iterator[tuple[Path, ast.Module]]:
    for place in places:
        for path in sorted((ROOT / place).rglob("*.py")) if (ROOT / place).is_dir() else [ROOT / place]:
            yield path, ast.parse(path.read_text("utf-8"))


def texts(tree: ast.AST) -> Iterator[str]:
    """The texts in code, 7 standing for what is filled in; not the docstrings."""
    inside = {part for found in ast.walk(tree) if isinstance(found, ast.JoinedStr) for part in ast.walk(found)} | {
        found.value for found in ast.walk(tree) if isinstance(found, ast.Expr)
    }
    for found in ast.walk(tree):
        if isinstance(found, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in found.values)
        elif isinstance(found, ast.Constant) and isinstance(found.value, str) and found not in inside:
            yield found.value


def reasons() -> set[str]:
    words = re.compile(r"(?<![\w\\])[a-z]{2,}(?= |$|:|,)")
    parts = {part.strip() for part in re.split("[·\n]", PARTS)}
    told = {text for _, tree in modules(TOLD) for text in texts(tree)}
    raised = {
        text
        for path, tree in modules(RAISED)
        if path.name not in NOT_IN_THE_CHAT and path.parent.name != "guard"
        for found in ast.walk(tree)
        if isinstance(found, ast.Call) and (name := getattr(found.func, "id", "")).endswith("Error")
        if name not in dir(builtins)
        for text in texts(found)
    }
    found = {text for text in told | raised if " " in text and len(words.findall(text)) > 1}
    return {" ".join(text.split()).removeprefix("7: ") for text in found} - parts


def test_every_reason_that_the_code_gives_is_known_in_chinese() -> None:
    found = reasons()
    assert "holds no text" in found and len(found) > 100  # or nothing is found any more
    assert sorted(text for text in found if not re.search("[\u4e00-\u9fff]", in_chinese(text))) == []
