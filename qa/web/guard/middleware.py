"""The middleware: checks, limits and answers each request."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from qa.i18n.messages import message as interface_text
from qa.web import limits
from qa.web.guard import login_page
from qa.web.guard.accounts import Accounts
from qa.web.guard.authentication import PATHS, SERVER_ITSELF, Authenticator
from qa.web.guard.errors import RefusedError, language_of, too_many_requests
from qa.web.guard.origin import HostNames
from qa.web.guard.request_body import Message, Receive, bounded, declared_length, read_body, replayed
from qa.web.guard.session_owners import SessionOwners, sessions_of
from qa.web.guard.uploads import ForeignFileError, Uploads
from qa.web.people import HEADER, header_value
from qa.web.rate_limit import TokenBuckets, client_key

Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_API = "/gradio_api"
_UPLOAD = f"{_API}/upload"
_STATIC = re.compile(r"/(assets|static|svelte)/.+|/favicon\.ico|/robots\.txt")
# All that the chat and its clients use. Gradio's routes for files, streams, proxies, history and reload stay closed.
_ROUTES = re.compile(
    rf"/|/config/?|/theme\.css|/manifest\.json|{_STATIC.pattern}|{_API}/(theme\.css|info/?|app_id/?|startup-events|"
    r"queue/(join|data)|cancel|reset/?|heartbeat/[\w-]+|upload|upload_progress|component_server/?|"
    r"(call|run|api)/[\w/-]+|mcp(/.*)?)"
)
_EVENT_PATHS = re.compile(rf"{_API}/(queue/join|component_server/?|(call|run|api)/.+|mcp(/.*)?)")
_PUBLIC_PATHS = {f"{_API}/startup-events", "/favicon.ico", "/robots.txt"}  # no login; Gradio itself calls the first


class Guard:
    """ASGI middleware around the chat. It holds login sessions and request counts, and no user's data."""

    def __init__(
        self, app: App, names: HostNames, uploads: Uploads, accounts: Accounts | None = None, own_key: str = "",
        head: str = "", files: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        """Without `accounts`, everyone who reaches the server by one of its `names` may use it. With them, users log
        in, and the server itself is recognised by the header `OWN` with `own_key`. `head` is put into the page's head.
        `files` are served, too: by path the media type and the text.
        """
        self._files = files or {}
        self._head = head
        self._app = app
        self._names = names
        self._uploads = uploads
        self._owners = SessionOwners() if accounts else None
        self._authenticator = Authenticator(accounts, own_key or secrets.token_hex()) if accounts else None
        self._event_rate = TokenBuckets(limits.EVENT_RATE)
        self._upload_rate = TokenBuckets(limits.UPLOAD_RATE)
        self._open_requests: Counter[str] = Counter()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the chat does not use WebSockets
            return
        client = client_key(scope["client"][0] if scope["client"] else None)
        nonce = secrets.token_urlsafe(16)
        answer = _Answer(scope, send, nonce)
        try:
            await self._serve(scope, receive, answer, client)
        except RefusedError as refusal:
            if not answer.has_started:
                response = refusal.response(Headers(scope=scope), plain=scope["path"] == _UPLOAD)
                await response(scope, receive, answer.send)

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer, client: str) -> None:
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        reason = self._names.refusal_reason(method, headers)
        if reason:
            raise RefusedError(403, reason)
        if self._authenticator and path in PATHS:
            response = await self._authenticator.answer(scope, receive, client, answer.nonce)
            await response(scope, receive, answer.send)
            return
        if not (path in self._files or _ROUTES.fullmatch(path)) or ".." in path.split("/"):
            raise RefusedError(404, "not_here")
        _name_user(scope, "")
        if self._authenticator and path not in _PUBLIC_PATHS:
            user = await self._authenticator.user(headers, client)
            if user is None:
                await self._authenticator.to_login(scope)(scope, receive, answer.send)
                return
            client = f"user {user}"
            _name_user(scope, "" if user == SERVER_ITSELF else user)
        if (
            self._open_requests[client] >= limits.MAX_OPEN_REQUESTS_OF_CLIENT
            or self._open_requests.total() >= limits.MAX_OPEN_REQUESTS
        ):
            raise RefusedError(429, "busy")
        self._open_requests[client] += 1
        try:
            await self._pass_on(scope, receive, answer, client)
        finally:
            self._open_requests[client] -= 1
            if not self._open_requests[client]:
                del self._open_requests[client]

    async def _pass_on(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer, client: str) -> None:
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        query, body = scope["query_string"].decode("latin-1"), b""
        if path in self._files:
            kind, text = self._files[path]
            await Response(text, media_type=kind)(scope, receive, answer.send)
            return
        if method == "POST" and path == _UPLOAD:
            _take_token(self._upload_rate, client)
            await self._upload(scope, receive, answer)
            return
        if method == "POST":
            if _EVENT_PATHS.fullmatch(path) and client != f"user {SERVER_ITSELF}":  # that user has been counted
                _take_token(self._event_rate, client)
            body = self._with_real_paths(await read_body(receive, headers, limits.MAX_JSON_BYTES), headers)
            receive = replayed(body, receive)
        if self._owners and not self._owners.claim(client, sessions_of(path, query, body)):
            raise RefusedError(403, "not_yours")
        send: Send = answer.send
        if path == "/":
            send = answer.rewriting(lambda status, body: (status, self._page(body, answer.nonce)))
        elif _EVENT_PATHS.fullmatch(path):
            send = answer.rewriting(lambda status, body: _busy_response(headers), only=503)
        await self._app(scope, receive, send)

    def _page(self, body: bytes, nonce: str) -> bytes:
        """Gradio's page with the nonce on its scripts, and what is ours in its head. In its JSON, `<` is escaped."""
        head = self._head + (f"<script>{login_page.RELOAD_SCRIPT}</script>" if self._authenticator else "")
        body = body.replace(b"</head>", f"{head}</head>".encode(), 1)
        return body.replace(b"<script", f'<script nonce="{nonce}"'.encode())

    async def _upload(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer) -> None:
        size = declared_length(Headers(scope=scope))
        if size > limits.MAX_UPLOAD_BYTES:
            raise RefusedError(413, "too_large", limit=limits.MAX_UPLOAD_BYTES // 2**20)
        if shutil.disk_usage(self._uploads.folder).free < size + limits.MIN_FREE_DISK_BYTES:
            raise RefusedError(507, "disk_full")
        with self._uploads.uploading():
            send = answer.rewriting(lambda status, body: (status, self._uploads.public_paths(body)), only=200)
            await self._app(scope, bounded(receive), send)

    def _with_real_paths(self, body: bytes, headers: Headers) -> bytes:
        """A request's JSON with the real paths of its files."""
        media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if body and (media_type != "application/json" or b"\0" in body):  # a NUL: UTF-16 or UTF-32
            raise RefusedError(415, "no_json")
        if b"FileData" not in body and b"\\u00" not in body:  # neither plain nor escaped
            return body
        try:
            return json.dumps(self._uploads.resolve_paths(json.loads(body))).encode()
        except ForeignFileError as error:
            raise RefusedError(403, "not_uploaded") from error
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "no_json") from error


