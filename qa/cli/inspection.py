"""The command `inspect`: the articles of a file, and what is left out of it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from qa.cli.output import account_json, article_json, inspection_text

if TYPE_CHECKING:  # heavy modules are imported where they are used
    from corpus.records import Article, LeftOut
    from qa.library import Library


def inspect(options: argparse.Namespace, library: Library) -> int:
    """Print the articles and the account of a file. Returns the exit code; raises `InputError` without an article."""
    from corpus import readers
    from corpus.account import Balance
    from corpus.newspaper import divide
    from corpus.newspaper.continued_articles import put_together
    from corpus.records import Refusal
    from embeddings import continuation_scorer
    from qa.errors import ErrorMessage, InputError, joined

    counter, score = library.token_counter(), continuation_scorer.if_installed()
    articles: list[Article] = []
    left_out: list[LeftOut] = []
    warnings: list[str] = []
    refused: list[str] = []
    taken = added = 0
    for found in put_together(readers.read([options.file]), score):
        if isinstance(found, Refusal):
            place = f"{found.path}:{found.line}" if found.line else found.path
            refused.append(ErrorMessage("file_message", path=place, message=found.reason))
            continue
        division = divide(found, score)
        articles += division.articles
        warnings += [*found.warnings, *division.warnings]
        left_out += division.left_out
        taken, added = taken + division.taken, added + division.added
    if not articles:
        if not refused:
            raise InputError("cli_no_articles", path=options.file)
        raise InputError("cli_refused", reasons=joined(refused))
    account = Balance.of(taken, added, left_out)
    value = {
        "path": readers.shown(str(options.file)),
        "articles": [article_json(article, counter) for article in articles],
        "account": account_json(account),
        "warnings": warnings + refused,
    }
    print(json.dumps(value, ensure_ascii=False) if options.json else inspection_text(value, account))
    return 1 if refused else 0
