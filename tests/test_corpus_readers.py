"""Files, folders and archives, and what all readers have in common: they end with documents or a reason."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from corpus.messages import Message
from corpus.readers import READERS, count, limits, read, suffixes
from corpus.records import Document, Refusal

TEXT = "河西新桥昨天通车。\n全长1.2公里。\n"


def write(path: Path, text: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def zipped(entries: dict[str, bytes | str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in entries.items():
            held.writestr(name, data)
    return path


def key(item: Document | Refusal) -> str:
    assert isinstance(item, Refusal) and isinstance(item.reason, Message)
    return item.reason.key


def paths(found: list[Document | Refusal], root: Path) -> list[str]:
    return [os.path.relpath(item.path, root).replace(os.sep, "/") for item in found]


def test_a_folder_is_read_in_sorted_order_without_hidden_and_system_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", ".hidden.txt", ".git/c.txt", "sub/d.md", "~$f.docx", "__MACOSX/g.txt"):
        write(tmp_path / name)
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "sub/Thumbs.db"):
        write(tmp_path / name)
    found = list(read([tmp_path]))
    assert paths(found, tmp_path) == ["a.TXT", "b.txt", "sub/d.md"]
    assert all(isinstance(item, Document) for item in found)
    assert count([tmp_path]) == 3


def test_every_file_of_a_folder_that_is_not_read_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.ppt", "c.DJVU", "e.css", "f.js", "no-suffix", "sub/g.rar"):
        write(tmp_path / name)
    refused = [item for item in read([tmp_path]) if isinstance(item, Refusal)]
    assert paths(list(refused), tmp_path) == ["b.ppt", "c.DJVU", "*", "sub/g.rar"]
    assert [key(item) for item in refused] == ["document_unread", "document_unread", "files_unread", "document_unread"]
    assert "PDF" in refused[0].reason and ".zip" in refused[3].reason
    assert isinstance(refused[2].reason, Message)
    assert refused[2].reason.values["count"] == 3 and refused[2].reason.values["files"] == "e.css\nf.js\nno-suffix"
    assert str(refused[2].reason).endswith("(3): e.css, f.js, no-suffix")
    assert count([tmp_path]) == 5


def test_of_many_files_without_articles_the_first_are_named_and_all_are_counted(tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path / f"{number:02}.js")
    (refused,) = read([tmp_path])
    assert isinstance(refused, Refusal)
    assert "(30)" in refused.reason and "00.js" in refused.reason and "…" in refused.reason
    assert "29.js" not in refused.reason


def test_the_pictures_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    for name in ("通车.html", "通车_files/logo.png", "通车_files/a.css", "通车_files/frame.html"):
        write(tmp_path / name, "<p>河西新桥昨天通车。</p>")
    found = list(read([tmp_path]))
    assert paths(found, tmp_path) == ["通车.html", "通车_files/frame.html", "通车_files/*"]
    assert "logo.png" in str(getattr(found[2], "reason", ""))


def test_a_link_that_leads_nowhere_or_to_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "a.txt")
    write(tmp_path / "given" / "b.txt")
    try:
        (tmp_path / "given" / "c.txt").symlink_to(tmp_path / "none.txt")
        (tmp_path / "given" / "d").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("the system makes no links")
    refused = [item for item in read([tmp_path / "given"]) if isinstance(item, Refusal)]
    assert [(Path(item.path).name, key(item)) for item in refused] == [
        ("c.txt", "file_missing"),
        ("d", "folder_linked"),
    ]


def test_what_is_named_and_cannot_be_read_is_refused(tmp_path: Path) -> None:
    unknown = write(tmp_path / "a.exe")
    found = list(read([tmp_path / "none.txt", unknown, write(tmp_path / "b.txt")]))
    assert [type(item) for item in found] == [Refusal, Refusal, Document]
    assert (key(found[0]), key(found[1])) == ("file_missing", "format_unknown")
    assert ".txt" in found[1].reason and ".pdf" in found[1].reason
    assert count([tmp_path / "none.txt", unknown, tmp_path / "b.txt"]) == 3


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    assert isinstance(next(read([write(tmp_path / ".a.txt")])), Document)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_passed_over_in_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert isinstance(next(read([tmp_path / "a.txt"])), Refusal)
    assert list(read([tmp_path])) == []


def test_the_table_holds_every_format_that_is_promised() -> None:
    promised = ".txt .md .html .pdf .docx .doc .rtf .odt .json .jsonl .csv .tsv .xlsx .epub .png .jpg .tif .zip"
    assert set(promised.split()) <= suffixes()
    assert suffixes() == frozenset(READERS)


@pytest.mark.parametrize("suffix", sorted(READERS))
@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 20, b"PK\x03\x04" + b"\xff" * 500, b"\0" * 5000], ids=len)
def test_every_reader_refuses_what_is_none_of_its_format_and_the_next_file_is_read(
    suffix: str, data: bytes, tmp_path: Path
) -> None:
    write(tmp_path / f"a{suffix}", data)
    write(tmp_path / "b.txt")
    *refused, good = read([tmp_path])
    assert refused
    assert all(isinstance(item, Refusal) and item.reason and "\n" not in item.reason for item in refused)
    assert isinstance(good, Document)


def test_a_file_without_text_is_refused(tmp_path: Path) -> None:
    found = list(read([write(tmp_path / "a.txt", "\ufeff \n\u200b\n")]))
    assert found == [Refusal(str(tmp_path / "a.txt"), Message("no_text"))]


def test_reading_is_lazy(tmp_path: Path) -> None:
    rows = '{"text": "第一行。"}\n' * 3
    found = read([write(tmp_path / "a.jsonl", rows), tmp_path / "none.txt"])
    assert isinstance(next(found), Document)
    (tmp_path / "none.txt").write_text("现在有了。", "utf-8")
    assert [type(item) for item in found] == [Document, Document, Document]


# Archives


def test_an_archive_is_a_folder(tmp_path: Path) -> None:
    inner = zipped({"c.txt": TEXT}, tmp_path / "inner.zip").read_bytes()
    entries = {"b.txt": TEXT, "a/x.jsonl": '{"text": "一。"}\n{', "z.exe": "", ".h.txt": TEXT, "in.zip": inner}
    outer = zipped(entries, tmp_path / "o.zip")
    (tmp_path / "inner.zip").unlink()
    found = list(read([outer]))
    assert paths(found, tmp_path) == [
        *("o.zip/a/x.jsonl", "o.zip/a/x.jsonl", "o.zip/b.txt", "o.zip/in.zip/c.txt", "o.zip/*")
    ]
    assert key(found[4]) == "files_unread" and "z.exe" in getattr(found[4], "reason", "")
    assert isinstance(found[1], Refusal)
    assert found[1].line == 2


def test_archives_are_nested_once(tmp_path: Path) -> None:
    level = zipped({"deep.txt": TEXT}, tmp_path / "1.zip")
    for depth in (2, 3):
        level = zipped({"in.zip": level.read_bytes(), "good.txt": TEXT}, tmp_path / f"{depth}.zip")
    found = list(read([level]))
    assert paths(found, tmp_path) == ["3.zip/good.txt", "3.zip/in.zip/good.txt", "3.zip/in.zip/in.zip"]
    assert isinstance(found[2], Refusal)


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt"])
def test_a_name_that_climbs_out_is_refused(name: str, tmp_path: Path) -> None:
    found = list(read([zipped({name: TEXT, "good.txt": TEXT}, tmp_path / "a.zip")]))
    assert sorted(type(item).__name__ for item in found) == ["Document", "Refusal"]
    assert [key(item) for item in found if isinstance(item, Refusal)] == ["zip_entry_outside"]


def test_an_entry_that_is_compressed_too_far_is_refused_and_its_neighbour_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BOMB_BYTES", 1000)
    monkeypatch.setattr(limits, "BOMB_RATIO", 3)
    found = list(read([zipped({"a.txt": "好" * 1000, "good.txt": TEXT}, tmp_path / "a.zip")]))
    assert [type(item) for item in found] == [Refusal, Document]
    assert key(found[0]) == "zip_entry_bomb"


def test_the_sum_of_all_that_is_unpacked_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED", 1000)
    inner = zipped({"a.txt": b"a " * 200, "b.txt": b"b " * 200}, tmp_path / "i.zip").read_bytes()
    outer = zipped({"1.zip": inner, "2.txt": b"c " * 200, "3.txt": "好。"}, tmp_path / "o.zip")
    kinds = {Path(item.path).name: type(item) for item in read([outer])}
    assert kinds == {"a.txt": Document, "b.txt": Refusal, "2.txt": Refusal, "3.txt": Document}


def test_the_number_of_entries_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_ENTRIES", 2)
    (refused,) = read([zipped({f"{n}.txt": TEXT for n in range(3)}, tmp_path / "a.zip")])
    assert key(refused) == "zip_too_many_files"


@pytest.mark.parametrize(
    ("codec", "names"),
    [
        ("gbk", ["新闻稿/河西新桥通车.txt"]),
        ("gbk", ["亳州.txt"]),
        ("gbk", ["儋州.txt", "头版/衢州.txt", "鄱阳.txt"]),
        ("big5", ["頭版.txt"]),
        ("big5", ["臺灣新聞/報導.txt", "要聞.txt"]),
        ("utf-8", ["濮阳.txt"]),
        ("cp437", ["résumé.txt"]),
    ],
)
def test_names_that_are_not_marked_as_utf_8_are_read(codec: str, names: list[str], tmp_path: Path) -> None:
    stand_ins = [f"{number}" * (len(name.encode(codec)) - 4) + ".txt" for number, name in enumerate(names)]
    whole = zipped(dict.fromkeys(stand_ins, TEXT), tmp_path / "a.zip").read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        whole = whole.replace(stand_in.encode(), name.encode(codec))
    write(tmp_path / "a.zip", whole)
    assert sorted(paths(list(read([tmp_path / "a.zip"])), tmp_path)) == sorted(f"a.zip/{name}" for name in names)


def test_documents_of_an_archive_that_are_not_read_are_named(tmp_path: Path) -> None:
    entries = {"稿/a.txt": TEXT, "稿/b.ppt": "x", "稿/版/c.css": "x", "稿/d.css": "x", "__MACOSX/e.ppt": "x"}
    found = list(read([zipped(dict.fromkeys(entries, TEXT), tmp_path / "a.zip")]))
    assert paths(found, tmp_path) == ["a.zip/稿/a.txt", "a.zip/稿/b.ppt", "a.zip/稿/*", "a.zip/稿/版/*"]
    (refused,) = read([zipped({"only.ppt": "x"}, tmp_path / "b.zip")])
    assert (refused.path, key(refused)) == (str(tmp_path / "b.zip/only.ppt"), "document_unread")


def test_encrypted_and_broken_entries_are_refused_and_the_others_read(tmp_path: Path) -> None:
    whole = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}, tmp_path / "a.zip").read_bytes())
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # the first entry is encrypted
    second = whole.index(b"b.txt")
    whole[second + 10] ^= 0xFF  # the second has other content than its checksum says
    kinds = [type(item) for item in read([write(tmp_path / "a.zip", bytes(whole))])]
    assert kinds == [Refusal, Refusal, Document]


def test_an_archive_without_any_format_says_so(tmp_path: Path) -> None:
    (refused,) = read([zipped({"a.exe": "x"}, tmp_path / "a.zip")])
    assert key(refused) == "zip_without_text_files"
    assert "a.exe" in getattr(refused, "reason", "")


def test_a_reader_takes_any_stream() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("a.txt", TEXT)
    (found,) = READERS[".zip"](held, "x.zip")
    assert found.path == "x.zip/a.txt"
