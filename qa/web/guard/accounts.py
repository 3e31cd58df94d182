"""The file of accounts of a served chat: a user a line, with a salted hash of the password. Knows no HTTP.

A line is `user:$scrypt$ln=15,r=8,p=3$SALT$HASH` in the PHC string format, salt and hash in base64 without padding.
Scrypt is RFC 7914; the parameters are OWASP's (Password Storage Cheat Sheet):
32 MiB, and the better part of a second a password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import tempfile
import threading
import unicodedata
from pathlib import Path

from qa.errors import WenbaoError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1024  # characters
_LN, _R, _P = 15, 8, 3
_MOST_MEMORY = 256 * 2**20  # bytes; a line that asks for more is refused
_USER = re.compile(r"[\w.@+-]{1,64}")
_LINE = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})")


class AccountsError(WenbaoError):
    """A file of accounts that cannot be used or changed."""


class Accounts:
    """The accounts of a file. It is read again when it has changed, so that a removed user is out at once."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises `AccountsError` where it cannot be used, or names nobody."""
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._lines: dict[str, str] = {}
        self._nobody = hashed(secrets.token_urlsafe(16))  # takes as long as a user who is there
        if not self._read():
            raise AccountsError(f"{path} holds no account: add one with `wenbao passwd {path} USER`")

    def check(self, user: str, password: str) -> bool:
        """Whether the password is that user's. Takes as long for a user who is not there."""
        line = self._read().get(normal(user))
        right = _matches(line or self._nobody, password)
        return right and line is not None

    def mark(self, user: str) -> str | None:
        """What changes when the user's password does; None for a user who is not there."""
        line = self._read().get(normal(user))
        return None if line is None else hashlib.sha256(line.encode()).hexdigest()

    def _read(self) -> dict[str, str]:
        with self._lock:
            try:
                found = self._path.stat()
            except OSError as error:
                if self._seen is None:
                    raise AccountsError(f"{self._path} cannot be read: {error.strerror}") from error
                self._seen, self._lines = (0, 0, 0), {}  # whoever takes the file away wants nobody in
                return self._lines
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
            if seen != self._seen:
                self._lines = _lines(self._path)
                self._seen = seen
            return self._lines


def set_password(path: Path, user: str, password: str) -> bool:
    """Add a user to the file, which is made where there is none, or change the password; True where one was there.

    Raises `AccountsError` for a name or a password that will not do, and where the file cannot be written.
    """
    user = normal(user)
    if not _USER.fullmatch(user):
        raise AccountsError(f"{user!r} is no user's name: 1 to 64 letters, digits and . _ @ + -")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountsError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, not {len(password)}")
    lines = _lines(path) if path.exists() else {}
    before = user in lines
    _write(path, {**lines, user: hashed(password)})
    return before


def remove(path: Path, user: str) -> None:
    """Remove a user. Raises `AccountsError` where there is none of that name, or the file cannot be changed."""
    lines = _lines(path)
    if lines.pop(normal(user), None) is None:
        raise AccountsError(f"{path} has no user {user}; it has {', '.join(sorted(lines)) or 'none'}")
    _write(path, lines)


def hashed(password: str) -> str:
    """The password as a PHC string, with a salt of its own."""
    salt = secrets.token_bytes(16)
    return f"$scrypt$ln={_LN},r={_R},p={_P}${_base64(salt)}${_base64(_scrypt(password, salt, _LN, _R, _P, 32))}"


def _matches(line: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD or (found := _LINE.fullmatch(line)) is None:
        return False
    cost, block, parallel = (int(number) for number in found.groups()[:3])
    wanted = _bytes(found[5])
    return hmac.compare_digest(wanted, _scrypt(password, _bytes(found[4]), cost, block, parallel, len(wanted)))


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int, length: int) -> bytes:
    normal = unicodedata.normalize("NFC", password).encode()  # RFC 8265: what keyboards send of é differs
    return hashlib.scrypt(
        normal, salt=salt, n=2**cost, r=block, p=parallel, maxmem=_MOST_MEMORY + 2**20, dklen=length
    )  # fmt: skip


def _lines(path: Path) -> dict[str, str]:
    try:
        rows = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AccountsError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from error
    lines = {}
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("#"):
            continue
        user, _, line = row.strip().partition(":")
        found = _LINE.fullmatch(line)
        cost, block, parallel = (int(number) for number in found.groups()[:3]) if found else (0, 0, 0)
        if not 1 <= parallel <= 16 or not block or not cost or 128 * 2**cost * block > _MOST_MEMORY:
            raise AccountsError(f"line {number} of {path} is no account: set it with `wenbao passwd {path} USER`")
        lines[normal(user)] = line
    return lines


def _write(path: Path, lines: dict[str, str]) -> None:
    """Put a whole new file in place of the old one, for its owner only."""
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)  # its mode is 0600
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.writelines(f"{user}:{line}\n" for user, line in sorted(lines.items()))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AccountsError(f"{path} cannot be written: {error.strerror}") from error


def normal(user: str) -> str:
    """A user's name in the one way in which it is written here."""
    return unicodedata.normalize("NFC", user.strip())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4))
