"""Every kind of damage is found, mended from what is left, and never quoted."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hash_encoder import HashEncoder

from corpus.records import Article
from embeddings.types import Vectors
from qa.errors import LibraryError
from qa.library import Library
from qa.storage.database import Database
from qa.storage.recovery import recover_rows

pytestmark = pytest.mark.usefixtures("quick_reader")

ROWS = [
    {"id": f"a{i}", "title": f"第{i}号桥", "text": f"第{i}号桥长{100 + i}米。它在{1990 + i}年通车。\n桥下是第{i}条河。"}
    for i in range(12)
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two segments, with something removed."""
    folder = tmp_path_factory.mktemp("whole")
    library = Library(folder / "library", loaded=HashEncoder())
    for name, rows in (("a", ROWS[:10]), ("b", ROWS[10:])):
        path = folder / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
        library.add([path])
    library.remove(["a3"])
    return folder / "library"


@pytest.fixture
def damaged(whole: Path, tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    shutil.copytree(whole, tmp_path / "library")
    return Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def texts(library: Library) -> dict[str, Article]:
    return {article.id: article for article in library.articles()}


def test_a_whole_library_has_no_problems(damaged: Library) -> None:
    assert damaged.verify().problems == ()
    assert damaged.repair().problems == ()
    assert len(list((damaged.folder / "index").iterdir())) == 2


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_byte_or_a_cut_is_found_and_quotes_nothing_wrong(damaged: Library, seed: int) -> None:
    chance = random.Random(seed)
    before = texts(damaged)
    path = chance.choice(files(damaged.folder))
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    if seed % 4:
        data[place] ^= 1 << chance.randrange(8)
    else:
        del data[place:]
    path.write_bytes(data)
    assert damaged.verify().problems, f"{path.name} at {place}"
    try:
        for i in (0, 4, 8):  # each finds most of the twelve
            for hit in damaged.ask(f"第{i}号桥有多长？", top_k=9).hits:
                assert before[hit.article_id].text[hit.start : hit.end] == hit.text
    except LibraryError as error:
        assert "repair" in str(error)
    try:
        health = damaged.repair()
    except LibraryError as error:
        assert "index the articles again" in str(error)
        return
    assert health.problems
    assert damaged.verify().problems == ()
    after = texts(damaged)
    lost = {line.split(" ")[0] for line in health.lost}
    assert after.items() <= before.items()
    assert before.keys() - after.keys() <= lost
    assert damaged.ask("第5号桥有多长？").hits


@pytest.mark.parametrize("name", ["passages", "postings", "numbers", "keys"])
def test_a_missing_file_of_the_index_is_made_again(damaged: Library, name: str) -> None:
    before = [hit.passage_id for hit in damaged.ask("第5号桥有多长？").hits]
    next((damaged.folder / "index").glob(f"*/{name}")).unlink()
    (problem, *_) = damaged.verify().problems
    assert problem.endswith(f"{name} is missing")
    assert damaged.repair().lost == ()
    assert [hit.passage_id for hit in damaged.ask("第5号桥有多长？").hits] == before


def test_vectors_that_are_whole_are_not_made_again(damaged: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (damaged.folder / "index").glob("*/postings"):
        path.write_bytes(b"")
    encoder = damaged.load_encoder()
    made: list[str] = []
    original = type(encoder).encode_documents

    def encode(self: object, some: list[str], *rest: object) -> object:
        made.extend(some)
        return original(self, some, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(encoder), "encode_documents", encode)
    damaged.repair()
    assert made == []
    assert damaged.verify().problems == ()


def test_a_damaged_text_is_named_and_the_rest_stays(damaged: Library) -> None:
    with closing(sqlite3.connect(damaged.folder / "library.db")) as db, db:
        db.execute("UPDATE articles SET text = replace(text, '105米', '999米') WHERE id = 'a5'")
    assert any("a5" in problem for problem in damaged.verify().problems)
    with pytest.raises(LibraryError, match="repair"):
        damaged.ask("第5号桥有多长？")
    health = damaged.repair()
    assert [line.split(" ")[0] for line in health.lost] == ["a5"]
    assert len(texts(damaged)) == 10
    assert damaged.verify().problems == ()


def test_numbers_are_not_given_twice_after_a_repair(damaged: Library, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged.folder / "library.db")) as db, db:
        last = db.execute("SELECT max(number) FROM passages").fetchone()[0]
        db.execute("DELETE FROM passages WHERE number = ?", (last,))
    damaged.repair()
    with closing(sqlite3.connect(damaged.folder / "library.db")) as db:
        assert db.execute("SELECT max(number) FROM passages").fetchone()[0] > last


def test_a_library_of_version_1_becomes_one_of_this_version(damaged: Library) -> None:
    before = texts(damaged)
    with closing(sqlite3.connect(damaged.folder / "library.db")) as db, db:
        for table in ("articles", "passages"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        db.execute("DROP TABLE segments")
        db.execute("DROP TABLE gone")
        db.execute("UPDATE meta SET value = '1' WHERE key = 'version'")
    with pytest.raises(LibraryError, match="another version"):
        damaged.ask("桥")
    health = damaged.repair()
    assert "another version" in health.problems[0]
    assert health.lost == ()
    assert texts(damaged) == before
    assert damaged.ask("第5号桥有多长？").hits
    assert damaged.verify().problems == ()


def encode_nothing(model: HashEncoder, texts: Sequence[str]) -> Vectors:
    assert not texts, "encoded again"
    return np.zeros((0, model.dimension), np.float32)


def test_a_library_of_version_2_becomes_one_of_this_version(damaged: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(damaged.folder / "library.db")) as db, db:
        for name, text in db.execute("SELECT name, manifest FROM segments").fetchall():
            manifest = json.loads(text)
            del manifest["files"]["sums"]
            (damaged.folder / "index" / name / "sums").unlink()
            db.execute("UPDATE segments SET manifest = ? WHERE name = ?", (json.dumps(manifest), name))
        db.execute("UPDATE meta SET value = '2' WHERE key = 'version'")
    with pytest.raises(LibraryError, match="another version"):
        damaged.ask("桥")
    with monkeypatch.context() as patch:
        patch.setattr(HashEncoder, "encode_documents", encode_nothing)
        damaged.repair()  # with the vectors that are there
    assert damaged.verify().problems == ()
    assert damaged.ask("第5号桥有多长？").hits


def test_another_model_is_reported_and_changes_nothing(damaged: Library, hash_encoder: Callable[..., object]) -> None:
    other = Library(damaged.folder, loaded=hash_encoder(dimension=16))  # type: ignore[arg-type]
    assert "not of hash" in other.verify().problems[0]
    with pytest.raises(LibraryError, match="--model"):
        other.repair()
    assert damaged.verify().problems == ()


def test_a_folder_without_a_library_is_not_touched(damaged: Library) -> None:
    (damaged.folder / "library.db").write_bytes(b"no database" * 1000)
    with pytest.raises(LibraryError, match="index the articles again"):
        damaged.repair()
    assert (damaged.folder / "library.db").read_bytes().startswith(b"no database")


def test_what_stands_before_and_behind_a_broken_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(Database(path, create=True)) as store:
        with store.change():
            for number in range(60):
                store.add(Article(f"a{number:02}", f"第{number:02}篇。" + "文" * 400, path=f"/x/{number}"), [])
        store.checkpoint()
    data = bytearray(path.read_bytes())
    page = data.index("第30篇".encode()) // 4096 * 4096
    data[page : page + 8] = b"\xff" * 8
    path.write_bytes(data)
    found = {article.id for article in recover_rows(path).articles}
    assert {"a00", "a10", "a50", "a59"} <= found
    assert "a30" not in found and len(found) > 50
