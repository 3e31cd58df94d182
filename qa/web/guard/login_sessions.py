"""Who is logged in: the sessions of browsers, and the passwords that programs send. Knows accounts, no page.

A browser gets a random token as a cookie; kept is its hash. A program sends its password each time (RFC 7617); a right
one is remembered by a keyed hash, since scrypt takes its time.
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
from qa.web.guard.accounts import Accounts, normal
from qa.web.limits import Buckets

_IDLE_SECONDS = 12 * 3600.0
_MOST = 10_000  # sessions, and passwords, that are remembered


class TooManyError(Exception):
    """Passwords come too fast. `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Logins:
    """The sessions of one server. `check` may run in any thread, all else belongs to the server's own."""

    def __init__(self, accounts: Accounts) -> None:
        """Nobody is logged in at first."""
        self._accounts = accounts
        self._key = secrets.token_bytes(32)
        self._sessions: OrderedDict[bytes, tuple[str, str, float]] = OrderedDict()  # user, mark, last seen
        self._passwords: OrderedDict[bytes, tuple[str, str]] = OrderedDict()
        self._failed = Buckets(limits.LOGINS)
        self._failed_of_user = Buckets(limits.LOGINS_OF_USER)

    def check(self, user: str, password: str, client: str) -> bool:
        """Whether the password is the user's. Raises `TooManyError` after too many wrong ones."""
        seconds = max(self._failed.wait(client), self._failed_of_user.wait(user))
        if seconds:
            raise TooManyError(seconds)
        # Taken before the answer is known, so that many at once do not get in together.
        self._failed.take(client)
        self._failed_of_user.take(user)
        if not self._accounts.check(user, password):
            return False
        self._failed.put_back(client)
        self._failed_of_user.put_back(user)
        return True

    def enter(self, user: str) -> str:
        """Begin a session; its token."""
        token = secrets.token_urlsafe(32)
        self._sessions[self._hash(token)] = (user, self._accounts.mark(user) or "", time.monotonic())
        if len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)
        return token

    def user_of_session(self, token: str) -> str | None:
        """Whose session it is; None where it has ended, the password was changed or the user is gone."""
        found = self._sessions.get(self._hash(token))
        if found is None:
            return None
        user, mark, seen = found
        if time.monotonic() - seen > _IDLE_SECONDS or self._accounts.mark(user) != mark:
            self.leave(token)
            return None
        self._sessions[self._hash(token)] = (user, mark, time.monotonic())
        self._sessions.move_to_end(self._hash(token))
        return user

    def leave(self, token: str) -> None:
        """End a session."""
        self._sessions.pop(self._hash(token), None)

    def remembered(self, header: str) -> str | None:
        """The user of an `Authorization` header that was right before; None for any other."""
        user, mark = self._passwords.get(self._hash(header), ("", ""))
        return user if user and self._accounts.mark(user) == mark else None

    def remember(self, header: str, user: str) -> None:
        """Keep in mind that an `Authorization` header is right."""
        self._passwords[self._hash(header)] = (user, self._accounts.mark(user) or "")
        if len(self._passwords) > _MOST:
            self._passwords.popitem(last=False)

    def _hash(self, token: str) -> bytes:
        return hmac.digest(self._key, token.encode("utf-8", "replace"), hashlib.sha256)


def credentials(header: str) -> tuple[str, str] | None:
    """User and password in an `Authorization: Basic` header; None for any other."""
    kind, _, value = header.partition(" ")
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (normal(user), password) if kind.lower() == "basic" and colon else None


def cookie(header: str, name: str) -> str:
    """The value of a cookie in a `Cookie` header; empty where it is not there."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
