"""What is meant by the names on a command line: articles by id or by file, and files whose names are mistyped."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from qa.cli.parser import nearest

if TYPE_CHECKING:
    from qa.records import ArticleSummary

_INPUTS = ("paths", "file", "questions", "baseline", "qrels", "certificate", "key", "auth")  # options that name files


def ids_of(given: Sequence[str], articles: Sequence[ArticleSummary]) -> list[str]:
    """The ids of articles that are named by id, or by the path or the name of their file; unknown names as they are.

    Raises `LibraryError` where a name is unknown, with the one that was probably meant.
    """
    from qa.errors import LibraryError

    by_name: dict[str, list[str]] = {}
    for article in articles:
        for name in {article.path, PurePath(article.path).name} - {article.id}:
            by_name.setdefault(name, []).append(article.id)
    by_name |= {article.id: [article.id] for article in articles}
    for name in given:
        meant = "" if name in by_name else nearest(name, list(by_name))
        if meant:
            raise LibraryError("library_unknown_article_but", name=name, meant=meant)
    return list(dict.fromkeys(one for name in given for one in by_name.get(name, [name])))


def missing_inputs(options: argparse.Namespace) -> Iterator[tuple[Path, Path]]:
    """The files and folders of a command line that do not exist, each with the nearest name beside it."""
    if options.command == "passwd":
        return
    for name in _INPUTS:
        given = getattr(options, name, None)
        for path in given if isinstance(given, list) else filter(None, [given]):
            meant = None if path.exists() else nearest_path(path)
            if meant is not None:
                yield path, meant


def nearest_path(path: Path) -> Path | None:
    """The file or folder in the same folder whose name is nearest; None where none is near."""
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return None
    meant = nearest(path.name, names)
    return path.parent / meant if meant else None
