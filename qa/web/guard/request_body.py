"""Request bodies, read at once or passed on in parts, within limits of size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers

from qa.web import limits
from qa.web.guard.errors import RefusedError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


def declared_length(headers: Headers) -> int:
    """Return the length of the body in bytes as the client declares it; 0 if it does not."""
    value = headers.get("content-length", "0")
    return int(value) if value.isdecimal() else 0


async def read_body(receive: Receive, headers: Headers, max_bytes: int) -> bytes:
    """Return the whole body of a request. Raises `RefusedError` if it is longer than `max_bytes` or too slow."""
    body = bytearray()
    too_large = RefusedError(413, "too_large", limit=max(1, max_bytes // 2**20))
    if declared_length(headers) > max_bytes:
        raise too_large
    try:
        async with asyncio.timeout(limits.BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return b""
                body.extend(message.get("body", b""))
                if len(body) > max_bytes:
                    raise too_large
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError as error:
        raise RefusedError(408, "too_slow") from error


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, and then what comes after it."""
    was_given = False

    async def again() -> Message:
        nonlocal was_given
        if was_given:
            return await receive()
        was_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def bounded(receive: Receive) -> Receive:
    """Return a `receive` for an upload that raises `RefusedError` if it is too large or stalls."""
    size = 0
    deadline = asyncio.get_running_loop().time() + limits.UPLOAD_SECONDS

    async def next_part() -> Message:
        nonlocal size
        remaining = deadline - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, min(limits.BODY_SECONDS, remaining)))
        except TimeoutError as error:
            raise RefusedError(408, "too_slow") from error
        size += len(message.get("body", b""))
        if size > limits.MAX_UPLOAD_BYTES:
            raise RefusedError(413, "too_large", limit=limits.MAX_UPLOAD_BYTES // 2**20)
        return message

    return next_part
