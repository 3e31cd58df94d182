"""What is said of files, questions, models and the library, in Chinese and English, each message under a key.

One module for each part of the project that speaks. `ENGLISH` holds the templates of `qa`; those of `corpus` and
`embeddings` stand in these folders, which do not know this one, and here only their Chinese.
"""

from __future__ import annotations

from corpus.messages import Message
from qa.i18n.error_messages import corpus, embeddings, library, questions, server
from qa.i18n.error_messages.patterns import in_chinese

__all__ = ["CHINESE", "ENGLISH", "in_chinese", "translate"]

_PAIRS = library.MESSAGES | questions.MESSAGES | server.MESSAGES
ENGLISH = {key: english for key, (_, english) in _PAIRS.items()}
CHINESE = {key: chinese for key, (chinese, _) in _PAIRS.items()} | corpus.CHINESE | embeddings.CHINESE


def translate(said: str, language: str) -> str:
    """The message in Chinese where the language is `zh`, with the messages among its values; else as it is."""
    if language != "zh":
        return said
    if not isinstance(said, Message):
        return in_chinese(said)
    filled = {k: translate(v, language) if isinstance(v, str) else v for k, v in said.values.items()}
    return CHINESE[said.key].format(**filled)
