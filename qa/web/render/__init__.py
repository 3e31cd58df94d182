"""What the chat shows, as HTML.

Highlights are set here and not in the browser: offsets count code points, and the browser's strings count UTF-16.
"""

from qa.web.render.adding import added, adding
from qa.web.render.article import article, page_picture
from qa.web.render.conversation import exchange, next_questions, script_texts, welcome
from qa.web.render.evaluation import evaluation
from qa.web.render.frame import composer, guide, library_drop, masthead, questions_drop
from qa.web.render.lists import changes, notice, progress
from qa.web.render.shelf import ShelfState, shelf, shelf_tools
from qa.web.render.watched import watched

__all__ = [
    "ShelfState", "added", "adding", "article", "changes", "composer", "evaluation", "exchange", "guide",
    "library_drop", "masthead", "next_questions", "notice", "page_picture", "progress", "questions_drop",
    "script_texts", "shelf", "shelf_tools", "watched", "welcome",
]  # fmt: skip
