"""Logged-in users: the sessions of browsers, and the passwords that programs send.

A browser gets a random token as a cookie; the server stores its hash. A program sends its password each time (RFC
7617); a correct one is remembered by a keyed hash, since hashing a password is slow on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie

from qa.web import limits
from qa.web.guard.accounts import Accounts, normalized_user
from qa.web.rate_limit import TokenBuckets

_IDLE_SECONDS = 12 * 3600.0
_MAX_REMEMBERED = 10_000  # sessions, and passwords of programs


class TooManyError(Exception):
    """Too many wrong passwords. `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Logins:
    """The sessions of one server. `check` is thread-safe; all other methods belong to the event loop's thread."""

    def __init__(self, accounts: Accounts) -> None:
        """Nobody is logged in at first."""
        self._accounts = accounts
        self._key = secrets.token_bytes(32)
        self._sessions: OrderedDict[bytes, tuple[str, str, float]] = OrderedDict()  # user, version, last seen
        self._passwords: OrderedDict[bytes, tuple[str, str]] = OrderedDict()
        self._failed = TokenBuckets(limits.FAILED_LOGIN_RATE)
        self._failed_of_user = TokenBuckets(limits.FAILED_LOGIN_RATE_OF_USER)

    def check(self, user: str, password: str, client: str) -> bool:
        """Return whether the password is the user's. Raises `TooManyError` after too many wrong ones."""
        seconds = max(self._failed.wait(client), self._failed_of_user.wait(user))
        if seconds:
            raise TooManyError(seconds)
        # Taken before the result is known, so that parallel attempts cannot exceed the limit.
        self._failed.take(client)
        self._failed_of_user.take(user)
        if not self._accounts.check(user, password):
            return False
        self._failed.put_back(client)
        self._failed_of_user.put_back(user)
        return True

    def enter(self, user: str) -> str:
        """Start a session and return its token."""
        token = secrets.token_urlsafe(32)
        self._sessions[self._hash(token)] = (user, self._accounts.version(user) or "", time.monotonic())
        if len(self._sessions) > _MAX_REMEMBERED:
            self._sessions.popitem(last=False)
        return token

    def user_of_session(self, token: str) -> str | None:
        """Return the user of a session; None if it has ended, the password was changed or the user was removed."""
        session = self._sessions.get(self._hash(token))
        if session is None:
            return None
        user, version, seen = session
        if time.monotonic() - seen > _IDLE_SECONDS or self._accounts.version(user) != version:
            self.leave(token)
            return None
        self._sessions[self._hash(token)] = (user, version, time.monotonic())
        self._sessions.move_to_end(self._hash(token))
        return user

    def leave(self, token: str) -> None:
        """End a session."""
        self._sessions.pop(self._hash(token), None)

    def remembered(self, header: str) -> str | None:
        """Return the user of an `Authorization` header that was correct before; None for any other."""
        user, version = self._passwords.get(self._hash(header), ("", ""))
        return user if user and self._accounts.version(user) == version else None

    def remember(self, header: str, user: str) -> None:
        """Remember that an `Authorization` header is correct."""
        self._passwords[self._hash(header)] = (user, self._accounts.version(user) or "")
        if len(self._passwords) > _MAX_REMEMBERED:
            self._passwords.popitem(last=False)

    def _hash(self, token: str) -> bytes:
        return hmac.digest(self._key, token.encode("utf-8", "replace"), hashlib.sha256)


def credentials(header: str) -> tuple[str, str] | None:
    """Return user and password of an `Authorization: Basic` header; None for any other."""
    kind, _, value = header.partition(" ")
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (normalized_user(user), password) if kind.lower() == "basic" and colon else None


def cookie(header: str, name: str) -> str:
    """Return the value of a cookie in a `Cookie` header; empty if it is missing."""
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
