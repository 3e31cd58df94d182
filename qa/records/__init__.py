"""The records that the parts of `qa` exchange.

All offsets count code points of the article's text, end exclusive. Scores: higher is better.
"""

from qa.records.articles import (
    ArticleRecords,
    ArticleSummary,
    ArticleTexts,
    Changes,
    PassageSource,
    Progress,
    Scope,
    TextPart,
)
from qa.records.collections import Collection, DeletedCollection, Facts, KeptArticle
from qa.records.replies import (
    MAX_QUESTION,
    UNFILTERED,
    Answer,
    AnswerThreshold,
    Figure,
    Filters,
    Hit,
    Place,
    Reply,
    Statement,
    Turn,
    boxes_json,
    with_questions,
)
from qa.records.timelines import (
    DatedFigure,
    Series,
    Timeline,
)

__all__ = [
    "MAX_QUESTION",
    "UNFILTERED",
    "Answer",
    "AnswerThreshold",
    "ArticleRecords",
    "ArticleSummary",
    "ArticleTexts",
    "Changes",
    "Collection",
    "DatedFigure",
    "DeletedCollection",
    "Facts",
    "Figure",
    "Filters",
    "Hit",
    "KeptArticle",
    "PassageSource",
    "Place",
    "Progress",
    "Reply",
    "Scope",
    "Series",
    "Statement",
    "TextPart",
    "Timeline",
    "Turn",
    "boxes_json",
    "with_questions",
]
