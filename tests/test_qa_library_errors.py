"""Every error of the folders below reaches a caller of the library as one of ours, with its message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qa.models
import qa.storage.ingest
from corpus.errors import CorpusError
from corpus.messages import ENGLISH as CORPUS
from corpus.records import Article
from embeddings.errors import ENGLISH, EmbeddingError
from qa.errors import InputError, LibraryError, ModelError, WenbaoError
from qa.i18n.error_messages import translate
from qa.library import Library
from qa.records import UNFILTERED, Turn
from qa.storage.reader import IndexReader

QUESTIONS: list[tuple[str, list[Turn]]] = [("大桥有多高？", [])]
NEW = Article("new", "江州大桥长三公里。", path="/new.txt")
# Every public method that needs the readers, a model or a server. Where an iterator is returned, it is read to its end.
CALLS: dict[str, Callable[[Library, Path], object]] = {
    "add": lambda library, path: library.add([path]),
    "ask": lambda library, path: library.ask("大桥有多高？"),
    "ask_all": lambda library, path: list(library.ask_all(QUESTIONS)),
    "check": lambda library, path: library.check("大桥在湘西"),
    "edit": lambda library, path: library.edit(next(library.articles()).id, title="桥"),
    "timeline": lambda library, path: library.timeline("大桥 长度"),
    "load_encoder": lambda library, path: library.load_encoder(),
    "load_models": lambda library, path: library.load_models(),
    "load_reader": lambda library, path: library.load_reader(),
    "remove": lambda library, path: library.remove([article.id for article in library.articles()]),
    "repair": lambda library, path: library.repair(),
    "restore": lambda library, path: library.restore([NEW]),
    "token_counter": lambda library, path: library.token_counter(),
    "verify": lambda library, path: library.verify(),
    "warm_up": lambda library, path: library.warm_up(),
}
DATABASE_ONLY = {
    "article", "articles", "compact", "count", "exists", "fingerprint", "generation", "kept", "listing", "passages",
    "set_threshold", "threshold",
}  # fmt: skip


def kinds(base: type[Exception]) -> Iterator[type[Exception]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


def error_of(kind: type[Exception]) -> Exception:
    messages = ENGLISH if issubclass(kind, EmbeddingError) else CORPUS
    return kind(next(key for key, text in messages.items() if "{" not in text))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text("矮寨大桥在湘西。", "utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, path: Path, hash_encoder: Callable[..., object]) -> Library:
    Library(tmp_path / "library", loaded=hash_encoder()).add([path])  # type: ignore[arg-type]
    return Library(tmp_path / "library", reranker="some/reranker")


def test_every_public_method_is_tried() -> None:
    public = {name for name in vars(Library) if not name.startswith("_")}
    assert public == CALLS.keys() | DATABASE_ONLY


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", [*kinds(CorpusError), *kinds(EmbeddingError)])
def test_an_error_of_the_folders_below_is_one_of_ours(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception], name: str
) -> None:
    error = error_of(kind)

    def fail(*arguments: object) -> None:
        raise error

    for module, attribute in (
        (qa.storage.ingest, "Ingest"),
        (qa.models, "load_reranker"),
        (qa.models.encoder, "load"),
        (qa.models.encoder, "load_token_counter"),
        (IndexReader, "remote"),
    ):
        monkeypatch.setattr(module, attribute, fail)
    with pytest.raises(WenbaoError) as caught:
        CALLS[name](library, path)
    assert isinstance(caught.value, InputError if issubclass(kind, CorpusError) else ModelError)
    assert caught.value.message == str(error)
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("raised", "chinese"),
    [
        (LibraryError("library_missing", folder="/x"), "/x 里没有文库：请先运行 wenbao index"),
        (LibraryError("library_busy"), "另一个程序正在改动文库：请等它结束再试"),
        (
            LibraryError("library_other_model", library_model="a", model="b"),
            "文库是用模型 a 做的，不是 b：请去掉 --model，或用 --library 另建文库",
        ),
    ],
)
def test_errors_of_the_library_in_chinese(raised: LibraryError, chinese: str) -> None:
    assert translate(raised.message, "zh") == chinese


def test_messages_within_messages_are_in_chinese_too(
    library: Library, tmp_path: Path, hash_encoder: Callable[..., object]
) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": "a", "text": "第一篇。"}\n{"id": "a", "text": "第二篇。"}', "utf-8")
    other = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    (refusal,) = other.add([tmp_path / "rows.jsonl"]).refused
    file = tmp_path / "rows.jsonl"
    assert translate(refusal.reason, "zh") == f"编号 a 在 {file} 里用过，正文不同：请另给编号"
    (segment,) = (library.folder / "index").iterdir()
    (segment / "keys").unlink()
    (problem, *_) = other.verify().problems
    assert translate(problem, "zh") == f"缺少 index/{segment.name}/keys"
    with pytest.raises(LibraryError, match="the index is damaged") as caught:
        Library(library.folder, loaded=hash_encoder()).ask("桥", filters=UNFILTERED)  # type: ignore[arg-type]
    assert translate(caught.value.message, "zh").startswith(f"索引有损坏（缺少 index/{segment.name}/keys）")
