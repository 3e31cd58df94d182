"""Files that belong together are read once, as one unit, on disk and in archives; XML goes by its first element."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, read, units, xml, xml_tree
from corpus.records import Block, Document, Refusal

FILES = {
    "a/list.xml": b"<list>pages/1.xml 2.jp2 gone.xml</list>",
    "a/pages/1.xml": b"<page>one</page>",
    "a/2.jp2": b"picture",
    "a/note.txt": "河西新桥昨天通车。".encode(),
    "b.txt": "湘江水位回落。".encode(),
}


def find_lists(folder: units.Folder, names: Sequence[str]) -> Iterator[units.Unit]:
    """A finder for the tests: files that begin with <list> name others, apart by spaces, relative to themselves."""
    for name in names:
        if xml_tree.root_name(io.BytesIO(folder.head(name, 4096))) == "list":
            with folder.open(name) as stream:
                named = xml_tree.parse(stream).text or ""
            parent = name.rpartition("/")[0]
            members = [f"{parent}/{member}".removeprefix("/") for member in named.split()]

            def read_list(
                folder: units.Folder, name: str = name, members: list[str] = members
            ) -> Iterator[Document | Refusal]:
                blocks = []
                for member in members:
                    try:
                        with folder.open(member) as stream:
                            blocks.append(Block(stream.read().decode()))
                    except CorpusError as error:
                        yield Refusal(folder.path(member), error.message)
                yield Document(folder.path(name), tuple(blocks))

            yield units.Unit(name, frozenset(members), read_list)


@pytest.fixture(autouse=True)
def with_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "FINDERS", (find_lists,))


def written(root: Path) -> Path:
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def shown(found: list[Document | Refusal], root: Path) -> list[tuple[str, str]]:
    texts = [item.reason if isinstance(item, Refusal) else "|".join(b.text for b in item.blocks) for item in found]
    names = [os.path.relpath(item.path, root).replace(os.sep, "/") for item in found]
    return list(zip(names, texts, strict=True))


def test_a_folder_reads_the_members_with_the_file_that_names_them(tmp_path: Path) -> None:
    opened: list[str] = []
    found = list(read([written(tmp_path)], opened.append))
    assert shown(found, tmp_path) == [
        ("b.txt", "湘江水位回落。"),
        ("a/gone.xml", Message("file_missing")),
        ("a/list.xml", "<page>one</page>|picture"),
        ("a/note.txt", "河西新桥昨天通车。"),
    ]
    # Members are reported as opened, so that what was stored of them before is removed.
    assert [Path(path).name for path in opened] == ["b.txt", "list.xml", "note.txt", "1.xml"]


def test_an_archive_is_read_alike(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as made:
        for name, data in FILES.items():
            made.writestr(name, data)
    assert shown(list(read([tmp_path / "z.zip"])), tmp_path) == [
        ("z.zip/a/gone.xml", Message("zip_entry_missing")),
        ("z.zip/a/list.xml", "<page>one</page>|picture"),
        ("z.zip/a/note.txt", "河西新桥昨天通车。"),
        ("z.zip/b.txt", "湘江水位回落。"),
    ]


def test_a_file_that_is_given_alone_finds_its_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(read([written(tmp_path) / "a/list.xml"]))
    assert shown(found, tmp_path)[1] == ("a/list.xml", "<page>one</page>|picture")
    monkeypatch.chdir(tmp_path / "a")
    assert [item.path for item in read(["list.xml"])] == ["gone.xml", "list.xml"]
    assert [item.path for item in read(["./list.xml", "pages"])] == ["./gone.xml", "./list.xml"]
    assert [item.path for item in read(["."])] == ["gone.xml", "list.xml", "note.txt"]


def test_members_that_are_given_besides_are_not_read_again(tmp_path: Path) -> None:
    written(tmp_path)
    found = list(read([tmp_path / "a/pages/1.xml", tmp_path / "a/2.jp2", tmp_path / "a/list.xml"]))
    assert [name for name, _ in shown(found, tmp_path)] == ["a/gone.xml", "a/list.xml"]


def test_a_name_that_leads_out_of_the_folder_is_not_there(tmp_path: Path) -> None:
    folder = units.DiskFolder(f"{written(tmp_path)}/a/", readers.shown)
    assert "note.txt" in folder and "pages/1.xml" in folder
    for name in ("../b.txt", "pages/../../b.txt", f"{tmp_path}/b.txt", "..\\b.txt", "", "a\0b"):
        assert name not in folder
        with pytest.raises(CorpusError):
            folder.head(name, 10)


def test_what_members_unpack_to_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as made:
        for name, data in FILES.items():
            made.writestr(name, data)
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED", sum(map(len, FILES.values())))
    assert [type(item) for item in read([tmp_path / "z.zip"])] == [Refusal, Document, Document, Document]
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED", len(FILES["a/list.xml"]) + 3)
    refused = [item for item in read([tmp_path / "z.zip"]) if isinstance(item, Refusal)]
    assert [Path(item.path).name for item in refused] == [
        *("1.xml", "2.jp2", "gone.xml", "list.xml", "note.txt", "b.txt")
    ]


# XML


def tree(text: str, **codec: str) -> object:
    return xml_tree.parse(io.BytesIO(text.encode(**codec)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "<issue/>",
        '<?xml version="1.0"?>\n<!-- <no> --><!DOCTYPE issue SYSTEM "issue.dtd">\n<x:issue xmlns:x="urn:x"/>',
        "<issue xmlns='urn:y'><mets/></issue>",
        "<issue><p>cut off in the mid",
        "<!--" + "x" * 6000 + "--><issue/>",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_first_element_is_found_without_reading_the_file_to_its_end(text: str, codec: str) -> None:
    assert xml_tree.root_name(io.BytesIO(text.encode(codec))) == "issue"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text", b"<", b"<!-- no end", bytes(range(256))])
def test_what_is_no_xml_has_no_first_element(data: bytes) -> None:
    assert xml_tree.root_name(io.BytesIO(data)) == ""


def test_entities_files_and_the_network_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    declared = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]><a>&e;</a>'
    for codec in ("utf-8", "utf-16", "utf-16-be"):
        with pytest.raises(CorpusError, match="entities"):
            tree(declared, encoding=codec)
    with pytest.raises(CorpusError, match="entities"):
        xml_tree.parse(
            io.BytesIO(b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a +AFsAPAAh-ENTITY e "x"+AD4AXQA+-<a/>')
        )
    root = xml_tree.parse(io.BytesIO(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>t</a>'))
    assert (root.tag, root.text) == ("a", "t")


def test_xml_that_is_too_large_or_damaged_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CorpusError) as raised:
        tree("<a><b></a>")
    assert raised.value.message.key == "xml_damaged"
    monkeypatch.setattr(limits, "XML_BYTES", 10)
    with pytest.raises(CorpusError) as raised:
        tree("<a>1234567</a>")
    assert raised.value.message.key == "file_too_large"


def test_xml_of_an_unknown_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<invoice><text>河西新桥。</text></invoice>", "utf-8")
    (refused,) = read([tmp_path / "a.xml"])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "xml_unknown"
    assert refused.reason.values["root"] == "invoice"


def test_xml_is_read_by_its_first_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(xml.ROOTS, "issue", lambda root, path: iter([Document(path, (Block(root.text or ""),))]))
    (tmp_path / "a.xml").write_text("<n:issue xmlns:n='urn:any'>河西新桥。</n:issue>", "utf-8")
    assert shown(list(read([tmp_path])), tmp_path) == [("a.xml", "河西新桥。")]
