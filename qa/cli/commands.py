"""The command line. Turns arguments into calls of `qa`, and what comes back into text or JSON; no logic of its own.

Results go to standard output, progress and warnings to standard error. Exit codes: 0 done; 1 done, but some input was
refused, or a condition was not met; 2 wrong usage, or nothing could be done; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from qa.cli.arguments import day, iso_date, path, port, positive
from qa.cli.output import Bars, as_text

if TYPE_CHECKING:  # heavy modules are imported where they are used, so that --help comes at once
    from qa.records import Changes, Filters
from qa.library import Library

DONE, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    from corpus.errors import CorpusError
    from embeddings.errors import EmbeddingError
    from qa.errors import WenbaoError

    try:
        code: int = options.run(options)
    except (WenbaoError, CorpusError, EmbeddingError) as error:
        print(f"wenbao: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("wenbao: stopped; what was done till then stays, and nothing is half done", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has gone: there is nobody to tell
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wenbao", description="Ask your articles: exact quotes, offline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--library", type=path, metavar="DIR", help="the library's folder (default: $WENBAO_LIBRARY, "
                        "else the user's data folder)")  # fmt: skip
    common.add_argument("--json", action="store_true", help="print one JSON object")
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument("--model", metavar="NAME", help="a Sentence Transformers model: a folder, or a name on the hub "
                       "(default: the library's own, at first the bundled one)")  # fmt: skip
    model.add_argument("--engine", choices=["local", "milvus"], help="what is searched (default: the library's own)")
    model.add_argument("--uri", help="the address of the Milvus server, such as http://127.0.0.1:19530")
    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument("--after", type=iso_date, metavar="DATE",
                        help="only articles of that day or later: 2023, 2023-09, 2023-09-18")  # fmt: skip
    asking.add_argument("--before", type=iso_date, metavar="DATE", help="only articles of that day or earlier")
    asking.add_argument("--source", metavar="NAME", help="only articles of that source")
    understanding = argparse.ArgumentParser(add_help=False)
    understanding.add_argument("--today", type=day, metavar="DATE",
                               help="the day that dates in words (去年9月) count from (default: today)")  # fmt: skip

    reranking = argparse.ArgumentParser(add_help=False)
    reranking.add_argument("--reranker", metavar="NAME", help="a Sentence Transformers cross-encoder that reorders the "
                           "first hits: a folder, or a name on the hub")  # fmt: skip

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str, *parents: Any) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, parents=[common, *parents])
        command.set_defaults(run=run)
        return command

    index = add("index", _index, "add files and folders of articles, or update them", model)
    index.add_argument("paths", nargs="+", type=path, metavar="PATH")
    index.add_argument("--prune", action="store_true", help="remove articles whose files are gone from these folders")
    index.add_argument("--ray", metavar="HOST:PORT", help="share the encoding among the machines of this Ray cluster")
    ask = add("ask", _ask, "answer a question", model, asking, understanding, reranking)
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--top-k", type=positive, default=5, metavar="N", help="how many passages to show (default: 5)")
    evaluate = add(
        "evaluate", _evaluate, "run a file of questions and measure the answers", model, understanding, reranking
    )
    given = evaluate.add_mutually_exclusive_group(required=True)
    given.add_argument("questions", type=path, nargs="?", metavar="QUESTIONS")
    given.add_argument("--from-feedback", action="store_true", help="run the questions that were judged in the chat")
    evaluate.add_argument("--top-k", type=positive, default=10, metavar="N", help="passages for each (default: 10)")
    evaluate.add_argument("--retriever", default="hybrid", choices=["hybrid", "dense", "lexical"])
    evaluate.add_argument("--compare", nargs="+", default=[], choices=["hybrid", "dense", "lexical"],
                          metavar="RETRIEVER", help="measure these as well: hybrid, dense, lexical")  # fmt: skip
    evaluate.add_argument("--fail-under", action="append", default=[], metavar="METRIC=VALUE",
                          help="exit with 1 where the metric is worse")  # fmt: skip
    evaluate.add_argument("--baseline", type=path, metavar="FILE", help="compare with an earlier metrics.json")
    evaluate.add_argument("--out", type=path, metavar="DIR", help="write report.html and the results there")
    evaluate.add_argument("--resume", action="store_true", help="go on where an earlier run into --out was stopped")
    inspect = add("inspect", _inspect, "show what the readers make of a file, and add nothing", model)
    inspect.add_argument("file", type=path, metavar="FILE")
    add("list", _list, "list the articles of the library")
    remove = add("remove", _remove, "remove articles by their ids", model)
    remove.add_argument("ids", nargs="+", metavar="ID")
    verify = add("verify", _verify, "look for damage in the library", model)
    verify.add_argument("--repair", action="store_true", help="mend what can be mended from what is left")
    add("compact", _compact, "make the library one piece, with nothing left on disk of removed articles")
    export = add("export", _export, "write all articles as lines of JSON, which can be indexed again")
    export.add_argument("--out", type=path, metavar="FILE", help="where to (default: standard output)")
    serve = add("serve", _serve, "open the chat in the browser", model, reranking)
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=port, default=7860, help="the port to listen on (default: 7860)")
    serve.add_argument("--open", action="store_true", help="open the browser")
    serve.add_argument("--mcp", action="store_true", help="serve the same as tools to MCP clients (extra mcp)")
    door = serve.add_mutually_exclusive_group()
    door.add_argument("--auth", type=path, metavar="FILE", help="let in only users of this file: see `wenbao passwd`")
    door.add_argument("--no-auth", action="store_true", help="let in everyone who reaches a --host that others reach")
    serve.add_argument("--name", action="append", default=[], help="a further name of the server, such as that of a "
                       "proxy before it")  # fmt: skip
    serve.add_argument("--certificate", type=path, metavar="FILE", help="speak TLS with this certificate (PEM)")
    serve.add_argument("--key", type=path, metavar="FILE", help="the certificate's key (PEM)")
    passwd = commands.add_parser("passwd", help="set the password of a user of `wenbao serve --auth`", description=(
        "Set the password of a user: asked for twice, or read from standard input."))  # fmt: skip
    passwd.set_defaults(run=_passwd)
    passwd.add_argument("file", type=path, metavar="FILE", help="the file of accounts; made where there is none")
    passwd.add_argument("user", metavar="USER")
    passwd.add_argument("--remove", action="store_true", help="remove the user")
    return parser


def _library(options: argparse.Namespace, **more: Any) -> Library:
    from qa.library import Library
    from qa.storage.paths import default_folder

    given: dict[str, Any] = {name: getattr(options, name, None) for name in ("today", "reranker", "engine", "uri")}
    return Library(options.library or default_folder(), getattr(options, "model", None), _tell, **given, **more)


def _ready_library(options: argparse.Namespace) -> Library:
    """The library; where there is none yet, one of the bundled samples."""
    from qa.storage.paths import samples_folder

    library = _library(options)
    if not library.exists:
        _tell(f"there is no library yet: making one of the bundled samples in {library.folder}")
        with Bars() as progress:
            library.add([samples_folder()], progress=progress)
    return library


def _tell(text: str) -> None:
    print(f"wenbao: {text}", file=sys.stderr)


def _print(options: argparse.Namespace, value: dict[str, Any], text: Callable[[], str]) -> None:
    print(json.dumps(value, ensure_ascii=False) if options.json else text())


def _index(options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as stack:
        more = {}
        if options.ray:
            from embeddings.ray_encoder import Cluster

            more["encode"] = stack.enter_context(Cluster(options.ray)).encode
        library = _library(options, **more)
        changes = library.add(options.paths, prune=options.prune, progress=stack.enter_context(Bars()))
    return _report(options, library, changes)


def _remove(options: argparse.Namespace) -> int:
    library = _library(options)
    return _report(options, library, library.remove(options.ids))


def _report(options: argparse.Namespace, library: Library, changes: Changes) -> int:
    for refusal in changes.refused:
        place = f"{refusal.path}:{refusal.line}" if refusal.line else refusal.path
        _tell(f"refused {place}: {refusal.reason}")
    for warning in changes.warnings:
        _tell(f"warning: {warning}")
    articles, passages = library.count()
    value = {
        "added": list(changes.added),
        "updated": list(changes.updated),
        "removed": list(changes.removed),
        "unchanged": changes.unchanged,
        "refused": [{"path": r.path, "line": r.line, "reason": r.reason} for r in changes.refused],
        "warnings": list(changes.warnings),
        "articles": articles,
        "passages": passages,
    }
    _print(options, value, lambda: (
        f"{len(changes.added)} added, {len(changes.updated)} updated, {len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged, {len(changes.refused)} refused; "
        f"the library holds {articles} articles in {passages} passages"
    ))  # fmt: skip
    if not changes.refused:
        return DONE
    return REFUSED if changes.added or changes.updated or changes.removed or changes.unchanged else FAILED


def _filters(options: argparse.Namespace) -> Filters:
    from qa.records import Filters

    return Filters(options.after, options.before, options.source)


def _ask(options: argparse.Namespace) -> int:
    library = _ready_library(options)
    filters = _filters(options)
    reply = library.ask(options.question, top_k=options.top_k, filters=filters)
    if filters and not reply.hits:
        _tell("no article is within --after, --before and --source")
    _print(options, reply.as_json(), lambda: as_text(reply))
    return DONE


def _evaluate(options: argparse.Namespace) -> int:
    from qa.evaluation import evaluate, fail_under, feedback, parse_gates
    from qa.evaluation.questions import read_questions, write_questions
    from qa.evaluation.report import write_report

    parse_gates(options.fail_under)  # told before the run, not after it
    library = _library(options)
    questions, skipped = (
        (feedback.questions(library.folder), []) if options.from_feedback else read_questions(options.questions)
    )
    for skip in skipped:
        place = f"{options.questions}:{skip.line}" if skip.line else options.questions
        _tell(f"skipped {place}: {skip.reason}")
    with Bars() as progress:
        evaluation = evaluate(
            library, questions, skipped, retriever=options.retriever, top_k=options.top_k,
            compare=options.compare, baseline=options.baseline, progress=progress, out=options.out,
            resume=options.resume,
        )  # fmt: skip
    for warning in evaluation.warnings:
        _tell(f"warning: {warning}")
    short = fail_under(evaluation, options.fail_under)
    if options.out:
        write_report(evaluation, options.out)
        if options.from_feedback:
            write_questions(options.out / "questions.jsonl", questions)
    _print(options, evaluation.as_json(), lambda: str(evaluation))
    for message in short:
        _tell(message)
    if evaluation.interrupted:
        return INTERRUPTED
    return REFUSED if skipped or short else DONE


def _inspect(options: argparse.Namespace) -> int:
    from corpus import readers
    from corpus.newspaper import segment
    from corpus.passages import split
    from corpus.records import Refusal
    from qa.errors import LibraryError

    measure = _library(options).measure()
    articles, warnings, refused = [], [], []
    for found in readers.read([options.file]):
        if isinstance(found, Refusal):
            refused.append(f"{found.path}{f':{found.line}' if found.line else ''}: {found.reason}")
            continue
        made, told = segment(found)
        articles += made
        warnings += [*found.warnings, *told]
    if not articles:
        raise LibraryError("; ".join(refused) or f"{options.file} holds no articles")
    value: dict[str, Any] = {
        "path": readers.shown(str(options.file)),
        "articles": [
            {
                "id": article.id,
                "title": article.title,
                "date": article.date,
                "source": article.source,
                "authors": list(article.authors),
                "page": article.page,
                "text": article.text,
                "passages": [
                    {"id": passage.id, "start": passage.start, "end": passage.end, "text": passage.text}
                    for passage in split(article, measure.window, measure.count_tokens)
                ],
            }
            for article in articles
        ],
        "warnings": warnings + refused,
    }

    def text() -> str:
        lines = []
        for article in value["articles"]:
            facts = (article["date"], article["source"], "、".join(article["authors"]), article["page"])
            lines += [f"# {article['title'] or article['id']}", " · ".join(str(fact) for fact in facts if fact)]
            lines += [article["text"], f"({len(article['passages'])} passages)", ""]
        return "\n".join([*lines, *(f"warning: {warning}" for warning in value["warnings"])])

    _print(options, value, text)
    return REFUSED if refused else DONE


def _list(options: argparse.Namespace) -> int:
    rows = _library(options).listing()
    names = ("id", "title", "source", "date", "path", "characters")
    _print(options, {"articles": [dict(zip(names, row, strict=True)) for row in rows]}, lambda: "\n".join(
        "\t".join((id_, date or "", source or "", title or Path(file).name))
        for id_, title, source, date, file, _ in rows
    ))  # fmt: skip
    return DONE


def _verify(options: argparse.Namespace) -> int:
    library = _library(options)
    if not options.repair:
        health = library.verify()
    else:
        with Bars() as progress:
            health = library.repair(progress=progress)
    value = {"problems": list(health.problems), "repaired": bool(options.repair), "lost": list(health.lost),
             "recall": health.recall}  # fmt: skip

    def text() -> str:
        lines = [f"problem: {problem}" for problem in health.problems] or ["the library is whole"]
        if health.recall is not None:
            lines.append(
                f"of the ten passages nearest by vector {health.recall:.1%} are found, as measured when written"
            )
        lines += [f"lost: the article {lost}; index that file again" for lost in health.lost]
        return "\n".join([*lines, *(["repaired"] if options.repair and health.problems else [])])

    _print(options, value, text)
    return REFUSED if health.lost or (health.problems and not options.repair) else DONE


def _compact(options: argparse.Namespace) -> int:
    library = _library(options)
    library.compact()
    articles, passages = library.count()
    value = {"articles": articles, "passages": passages}
    _print(options, value, lambda: f"the library holds {articles} articles in {passages} passages, in one piece")
    return DONE


def _export(options: argparse.Namespace) -> int:
    from qa.errors import LibraryError

    library = _library(options)
    library.count()  # told before a file is made
    try:
        if options.out is None:
            return _write_articles(library, sys.stdout)
        with options.out.open("w", encoding="utf-8") as file:
            return _write_articles(library, file)
    except BrokenPipeError:
        raise  # the reader has enough
    except OSError as error:
        raise LibraryError(f"cannot write to {options.out}: {error.strerror or error}") from error


def _write_articles(library: Library, file: TextIO) -> int:
    for article in library.articles():
        row = {"id": article.id, "title": article.title, "text": article.text, "date": article.date,
               "source": article.source, "authors": list(article.authors), "url": article.url}  # fmt: skip
        file.write(json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False) + "\n")
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from qa.errors import WenbaoError
    from qa.web import page
    from qa.web.guard import is_loopback
    from qa.web.guard.accounts import Accounts

    if not (is_loopback(options.host) or options.auth or options.no_auth):
        raise WenbaoError(
            f"others can reach {options.host}: let in only users with --auth FILE (made with `wenbao passwd FILE USER`)"
            ", or everyone with --no-auth"
        )
    if (options.certificate is None) != (options.key is None):
        raise WenbaoError("TLS needs both --certificate FILE and --key FILE")
    for file in filter(None, (options.certificate, options.key)):
        if not file.is_file():
            raise WenbaoError(f"{file} is not there")
    if options.auth:
        Accounts(options.auth)  # told before the library is made, not after it
    page.serve(
        _ready_library(options), options.host, options.port, options.open, mcp=options.mcp, accounts=options.auth,
        names=options.name, certificate=options.certificate, key=options.key,
    )  # fmt: skip
    return DONE


def _passwd(options: argparse.Namespace) -> int:
    import getpass

    from qa.web.guard import accounts

    if options.remove:
        accounts.remove(options.file, options.user)
        _tell(f"removed {options.user}: whoever is logged in under that name is out now")
        return DONE
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {options.user}: ")
        if getpass.getpass("Again: ") != password:
            raise accounts.AccountsError("the two passwords differ: nothing was changed")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    there = accounts.set_password(options.file, options.user, password)
    _tell(f"{'changed the password of' if there else 'added'} {options.user}")
    return DONE
