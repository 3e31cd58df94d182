"""The door of a chat with accounts: the pages of logging in and out, and who a request is from. Knows HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from qa.i18n.messages import text
from qa.web import limits
from qa.web.guard import login_page
from qa.web.guard.accounts import Accounts, normal
from qa.web.guard.errors import RefusedError, language_of, reads_pages, slow_down
from qa.web.guard.login_sessions import Logins, TooManyError, cookie, credentials
from qa.web.guard.request_body import Receive, whole

PATHS = ("/login", "/logout")
ITSELF = "the server itself"  # no user's name: those have no spaces
OWN = "x-wenbao-own"  # the header of requests that this server sends to itself: Gradio's MCP calls the queue so


class Authenticator:
    """The door of one server. It holds who is logged in."""

    def __init__(self, accounts: Accounts, own_key: str) -> None:
        """Nobody is logged in at first. Who sends `own_key` is this server itself."""
        self._own_key = own_key
        self._logins = Logins(accounts)
        self._checking = asyncio.Semaphore(2)  # scrypt takes a core and 32 MiB each
        self._cookie = f"wenbao-{secrets.token_hex(4)}"  # cookies of all ports of a machine lie together

    async def user(self, headers: Headers, client: str) -> str | None:
        """Who sends a request; None for nobody known. Raises `RefusedError` after too many wrong passwords."""
        given = headers.get("authorization")
        if hmac.compare_digest(headers.get(OWN, "").encode(), self._own_key.encode()):
            return ITSELF
        if given is None:
            return self._logins.user_of_session(cookie(headers.get("cookie", ""), self._cookie))
        if known := self._logins.remembered(given):
            return known
        pair = credentials(given)
        if pair is None or not await self._check(*pair, client):
            return None
        self._logins.remember(given, pair[0])
        return pair[0]

    async def _check(self, user: str, password: str, client: str) -> bool:
        async with self._checking:
            try:
                return await asyncio.to_thread(self._logins.check, user, password, client)
            except TooManyError as error:
                raise slow_down(error.seconds) from error

    async def answer(self, scope: MutableMapping[str, Any], receive: Receive, client: str, nonce: str) -> Response:
        """The answer to the pages of logging in and out."""
        headers, method, language = Headers(scope=scope), scope["method"], language_of(Headers(scope=scope))
        query = scope["query_string"].decode("latin-1")
        secure = scope["scheme"] == "https"
        if scope["path"] == "/logout":
            if method != "POST":
                raise RefusedError(405, "not_here")
            self._logins.leave(cookie(headers.get("cookie", ""), self._cookie))
            page = login_page.login(language, nonce, "", text(language, "signed_out"), forget=True)
            response: Response = HTMLResponse(page, headers={"clear-site-data": '"cache", "storage"'})
            response.delete_cookie(self._cookie, httponly=True, samesite="lax", secure=secure)
            return response
        if method in {"GET", "HEAD"}:
            return HTMLResponse(login_page.login(language, nonce, query))
        form = parse_qs((await whole(receive, headers, limits.MAX_FORM)).decode("utf-8", "replace"))
        user, password = normal(form.get("username", [""])[0]), form.get("password", [""])[0]
        try:
            right = await self._check(user, password, client)
        except RefusedError as refusal:
            if not reads_pages(headers):
                raise
            return HTMLResponse(
                login_page.login(language, nonce, query, refusal.words(language)), refusal.status, refusal.headers
            )
        if not right:
            told = text(language, "sign_in_wrong")
            if reads_pages(headers):
                return HTMLResponse(login_page.login(language, nonce, query, told), 401)
            return JSONResponse({"detail": told}, 401)
        page = login_page.entered(language, nonce, query, hashlib.sha256(user.encode()).hexdigest()[:16])
        response = HTMLResponse(page) if reads_pages(headers) else JSONResponse({"success": True})
        response.set_cookie(self._cookie, self._logins.enter(user), httponly=True, samesite="lax", secure=secure)
        return response

    def to_login(self, scope: MutableMapping[str, Any]) -> Response:
        """Where somebody is sent who opens the chat without a login. Raises `RefusedError` for all but its page."""
        if scope["path"] != "/" or not reads_pages(Headers(scope=scope)):
            raise RefusedError(401, "sign_in_again")
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"login?{query}" if query else "login", 303)
