"""Who asks: the user that the guard has recognised, by a header that no client can set."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

HEADER = "x-wenbao-user"


def header_value(user: str) -> bytes:
    """The user's name as the value of the header."""
    return quote(user).encode("ascii")


def owner() -> str:
    """The user whose event or call is being handled; "" without accounts, and for what the server sends itself."""
    from gradio.context import LocalContext

    headers: Mapping[str, str] = getattr(LocalContext.request.get(None), "headers", None) or {}
    return unquote(headers.get(HEADER) or "")
