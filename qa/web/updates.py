"""What the events tell the page's script: what is new in the thread, and files to save.

A question is drawn, sent and kept without those before it, so that it takes no longer in a long conversation. Knows
conversations and their HTML, neither events nor components.
"""

from __future__ import annotations

import time
from typing import Any

from qa.web import render
from qa.web.conversation import Exchange, to_json

Update = dict[str, Any]


def whole(thread: str) -> Update:
    """The whole thread, in place of what is shown."""
    return {"id": "", "html": thread, "exchange": None}


def welcome(html: str) -> Update:
    """Another welcome, in place of the one that is shown; none where something has been asked meanwhile."""
    return {"id": render.WELCOME, "html": html, "exchange": None}


def asked(exchange: Exchange, language: str) -> Update:
    """An exchange, in its place or after the others. Kept with the conversation once something came of it."""
    pending = exchange.reply is None and not exchange.error
    return {
        "id": exchange.id,
        "html": render.exchange(exchange, language),
        "exchange": None if pending else to_json([exchange])[0],
    }


def judged(exchange: Exchange) -> Update:
    """An exchange with another verdict, shown as it is otherwise."""
    verdict = {True: "good", False: "bad", None: ""}[exchange.verdict]
    return {"id": exchange.id, "verdict": verdict, "exchange": to_json([exchange])[0]}


def download(name: str, kind: str, content: str) -> Update:
    """A file to save."""
    return {"name": name, "type": kind, "content": content, "at": time.time_ns()}  # `at`: the same file twice
