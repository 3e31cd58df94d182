"""The guard's accounts: who is let in, who is slowed, and when a session ends."""

# ruff: noqa: F811 - fixtures are imported, and named as arguments

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from guarded_app import HOME, JOIN, PASSWORD, UPLOAD, Echo, Open, echo, guarded, uploads, users  # noqa: F401 - fixtures

from qa.web import limits
from qa.web.guard import accounts
from qa.web.guard.accounts import Accounts
from qa.web.rate_limit import Rate

PAGE = {"accept": "text/html"}


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_without_a_login_there_is_only_the_login(guarded: Open, echo: Echo, users: Path) -> None:
    client = guarded(users=users)
    for path in ("/", "/config", "/theme.css", "/assets/a.js", "/gradio_api/info", "/gradio_api/queue/data",
                 "/gradio_api/heartbeat/a", "/gradio_api/app_id", "/gradio_api/mcp/", "/manifest.json"):  # fmt: skip
        assert client.get(path).status_code == 401
    for path in (JOIN, UPLOAD, "/gradio_api/call/ask", "/gradio_api/cancel", "/gradio_api/component_server"):
        assert client.post(path).status_code == 401
    opened = client.get("/?q=a&b=%22", headers=PAGE)
    assert (opened.status_code, opened.headers["location"]) == (303, "login?q=a&b=%22")
    assert "www-authenticate" not in opened.headers  # a browser would keep the password and send it by itself
    assert echo.got == []
    assert client.get("/gradio_api/startup-events").status_code == 200


def test_logging_in_and_out(guarded: Open, users: Path) -> None:
    client = guarded(users=users)
    form = client.get('/login?q="><script>', headers=PAGE)
    assert form.status_code == 200 and '"><script>' not in form.text.partition("<h1>")[0]
    wrong = client.post(
        "/login", data={"username": "lin", "password": "wrong"}, headers={**PAGE, "accept-language": "zh"}
    )
    assert wrong.status_code == 401 and "用户名或密码不对" in wrong.text and not wrong.cookies
    entered = client.post("/login?q=1", data={"username": "lin", "password": PASSWORD}, headers=PAGE)
    assert entered.status_code == 200 and 'href="./?q=1"' in entered.text
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie and "max-age" not in cookie
    assert client.get("/", headers=PAGE).status_code == 200
    assert client.get("/logout").status_code == 405  # an image on another site would log out
    cookies = dict(client.cookies)
    left = client.post("/logout", headers=PAGE)
    assert left.headers["clear-site-data"] == '"cache", "storage"' and "localStorage.clear()" in left.text
    assert client.get("/").status_code == 401
    client.cookies.update(cookies)
    assert client.get("/").status_code == 401  # the token is worth nothing any more


def test_over_tls_the_cookie_stays_there(guarded: Open, users: Path) -> None:
    client = guarded(users=users, home="https://127.0.0.1:7860")
    entered = client.post("/login", data={"username": "lin", "password": PASSWORD})
    assert "secure" in entered.headers["set-cookie"].lower() and entered.json() == {"success": True}


def test_programs_send_the_password(guarded: Open, users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = guarded(users=users)
    assert client.get("/config", headers=basic("lin", "wrong")).status_code == 401
    assert client.get("/config", headers={"authorization": "Bearer x"}).status_code == 401
    assert client.get("/config", headers={"authorization": "Basic \u00e9".encode("latin-1")}).status_code == 401
    assert client.get("/config", headers=basic("lin", PASSWORD)).status_code == 200
    monkeypatch.setattr(Accounts, "check", lambda *_: pytest.fail("hashed again"))
    assert client.get("/config", headers=basic("lin", PASSWORD)).status_code == 200


def test_who_is_removed_is_out_at_once(guarded: Open, users: Path) -> None:
    client = guarded(users=users)
    client.post("/login", data={"username": "lin", "password": PASSWORD})
    assert client.get("/config", headers=basic("lin", PASSWORD)).status_code == 200
    assert client.get("/").status_code == 200
    accounts.remove(users, "lin")
    assert client.get("/").status_code == 401
    assert client.get("/config", headers=basic("lin", PASSWORD)).status_code == 401


def test_wrong_passwords_are_slowed_and_right_ones_are_not(
    guarded: Open, users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FAILED_LOGIN_RATE", Rate(2, 60.0))
    monkeypatch.setattr(Accounts, "check", lambda self, user, password: password == PASSWORD)
    client = guarded(users=users)
    for _ in range(5):
        assert client.post("/login", data={"username": "lin", "password": PASSWORD}).status_code == 200
    client.cookies.clear()
    statuses = [client.post("/login", data={"username": "lin", "password": str(n)}).status_code for n in range(3)]
    assert statuses == [401, 401, 429]
    again = client.post("/login", data={"username": "lin", "password": PASSWORD}, headers=PAGE)
    assert again.status_code == 429 and again.headers["retry-after"] == "60" and "60 s" in again.text
    assert client.get("/config", headers=basic("zhou", "3")).status_code == 429


def test_a_name_is_guarded_wherever_it_is_tried_from(
    guarded: Open, users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FAILED_LOGIN_RATE_OF_USER", Rate(1, 60.0))
    monkeypatch.setattr(Accounts, "check", lambda self, user, password: False)
    client = guarded(users=users)
    assert client.get("/config", headers=basic("lin", "1")).status_code == 401
    assert client.get("/config", headers=basic(" lin ", "2")).status_code == 429
    assert client.get("/config", headers=basic("zhou", "1")).status_code == 401


def test_a_session_of_gradios_serves_only_who_began_it(guarded: Open, echo: Echo, users: Path) -> None:
    accounts.set_password(users, "zhou", PASSWORD)
    client, lin, zhou = guarded(users=users), basic("lin", PASSWORD), basic("zhou", PASSWORD)
    asked = {"data": ['"session_hash": "other"'], "session_hash": "one"}
    assert client.post(JOIN, json=asked, headers=lin).status_code == 200
    assert client.get("/gradio_api/queue/data?session_hash=one", headers=lin).status_code == 200
    got = len(echo.got)
    body = json.dumps(asked)
    for written in (body, body.replace("session_hash", "s\\u0065ssion_hash"), body[:-1] + ', "session_hash": "new"}'):
        headers = {**zhou, "content-type": "application/json"}
        assert client.post(JOIN, content=written, headers=headers).status_code == 403
    for path in ("queue/data?session_hash=one", "queue/data?session_hash=mine&session_hash=one", "heartbeat/one"):
        assert client.get(f"/gradio_api/{path}", headers=zhou).status_code == 403
    assert len(echo.got) == got
    assert client.post(JOIN, json={**asked, "session_hash": "other"}, headers=zhou).status_code == 200


def test_a_session_that_lies_idle_ends(guarded: Open, users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = guarded(users=users)
    client.post("/login", data={"username": "lin", "password": PASSWORD})
    assert client.get("/").status_code == 200
    monkeypatch.setattr("qa.web.guard.login_sessions._IDLE_SECONDS", -1.0)
    assert client.get("/").status_code == 401
