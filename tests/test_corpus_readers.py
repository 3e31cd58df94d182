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


def test_a_folder_is_read_in_sorted_order_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", ".hidden.txt", ".git/c.txt", "sub/d.md", "e.exe", "~$f.docx", "__MACOSX/g.txt"):
        write(tmp_path / name)
    found = list(read([tmp_path]))
    assert paths(found, tmp_path) == ["a.TXT", "b.txt", "sub/d.md"]
    assert all(isinstance(item, Document) for item in found)
    assert count([tmp_path]) == 3


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
    promised = ".txt .md .html .pdf .docx .jsonl .csv .tsv .xlsx .epub .png .jpg .jpeg .tif .tiff .zip"
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
    assert paths(found, tmp_path) == ["o.zip/a/x.jsonl", "o.zip/a/x.jsonl", "o.zip/b.txt", "o.zip/in.zip/c.txt"]
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


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    name = "新闻稿/河西新桥通车.txt"
    stand_in = "a" * (len(name.encode("gbk")) - 4) + ".txt"
    whole = zipped({stand_in: TEXT}, tmp_path / "a.zip").read_bytes()
    write(tmp_path / "a.zip", whole.replace(stand_in.encode(), name.encode("gbk")))
    assert paths(list(read([tmp_path / "a.zip"])), tmp_path) == [f"a.zip/{name}"]


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


def test_a_reader_takes_any_stream() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("a.txt", TEXT)
    (found,) = READERS[".zip"](held, "x.zip")
    assert found.path == "x.zip/a.txt"
