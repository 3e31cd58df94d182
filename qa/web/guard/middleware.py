"""The middleware itself: each request is judged, bounded and answered in the order in which it is written here."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from qa.i18n.messages import text
from qa.web import limits
from qa.web.guard import login_page
from qa.web.guard.accounts import Accounts
from qa.web.guard.authentication import ITSELF, PATHS, Authenticator
from qa.web.guard.errors import RefusedError, language_of, slow_down
from qa.web.guard.origin import HostNames
from qa.web.guard.request_body import Message, Receive, bounded, length, replayed, whole
from qa.web.guard.session_owners import SessionOwners, sessions_of
from qa.web.guard.uploads import ForeignFileError, Uploads
from qa.web.limits import Buckets, client_of

Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_API = "/gradio_api"
_UPLOAD = f"{_API}/upload"
_STATIC = re.compile(r"/(assets|static|svelte)/.+|/favicon\.ico|/robots\.txt")
# All that the chat and its clients use. Not among them: Gradio's routes to files, streams, proxies, history, reload.
_ROUTES = re.compile(
    rf"/|/config/?|/theme\.css|/manifest\.json|{_STATIC.pattern}|{_API}/(theme\.css|info/?|app_id/?|startup-events|"
    r"queue/(join|data)|cancel|reset/?|heartbeat/[\w-]+|upload|upload_progress|component_server/?|"
    r"(call|run|api)/[\w/-]+|mcp(/.*)?)"
)
_ASKS = re.compile(rf"{_API}/(queue/join|component_server/?|(call|run|api)/.+|mcp(/.*)?)")
_OPEN = {f"{_API}/startup-events", "/favicon.ico", "/robots.txt"}  # need no login; Gradio calls the first of itself


class Guard:
    """ASGI middleware around the chat. It holds who is logged in and how often who has come, and nothing of theirs."""

    def __init__(
        self, app: App, names: HostNames, uploads: Uploads, accounts: Accounts | None = None, own_key: str = ""
    ) -> None:
        """Without `accounts` everyone is let in who reaches the server by one of its `names`; with them also the server
        itself, which sends the header `OWN` with `own_key`.
        """
        self._app = app
        self._names = names
        self._uploads = uploads
        self._owners = SessionOwners() if accounts else None
        self._door = Authenticator(accounts, own_key or secrets.token_hex()) if accounts else None
        self._asks, self._sent = Buckets(limits.ASKS), Buckets(limits.UPLOADS)
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the chat uses none
            return
        client = client_of(scope["client"][0] if scope["client"] else None)
        nonce = secrets.token_urlsafe(16)
        answer = _Answer(scope, send, nonce)
        try:
            await self._serve(scope, receive, answer, client)
        except RefusedError as refusal:
            if not answer.begun:
                response = refusal.response(Headers(scope=scope), plain=scope["path"] == _UPLOAD)
                await response(scope, receive, answer.send)

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer, client: str) -> None:
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        wrong = self._names.refusal_reason(method, headers)
        if wrong:
            raise RefusedError(403, wrong)
        if self._door and path in PATHS:
            response = await self._door.answer(scope, receive, client, answer.nonce)
            await response(scope, receive, answer.send)
            return
        if not _ROUTES.fullmatch(path) or ".." in path.split("/"):
            raise RefusedError(404, "not_here")
        if self._door and path not in _OPEN:
            user = await self._door.user(headers, client)
            if user is None:
                await self._door.to_login(scope)(scope, receive, answer.send)
                return
            client = f"user {user}"
        if self._running[client] >= limits.MAX_OPEN or self._running.total() >= limits.MAX_OPEN_ALL:
            raise RefusedError(429, "busy")
        self._running[client] += 1
        try:
            await self._pass_on(scope, receive, answer, client)
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]

    async def _pass_on(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer, client: str) -> None:
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        query, body = scope["query_string"].decode("latin-1"), b""
        if method == "POST" and path == _UPLOAD:
            _within(self._sent, client)
            await self._upload(scope, receive, answer)
            return
        if method == "POST":
            if _ASKS.fullmatch(path) and client != f"user {ITSELF}":  # it asks for a user who is counted already
                _within(self._asks, client)
            body = self._meant(await whole(receive, headers, limits.MAX_JSON), headers)
            receive = replayed(body, receive)
        if self._owners and not self._owners.claim(client, sessions_of(path, query, body)):
            raise RefusedError(403, "not_yours")
        changed: Send = answer.send
        if path == "/":
            changed = answer.rewriting(lambda status, body: (status, self._page(body, answer.nonce)))
        elif _ASKS.fullmatch(path):
            changed = answer.rewriting(lambda status, body: _told_busy(status, body, headers), only=503)
        await self._app(scope, receive, changed)

    def _page(self, body: bytes, nonce: str) -> bytes:
        """Gradio's page with its scripts allowed, and one of ours. `<` in what it carries as JSON is escaped."""
        if self._door:
            body = body.replace(b"</head>", f"<script>{login_page.WATCH}</script></head>".encode(), 1)
        return body.replace(b"<script", f'<script nonce="{nonce}"'.encode())

    async def _upload(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer) -> None:
        size = length(Headers(scope=scope))
        if size > limits.MAX_UPLOAD:
            raise RefusedError(413, "too_large", limit=limits.MAX_UPLOAD // 2**20)
        if shutil.disk_usage(self._uploads.folder).free < size + limits.KEEP_FREE:
            raise RefusedError(507, "disk_full")
        with self._uploads.one_more():
            told = answer.rewriting(lambda status, body: (status, self._uploads.told(body)), only=200)
            await self._app(scope, bounded(receive), told)

    def _meant(self, body: bytes, headers: Headers) -> bytes:
        """A request's JSON with the real places of its files in it."""
        kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if body and (kind != "application/json" or b"\0" in body):  # a NUL would be UTF-16 or UTF-32
            raise RefusedError(415, "no_json")
        if b"FileData" not in body and b"\\u00" not in body:  # neither in letters nor escaped
            return body
        try:
            return json.dumps(self._uploads.resolve_paths(json.loads(body))).encode()
        except ForeignFileError as error:
            raise RefusedError(403, "not_uploaded") from error
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "no_json") from error


