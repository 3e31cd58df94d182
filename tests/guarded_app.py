"""An application that only says what it was given, behind the guard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.web.guard import Guard, HostNames, accounts
from qa.web.guard.accounts import Accounts
from qa.web.guard.uploads import Uploads

HOME = "http://127.0.0.1:7860"
JOIN, UPLOAD = "/gradio_api/queue/join", "/gradio_api/upload"
PASSWORD = "correct horse"


class Echo:
    """Answers with the body that it got, or with what it is told to."""

    def __init__(self) -> None:
        self.status, self.answer, self.kind = 200, b"", b"application/json"
        self.got: list[tuple[str, bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.got.append((scope["path"], body))
        headers = [(b"content-type", self.kind), (b"content-length", str(len(self.answer or body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.answer or body})


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path)


Open = Callable[..., TestClient]


@pytest.fixture
def guarded(echo: Echo, uploads: Uploads) -> Open:
    def client(host: str = "127.0.0.1", home: str = HOME, users: Path | None = None, **names: Any) -> TestClient:
        guard = Guard(echo, HostNames(host, **names), uploads, Accounts(users) if users else None)  # type: ignore[arg-type]
        return TestClient(guard, base_url=home, follow_redirects=False)

    return client


@pytest.fixture
def users(tmp_path: Path, quick_hashes: None) -> Path:
    accounts.set_password(tmp_path / "users", "lin", PASSWORD)
    return tmp_path / "users"
