"""Messages of the readers: their keys survive copying and the other process, and they have Chinese wordings."""

from __future__ import annotations

import copy
import io
import json
import subprocess
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from corpus.messages import Message, as_json, from_json, system_reason
from corpus.readers import ocr, pdf, read
from corpus.records import Block, Document, Refusal
from qa.i18n.error_messages import translate

NESTED = Message("pdf_pages_pictures", pages="1, 3", advice=ocr.MISSING)
LIMIT = Message("pdf_too_many_pages", pages=9000, limit=5000)


@pytest.mark.parametrize("message", [NESTED, LIMIT, "plain text"])
def test_a_message_survives_copying_and_json(message: str) -> None:
    for again in (copy.deepcopy(message), from_json(json.loads(json.dumps(as_json(message))))):
        assert (again, type(again), getattr(again, "key", None)) == (
            message,
            type(message),
            getattr(message, "key", None),
        )
        assert translate(again, "zh") == translate(message, "zh")


def test_records_with_messages_can_be_made_dictionaries() -> None:
    copied = asdict(Document("a.pdf", (), warnings=(NESTED,)))["warnings"][0]
    assert isinstance(copied, Message) and isinstance(copied.values["advice"], Message)


def test_messages_keep_their_keys_between_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {**asdict(Document("a.pdf", (Block("一"),))), "warnings": [as_json(NESTED), as_json(LIMIT)]}
    answers: list[dict[str, Any]] = [
        {"document": document},
        {"refusal": {"path": "a.pdf", "reason": as_json(NESTED), "line": 3}},
        {"reason": as_json(Message("pdf_pictures_only", advice=ocr.MISSING))},
        {"end": True},
    ]
    code = f"print({chr(10).join(map(json.dumps, answers))!r}, flush=True); input()"
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **rest: start([command[0], "-c", code], **rest))
    reading = pdf.read(io.BytesIO(b"%PDF-1.4"), "a.pdf")
    assert next(reading) == Document("a.pdf", (Block("一"),), warnings=(NESTED, LIMIT))
    refusal = next(reading)
    assert refusal == Refusal("a.pdf", NESTED, 3) and isinstance(refusal, Refusal)
    assert translate(refusal.reason, "zh") == f"以下各页只有图片，要先识别文字：1, 3。{translate(ocr.MISSING, 'zh')}"
    with pytest.raises(CorpusError) as caught:
        next(reading)
    message = caught.value.message
    assert isinstance(message, Message) and message.key == "pdf_pictures_only"
    assert isinstance(message.values["advice"], Message)


def test_an_error_in_the_real_process_keeps_its_key() -> None:
    with pytest.raises(CorpusError) as caught:
        list(pdf.read(io.BytesIO(b"%PDF-1.4\nnothing"), "a.pdf"))
    assert isinstance(caught.value.message, Message) and caught.value.message.key == "pdf_damaged"


FILES = {
    "empty.txt": (b" \n", "里面没有文字"),
    "page.pdf": (b"%PDF-1.7 broken", "PDF 已损坏：请重新保存或打印成 PDF"),
    "text.pdf": (b"no PDF at all", "文件不是 PDF：请改成它本来的后缀"),
    "tool.exe": (b"MZ", "不支持这种格式；支持的有：."),
    "cut.zip": (b"PK", "压缩包不完整，或不是 zip 格式：请重新打包"),
    "cut.docx": (b"PK", "文件不完整，或格式与后缀 .docx 不符：请重新保存"),
    "old.xlsx": (b"\xd0\xcf\x11\xe0" + bytes(600), "文件有密码，或是旧版 Office 格式"),
    "rows.jsonl": (b'{"text": "good"}\n{not json\n', "这一行不是 JSON：请改正或删去"),
    "list.jsonl": (b'{"text": "good"}\n[]\n', '这一行不是 JSON 对象：请写成 {"text": …}'),
    "rows.csv": (b"a,b\n1,2\n", "没有正文一列：请在第一行把列名写作 text 或 正文（现有的列：a,b）"),
    "page.png": (b"no picture", "文件不是 PNG、JPEG 或 TIFF 图片：请另存为其中一种"),
    "gone.txt": (None, "没有这个文件或文件夹"),
}


@pytest.mark.parametrize("name", FILES)
def test_reasons_are_worded_in_chinese(name: str, tmp_path: Path) -> None:
    if name == "page.png":
        pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    data, chinese = FILES[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (reason,) = [item.reason for item in read([tmp_path / name]) if isinstance(item, Refusal)]
    assert translate(reason, "zh").startswith(chinese)


def test_warnings_are_worded_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("河西新桥昨天通车，市民都很高兴。".encode()[:-1])
    (tmp_path / "b.jsonl").write_text('{"text": "一。", "date": "昨天"}', "utf-8")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("tool.exe", b"MZ")
    first, second, third = read([tmp_path])
    assert isinstance(first, Document) and isinstance(second, Document) and isinstance(third, Refusal)
    assert translate(first.warnings[0], "zh") == "按 utf-8 有 1 个字读不出，显示为 \ufffd"
    assert translate(second.warnings[0], "zh") == "看不懂这个日期，没有采用：昨天"
    assert translate(third.reason, "zh") == "压缩包里没有能读的文件：tool.exe"


def test_what_the_system_says_is_worded_in_chinese_where_it_is_common(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("一。", "utf-8")
    monkeypatch.setattr("os.open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    (refusal,) = read([tmp_path / "a.txt"])
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "the file cannot be read: permission denied"
    assert translate(refusal.reason, "zh") == "文件打不开：没有权限"
    assert system_reason(OSError(99, "Something new")) == "Something new"
