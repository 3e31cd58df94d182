"""What readers say, in Chinese."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus import readers
from corpus.records import Refusal
from qa.reasons import in_chinese

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
    data, chinese = FILES[name]
    (tmp_path / name).write_bytes(data)
    (said,) = [found.reason for found in readers.read([tmp_path / name]) if isinstance(found, Refusal)]
    assert in_chinese(said).startswith(chinese), said


def test_an_archive_without_texts_and_a_file_that_is_gone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "tools.zip", "w") as archive:
        archive.writestr("tool.exe", b"MZ")
    said = [found.reason for found in readers.read([tmp_path / "tools.zip", tmp_path / "none.txt"])]  # type: ignore[union-attr]
    assert list(map(in_chinese, said)) == ["压缩包里没有能读的文件", "文件不在了"]


def test_numbers_are_kept_and_what_is_not_known_stays() -> None:
    said = "the PDF has 9,000 pages, more than the 2,000 allowed: split it"
    assert in_chinese(said) == "PDF 有 9,000 页，最多 2,000 页：请拆开"
    assert in_chinese("something new") == "something new"
