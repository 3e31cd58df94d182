"""The commands and options of `wenbao`, as `--help` shows them in the language of the locale."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from typing import Any, NoReturn

from qa.cli.arguments import day, iso_date, path, port, positive, seconds, share
from qa.cli.language import localised_argparse, words

RETRIEVERS = ("hybrid", "dense", "lexical")
_MIN_LIKENESS = 0.6  # of a name to the one that was meant, by difflib's ratio


class CommandParser(argparse.ArgumentParser):
    """An `ArgumentParser` that names the command, option or value that was probably meant."""

    _given: Sequence[str] = ()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As its parent's; keeps what was given for `error`."""
        self._given = list(args or ())
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, with the options that were meant, and exit with 2."""
        known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
        given = [text.partition("=")[0] for text in self._given if text.startswith("--")]
        unknown = [name for name in given if name != "--" and not any(other.startswith(name) for other in known)]
        meant = [nearest(name, known) for name in unknown]
        super().error(with_meant(message, " ".join(filter(None, meant))))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        choices = list(action.choices)
        if isinstance(action, argparse._SubParsersAction):
            self.error(with_meant(words("unknown_command", value=value), nearest(value, choices)))
        problem = words("unknown_choice", value=value, choices=", ".join(choices))
        raise argparse.ArgumentError(action, with_meant(problem, nearest(value, choices)))


def with_meant(problem: str, meant: object) -> str:
    """A problem and, where it is known, what was probably meant."""
    return words("did_you_mean", problem=problem, meant=meant) if meant else problem


def nearest(name: str, names: Sequence[str]) -> str:
    """The one of the names that is nearest to a mistyped one; empty where none is near."""
    return next(iter(difflib.get_close_matches(name, names, 1, _MIN_LIKENESS)), "")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse a command line, by default that of the process. Exits as `argparse` does, with code 2 where it is wrong."""
    with localised_argparse():
        parser, commands = _parsers()
        options, unknown = parser.parse_known_args(arguments)
        if unknown:  # the command's usage is shown, not that of all commands
            commands[options.command].error(words("unknown_arguments", given=" ".join(unknown)))
    return options


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `command` of what it parses names the command."""
    return _parsers()[0]


def _parsers() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = CommandParser(prog="wenbao", description=words("about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, *parents: CommandParser) -> argparse.ArgumentParser:
        text = words(f"command_{name}")
        return commands.add_parser(name, help=text, description=text, parents=[_common(), *parents])

    _index(add("index", _model(), _collection()))
    _ask(add("ask", _model(), _filters(), _collection(), _today(), _reranker()))
    _check(add("check", _model()))
    _timeline(add("timeline", _model(), _filters(), _collection()))
    _evaluate(add("evaluate", _model(), _collection(), _today(), _reranker()))
    add("inspect", _model()).add_argument("file", type=path, metavar="FILE")
    add("list", _collection())
    _edit(add("edit", _model()))
    _collections(add("collections"))
    add("remove", _model()).add_argument("ids", nargs="+", metavar="ID", help=words("help_ids"))
    add("verify", _model()).add_argument("--repair", action="store_true", help=words("help_repair"))
    add("compact")
    add("export", _collection()).add_argument("--out", type=path, metavar="FILE", help=words("help_export_out"))
    _serve(add("serve", _model(), _reranker()))
    _passwd(commands)
    return parser, dict(commands.choices)


def _parent() -> CommandParser:
    return CommandParser(add_help=False)


def _common() -> CommandParser:
    parent = _parent()
    parent.add_argument("--library", type=path, metavar="DIR", help=words("help_library"))
    parent.add_argument("--json", action="store_true", help=words("help_json"))
    return parent


def _model() -> CommandParser:
    parent = _parent()
    parent.add_argument("--model", metavar="NAME", help=words("help_model"))
    parent.add_argument("--engine", choices=["local", "milvus"], help=words("help_engine"))
    parent.add_argument("--uri", help=words("help_uri"))
    return parent


def _filters() -> CommandParser:
    parent = _parent()
    parent.add_argument("--after", type=iso_date, metavar="DATE", help=words("help_after"))
    parent.add_argument("--before", type=iso_date, metavar="DATE", help=words("help_before"))
    parent.add_argument("--source", metavar="NAME", help=words("help_source"))
    return parent


def _collection() -> CommandParser:
    parent = _parent()
    parent.add_argument("--collection", metavar="NAME", help=words("help_collection"))
    return parent


def _edit(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID")
    command.add_argument("--title", metavar="TEXT", help=words("help_new_title"))
    command.add_argument("--date", metavar="DATE", help=words("help_new_date"))
    command.add_argument("--source", metavar="NAME", help=words("help_new_source"))


def _collections(command: argparse.ArgumentParser) -> None:
    action = command.add_mutually_exclusive_group()
    action.add_argument("--create", metavar="NAME", help=words("help_create"))
    action.add_argument("--rename", nargs=2, metavar=("NAME", "NEW"), help=words("help_rename"))
    action.add_argument("--delete", metavar="NAME", help=words("help_delete"))
    action.add_argument("--add", nargs="+", metavar=("NAME", "ID"), help=words("help_add"))
    action.add_argument("--remove", nargs="+", metavar=("NAME", "ID"), help=words("help_take_out"))


def _today() -> CommandParser:
    parent = _parent()
    parent.add_argument("--today", type=day, metavar="DATE", help=words("help_today"))
    return parent


def _reranker() -> CommandParser:
    parent = _parent()
    parent.add_argument("--reranker", metavar="NAME", help=words("help_reranker"))
    return parent


def _index(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=path, metavar="PATH")
    command.add_argument("--prune", action="store_true", help=words("help_prune"))
    command.add_argument("--ray", metavar="HOST:PORT", help=words("help_ray"))


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="QUESTION")
    command.add_argument("--top-k", type=positive, default=5, metavar="N", help=words("help_top_k", n=5))
    command.add_argument("--full", action="store_true", help=words("help_full"))


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("quotation", metavar="QUOTATION", help=words("help_quotation"))
    command.add_argument("--places", type=positive, default=5, metavar="N", help=words("help_places"))


def _timeline(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", metavar="QUERY", help=words("help_query"))
    command.add_argument("--csv", action="store_true", help=words("help_csv"))


def _evaluate(command: argparse.ArgumentParser) -> None:
    given = command.add_mutually_exclusive_group(required=True)
    given.add_argument("questions", type=path, nargs="?", metavar="QUESTIONS")
    given.add_argument("--from-feedback", action="store_true", help=words("help_from_feedback"))
    given.add_argument("--default-threshold", action="store_true", help=words("help_default_threshold"))
    command.add_argument("--max-wrong", type=share, metavar="SHARE", help=words("help_max_wrong"))
    command.add_argument("--confidence-level", type=share, default=0.95, metavar="LEVEL",
                         help=words("help_confidence_level"))  # fmt: skip
    command.add_argument("--apply", action="store_true", help=words("help_apply"))
    command.add_argument("--time-limit", type=seconds, metavar="SECONDS", help=words("help_time_limit"))
    command.add_argument("--top-k", type=positive, default=10, metavar="N", help=words("help_questions_top_k"))
    command.add_argument("--retriever", default="hybrid", choices=RETRIEVERS, help=words("help_retriever"))
    command.add_argument("--compare", nargs="+", default=[], choices=RETRIEVERS, metavar="RETRIEVER",
                         help=words("help_compare"))  # fmt: skip
    command.add_argument("--fail-under", action="append", default=[], metavar="METRIC=VALUE",
                         help=words("help_fail_under"))  # fmt: skip
    command.add_argument("--baseline", type=path, metavar="FILE", help=words("help_baseline"))
    command.add_argument("--out", type=path, metavar="DIR", help=words("help_out"))
    command.add_argument("--resume", action="store_true", help=words("help_resume"))
    command.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN", help=words("help_column"))
    command.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help=words("help_ignore"))
    command.add_argument("--separator", default="", metavar="MARK", help=words("help_separator"))
    command.add_argument("--qrels", type=path, metavar="FILE", help=words("help_qrels"))


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help=words("help_host"))
    command.add_argument("--port", type=port, default=7860, help=words("help_port"))
    command.add_argument("--open", action="store_true", help=words("help_open"))
    command.add_argument("--mcp", action="store_true", help=words("help_mcp"))
    command.add_argument("--watch", action="append", default=[], type=path, metavar="DIR", help=words("help_watch"))
    access = command.add_mutually_exclusive_group()
    access.add_argument("--auth", type=path, metavar="FILE", help=words("help_auth"))
    access.add_argument("--no-auth", action="store_true", help=words("help_no_auth"))
    command.add_argument("--name", action="append", default=[], help=words("help_name"))
    command.add_argument("--certificate", type=path, metavar="FILE", help=words("help_certificate"))
    command.add_argument("--key", type=path, metavar="FILE", help=words("help_key"))


def _passwd(commands: Any) -> None:
    command = commands.add_parser("passwd", help=words("command_passwd"), description=words("about_passwd"))
    command.add_argument("file", type=path, metavar="FILE", help=words("help_accounts"))
    command.add_argument("user", metavar="USER")
    command.add_argument("--remove", action="store_true", help=words("help_remove_user"))
