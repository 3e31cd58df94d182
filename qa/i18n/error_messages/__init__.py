"""Messages about files, questions, models and the library, in Chinese and English, each under a key.

There is a module for each part of the project. `ENGLISH` has the templates of `qa`. Those of `corpus` and
`embeddings` are in these packages, which must not import this one; only their Chinese is here.
"""

from __future__ import annotations

from corpus.messages import Message
from qa.i18n.error_messages import collections, corpus, embeddings, library, outcomes, questions, server

__all__ = ["CHINESE", "ENGLISH", "translate"]

_PAIRS = library.MESSAGES | collections.MESSAGES | questions.MESSAGES | outcomes.MESSAGES | server.MESSAGES
ENGLISH = {key: english for key, (_, english) in _PAIRS.items()}
CHINESE = {key: chinese for key, (chinese, _) in _PAIRS.items()} | corpus.CHINESE | embeddings.CHINESE


def translate(text: str, language: str) -> str:
    """The message in Chinese if the language is `zh`, with the messages among its values. Other text stays as it is."""
    if language != "zh" or not isinstance(text, Message):
        return text
    values = {k: translate(v, language) if isinstance(v, str) else v for k, v in text.values.items()}
    return CHINESE[text.key].format(**values)
