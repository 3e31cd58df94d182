from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from chat_browser import CHROMIUM, browser, serve, shared, visitor  # noqa: F401 - fixtures
from filelock import FileLock
from hash_encoder import HashEncoder
from quick_reader import QuickReader

from embeddings import encoder as encoders
from embeddings import span_reader
from embeddings.bundled_encoder import BundledEncoder
from embeddings.encoder import Encoder
from embeddings.span_reader import SpanReader
from qa import models
from qa.library import Library
from qa.storage.paths import samples_folder

# The command line speaks the language of the locale: in the tests English, whatever that of the machine.
os.environ["LC_ALL"] = "C"
os.environ.pop("WENBAO_LANGUAGE", None)

BRIDGE = "矮寨大桥在湘西。大桥的桥面到谷底高330多米。它在2012年通车。"
RICE = "袁隆平研究杂交水稻。他在2021年去世。"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # It takes longest of all, so the other worker goes on with the rest meanwhile.
    items.sort(key=lambda item: item.path.name != "test_quality.py")
    if not CHROMIUM.exists():
        skip = pytest.mark.skip(reason=f"there is no {CHROMIUM}: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


@pytest.fixture
def hash_encoder() -> Callable[..., HashEncoder]:
    return HashEncoder


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """The real model, loaded once for all tests."""
    return encoders.load()


@pytest.fixture(scope="session")
def reader(bundled_encoder: Encoder) -> SpanReader:
    """The real reader, loaded once for all tests."""
    return span_reader.load(bundled_encoder)


@pytest.fixture(autouse=True)
def one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """All libraries of the tests share a reader: to make it from an encoder's weights takes a quarter of a second."""
    monkeypatch.setattr(models, "span_reader", SimpleNamespace(load=_reader_of))


@pytest.fixture
def quick_reader(one_reader: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader without weights for the libraries of a test, where the answer itself is not what is tested."""
    monkeypatch.setattr(models, "span_reader", SimpleNamespace(load=lambda encoder: QuickReader()))


_readers: dict[Encoder | None, SpanReader] = {}  # by the encoder that they share weights with, None for no such one


def _reader_of(encoder: Encoder) -> SpanReader:
    base = encoder if isinstance(encoder, BundledEncoder) else None
    if base not in _readers:
        _readers[base] = span_reader.load(encoder)
    return _readers[base]


@pytest.fixture(scope="session")
def samples(bundled_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The bundled articles with the real model, built once for all tests and workers; none of them changes it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "samples"
    library = Library(folder, loaded=bundled_encoder)
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            assert not library.add([samples_folder()]).refused
    return library


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of passwords that cost next to nothing."""
    import argon2

    from qa.web.guard import accounts

    monkeypatch.setattr(accounts, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture(scope="session")
def milvus_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Milvus Lite's own server, in a process of its own, reached over gRPC."""
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("milvus")
    command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "--data-dir", str(folder / "data")], stdout=log, stderr=log)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server listens, at most a minute."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the Milvus Lite server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the Milvus Lite server does not listen")


@pytest.fixture(autouse=True)
def exact_account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the tests of the readers, each file that is read must be accounted for to the last character."""
    if not request.node.path.name.startswith("test_corpus_readers") or request.node.get_closest_marker("inexact"):
        return
    import account_law

    from corpus import readers

    originals = dict(readers.READERS)
    checked: dict[object, object] = {}
    for suffix in (*account_law.SOURCES, *account_law.ROWS):
        reader = originals[suffix]
        if reader not in checked:
            checked[reader] = account_law.checked(reader, suffix)
            monkeypatch.setattr(sys.modules[reader.__module__], "read", checked[reader])
    for suffix, reader in originals.items():
        if reader in checked:
            monkeypatch.setitem(readers.READERS, suffix, checked[reader])


@pytest.fixture
def make(tmp_path: Path, hash_encoder: Callable[..., object]) -> Callable[..., Library]:
    def new(today: date | None = None, **options: object) -> Library:
        return Library(tmp_path / "library", loaded=hash_encoder(**options), today=today)

    return new


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE, "utf-8")
    (folder / "rice.txt").write_text(RICE, "utf-8")
    return folder