class _Answer:
    """An answer to the client: adds the headers that every answer has, and can rewrite bodies."""

    def __init__(self, scope: MutableMapping[str, Any], send: Send, nonce: str) -> None:
        self._send = send
        self._is_static = bool(_STATIC.fullmatch(scope["path"]))
        self._is_page = scope["path"] in {"/", *PATHS}
        self.nonce = nonce
        self.has_started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            headers.update(login_page.HEADERS)
            headers["content-security-policy"] = login_page.content_security_policy(self.nonce if self._is_page else "")
            if not self._is_static:
                headers["cache-control"] = "no-store"  # not even for the back button after signing out
        await self._send(message)

    def rewriting(self, change: Callable[[int, bytes], tuple[int, bytes]], only: int | None = None) -> Send:
        """Return a `send` that changes the status and the whole body, if `only` is None or the status."""
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


def _name_user(scope: MutableMapping[str, Any], user: str) -> None:
    """Say in a header who sends a request; what the client says there is dropped."""
    name = HEADER.encode()
    others = [(key, value) for key, value in scope["headers"] if key.lower() != name]
    scope["headers"] = [*others, (name, header_value(user))] if user else others


def _busy_response(headers: Headers) -> tuple[int, bytes]:
    """429 in place of 503: for 503 Gradio's page shows a text of its own in English, for 429 it shows ours."""
    text = interface_text(language_of(headers), "busy")
    return 429, json.dumps({"detail": text, "error": text}).encode()


def _take_token(buckets: TokenBuckets, client: str) -> None:
    seconds = buckets.take(client)
    if seconds:
        raise too_many_requests(seconds)
