"""Rewrites a follow-up into a standalone question (`rewrite`), and finds more of the same (`without_seen`).

Works by rules, without a language model: `chinese.py` and `english.py` tell whether a turn depends on the one before,
and put it into the words of that one. A turn that may or may not depend on it is read both ways, and the passages found
decide (`rewriting.py`).
"""

from __future__ import annotations

from qa.dialogue.rewriting import CHOSEN_FROM, PhraseFinder, StandaloneQuestion, rewrite
from qa.dialogue.seen_sentences import without_seen

__all__ = ["CHOSEN_FROM", "PhraseFinder", "StandaloneQuestion", "rewrite", "without_seen"]
