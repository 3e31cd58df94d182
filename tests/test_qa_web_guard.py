"""The guard around an application that only says what it was given."""

# ruff: noqa: F811 - fixtures are imported, and named as arguments

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from guarded_app import HOME, JOIN, PASSWORD, UPLOAD, Echo, Open, echo, guarded, uploads, users  # noqa: F401 - fixtures
from starlette.testclient import TestClient

from qa.web import limits
from qa.web.guard import Guard, HostNames, is_loopback
from qa.web.guard.accounts import Accounts
from qa.web.guard.uploads import Uploads
from qa.web.rate_limit import Rate


def test_files_of_its_own_are_served_to_those_who_may_use_the_chat(
    echo: Echo, uploads: Uploads, guarded: Open, users: Path
) -> None:
    files = {"/own/part.js": ("text/javascript", "export default 1")}
    for known, status in ((None, 200), (Accounts(users), 401)):
        guard = Guard(echo, HostNames("127.0.0.1"), uploads, known, files=files)  # type: ignore[arg-type]
        client = TestClient(guard, base_url=HOME, follow_redirects=False)
        answer = client.get("/own/part.js?1")
        assert answer.status_code == status
        assert (answer.text == "export default 1") == (status == 200)
        assert client.get("/own/other.js").status_code == 404
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert guarded().get("/own/part.js").status_code == 404


# Where requests come from


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        ("127.0.0.1:7860", True),
        ("localhost:7860", True),
        ("LOCALHOST", True),
        ("[::1]:7860", True),
        ("evil.example:7860", False),  # DNS rebinding: a name of theirs that points here
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("192.168.1.5:7860", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_on_this_machine_only_its_own_names_are_answered(guarded: Open, echo: Echo, host: str, let_in: bool) -> None:
    assert (guarded().get("/", headers={"host": host}).status_code == 200) is let_in
    assert bool(echo.got) is let_in


@pytest.mark.parametrize(
    ("host", "let_in"), [("192.168.1.5", True), ("[2001:db8::5]:80", True), ("evil.example", False), ("news", True)]
)
def test_others_use_an_address_in_numbers_or_a_name_that_was_given(guarded: Open, host: str, let_in: bool) -> None:
    client = guarded(host="0.0.0.0", others=["News"])
    assert (client.get("/", headers={"host": host}).status_code == 200) is let_in


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (HOME, True),
        ("http://127.0.0.1:3000", False),  # another server of this machine
        ("http://localhost:7860", False),
        ("https://evil.example", False),
        ("null", False),
        ("http://127.0.0.1:7860.evil.example", False),
        ("", False),
    ],
)
@pytest.mark.parametrize(
    "path", [JOIN, UPLOAD, "/gradio_api/call/ask", "/gradio_api/mcp/", "/gradio_api/component_server"]
)
def test_pages_of_other_sites_can_neither_ask_nor_upload(
    guarded: Open, echo: Echo, path: str, origin: str, let_in: bool
) -> None:
    echo.answer = b"[]"
    assert (guarded().post(path, headers={"origin": origin}).status_code == 200) is let_in
    assert bool(echo.got) is let_in


def test_a_proxy_may_have_another_name(guarded: Open) -> None:
    client = guarded(others=["news.example"])
    assert client.post(JOIN, headers={"origin": "https://news.example"}).status_code == 200
    assert client.post(JOIN, headers={"origin": "https://evil.example"}).status_code == 403


