"""Requests that are not served: with what status, and in what words. Knows texts and HTTP, no reason."""

from __future__ import annotations

import math

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response

from qa.i18n.messages import text


class RefusedError(Exception):
    """The request is answered with a status and a text of the interface."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values

    @property
    def headers(self) -> dict[str, str]:
        """When to come again, where that is known."""
        return {"retry-after": str(self.values["seconds"])} if "seconds" in self.values else {}

    def words(self, language: str) -> str:
        """What the user is told."""
        return text(language, self.key, **self.values)

    def response(self, headers: Headers, plain: bool) -> Response:
        """The answer to a request with those headers: JSON as Gradio's page shows it, or `plain` text."""
        told = self.words(language_of(headers))
        if plain:
            return PlainTextResponse(told, self.status, self.headers)
        return JSONResponse({"detail": told, "error": told}, self.status, self.headers)


def slow_down(seconds: float) -> RefusedError:
    """The refusal of a client that may come again in so many seconds."""
    return RefusedError(429, "slow_down", seconds=math.ceil(seconds))


def language_of(headers: Headers) -> str:
    """The language of the interface that the request asks for."""
    return "zh" if headers.get("accept-language", "").lower().startswith("zh") else "en"


def reads_pages(headers: Headers) -> bool:
    """Whether it is a browser that opens a page."""
    return "text/html" in headers.get("accept", "")
