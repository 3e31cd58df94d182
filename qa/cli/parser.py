"""The commands and options of `wenbao`, as `--help` shows them."""

from __future__ import annotations

import argparse
from typing import Any

from qa.cli.arguments import day, iso_date, path, port, positive, seconds, share

RETRIEVERS = ("hybrid", "dense", "lexical")


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `command` of what it parses names the command."""
    parser = argparse.ArgumentParser(prog="wenbao", description="Ask your articles: exact quotes, offline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[_common(), *parents])

    _index(add("index", "add or update the articles of files and folders", _model(), _collection()))
    _ask(add("ask", "answer a question", _model(), _filters(), _collection(), _today(), _reranker()))
    _check(add("check", "say whether a quotation stands in the articles, to the letter or nearly", _model()))
    _timeline(add("timeline", "list the dated figures of a subject and a measure", _model(), _filters(), _collection()))
    measured = (_model(), _collection(), _today(), _reranker())
    _evaluate(add("evaluate", "run a file of questions and measure the answers", *measured))
    inspect = add("inspect", "show the articles read from a file, without adding them", _model())
    inspect.add_argument("file", type=path, metavar="FILE")
    add("list", "list the articles of the library", _collection())
    _edit(add("edit", "change the title, date or source of an article", _model()))
    _collections(add("collections", "list, make and change collections of articles"))
    remove = add("remove", "remove articles by id", _model())
    remove.add_argument("ids", nargs="+", metavar="ID")
    verify = add("verify", "check the library for damage", _model())
    verify.add_argument("--repair", action="store_true", help="repair what can be repaired")
    add("compact", "merge the index into one segment and erase removed articles from disk")
    export = add("export", "write all articles as JSON Lines, which can be indexed again", _collection())
    export.add_argument("--out", type=path, metavar="FILE", help="the file to write (default: standard output)")
    _serve(add("serve", "open the chat in the browser", _model(), _reranker()))
    _passwd(commands)
    return parser


def _parent() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(add_help=False)


def _common() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--library", type=path, metavar="DIR", help="the library's folder (default: $WENBAO_LIBRARY, "
                        "else the user's data folder)")  # fmt: skip
    parent.add_argument("--json", action="store_true", help="print one JSON object")
    return parent


def _model() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--model", metavar="NAME", help="a Sentence Transformers model: a folder, or a name on the hub "
                        "(default: the library's own; for a new library, the bundled one)")  # fmt: skip
    parent.add_argument("--engine", choices=["local", "milvus"], help="where to search (default: the library's own)")
    parent.add_argument("--uri", help="the address of the Milvus server, such as http://127.0.0.1:19530")
    return parent


def _filters() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--after", type=iso_date, metavar="DATE",
                        help="only articles of that date or later: 2023, 2023-09, 2023-09-18")  # fmt: skip
    parent.add_argument("--before", type=iso_date, metavar="DATE", help="only articles of that date or earlier")
    parent.add_argument("--source", metavar="NAME", help="only articles of that source")
    return parent


def _collection() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--collection", metavar="NAME", help="only articles of that collection; of `index`, the "
                        "collection that the articles go into")  # fmt: skip
    return parent


def _edit(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID")
    command.add_argument("--title", metavar="TEXT", help='the new title; "" for none')
    command.add_argument("--date", metavar="DATE", help='the new date: 2023, 2023-09 or 2023-09-18; "" for none')
    command.add_argument("--source", metavar="NAME", help='the new source; "" for none')


def _collections(command: argparse.ArgumentParser) -> None:
    action = command.add_mutually_exclusive_group()
    action.add_argument("--create", metavar="NAME", help="make an empty collection")
    action.add_argument("--rename", nargs=2, metavar=("NAME", "NEW"), help="give a collection another name")
    action.add_argument("--delete", metavar="NAME", help="delete a collection, and none of its articles")
    action.add_argument("--add", nargs="+", metavar=("NAME", "ID"), help="add articles to a collection")
    action.add_argument("--remove", nargs="+", metavar=("NAME", "ID"), help="take articles out of a collection")


def _today() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--today", type=day, metavar="DATE",
                        help="the day that relative dates (去年9月) count from (default: today)")  # fmt: skip
    return parent


def _reranker() -> argparse.ArgumentParser:
    parent = _parent()
    parent.add_argument("--reranker", metavar="NAME", help="a Sentence Transformers cross-encoder that reorders the "
                        "first hits: a folder, or a name on the hub")  # fmt: skip
    return parent


def _index(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=path, metavar="PATH")
    command.add_argument("--prune", action="store_true",
                         help="remove the articles of files that no longer exist in these folders")  # fmt: skip
    command.add_argument("--ray", metavar="HOST:PORT", help="encode on the machines of this Ray cluster")


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="QUESTION")
    command.add_argument("--top-k", type=positive, default=5, metavar="N", help="passages to show (default: 5)")


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("quotation", metavar="QUOTATION", help="the wording; - reads it from standard input")
    command.add_argument("--places", type=positive, default=5, metavar="N", help="places to show (default: 5)")


def _timeline(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", metavar="QUERY", help="a subject and a measure: 云溪市 GDP")
    command.add_argument("--csv", action="store_true", help="print a table as CSV")


def _evaluate(command: argparse.ArgumentParser) -> None:
    given = command.add_mutually_exclusive_group(required=True)
    given.add_argument("questions", type=path, nargs="?", metavar="QUESTIONS")
    given.add_argument("--from-feedback", action="store_true", help="run the questions that were judged in the chat")
    given.add_argument("--default-threshold", action="store_true",
                       help="answer from the default threshold again, and ask nothing")  # fmt: skip
    command.add_argument("--max-wrong", type=share, metavar="SHARE", help="find the lowest threshold of confidence "
                         "that keeps wrong answers to this share, such as 5%%")  # fmt: skip
    command.add_argument("--confidence-level", type=share, default=0.95, metavar="LEVEL",
                         help="how sure --max-wrong has to be (default: 95%%)")  # fmt: skip
    command.add_argument("--apply", action="store_true", help="let the library answer from the threshold that "
                         "--max-wrong finds")  # fmt: skip
    command.add_argument("--time-limit", type=seconds, metavar="SECONDS",
                         help="measure what was answered after this time")  # fmt: skip
    command.add_argument("--top-k", type=positive, default=10, metavar="N", help="passages a question (default: 10)")
    command.add_argument("--retriever", default="hybrid", choices=RETRIEVERS,
                         help="what passages are ranked by (default: hybrid)")  # fmt: skip
    command.add_argument("--compare", nargs="+", default=[], choices=RETRIEVERS, metavar="RETRIEVER",
                         help="also measure these retrievers: hybrid, dense, lexical")  # fmt: skip
    command.add_argument("--fail-under", action="append", default=[], metavar="METRIC=VALUE",
                         help="exit with 1 if the metric is worse")  # fmt: skip
    command.add_argument("--baseline", type=path, metavar="FILE", help="compare with an earlier metrics.json")
    command.add_argument("--out", type=path, metavar="DIR", help="write report.html and the results to this folder")
    command.add_argument("--resume", action="store_true", help="continue a run into --out that was interrupted")
    command.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN",
                         help="what a column of the file holds, such as answers=COLUMN")  # fmt: skip
    command.add_argument("--ignore", action="append", default=[], metavar="COLUMN",
                         help="a column that holds no right answer, whatever its name")  # fmt: skip
    command.add_argument("--separator", default="", metavar="MARK", help="what separates several answers in a cell")
    command.add_argument("--qrels", type=path, metavar="FILE", help="judgments by the questions' ids (TREC, BEIR)")


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=port, default=7860, help="the port to listen on (default: 7860)")
    command.add_argument("--open", action="store_true", help="open the browser")
    command.add_argument("--mcp", action="store_true", help="also serve the chat's functions to MCP clients "
                         "(needs the extra mcp)")  # fmt: skip
    command.add_argument("--watch", action="append", default=[], type=path, metavar="DIR", help="follow this folder: "
                         "its files are added, updated and removed as they change")  # fmt: skip
    access = command.add_mutually_exclusive_group()
    access.add_argument("--auth", type=path, metavar="FILE",
                        help="let in only the users of this file (see `wenbao passwd`)")  # fmt: skip
    access.add_argument("--no-auth", action="store_true", help="let in everyone who can reach --host")
    command.add_argument("--name", action="append", default=[], help="another host name of this server, such as its "
                         "reverse proxy's")  # fmt: skip
    command.add_argument("--certificate", type=path, metavar="FILE", help="serve HTTPS with this certificate (PEM)")
    command.add_argument("--key", type=path, metavar="FILE", help="the private key of the certificate (PEM)")


def _passwd(commands: Any) -> None:
    command = commands.add_parser("passwd", help="set the password of a user of `wenbao serve --auth`", description=(
        "Set the password of a user. It is asked for twice, or read from standard input."))  # fmt: skip
    command.add_argument("file", type=path, metavar="FILE", help="the file of accounts; created if there is none")
    command.add_argument("user", metavar="USER")
    command.add_argument("--remove", action="store_true", help="remove the user")