def test_a_link_from_elsewhere_opens_the_chat_and_nothing_else(guarded: Open) -> None:
    client, foreign = guarded(), {"sec-fetch-site": "cross-site"}
    assert client.get("/", headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 200
    assert client.get("/config", headers={**foreign, "sec-fetch-mode": "no-cors"}).status_code == 403
    assert client.post(JOIN, headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False),
     ("::", False), ("10.0.0.1", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


# What is open


@pytest.mark.parametrize("path", [
    "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/file=/etc/passwd",
    "/gradio_api/file=../library.db",
    "/gradio_api/file%3D/etc/passwd", "/gradio_api/file=%2Fetc%2Fpasswd", "//gradio_api/file=/etc/passwd",
    "/gradio_api//file=/etc/passwd", "/assets/../gradio_api/file=/etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2fetc/passwd", "/gradio_api/proxy=http://127.0.0.1:9", "/gradio_api/stream/a/b/1/playlist-file",
    "/gradio_api/dev/reload", "/monitoring", "/gradio_api/deep_link", "/gradio_api/vibe-code",
    "/gradio_api/openapi.json",
    "/gradio_api/runs", "/gradio_api/process_recording", "/gradio_api/custom_component/a/client/b/c", "/pwa_icon",
    "/gradio_api/token", "/gradio_api/user", "/login", "/docs", "/gradio_api/call/a/../../file=/etc/passwd",
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_opened_is_closed(guarded: Open, echo: Echo, method: str, path: str) -> None:
    assert guarded().request(method, path).status_code in {403, 404}
    assert echo.got == []


def test_every_answer_carries_the_headers(guarded: Open, echo: Echo) -> None:
    client = guarded()
    for answer in (
        client.get("/"),
        client.get("/nowhere"),
        client.get("/assets/a.js"),
        client.post(JOIN, content=b"\0"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "connect-src 'self'" in answer.headers["content-security-policy"]
        assert (answer.headers.get("cache-control") == "no-store") is ("assets" not in str(answer.url))


def test_only_scripts_of_the_page_itself_run(guarded: Open, echo: Echo) -> None:
    echo.answer, echo.kind = b"<html><script>1</script><script src=a></script></html>", b"text/html"
    first, second = guarded().get("/"), guarded().get("/")
    nonce = first.text.partition('nonce="')[2].partition('"')[0]
    assert len(nonce) > 20 and nonce not in second.text
    assert first.text == f'<html><script nonce="{nonce}">1</script><script nonce="{nonce}" src=a></script></html>'
    assert f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval';" in first.headers["content-security-policy"]
    assert "script-src 'none'" in guarded().get("/config").headers["content-security-policy"]


# How much, how often, how long


def test_too_much_is_refused_whether_it_says_so_or_not(
    guarded: Open, echo: Echo, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_JSON_BYTES", 100)
    monkeypatch.setattr(limits, "MAX_UPLOAD_BYTES", 100)
    client = guarded()
    for path in (JOIN, UPLOAD):
        assert client.post(path, content=b"1" * 101).status_code == 413
        assert client.post(path, content=(b"1" * 60 for _ in range(2))).status_code == 413
    assert echo.got == []
    assert client.post(JOIN, content=b"1" * 100).status_code == 200


def test_an_upload_leaves_room_on_the_disk(guarded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MIN_FREE_DISK_BYTES", 10**18)
    answer = guarded().post(UPLOAD, content=b"1", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 507 and "磁盘" in answer.text


def test_too_many_requests_are_refused_with_a_time_to_wait(
    guarded: Open, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo.answer = b"[]"
    monkeypatch.setattr(limits, "EVENT_RATE", Rate(2, 30.0))
    monkeypatch.setattr(limits, "UPLOAD_RATE", Rate(1, 30.0))
    client = guarded()
    answers = [client.post(path) for path in (JOIN, "/gradio_api/call/ask", "/gradio_api/mcp/")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "30" and "30 s" in answers[2].json()["detail"]
    assert client.post(UPLOAD).status_code != 429  # counted on its own
    late = client.post(UPLOAD, headers={"accept-language": "zh"})
    assert late.status_code == 429 and late.text == "操作太频繁，请等 30 秒再试。"
    assert client.get("/").status_code == 200


def test_a_full_queue_is_reported_in_words(guarded: Open, echo: Echo) -> None:
    echo.status, echo.answer = 503, b'{"detail": "Queue is full. Max size is 128 and size is 128."}'
    answer = guarded().post(JOIN, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 429 and answer.json()["detail"] == "现在提问的人太多，请稍后再试。"


def test_who_has_too_much_open_waits(guarded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_OPEN_REQUESTS_OF_CLIENT", 0)
    assert guarded().get("/").status_code == 429


def test_who_sends_too_slowly_is_let_go(uploads: Uploads, echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)
    sent: list[Any] = []

    async def never() -> Any:
        await asyncio.sleep(5)

    async def send(message: Any) -> None:
        sent.append(message)

    guard = Guard(echo, HostNames("127.0.0.1"), uploads)  # type: ignore[arg-type]
    for path in (JOIN, UPLOAD):
        scope = {"type": "http", "method": "POST", "path": path, "headers": [(b"host", b"localhost")]}
        scope |= {"client": None, "query_string": b""}
        asyncio.run(guard(scope, never, send))
    assert [message["status"] for message in sent if "status" in message] == [408, 408]


# Files


def test_a_browser_gets_paths_without_folders(guarded: Open, echo: Echo, uploads: Uploads) -> None:
    place = uploads.folder / "abc" / "n.txt"
    echo.answer = json.dumps([str(place)]).encode()
    assert guarded().post(UPLOAD).json() == ["abc/n.txt"]


def file(path: object, **others: object) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **others}


def test_a_file_that_was_uploaded_is_found_again(guarded: Open, echo: Echo, uploads: Uploads) -> None:
    place = uploads.folder / "abc" / "n.txt"
    place.parent.mkdir()
    place.write_text("x")
    asked = {"data": [[file("abc/n.txt", url="http://evil.example/")], "问题", {"path": "left alone"}]}
    assert guarded().post(JOIN, json=asked).status_code == 200
    got = json.loads(echo.got[0][1])
    assert got["data"] == [[file(str(place), url=None)], "问题", {"path": "left alone"}]


@pytest.mark.parametrize("path", [
    "/etc/passwd", "../library.db", "abc/../../library.db", "abc/../abc/n.txt", "abc", "lock", "", "abc/none.txt",
    "abc/link.txt", "http://127.0.0.1:9/a", "file:///etc/passwd", 7, None, "abc/n.txt\0", "abc//n.txt/",
])  # fmt: skip
@pytest.mark.parametrize("escaped", [False, True])
def test_no_other_file_can_be_named(guarded: Open, echo: Echo, uploads: Uploads, path: object, escaped: bool) -> None:
    (uploads.folder.parent / "library.db").write_text("secret")
    (uploads.folder / "abc").mkdir()
    (uploads.folder / "abc" / "n.txt").write_text("x")
    (uploads.folder / "abc" / "link.txt").symlink_to(uploads.folder.parent / "library.db")
    body = json.dumps({"data": [file(path)]})
    if escaped:
        body = body.replace("FileData", "\\u0046ile\\u0044ata").replace('"meta"', '"m\\u0065ta"')
    answer = guarded().post(JOIN, content=body, headers={"content-type": "application/json"})
    if path == "abc//n.txt/":  # another way to write the place of one's own file
        assert answer.status_code == 200
    else:
        assert answer.status_code in {400, 403} and echo.got == []
        assert str(uploads.folder.parent) not in answer.text


@pytest.mark.parametrize(("content", "kind"), [
    (json.dumps({"data": [file("/etc/passwd")]}).encode("utf-16"), "application/json"),
    (b"--a\r\n", "multipart/form-data; boundary=a"),
    (b'{"data": "FileData"', "application/json"),
    (b'{"a":' * 100_000 + b'"FileData"', "application/json"),
])  # fmt: skip
def test_what_hides_a_file_from_the_guard_is_refused(guarded: Open, echo: Echo, content: bytes, kind: str) -> None:
    assert guarded().post(JOIN, content=content, headers={"content-type": kind}).status_code in {400, 415}
    assert echo.got == []


def test_nothing_is_left_of_uploads(tmp_path: Path) -> None:
    running, killed = Uploads(tmp_path), Uploads(tmp_path)
    (killed.folder / "abc").mkdir()
    (killed.folder / "abc" / "n.txt").write_text("x")
    killed._lock.release()  # as when its process is killed
    with running.uploading():
        (running.folder / "tmp123").write_text("half")
        (running.folder / "empty").mkdir()
        (running.folder / "whole").mkdir()
        (running.folder / "whole" / "n.txt").write_text("x")
    assert sorted(path.name for path in running.folder.iterdir()) == ["lock", "whole"]
    third = Uploads(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([running.folder, third.folder])
    running.close()
    third.close()
    assert list(tmp_path.iterdir()) == []
