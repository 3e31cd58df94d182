"""Updates for the page's script: what is new in the thread, and files to save.

A question is drawn, sent and stored without the earlier ones, so that it takes no longer in a long conversation.
"""

from __future__ import annotations

import base64
import time
from typing import Any

from qa.records import MAX_QUESTION
from qa.web import limits, render
from qa.web.conversation import MAX_EXCHANGES, Exchange, to_json

Update = dict[str, Any]


def frame(articles: int, language: str) -> Update:
    """Return what the script needs to show a conversation: the language, its texts, and what an empty one shows."""
    return {
        "language": language,
        "texts": render.script_texts(language),
        "most": MAX_EXCHANGES,
        "max_question": MAX_QUESTION,
        "max_upload": limits.MAX_UPLOAD_BYTES,
        "max_files": limits.MAX_UPLOAD_FILES,
        "max_pasted": limits.MAX_PASTED_CHARACTERS,
        "welcome": render.welcome(articles, (), language),
    }


def refused(reason: str) -> Update:
    """Return an update that says why a question was not asked; the script puts it back into the box."""
    return {"refused": reason}


def exchange(one: Exchange, language: str) -> Update:
    """Return an update that replaces an exchange, and the exchange as the browser stores it."""
    return {"id": one.id, "html": render.exchange(one, language), "exchange": to_json([one])[0]}


def judged(exchange: Exchange) -> Update:
    """Return an update that changes the verdict of an exchange."""
    verdict = {True: "good", False: "bad", None: ""}[exchange.verdict]
    return {"id": exchange.id, "verdict": verdict, "exchange": to_json([exchange])[0]}


def download(name: str, kind: str, content: str | bytes) -> Update:
    """Return a file that the page's script saves."""
    in_base64 = isinstance(content, bytes)
    text = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    # `at` makes a second download of the same file an update.
    return {"name": name, "type": kind, "content": text, "base64": in_base64, "at": time.time_ns()}
