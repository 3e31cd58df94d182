"""What the chat shows, as HTML.

Highlights are set here and not in the browser: offsets count code points, and the browser's strings count UTF-16.
"""

from qa.web.render.article import article, page_picture
from qa.web.render.conversation import WELCOME, exchange, thread, welcome
from qa.web.render.frame import guide, masthead
from qa.web.render.lists import changes, entries, evaluation, notice, progress

__all__ = [
    "WELCOME", "article", "changes", "entries", "evaluation", "exchange", "guide", "masthead", "notice", "page_picture",
    "progress", "thread", "welcome",
]  # fmt: skip
