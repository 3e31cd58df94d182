"""Updates for the page's script: what is new in the thread, and files to save.

A question is drawn, sent and stored without the earlier ones, so that it takes no longer in a long conversation.
"""

from __future__ import annotations

import time
from typing import Any

from qa.web import render
from qa.web.conversation import Exchange, to_json

Update = dict[str, Any]


def whole(thread: str) -> Update:
    """Return an update that replaces the whole thread."""
    return {"id": "", "html": thread, "exchange": None}


def welcome(html: str) -> Update:
    """Return an update that replaces the welcome; the page ignores it if a question was asked meanwhile."""
    return {"id": render.WELCOME, "html": html, "exchange": None}


def exchange(one: Exchange, language: str) -> Update:
    """Return an update that replaces an exchange, or appends a new one. It is stored once it is not pending."""
    pending = one.reply is None and not one.error
    return {
        "id": one.id,
        "html": render.exchange(one, language),
        "exchange": None if pending else to_json([one])[0],
    }


def judged(exchange: Exchange) -> Update:
    """Return an update that changes the verdict of an exchange."""
    verdict = {True: "good", False: "bad", None: ""}[exchange.verdict]
    return {"id": exchange.id, "verdict": verdict, "exchange": to_json([exchange])[0]}


def download(name: str, kind: str, content: str) -> Update:
    """Return a file that the page's script saves."""
    # `at` makes a second download of the same file an update.
    return {"name": name, "type": kind, "content": content, "at": time.time_ns()}
