"""Web archives: their pages, how these are packed, what is left out, and damage. All records are written by hand."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from account_law import page as text_of_page
from account_law import problems
from warc_by_hand import FIRST, SECOND, answer, info, packed, page, record, sent, written

from corpus.messages import Message
from corpus.newspaper import segment
from corpus.readers import limits, read
from corpus.records import Document, LeftOut, Refusal

NAMES = ("a.warc", "a.warc.gz")


def found(path: Path) -> tuple[list[Document], list[Refusal]]:
    items = list(read([path]))
    refused = [item for item in items if isinstance(item, Refusal)]
    return [item for item in items if isinstance(item, Document)], refused


def keys(items: Iterable[Refusal | LeftOut]) -> list[str]:
    reasons = [item.reason for item in items]
    assert all(isinstance(reason, Message) for reason in reasons)
    return [reason.key for reason in reasons if isinstance(reason, Message)]


def text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_a_document_with_its_address_and_its_day(name: str, tmp_path: Path) -> None:
    archive = written(tmp_path / name, [info(), record("https://jc.example/a/1.html?x=2", answer(page("新桥通车")))])
    (document,), refused = found(archive)
    assert refused == []
    assert document.title == "新桥通车"
    assert text(document) == f"新桥通车：{FIRST}\n{SECOND}"
    assert document.url == "https://jc.example/a/1.html?x=2"
    assert document.path == f"{archive}/jc.example/a/1.html?x=2"
    (article,), _ = segment(document)
    assert article.date == "2024-05-06"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_an_archive_accounts_for_its_pages(name: str, tmp_path: Path) -> None:
    pages = [page("新桥通车"), page("图书馆开馆").replace(b"<div>", "<nav><a href=1>首页</a> 导航</nav><div>".encode())]
    records = [record(f"https://jc.example/{number}.html", answer(body)) for number, body in enumerate(pages)]
    records.append(record("https://jc.example/a.png", answer(b"\x89PNG", "image/png")))
    if name == "a.wacz":
        archive = collection(tmp_path / name, {"archive/a.warc": b"".join(records)})
    else:
        archive = written(tmp_path / name, records)
    items = list(read([archive]))
    assert problems(items, "\n".join(map(text_of_page, pages))) == []
    assert len(items) == 2


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("河西新桥2024年4月2日通车。", "2024-05-06"),  # of an event, 34 days before
        ("河西新桥1998年3月2日通车。", None),  # an old text: nobody knows when it was printed
        ("江城晚报3月2日讯 河西新桥通车。", "2024-03-02"),
        ("江城晚报6月2日讯 河西新桥通车。", "2023-06-02"),  # the last 2 June before the page was archived
        ("江城晚报2019年6月2日讯 河西新桥通车。", "2019-06-02"),
    ],
)
def test_a_printed_date_counts_more_than_the_day_of_archiving(printed: str, date: str | None, tmp_path: Path) -> None:
    body = f"<html><head><title>通车</title></head><body><h1>通车</h1><p>{printed}</p><p>{SECOND}</p></body></html>"
    (document,), _ = found(written(tmp_path / "a.warc", [record("http://jc.example/", answer(body.encode()))]))
    assert segment(document)[0][0].date == date


def test_the_day_in_an_address_counts_more_than_that_of_archiving(tmp_path: Path) -> None:
    urls = (
        "http://a.example/html/2023-09/18/content_1.htm",
        "http://a.example/20230918/2.htm",
        "http://a.example/p/99",
    )
    pages = [record(url, answer(page(url[-1]))) for url in urls]
    documents, _ = found(written(tmp_path / "a.warc", pages))
    assert [document.saved for document in documents] == ["2023-09-18", "2023-09-18", "2024-05-06"]


def test_the_head_of_a_page_counts_more_than_the_day_of_archiving(tmp_path: Path) -> None:
    dated = page("通车", meta='<meta name="pubdate" content="2021-01-02">')
    (document,), _ = found(written(tmp_path / "a.warc", [record("http://a.example/", answer(dated))]))
    assert segment(document)[0][0].date == "2021-01-02"


@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "raw", "br"])
def test_a_body_is_unpacked_as_the_server_packed_it(encoding: str, in_chunks: bool, tmp_path: Path) -> None:
    record_of = record("http://a.example/", sent(page("通车"), encoding, in_chunks))
    after = record("http://a.example/2", answer(page("之后")))
    documents, refused = found(written(tmp_path / "a.warc.gz", [record_of, after]))
    assert [text(document) for document in documents] == [f"{title}：{FIRST}\n{SECOND}" for title in ("通车", "之后")]
    assert refused == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_headers_of_a_body_that_the_crawler_has_unpacked_do_no_harm(encoding: str, tmp_path: Path) -> None:
    headers = [f"Content-Encoding: {encoding}", "Transfer-Encoding: chunked"]
    unpacked = record("http://a.example/", answer(page("通车"), headers=headers))
    (document,), _ = found(written(tmp_path / "a.warc", [unpacked]))
    assert text(document) == f"通车：{FIRST}\n{SECOND}"


def test_a_body_in_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    strange = record("http://a.example/z", answer(b"\x28\xb5\x2f\xfd", headers=["Content-Encoding: zstd"]))
    documents, refused = found(
        written(tmp_path / "a.warc", [strange, record("http://a.example/", answer(page("通车")))])
    )
    assert len(documents) == 1
    assert keys(refused) == ["warc_encoding"] and "zstd" in refused[0].reason
    assert refused[0].path.endswith("a.warc/a.example/z")


@pytest.mark.parametrize(
    ("header", "meta"),
    [("gbk", "gbk"), ("iso-8859-1", "gbk"), ("utf-8", "gbk"), ("", "gbk"), ("big5", "utf-8"), ("nonsense", "gb2312")],
)
def test_the_charset_of_the_header_counts_unless_the_page_cannot_be_in_it(
    header: str, meta: str, tmp_path: Path
) -> None:
    kind = f"text/html; charset={header}" if header else "text/html"
    (document,), _ = found(
        written(tmp_path / "a.warc", [record("http://a.example/", answer(page("通车", meta), kind))])
    )
    assert text(document) == f"通车：{FIRST}\n{SECOND}"
    assert document.warnings == ()


def test_the_charset_of_the_header_comes_before_that_of_the_page(tmp_path: Path) -> None:
    wrong = page("通车", "gbk", "河西新桥昨天上午正式通车。").replace(b'"gbk"', b'"big5"')
    wrong.decode("big5hkscs")  # all these bytes are characters in both encodings
    kind = "text/html; charset=gbk"
    (document,), _ = found(written(tmp_path / "a.warc", [record("http://a.example/", answer(wrong, kind))]))
    assert document.title == "通车"


def test_a_page_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    url = "http://a.example/1"
    again = [
        record(url, answer(page("一"))),
        record(url, sent(page("一"), "gzip")),  # the same, packed
        record(f"{url}#top", answer(page("一"))),
        record(url, answer(b""), "revisit"),
        record(url, answer(page("一改"))),  # the page has changed
        record("http://a.example/2", answer(page("一"))),  # another page
    ]
    documents, refused = found(written(tmp_path / "a.warc.gz", again))
    assert [(document.title, document.url) for document in documents] == [
        ("一", url), ("一改", url), ("一", "http://a.example/2"),
    ]  # fmt: skip
    assert refused == []
    counted = {
        item.reason.key: item.reason.values["count"]
        for item in documents[-1].left_out
        if isinstance(item.reason, Message)
    }
    assert counted == {"warc_repeated": 2, "warc_revisits": 1}


def test_what_holds_no_article_is_counted_by_its_kind(tmp_path: Path) -> None:
    others = [
        ("a.png", "image/png", 200), ("b", "image/jpeg", 200), ("c.js", "text/plain", 200), ("d.css", "text/css", 200),
        ("e.mp3", "audio/mpeg", 200), ("f.json", "application/json", 200), ("robots.txt", "text/plain", 200),
        ("g", "text/html", 404), ("h", "text/html", 301), ("i", "text/html", 404),
    ]  # fmt: skip
    records = [record(f"http://a.example/{name}", answer(b"<p>x</p>", kind, status)) for name, kind, status in others]
    records += [record("dns:a.example", b"1.2.3.4", "response", "text/dns")]
    records += [record("http://a.example/", answer(page("通车")))]
    records += [record("http://a.example/", b"GET / HTTP/1.1\r\n\r\n", "request", "application/http; msgtype=request")]
    (document,), refused = found(written(tmp_path / "a.warc", records))
    assert refused == []
    reasons = {
        item.reason.key: dict(item.reason.values) for item in document.left_out if isinstance(item.reason, Message)
    }
    assert reasons == {
        "warc_statuses": {"statuses": "301 (1), 404 (2)"},
        "warc_pictures": {"count": 2},
        "warc_scripts": {"count": 2},
        "warc_media": {"count": 1},
        "warc_data": {"count": 1},
        "warc_robots": {"count": 1},
        "warc_crawler": {"count": 1},
    }


def test_other_formats_are_read_and_others_named(tmp_path: Path) -> None:
    pieces = "通车\n江城晚报2024年3月2日讯 河西新桥通车。\n".encode("gbk")
    records = [
        record("http://a.example/a.txt", answer(pieces, "text/plain; charset=gbk")),
        record("http://a.example/b.txt", "第二个文本。".encode(), "resource", "text/plain"),
        record("http://a.example/c", answer(b"%PDF-1.4 broken", "application/octet-stream")),
        record("http://a.example/d", answer(page("下载"), "application/octet-stream")),
        record("http://a.example/e.ppt", answer(b"\xd0\xcf\x11\xe0", "application/vnd.ms-powerpoint")),
        record("http://a.example/f", answer(b"<html><body></body></html>")),
    ]
    documents, refused = found(written(tmp_path / "a.warc", records))
    assert [text(document) for document in documents] == [
        "通车\n江城晚报2024年3月2日讯 河西新桥通车。", "第二个文本。", f"下载：{FIRST}\n{SECOND}",
    ]  # fmt: skip
    assert keys(refused) == ["pdf_damaged", "document_unread", "no_text"]
    assert [item.path.rpartition("/")[2] for item in refused] == ["c", "e.ppt", "f"]


def test_a_page_that_was_cut_off_is_read_with_a_warning(tmp_path: Path) -> None:
    cut = record("http://a.example/", answer(page("通车")), headers=["WARC-Truncated: length"])
    (document,), _ = found(written(tmp_path / "a.warc", [cut]))
    assert [warning.key for warning in document.warnings if isinstance(warning, Message)] == ["warc_truncated"]


def five() -> list[bytes]:
    return [record(f"http://a.example/{number}", answer(page(f"第{number}页"))) for number in range(5)]


def titles(documents: list[Document]) -> list[str]:
    return [document.title for document in documents]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [5000, 60, 10**9])
def test_a_record_of_the_wrong_length_is_named_and_the_next_is_read(name: str, length: int, tmp_path: Path) -> None:
    records = five()
    records[2] = record("http://a.example/2", answer(page("第2页")), length=length)
    documents, refused = found(written(tmp_path / name, records))
    assert titles(documents) == ["第0页", "第1页", "第3页", "第4页"]
    assert keys(refused) == ["warc_record_damaged"]
    assert refused[0].path.endswith("/a.example/2")


@pytest.mark.parametrize("at", [30, 150, -6])  # in the headers, in the page, in the checksum
def test_a_damaged_gzip_member_is_named_and_the_next_is_read(at: int, tmp_path: Path) -> None:
    members = [gzip.compress(item) for item in five()]
    members[2] = members[2][:at] + bytes(255 - byte for byte in members[2][at : at + 3]) + members[2][at:][3:]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(members))
    documents, refused = found(path)
    assert titles(documents) == ["第0页", "第1页", "第3页", "第4页"]
    assert len(refused) == 1 and keys(refused)[0] in ("warc_damaged", "warc_record_damaged")


def test_zeros_between_members_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes((b"\0" * 40_000).join(gzip.compress(item) for item in five()))
    documents, _ = found(path)
    assert titles(documents) == [f"第{number}页" for number in range(5)]


def test_a_note_of_the_wrong_length_is_passed_over(tmp_path: Path) -> None:
    note = record("http://a.example/1", b"GET / HTTP/1.1\r\n\r\n", "request", length=25)
    documents, refused = found(written(tmp_path / "a.warc", [*five()[:2], note, *five()[2:]]))
    assert titles(documents) == [f"第{number}页" for number in range(5)]
    assert refused == []


def test_damaged_headers_are_named_and_the_next_record_is_read(tmp_path: Path) -> None:
    records = five()
    records[1] = records[1].replace(b"Content-Length", b"Content-Lxngth")
    records[3] = b"noise\r\n" + records[3]
    documents, refused = found(written(tmp_path / "a.warc", records))
    assert titles(documents) == ["第0页", "第2页", "第3页", "第4页"]
    assert "warc_damaged" in keys(refused)


@pytest.mark.parametrize("name", NAMES)
def test_of_a_file_that_is_cut_off_the_records_before_the_cut_are_read(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name, five())
    path.write_bytes(path.read_bytes()[:-150])
    documents, refused = found(path)
    assert titles(documents) == [f"第{number}页" for number in range(4)]
    assert len(refused) == 1


def test_a_packed_page_that_breaks_off_is_named(tmp_path: Path) -> None:
    body = packed(page("通车"), "gzip")[:-40]
    broken = record("http://a.example/", answer(body, headers=["Content-Encoding: gzip"]))
    documents, refused = found(written(tmp_path / "a.warc", [broken, *five()]))
    assert len(documents) == 5
    assert keys(refused) == ["warc_record_damaged"]


def test_all_records_in_one_gzip_member_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(five())))
    documents, refused = found(path)
    assert titles(documents) == [f"第{number}页" for number in range(5)]
    assert refused == []


def test_an_archive_in_the_older_format_is_read(tmp_path: Path) -> None:
    def entry(url: str, block: bytes) -> bytes:
        return f"{url} 1.2.3.4 20240506070809 text/html {len(block)}\n".encode() + block + b"\n"

    first = b"1 0 by-hand\nURL IP-address Archive-date Content-type Archive-length\n"
    pages = [entry(f"http://a.example/{number}", answer(page(f"第{number}页"))) for number in range(3)]
    (tmp_path / "a.arc").write_bytes(b"".join([entry("filedesc://a.arc", first), *pages]))
    documents, refused = found(tmp_path / "a.arc")
    assert titles(documents) == ["第0页", "第1页", "第2页"]
    assert documents[0].saved == "2024-05-06"
    assert refused == []


@pytest.mark.parametrize("data", [b"", b"hello", gzip.compress(b"hello", mtime=0), b"\x1f\x8b\x08broken"])
def test_a_file_that_is_no_web_archive_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert keys(found(tmp_path / "a.warc.gz")[1]) == ["warc_unreadable"]


def test_an_archive_without_pages_says_what_it_holds(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc", [info(), record("http://a.example/a.png", answer(b"x", "image/png"))])
    documents, refused = found(path)
    assert documents == [] and keys(refused) == ["warc_without_pages"]
    assert "pictures: 1" in refused[0].reason


def test_of_many_refusals_the_first_are_named_and_all_are_counted(tmp_path: Path) -> None:
    empty = [record(f"http://a.example/{number}", answer(b"<p></p>" + b" " * number)) for number in range(33)]
    documents, refused = found(written(tmp_path / "a.warc.gz", [*empty, *five()]))
    assert len(documents) == 5
    assert keys(refused) == ["no_text"] * 20 + ["warc_more_refused"]
    assert isinstance(refused[-1].reason, Message) and refused[-1].reason.values == {"count": 13}
    assert refused[-1].path.endswith("a.warc.gz/*")


def collection(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as held:
        for name, data in entries.items():
            held.writestr(name, data)
    return path


def test_a_collection_is_its_archives_without_its_indexes(tmp_path: Path) -> None:
    one, two = (gzip.compress(info()) + b"".join(map(gzip.compress, part)) for part in (five()[:3], five()[2:]))
    entries = {"datapackage.json": b"{}", "pages/pages.jsonl": b'{"text": "x"}', "indexes/index.cdx.gz": b"x"}
    path = collection(tmp_path / "a.wacz", {**entries, "archive/1.warc.gz": one, "archive/2.warc.gz": two})
    documents, refused = found(path)
    assert titles(documents) == [f"第{number}页" for number in range(5)]  # the third is in both
    assert documents[0].path == f"{path}/a.example/0"
    assert refused == []


def test_a_damaged_archive_of_a_collection_is_named(tmp_path: Path) -> None:
    path = collection(tmp_path / "a.wacz", {"archive/1.warc": b"none", "archive/2.warc": b"".join(five())})
    documents, refused = found(path)
    assert len(documents) == 5
    assert [(item.path, key) for item, key in zip(refused, keys(refused), strict=True)] == [
        (f"{path}/archive/1.warc", "warc_unreadable")
    ]
    assert keys(found(collection(tmp_path / "b.wacz", {"datapackage.json": b"{}"}))[1]) == ["wacz_without_archives"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_damage_in_a_collection_costs_the_page_where_it_is(method: int, tmp_path: Path) -> None:
    members = [gzip.compress(item) for item in five()]
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", method) as held:
        held.writestr("archive/1.warc.gz", b"".join(members))
    data = path.read_bytes()
    assert len(found(path)[0]) == 5
    if method == zipfile.ZIP_STORED:
        at = data.index(members[2]) + 100
        path.write_bytes(data[:at] + bytes(255 - byte for byte in data[at : at + 3]) + data[at + 3 :])
        documents, refused = found(path)
        assert titles(documents) == ["第0页", "第1页", "第3页", "第4页"]
        assert len(refused) == 1


def test_a_packed_archive_in_a_zip_is_read(tmp_path: Path) -> None:
    path = collection(tmp_path / "a.zip", {"in/x.warc.gz": b"".join(map(gzip.compress, five()))})
    documents, _ = found(path)
    assert documents[1].path == f"{path}/in/x.warc.gz/a.example/1"


def test_a_page_that_unpacks_too_far_is_refused_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BOMB_BYTES", 10_000)
    monkeypatch.setattr(limits, "BOMB_RATIO", 20)
    records = five()
    for number, encoding in ((1, "gzip"), (2, "br")):
        records[number] = record(f"http://a.example/{number}", sent(page("好" * 20_000), encoding))
    documents, refused = found(written(tmp_path / "a.warc", records))
    assert titles(documents) == ["第0页", "第3页", "第4页"]
    assert keys(refused) == ["warc_record_damaged"] * 2
    records[1] = record("http://a.example/1", answer(page("好" * 20_000)))
    documents, refused = found(written(tmp_path / "a.warc.gz", records))
    assert titles(documents) == ["第0页", "第3页", "第4页"]
    assert len(refused) == 2


def test_a_body_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ISOLATED_BYTES", 2000)
    records = five()
    records[1] = record("http://a.example/1", answer(page("好" * 900)))
    documents, refused = found(written(tmp_path / "a.warc", records))
    assert len(documents) == 4
    assert keys(refused) == ["warc_too_large"]


def test_a_large_archive_is_not_loaded(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        for number in range(60):
            file.write(record(f"http://a.example/{number}.png", answer(bytes(1 << 20), "image/png")))
        file.write(five()[0])
    tracemalloc.start()
    try:
        documents, _ = found(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(documents) == 1
    assert peak < 30 << 20


def test_records_can_be_read_from_any_stream() -> None:
    from corpus.readers import warc_records

    stream = io.BytesIO(info() + five()[0])
    kinds = [item.kind for item in warc_records.records(stream) if not isinstance(item, int)]
    assert kinds == ["warcinfo", "response"]
