"""The file of accounts of a served chat: one line for each user, with a salted hash of the password.

A line is `user:HASH`, the hash in the PHC string format: Argon2id (RFC 9106) in the low-memory profile of the RFC, the
default of argon2-cffi. Files of earlier versions hold scrypt hashes (RFC 7914); each is replaced by an
Argon2id hash at the user's next login.
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
from contextlib import suppress
from pathlib import Path

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from corpus.messages import system_reason
from qa.errors import WenbaoError

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 8, 1024  # characters
_HASHER = argon2.PasswordHasher()
# A line of the file that asks for more than this is refused: it could exhaust the memory or the CPU.
_MAX_MEMORY_BYTES, _MAX_PARALLELISM, _MAX_ITERATIONS = 256 * 2**20, 16, 16
_USER_NAME = re.compile(r"[\w.@+-]{1,64}")
_SCRYPT = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})")


class AccountsError(WenbaoError):
    """A file of accounts that cannot be used or changed."""


class Accounts:
    """The accounts of a file. It is read again when it changes, so that a removed user is locked out at once."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises `AccountsError` if it cannot be used, or has no account."""
        self._path = path
        self._lock = threading.Lock()
        self._state: tuple[int, int, int] | None = None  # modification time, size and inode of the file as it was read
        self._hashes: dict[str, str] = {}
        # Stands in for an unknown user's hash. By whether it is scrypt.
        self._dummies = {False: hash_password(secrets.token_urlsafe(16)), True: _dummy_scrypt_hash()}
        if not self._read():
            raise AccountsError("auth_no_accounts", path=path)

    def check(self, user: str, password: str) -> bool:
        """Return whether the password is the user's, in the same time for an unknown user.

        While the file still holds scrypt hashes, every check computes one hash of each kind in the file. A scrypt hash
        whose password was correct is replaced.
        """
        hashes = self._read()
        user_hash = hashes.get(normalized_user(user))
        correct = False
        for is_scrypt in {_is_scrypt(other) for other in hashes.values()}:
            if user_hash is not None and _is_scrypt(user_hash) == is_scrypt:
                correct = _matches(user_hash, password)
            else:
                _matches(self._dummies[is_scrypt], password)
        if correct and user_hash is not None and _is_scrypt(user_hash):
            self._rehash(normalized_user(user), user_hash, password)
        return correct

    def version(self, user: str) -> str | None:
        """Return a string that changes with the user's password; None for an unknown user."""
        user_hash = self._read().get(normalized_user(user))
        return None if user_hash is None else hashlib.sha256(user_hash.encode()).hexdigest()

    def _rehash(self, user: str, old_hash: str, password: str) -> None:
        """Replace a hash in the file. A file that this process may not write stays as it is."""
        new_hash = hash_password(password)
        with self._lock, suppress(AccountsError):
            hashes = _read_hashes(self._path)
            if hashes.get(user) == old_hash:  # neither changed nor removed meanwhile
                _write(self._path, {**hashes, user: new_hash})

    def _read(self) -> dict[str, str]:
        with self._lock:
            try:
                status = self._path.stat()
            except OSError as error:
                if self._state is None:
                    raise AccountsError("path_unreadable", path=self._path, reason=system_reason(error)) from error
                self._state, self._hashes = (0, 0, 0), {}  # a deleted file locks everyone out
                return self._hashes
            state = (status.st_mtime_ns, status.st_size, status.st_ino)
            if state != self._state:
                self._hashes = _read_hashes(self._path)
                self._state = state
            return self._hashes


def set_password(path: Path, user: str, password: str) -> bool:
    """Add a user to the file, which is created if missing, or change the password. Return whether the user existed.

    Raises `AccountsError` for an invalid name or password, and if the file cannot be written.
    """
    user = normalized_user(user)
    if not _USER_NAME.fullmatch(user):
        raise AccountsError("auth_bad_user_name", user=user)
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise AccountsError(
            "auth_bad_password_length", least=MIN_PASSWORD_LENGTH, most=MAX_PASSWORD_LENGTH, length=len(password)
        )
    hashes = _read_hashes(path) if path.exists() else {}
    existed = user in hashes
    _write(path, {**hashes, user: hash_password(password)})
    return existed


