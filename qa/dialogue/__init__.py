"""Follow-up questions: what was asked, put so that it stands alone (`rewrite`); more of the same (`without_seen`).

By rules, no language model: `chinese.py` and `english.py` tell what leans on the turn before, and put it into the words
of that turn; what may or may not lean is put both ways, and what is found decides (`turns.py`).
"""

from __future__ import annotations

from qa.dialogue.rewriting import CHOSEN_FROM, StandaloneQuestion, rewrite
from qa.dialogue.seen_sentences import without_seen

__all__ = ["CHOSEN_FROM", "StandaloneQuestion", "rewrite", "without_seen"]
