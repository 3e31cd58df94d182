"""What the chat shows, as HTML. Every text of an article, a file name or a question is escaped in this folder.

Offsets count code points of an article's text, so marks are set on this side, before anything goes to the browser,
whose strings count UTF-16. Knows records and the texts of the interface, neither components nor events.
"""

from qa.web.render.article import article, page_picture
from qa.web.render.conversation import WELCOME, exchange, thread, welcome
from qa.web.render.frame import guide, masthead
from qa.web.render.lists import changes, entries, measured, message, progress

__all__ = [
    "WELCOME", "article", "changes", "entries", "exchange", "guide", "masthead", "measured", "message", "page_picture",
    "progress", "thread", "welcome",
]  # fmt: skip