def remove(path: Path, user: str) -> None:
    """Remove a user. Raises `AccountsError` if the user is unknown, or the file cannot be changed."""
    hashes = _read_hashes(path)
    if hashes.pop(normalized_user(user), None) is None:
        raise AccountsError("auth_unknown_user", path=path, user=user, users=", ".join(sorted(hashes)) or "-")
    _write(path, hashes)


def hash_password(password: str) -> str:
    """Return the password as an Argon2id PHC string, with a salt of its own."""
    return _HASHER.hash(_normalized_password(password))


def _matches(password_hash: str, password: str) -> bool:
    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    if match := _SCRYPT.fullmatch(password_hash):
        cost, block_size, parallelism = map(int, match.groups()[:3])
        salt, expected = _from_base64(match[4]), _from_base64(match[5])
        return hmac.compare_digest(expected, _scrypt(password, salt, cost, block_size, parallelism, len(expected)))
    try:
        return _HASHER.verify(password_hash, _normalized_password(password))
    except (VerificationError, InvalidHashError):
        return False


def _is_scrypt(password_hash: str) -> bool:
    return password_hash.startswith("$scrypt$")


def _is_usable(password_hash: str) -> bool:
    """Whether a hash is in a known format, and its parameters are within the limits."""
    if match := _SCRYPT.fullmatch(password_hash):
        cost, block_size, parallelism = map(int, match.groups()[:3])
        memory_bytes = 128 * 2**cost * block_size
        return bool(cost and block_size) and 1 <= parallelism <= _MAX_PARALLELISM and memory_bytes <= _MAX_MEMORY_BYTES
    try:
        parameters = argon2.extract_parameters(password_hash)
    except InvalidHashError:
        return False
    return (
        parameters.type is argon2.Type.ID
        and 1 <= parameters.time_cost <= _MAX_ITERATIONS
        and 1 <= parameters.parallelism <= _MAX_PARALLELISM
        and 8 <= parameters.memory_cost <= _MAX_MEMORY_BYTES // 2**10
    )


def _scrypt(password: str, salt: bytes, cost: int, block_size: int, parallelism: int, length: int) -> bytes:
    """The scrypt hash (RFC 7914) with N = 2**cost, as earlier versions wrote it."""
    return hashlib.scrypt(
        _normalized_password(password), salt=salt, n=2**cost, r=block_size, p=parallelism,
        maxmem=_MAX_MEMORY_BYTES + 2**20, dklen=length,
    )  # fmt: skip


def _dummy_scrypt_hash() -> str:
    """A hash that no password has, which takes as long to check as those of earlier versions."""
    return f"$scrypt$ln=15,r=8,p=3${_base64(secrets.token_bytes(16))}${_base64(secrets.token_bytes(32))}"


def _normalized_password(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode()  # RFC 8265: keyboards send é in different ways


def _read_hashes(path: Path) -> dict[str, str]:
    try:
        rows = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise AccountsError("auth_file_not_text", path=path) from error
    except OSError as error:
        raise AccountsError("path_unreadable", path=path, reason=system_reason(error)) from error
    hashes = {}
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("#"):
            continue
        user, _, password_hash = row.strip().partition(":")
        if not _is_usable(password_hash):
            raise AccountsError("auth_bad_line", path=path, line=number)
        hashes[normalized_user(user)] = password_hash
    return hashes


def _write(path: Path, hashes: dict[str, str]) -> None:
    """Replace the file by a new one that only its owner can read."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)  # its mode is 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.writelines(f"{user}:{password_hash}\n" for user, password_hash in sorted(hashes.items()))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AccountsError("path_not_written", path=path, reason=system_reason(error)) from error


def normalized_user(user: str) -> str:
    """Return a user's name in Unicode's composed form (NFC), without spaces around it."""
    return unicodedata.normalize("NFC", user.strip())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")


def _from_base64(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4))
