"""Authentication for a chat with accounts: the pages for signing in and out, and the user that a request comes from."""

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

from qa.i18n.messages import message
from qa.web import limits
from qa.web.guard import login_page
from qa.web.guard.accounts import Accounts, normalized_user
from qa.web.guard.errors import RefusedError, accepts_html, language_of, too_many_requests
from qa.web.guard.login_sessions import Logins, TooManyError, cookie, credentials
from qa.web.guard.request_body import Receive, read_body

PATHS = ("/login", "/logout")
SERVER_ITSELF = "the server itself"  # not a possible user name: those have no spaces
OWN = "x-wenbao-own"  # the header of requests that this server sends to itself: Gradio's MCP calls the queue over HTTP


class Authenticator:
    """Authentication of one server. It holds the sessions of the users who are logged in."""

    def __init__(self, accounts: Accounts, own_key: str) -> None:
        """Nobody is logged in at first. A request with `own_key` comes from this server itself."""
        self._own_key = own_key
        self._logins = Logins(accounts)
        self._checking = asyncio.Semaphore(2)  # a password hash takes several cores and 64 MiB
        self._cookie = f"wenbao-{secrets.token_hex(4)}"  # browsers share cookies between all ports of a machine

    async def user(self, headers: Headers, client: str) -> str | None:
        """Return the user who sends a request, or None. Raises `RefusedError` after too many wrong passwords."""
        authorization = headers.get("authorization")
        if hmac.compare_digest(headers.get(OWN, "").encode(), self._own_key.encode()):
            return SERVER_ITSELF
        if authorization is None:
            return self._logins.user_of_session(cookie(headers.get("cookie", ""), self._cookie))
        if known_user := self._logins.remembered(authorization):
            return known_user
        pair = credentials(authorization)
        if pair is None or not await self._check(*pair, client):
            return None
        self._logins.remember(authorization, pair[0])
        return pair[0]

    async def _check(self, user: str, password: str, client: str) -> bool:
        async with self._checking:
            try:
                return await asyncio.to_thread(self._logins.check, user, password, client)
            except TooManyError as error:
                raise too_many_requests(error.seconds) from error

    async def answer(self, scope: MutableMapping[str, Any], receive: Receive, client: str, nonce: str) -> Response:
        """Return the answer to a request for `/login` or `/logout`. Raises `RefusedError`."""
        if scope["path"] == "/logout":
            return self._log_out(scope, nonce)
        if scope["method"] in {"GET", "HEAD"}:
            return HTMLResponse(login_page.login(language_of(Headers(scope=scope)), nonce, _query(scope)))
        return await self._log_in(scope, receive, client, nonce)

    def _log_out(self, scope: MutableMapping[str, Any], nonce: str) -> Response:
        if scope["method"] != "POST":
            raise RefusedError(405, "not_here")
        headers = Headers(scope=scope)
        language = language_of(headers)
        self._logins.leave(cookie(headers.get("cookie", ""), self._cookie))
        page = login_page.login(language, nonce, "", message(language, "signed_out"), forget=True)
        response = HTMLResponse(page, headers={"clear-site-data": '"cache", "storage"'})
        response.delete_cookie(self._cookie, httponly=True, samesite="lax", secure=scope["scheme"] == "https")
        return response

    async def _log_in(self, scope: MutableMapping[str, Any], receive: Receive, client: str, nonce: str) -> Response:
        headers, query = Headers(scope=scope), _query(scope)
        language = language_of(headers)
        form = parse_qs((await read_body(receive, headers, limits.MAX_FORM_BYTES)).decode("utf-8", "replace"))
        user, password = normalized_user(form.get("username", [""])[0]), form.get("password", [""])[0]
        try:
            correct = await self._check(user, password, client)
        except RefusedError as refusal:
            if not accepts_html(headers):
                raise
            page = login_page.login(language, nonce, query, refusal.text(language))
            return HTMLResponse(page, refusal.status, refusal.headers)
        if not correct:
            notice = message(language, "sign_in_wrong")
            if accepts_html(headers):
                return HTMLResponse(login_page.login(language, nonce, query, notice), 401)
            return JSONResponse({"detail": notice}, 401)
        if accepts_html(headers):
            user_key = hashlib.sha256(user.encode()).hexdigest()[:16]
            response: Response = HTMLResponse(login_page.entered(language, nonce, query, user_key))
        else:
            response = JSONResponse({"success": True})
        secure = scope["scheme"] == "https"
        response.set_cookie(self._cookie, self._logins.enter(user), httponly=True, samesite="lax", secure=secure)
        return response

    def to_login(self, scope: MutableMapping[str, Any]) -> Response:
        """Return the redirect to the login for a browser that opens the chat. Raises `RefusedError` for all else."""
        if scope["path"] != "/" or not accepts_html(Headers(scope=scope)):
            raise RefusedError(401, "sign_in_again")
        query = _query(scope)
        return RedirectResponse(f"login?{query}" if query else "login", 303)


def _query(scope: MutableMapping[str, Any]) -> str:
    return str(scope["query_string"].decode("latin-1"))
