"""The commands that look after articles and collections: `list`, `export`, `edit` and `collections`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from qa.cli.language import words
from qa.cli.output import listing_text, printed_page_json

if TYPE_CHECKING:  # heavy modules are imported where they are used
    from corpus.records import Article
    from qa.library import Library
    from qa.records import ArticleSummary, Collection

_DONE = 0


def _list(options: argparse.Namespace, library: Library) -> int:
    articles: Iterable[ArticleSummary] = library.listing()
    if options.collection is not None:
        inside = set(library.collections.articles(options.collection))
        articles = [article for article in articles if article.id in inside]
    articles = list(articles)
    if not articles and options.collection is None:
        print(f"wenbao: {words('empty_library')}", file=sys.stderr)
    value = {"articles": [asdict(article) for article in articles]}
    print(json.dumps(value, ensure_ascii=False) if options.json else listing_text(articles))
    return _DONE


def _export(options: argparse.Namespace, library: Library) -> int:
    from corpus.messages import system_reason
    from qa.errors import LibraryError

    library.count()  # so that a missing library is reported before a file is created
    inside = None if options.collection is None else library.collections.articles(options.collection)
    try:
        if options.out is None:
            return _write_articles(library, inside, sys.stdout)
        with options.out.open("w", encoding="utf-8") as file:
            return _write_articles(library, inside, file)
    except BrokenPipeError:
        raise  # the reader has read enough
    except OSError as error:
        raise LibraryError("path_not_written", path=options.out, reason=system_reason(error)) from error


def _write_articles(library: Library, inside: list[str] | None, file: TextIO) -> int:
    articles = library.articles() if inside is None else filter(None, map(library.article, inside))
    for article in articles:
        file.write(json.dumps(_row(article), ensure_ascii=False) + "\n")
    return _DONE


def _row(article: Article) -> dict[str, Any]:
    row = {"id": article.id, "title": article.title, "text": article.text, "date": article.date,
           "source": article.source, "authors": list(article.authors), "url": article.url,
           **printed_page_json(article)}  # fmt: skip
    return {key: value for key, value in row.items() if value}


def _edit(options: argparse.Namespace, library: Library) -> int:
    before = library.edit(options.id, title=options.title, date=options.date, source=options.source)
    after = library.article(options.id)
    value = {
        "id": options.id,
        "before": {"title": before.title, "date": before.date, "source": before.source},
        "after": after and {"title": after.title, "date": after.date, "source": after.source},
    }
    changed = [words("edited", field=words(f"field_{name}"), before=old, after=value["after"][name])
               for name, old in value["before"].items() if value["after"][name] != old]  # fmt: skip
    text = "\n".join(changed) or words("nothing_changed")
    print(json.dumps(value, ensure_ascii=False) if options.json else text)
    return _DONE


def _collections(options: argparse.Namespace, library: Library) -> int:
    collections = library.collections
    if options.create is not None:
        collections.create(options.create)
    elif options.rename is not None:
        collections.rename(*options.rename)
    elif options.delete is not None:
        collections.delete(options.delete)
    elif options.add is not None:
        _require_articles(library, options.add[1:])
        collections.add(options.add[0], options.add[1:])
    elif options.remove is not None:
        _require_articles(library, options.remove[1:])
        collections.remove(options.remove[0], options.remove[1:])
    known = collections.all()
    value = {"collections": [{"name": one.name, "articles": one.articles} for one in known]}
    print(json.dumps(value, ensure_ascii=False) if options.json else _collections_text(known))
    return _DONE


def _require_articles(library: Library, ids: list[str]) -> None:
    """Raise `LibraryError` for ids that no article has, and where none is given."""
    from qa.errors import LibraryError, WenbaoError

    if not ids:
        raise WenbaoError("cli_no_ids")
    unknown = [article_id for article_id in ids if library.article(article_id) is None]
    if unknown:
        raise LibraryError("library_unknown_article", ids=", ".join(unknown))


def _collections_text(known: list[Collection]) -> str:
    lines = [f"{one.articles:>6}  {one.name}" for one in known]
    return "\n".join(lines) or words("no_collections")


def add_to_collection(options: argparse.Namespace, library: Library, say: Callable[[str], None]) -> None:
    """Add what `index` has read to `--collection`, which is made if there is none of that name."""
    from pathlib import Path

    from corpus.text import fold

    if options.collection is None:
        return
    name = " ".join(options.collection.split())
    if fold(name) not in {fold(one.name) for one in library.collections.all()}:
        name = library.collections.create(name).name
        say(words("collection_made", name=name))
    new = library.collections.add_paths(name, [Path(path) for path in options.paths])
    say(words("collection_filled", name=name, articles=words("articles", n=len(new))))


COMMANDS: dict[str, Callable[[argparse.Namespace, Library], int]] = {
    "list": _list, "export": _export, "edit": _edit, "collections": _collections,
}  # fmt: skip
