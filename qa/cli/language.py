"""The language of the command line, that of the locale, and its texts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from qa.i18n.cli_messages import ARGPARSE, cli_message
from qa.i18n.error_messages import translate

# As POSIX orders them: the first that is set and not empty counts.
_VARIABLES = ("WENBAO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """`zh` where `$WENBAO_LANGUAGE` or the locale is Chinese, else `en`."""
    chosen = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def words(key: str, /, **values: object) -> str:
    """The text of `key` in the language of the command line."""
    return cli_message(language(), key, **values)


def translated(text: str) -> str:
    """A message in the language of the command line; other text as it is."""
    return translate(text, language())


@contextmanager
def localised_argparse() -> Iterator[None]:
    """Within, `argparse` speaks the language of the command line."""
    if language() == "en":
        yield
        return
    # argparse asks gettext for its texts, under these names; it has no other way to translate them.
    names = vars(argparse)
    kept = {name: names[name] for name in ("_", "ngettext")}
    names["_"] = lambda text: ARGPARSE.get(text, text)
    names["ngettext"] = lambda one, many, n: ARGPARSE.get(one if n == 1 else many, one if n == 1 else many)
    try:
        yield
    finally:
        names.update(kept)
