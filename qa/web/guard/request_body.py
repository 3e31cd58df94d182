"""The bodies of requests: read whole, or passed on part by part, within bounds of size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers

from qa.web import limits
from qa.web.guard.errors import RefusedError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


def length(headers: Headers) -> int:
    """The length of the body as the client says it; 0 where it does not."""
    said = headers.get("content-length", "0")
    return int(said) if said.isdecimal() else 0


async def whole(receive: Receive, headers: Headers, most: int) -> bytes:
    """The whole body of a request of at most so many bytes. Raises `RefusedError`."""
    body = bytearray()
    too_large = RefusedError(413, "too_large", limit=max(1, most // 2**20))
    if length(headers) > most:
        raise too_large
    try:
        async with asyncio.timeout(limits.BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return b""
                body.extend(message.get("body", b""))
                if len(body) > most:
                    raise too_large
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError as error:
        raise RefusedError(408, "too_slow") from error


def replayed(body: bytes, receive: Receive) -> Receive:
    """A way to receive that gives a body that was read, and then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def bounded(receive: Receive) -> Receive:
    """A way to receive an upload that ends where it is too large or stalls, with `RefusedError`."""
    size = 0
    until = asyncio.get_running_loop().time() + limits.SENDING_SECONDS

    async def next_part() -> Message:
        nonlocal size
        left = until - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, min(limits.BODY_SECONDS, left)))
        except TimeoutError as error:
            raise RefusedError(408, "too_slow") from error
        size += len(message.get("body", b""))
        if size > limits.MAX_UPLOAD:
            raise RefusedError(413, "too_large", limit=limits.MAX_UPLOAD // 2**20)
        return message

    return next_part
