"""Files whose suffix says something else than their first bytes, and formats that only their own program opens."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from ofd_by_hand import column, files, packed, page
from pdf_by_hand import made, shown

from corpus.messages import Message
from corpus.readers import file_kind, read
from corpus.records import Document, Refusal

PDF = made(shown("河西新桥昨天上午正式通车，全长一点二公里。", 50, 100))
RTF = rb"{\rtf1\ansi\ansicpg936 \u27827?\u35199?\u26032?\u26725?\u36890?\u36710?\par}"
HTML = "<!DOCTYPE html><html><body><h1>通车</h1><p>河西新桥昨天上午正式通车。</p></body></html>".encode()
MHTML = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML + b"\r\n--x--\r\n"
)
OFD = packed(files(page(column("河西新桥昨天上午正式通车，全长一点二公里。", 10, 45))))


def zipped(entries: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as held:
        for name, data in entries.items():
            held.writestr(name, data)
    return buffer.getvalue()


def word() -> bytes:
    from docx import Document as Word

    document = Word()
    document.add_paragraph("河西新桥昨天上午正式通车。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def found(path: Path, data: bytes) -> list[Document | Refusal]:
    path.write_bytes(data)
    return list(read([path]))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", PDF, "PDF"),
        ("a.caj", PDF, "PDF"),
        ("a.NH", PDF, "PDF"),
        ("a.docx", RTF, "RTF"),
        ("a.doc", RTF, "RTF"),
        ("a.txt", RTF, "RTF"),
        ("a.pdf", HTML, "HTML"),
        ("a.txt", b"\xef\xbb\xbf\n" + HTML, "HTML"),
        ("a.doc", HTML, "HTML"),
        ("a.doc", MHTML, "MHTML"),
        ("a.txt", zipped({"b.txt": "河西新桥昨天通车。"}), "ZIP"),
        ("a.pdf", OFD, "OFD"),
        ("a.zip", OFD, "OFD"),
        ("a.docx", word(), None),
        ("a.doc", word(), "DOCX"),
        ("a.zip", word(), "DOCX"),
        ("a.txt", word(), "DOCX"),
        ("a.htm", MHTML, None),
        ("a.md", HTML, None),
        ("a.txt", "HH 河西新桥昨天通车。".encode(), None),
        ("a.txt", "KDH 河西新桥昨天通车。".encode(), None),
        ("a.txt", "Founder CEB 是一种格式。".encode(), None),
    ],
)
def test_a_file_is_read_as_what_it_is(name: str, data: bytes, kind: str | None, tmp_path: Path) -> None:
    (document,) = found(tmp_path / name, data)
    assert isinstance(document, Document)
    assert "桥" in "".join(block.text for block in document.blocks) or "CEB" in document.blocks[0].text
    warnings = [warning for warning in document.warnings if isinstance(warning, Message)]
    assert [warning.values["kind"] for warning in warnings if warning.key == "file_is_other"] == (
        [kind] if kind else []
    )


CLOSED = [
    (b"Founder CEB\x00" + bytes(100), "CEB", "Apabi Reader"),
    (b"Founder CEB 2.1\x00" + bytes(100), "CEB", "Apabi Reader"),
    (b"CAJ\x00" + bytes(100), "CAJ", "CAJViewer"),
    (b"HN\x00\x00\x90\x01" + bytes(100), "CAJ (HN)", "CAJViewer"),
    (b"HN\xc8\x00" + bytes(100), "CAJ (HN)", "CAJViewer"),
    (b"\xc8\x00\x00\x00" + bytes(100), "CAJ (C8)", "CAJViewer"),
    (b"KDH \x00" + bytes(100), "KDH", "CAJViewer"),
    (b"HH\x02\x00" + b"\x11" * 11 + b"\x02" + bytes(100), "PDG", "SSReader"),
]


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.doc", "a.caj", "a.ceb"])
@pytest.mark.parametrize(("data", "kind", "program"), CLOSED)
def test_a_closed_format_is_named_under_any_suffix(
    data: bytes, kind: str, program: str, name: str, tmp_path: Path
) -> None:
    (refused,) = found(tmp_path / name, data)
    assert isinstance(refused, Refusal)
    assert refused.reason == Message("format_closed", name=kind, program=program)


@pytest.mark.parametrize("suffix", sorted(file_kind.CLOSED))
def test_a_closed_format_is_named_by_its_suffix(suffix: str, tmp_path: Path) -> None:
    (refused,) = found(tmp_path / f"a{suffix}", b"\x01\x02\x03" * 50)
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "format_closed"
    assert refused.reason.values["name"] == suffix[1:].upper()


def test_a_closed_format_in_an_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as held:
        held.writestr("b.caj", b"CAJ\x00" + bytes(100))
        held.writestr("c.txt", "河西新桥昨天通车。")
    items = list(read([path]))
    assert [type(item) for item in items] == [Refusal, Document]
    assert items[0].path == f"{path}/b.caj"


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.TXT", ".txt"), ("a/b.warc.gz", ".warc.gz"), ("A.WARC.GZ", ".warc.gz"), ("a.arc.gz", ".arc.gz"),
     ("a.tar.gz", ".gz"), ("a", ""), ("in\\b.Pdf", ".pdf"), ("warc.gz", ".gz")],
)  # fmt: skip
def test_the_suffix_of_a_name(name: str, suffix: str) -> None:
    assert file_kind.suffix(name) == suffix