class _Answer:
    """What is sent to the client: with the headers of every answer, some answers changed."""

    def __init__(self, scope: MutableMapping[str, Any], send: Send, nonce: str) -> None:
        self._send = send
        self._static = bool(_STATIC.fullmatch(scope["path"]))
        self._page = scope["path"] in {"/", *PATHS}
        self.nonce = nonce
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            headers.update(login_page.HEADERS)
            headers["content-security-policy"] = login_page.policy(self.nonce if self._page else "")
            if not self._static:
                headers["cache-control"] = "no-store"  # not even for the way back after logging out
        await self._send(message)

    def rewriting(self, change: Callable[[int, bytes], tuple[int, bytes]], only: int | None = None) -> Send:
        """A way to send that changes the status and the whole body, where the status is `only` that."""
        start: Message = {}
        body = bytearray()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            if only not in (None, start["status"]):
                await self.send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    status, changed = change(start["status"], bytes(body))
                    head = {**start, "status": status}
                    MutableHeaders(scope=head)["content-length"] = str(len(changed))
                    await self.send(head)
                    await self.send({"type": "http.response.body", "body": changed})

        return send


def _told_busy(status: int, body: bytes, headers: Headers) -> tuple[int, bytes]:
    """Gradio's page has words of its own for 503, in English only; those of a 429 it shows."""
    told = text(language_of(headers), "busy")
    return 429, json.dumps({"detail": told, "error": told}).encode()


def _within(buckets: Buckets, client: str) -> None:
    seconds = buckets.take(client)
    if seconds:
        raise slow_down(seconds)
