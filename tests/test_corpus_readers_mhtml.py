"""Pages that a browser saved in one file."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from corpus.messages import Message
from corpus.readers import limits, read
from corpus.records import Document, Refusal

TITLE = "南桥老站改成书店"
TEXT = "南桥镇的老汽车站关门九年之后改成了书店，候车厅里摆着一万两千册书，长椅还是原来的。"
PAGE = (
    f"<html><head><meta charset='{{}}'><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{TEXT}</p></body></html>"
)
TRADITIONAL = PAGE.replace(TITLE, "南橋老站改成書店").replace(
    TEXT, "南橋鎮的老車站關門九年之後改成了書店，擺著一萬兩千冊書。"
)
PICTURE = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"


def part(markup: bytes, encoding: str, charset: str = "", url: str = "https://a.example/1.html") -> bytes:
    body = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(markup)
    kind = f"text/html; charset={charset}" if charset else "text/html"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {url}\r\n\r\n"
    return head.encode() + body + b"\r\n"


def saved(*parts: bytes, start: str = "") -> bytes:
    head = (
        "From: <Saved by Browser>\r\nSubject: =?utf-8?Q?x?=\r\nDate: Mon, 30 Nov 2026 06:50:31 GMT\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;{start}\r\n\tboundary="----b"\r\n\r\n'
    )
    return head.encode() + b"".join(b"\r\n------b\r\n" + one for one in parts) + b"\r\n------b--\r\n"


def only(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    (found,) = read([path])
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit", "binary"])
@pytest.mark.parametrize(
    ("codec", "header", "meta"),
    [("utf-8", "utf-8", "utf-8"), ("gbk", "", "gb2312"), ("gbk", "gbk", "utf-8"), ("big5", "big5", "")],
)
def test_the_page_of_a_saved_one_is_the_article(
    encoding: str, codec: str, header: str, meta: str, tmp_path: Path
) -> None:
    page = (TRADITIONAL if codec == "big5" else PAGE).format(meta)
    found = only(tmp_path / "a.mhtml", saved(PICTURE, part(page.encode(codec), encoding, header)))
    title, text = page.split("<h1>")[1].split("</h1>")[0], page.split("<p>")[1].split("</p>")[0]
    assert (found.title, [block.text for block in found.blocks]) == (title, [text])
    assert found.url == "https://a.example/1.html"
    assert found.date is None  # that in the header is when it was saved
    assert found.one_article


@pytest.mark.parametrize("name", ["a.mht", "a.html", "a.htm", "A.MHTML"])
def test_a_saved_page_is_known_by_its_beginning_whatever_its_suffix(name: str, tmp_path: Path) -> None:
    found = only(tmp_path / name, saved(part(PAGE.format("utf-8").encode(), "quoted-printable")))
    assert [block.text for block in found.blocks] == [TEXT]


def test_a_plain_page_with_the_suffix_is_read(tmp_path: Path) -> None:
    found = only(tmp_path / "a.mht", PAGE.format("utf-8").encode())
    assert (found.title, found.url) == (TITLE, None)


def test_the_page_that_was_saved_comes_before_its_frames(tmp_path: Path) -> None:
    frame = part("<p>广告：书架半价，只限本周，欢迎到店选购。</p>".encode(), "base64", "utf-8", "https://b.example/")
    page = part(PAGE.format("utf-8").encode(), "base64", "utf-8")
    assert only(tmp_path / "a.mht", saved(page, frame)).title == TITLE
    named = b"Content-ID: <main@x>\r\n" + page
    assert only(tmp_path / "b.mht", saved(frame, named, start=' start="<main@x>";')).title == TITLE
    empty = part(b"<frameset><frame src='x'></frameset>", "8bit", "utf-8")
    assert only(tmp_path / "c.mht", saved(empty, page)).title == TITLE


def test_a_saved_page_without_a_page_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(saved(PICTURE))
    assert list(read([path])) == [Refusal(str(path), Message("no_text"))]
    path.write_bytes(saved(part(PAGE.format("utf-8").encode(), "base64")))
    monkeypatch.setattr(limits, "MARKUP_BYTES", 100)
    (refused,) = read([path])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "file_too_large"
    monkeypatch.setattr(limits, "SAVED_PAGE_BYTES", 100)
    (refused,) = read([path])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "file_too_large"


def test_a_cut_saved_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = saved(part(PAGE.format("utf-8").encode(), "8bit"))
    found = only(tmp_path / "a.mhtml", whole[: whole.index(b"</p>")])
    assert [block.text for block in found.blocks] == [TEXT]
