"""Requests that are refused: the status and the text of the answer."""

from __future__ import annotations

import math

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response

from qa.i18n.messages import message


class RefusedError(Exception):
    """The request is answered with a status and a text of the interface, by its key."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values

    @property
    def headers(self) -> dict[str, str]:
        """When to try again, if that is known."""
        return {"retry-after": str(self.values["seconds"])} if "seconds" in self.values else {}

    def text(self, language: str) -> str:
        """Return what the user is shown."""
        return message(language, self.key, **self.values)

    def response(self, headers: Headers, plain: bool) -> Response:
        """Return the answer to a request with those headers: JSON as Gradio's page shows it, or `plain` text."""
        text = self.text(language_of(headers))
        if plain:
            return PlainTextResponse(text, self.status, self.headers)
        return JSONResponse({"detail": text, "error": text}, self.status, self.headers)


def too_many_requests(seconds: float) -> RefusedError:
    """Return the refusal of a client that may try again after `seconds`."""
    return RefusedError(429, "slow_down", seconds=math.ceil(seconds))


def language_of(headers: Headers) -> str:
    """Return the language of the interface, `zh` or `en`, for the browser's `Accept-Language`."""
    return "zh" if headers.get("accept-language", "").lower().startswith("zh") else "en"


def accepts_html(headers: Headers) -> bool:
    """Return whether a browser opens a page."""
    return "text/html" in headers.get("accept", "")
