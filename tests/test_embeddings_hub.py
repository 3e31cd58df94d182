"""Names of models, with a hub that this test serves, or with none. Nothing here needs a network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from huggingface_hub import constants

from embeddings import hub
from embeddings.errors import EmbeddingError

CLOSED = "http://127.0.0.1:9"  # no one listens there
KNOWN = {"own/model", "sentence-transformers/short", "cross-encoder/judge"}


class _Hub(BaseHTTPRequestHandler):
    """Knows the models in `KNOWN`, and answers as the hub does."""

    def do_GET(self) -> None:
        name = self.path.removeprefix("/api/models/")
        body = json.dumps({"id": name, "siblings": [], "spaces": []}).encode()
        self.send_response(200 if name in KNOWN else 503 if name == "own/busy" else 404)
        if name not in KNOWN and name != "own/busy":
            self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *message: object) -> None:
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of models, a hub that cannot be reached, and no proxy."""
    for variable in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "ENDPOINT", CLOSED)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return tmp_path / "cache"


def put_into(cache: Path, name: str) -> None:
    """A model in the layout of the hub's cache."""
    folder, commit = cache / f"models--{name.replace('/', '--')}", "a" * 40
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(commit)
    (folder / "snapshots" / commit).mkdir(parents=True)
    (folder / "snapshots" / commit / "config.json").write_text("{}")


def key_of(name: str, owner: str = hub.ENCODERS) -> str:
    with pytest.raises(EmbeddingError) as caught:
        hub.require(name, owner)
    assert name in str(caught.value)
    return caught.value.key


def test_a_folder_needs_no_hub(tmp_path: Path) -> None:
    assert hub.require(str(tmp_path)) is True


def test_a_model_of_the_cache_is_loaded_from_there_where_the_hub_cannot_be_reached(
    cache: Path, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_into(cache, "own/cached")
    put_into(cache, "sentence-transformers/e5")
    assert hub.require("own/cached") is True
    assert hub.require("e5") is True
    assert key_of("e5", hub.RERANKERS) == "model_no_network"
    monkeypatch.setattr(constants, "ENDPOINT", served)
    assert hub.require("own/cached") is False


def test_without_a_network_an_unknown_name_is_refused_within_two_seconds() -> None:
    begun = time.monotonic()
    assert key_of("own/model") == "model_no_network"
    assert time.monotonic() - begun < 2


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **options: over.wait(30) and [])
    begun = time.monotonic()
    assert key_of("own/model") == "model_no_network"
    assert time.monotonic() - begun < 2
    over.set()


def test_offline_mode_is_respected(cache: Path, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", served)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert key_of("own/model") == "model_offline"
    put_into(cache, "own/model")
    assert hub.require("own/model") is True


def test_the_hub_says_which_models_there_are(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", served)
    assert hub.require("own/model") is False
    assert hub.require("short") is False
    assert hub.require("judge", hub.RERANKERS) is False
    assert hub.require("own/busy") is False  # loading it will tell
    assert key_of("judge") == "model_unknown"
    assert key_of("own/typo") == "model_unknown"


@pytest.mark.parametrize("name", ["/no/such/folder", "./model", "model.git", "x" * 300, "模型"])
def test_what_cannot_be_a_name_on_the_hub_is_taken_for_a_folder(name: str) -> None:
    assert key_of(name) == "model_no_folder"


def test_the_hub_is_reached_through_a_proxy(cache: Path, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put_into(cache, "own/cached")
    monkeypatch.setattr(constants, "ENDPOINT", "http://hub.invalid")
    monkeypatch.setenv("http_proxy", served)
    assert hub.require("own/cached") is False
    monkeypatch.setenv("http_proxy", CLOSED.removeprefix("http://"))
    assert hub.require("own/cached") is True


LOADING = """
import sys, time
import numpy
from embeddings import encoder, reranker
from embeddings.errors import EmbeddingError
begun = time.monotonic()
for load in (encoder.load, encoder.load_token_counter, reranker.load):
    try:
        load("no/such-model")
    except EmbeddingError as error:
        print(error.key)
print(time.monotonic() - begun < 6, "sentence_transformers" in sys.modules)
"""


def test_loading_an_unknown_model_fails_before_the_slow_imports(tmp_path: Path) -> None:
    env = os.environ | {"HF_ENDPOINT": CLOSED, "HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "0", "no_proxy": "*"}
    command, root = [sys.executable, "-c", LOADING], Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["model_no_network"] * 3 + ["True", "False"]
