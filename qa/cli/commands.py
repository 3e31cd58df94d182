"""What each command does: arguments become calls of the library, and results become text or JSON.

Results go to standard output, progress and warnings to standard error. Exit codes: 0 done; 1 done, but some input was
refused or a gate was not met; 2 wrong usage, or nothing could be done; 124 ended by a time limit; 130 stopped by
Ctrl-C, 143 by the signal TERM. `inquiries.py` has the commands with other exit codes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from qa.cli import threshold, watching
from qa.cli.language import translated, words
from qa.cli.loading import loading
from qa.cli.named import ids_of, missing_inputs
from qa.cli.output import (
    ProgressBars,
    changes_text,
    evaluation_text,
    health_text,
    library_text,
    reply_text,
)  # fmt: skip
from qa.cli.parser import parse

if TYPE_CHECKING:  # heavy modules are imported where they are used, so that --help comes at once
    from qa.library import Library
    from qa.records import Changes, Filters

DONE, REFUSED, FAILED, OUT_OF_TIME, INTERRUPTED, TERMINATED = 0, 1, 2, 124, 130, 143


class _StoppedError(Exception):
    """A command was stopped, and has said what that means. `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `arguments` are by default those of the process."""
    options = parse(arguments)
    from qa.errors import WenbaoError, mapped

    try:
        with mapped():
            code = COMMANDS[options.command](options)
    except WenbaoError as error:
        _say(error.message)
        code = FAILED
    except _StoppedError as stopped:
        return stopped.code
    except KeyboardInterrupt:
        _say(words("stopped"))
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe is gone
        return FAILED
    if code in (REFUSED, FAILED):
        for path, meant in missing_inputs(options):
            _say(words("near_path", path=path, meant=meant))
    return code


def _library(options: argparse.Namespace, **more: Any) -> Library:
    from qa.library import Library
    from qa.storage.paths import default_folder, is_default, require_library

    given: dict[str, Any] = {name: getattr(options, name, None) for name in ("today", "reranker", "engine", "uri")}
    folder = options.library or default_folder()
    if options.command != "index" and not is_default(folder):
        require_library(folder)
    return Library(folder, getattr(options, "model", None), _say, **given, **more)


def _library_or_samples(options: argparse.Namespace) -> Library:
    """The library; in the default folder, if there is none yet, a new one of the bundled samples."""
    from qa.storage.paths import is_default, samples_folder

    library = _library(options)
    if not library.exists and is_default(library.folder):
        _say(words("first_library", folder=library.folder))
        with ProgressBars() as progress:
            library.add([samples_folder()], progress=progress)
    elif library.exists:
        _say_if_empty(library)
    return library


def _say_if_empty(library: Library) -> None:
    if library.count()[0] == 0:
        _say(words("empty_library"))


def _say(text: str) -> None:
    print(f"wenbao: {translated(text)}", file=sys.stderr)


def _print(options: argparse.Namespace, value: Mapping[str, Any], text: Callable[[], str]) -> None:
    print(json.dumps(value, ensure_ascii=False) if options.json else text())


def _index(options: argparse.Namespace) -> int:
    more = {}
    with contextlib.ExitStack() as stack:
        if options.ray:
            from embeddings.ray_encoder import RayEncoder

            more["encode"] = stack.enter_context(RayEncoder(options.ray)).encode
        library = _library(options, **more)
        with _saying_what_is_saved(library):
            changes = library.add(options.paths, prune=options.prune, progress=stack.enter_context(ProgressBars()))
    if options.collection is not None and library.exists:
        from qa.cli.catalogue import add_to_collection

        add_to_collection(options, library, _say)
    return _report_changes(options, library, changes)


@contextlib.contextmanager
def _saying_what_is_saved(library: Library) -> Iterator[None]:
    """Raise `_StoppedError` where Ctrl-C or the signal TERM ends the work, after saying what the library holds then."""
    code = INTERRUPTED

    def terminate(number: int, frame: object) -> None:
        nonlocal code
        code = TERMINATED
        raise KeyboardInterrupt

    in_main_thread = threading.current_thread() is threading.main_thread()  # no other thread may set a signal
    previous = signal.signal(signal.SIGTERM, terminate) if in_main_thread else None
    try:
        yield
    except KeyboardInterrupt:
        articles, passages = library.count() if library.exists else (0, 0)
        counts = {"articles": words("articles", n=articles), "passages": words("passages", n=passages)}
        _say(words("stopped_adding", **counts))
        raise _StoppedError(code) from None
    finally:
        if in_main_thread:
            signal.signal(signal.SIGTERM, previous)


def _remove(options: argparse.Namespace) -> int:
    library = _library(options)
    return _report_changes(options, library, library.remove(ids_of(options.ids, library.listing())))


def _report_changes(options: argparse.Namespace, library: Library, changes: Changes) -> int:
    for refusal in changes.refused:
        place = f"{refusal.path}:{refusal.line}" if refusal.line else refusal.path
        _say(words("refused", place=place, reason=translated(refusal.reason)))
    for warning in changes.warnings:
        _say(words("warning", text=translated(warning)))
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
    _print(options, value, lambda: changes_text(value))
    if not changes.refused:
        return DONE
    return REFUSED if changes.added or changes.updated or changes.removed or changes.unchanged else FAILED


def _filters(options: argparse.Namespace) -> Filters:
    from qa.records import Filters

    return Filters(options.after, options.before, options.source, collection=options.collection)


def _ask(options: argparse.Namespace) -> int:
    from qa.errors import QuestionError

    if not options.question.strip():  # before a library of the samples is built for it
        raise QuestionError("question_empty")
    library = _library_or_samples(options)
    filters = _filters(options)
    with loading():
        reply = library.ask(options.question, top_k=options.top_k, filters=filters)
    if filters and reply.kind == "quote" and not reply.hits:
        _say(words("no_match"))
    _print(options, reply.as_json(), lambda: reply_text(reply, library.threshold, full=options.full))
    return DONE


def _inquire(options: argparse.Namespace) -> int:
    from qa.cli import inquiries

    return inquiries.COMMANDS[options.command](options, _library_or_samples(options))


def _evaluate(options: argparse.Namespace) -> int:
    from qa.cli import evaluation_options
    from qa.evaluation import Options, evaluate, fail_under, feedback
    from qa.evaluation.questions import QuestionFile, Reading, parse_choices, read_file, write_questions
    from qa.evaluation.report import write_report
    from qa.evaluation.run import Answering
    from qa.evaluation.within import Within
    from qa.records import Filters

    evaluation_options.check(options)  # so that a wrong one is reported before the run
    library = _library(options)
    if options.default_threshold:
        return threshold.set_default(options, library, _say)
    if options.from_feedback:
        given = QuestionFile(feedback.questions(library.folder), [], [])
    else:
        chosen_columns = parse_choices(options.column, options.ignore)
        given = read_file(options.questions, Reading(chosen_columns, options.separator, options.qrels))
    questions, skipped = given.questions, given.skipped
    for note in given.notes:
        _say(words("note", text=translated(note)))
    for skip in skipped:
        place = f"{options.questions}:{skip.line}" if skip.line else options.questions
        _say(words("skipped", place=place, reason=translated(skip.reason)))
    chosen = Options(
        options.retriever, options.top_k, options.compare, options.baseline, options.out, options.resume,
        options.max_wrong, options.confidence_level, options.time_limit,
    )  # fmt: skip
    asked: Answering = library
    if options.collection is not None:
        inside = partial(library.collections.articles, options.collection)
        asked = Within(library, Filters(collection=options.collection), inside)
    with ProgressBars() as progress:
        evaluation = evaluate(asked, questions, skipped, chosen, progress)
    evaluation = replace(evaluation, reading_notes=tuple(given.notes))
    for warning in evaluation.warnings:
        _say(words("warning", text=translated(warning)))
    unmet = fail_under(evaluation, options.fail_under)
    if options.out:
        write_report(evaluation, options.out)
        if options.from_feedback:
            write_questions(options.out / "questions.jsonl", questions)
    value = evaluation.as_json() | (threshold.applied(library, evaluation, _say) if options.apply else {})
    _print(options, value, lambda: evaluation_text(evaluation))
    for message in unmet:
        _say(message)
    if evaluation.interrupted:
        return OUT_OF_TIME if evaluation.out_of_time else INTERRUPTED
    return REFUSED if skipped or unmet or value.get("applied") is False else DONE


def _inspect(options: argparse.Namespace) -> int:
    from qa.cli import inspection

    return inspection.inspect(options, _library(options))


def _catalogue(options: argparse.Namespace) -> int:
    from qa.cli import catalogue

    return catalogue.COMMANDS[options.command](options, _library(options))


def _verify(options: argparse.Namespace) -> int:
    library = _library(options)
    if options.repair:
        with ProgressBars() as progress:
            health = library.repair(progress=progress)
    else:
        health = library.verify()
    value = {
        "problems": list(health.problems),
        "repaired": bool(options.repair),
        "lost": list(health.lost),
        "recall": health.recall,
    }
    _print(options, value, lambda: health_text(value))
    return REFUSED if health.lost or (health.problems and not options.repair) else DONE


def _compact(options: argparse.Namespace) -> int:
    library = _library(options)
    library.compact()
    articles, passages = library.count()
    value = {"articles": articles, "passages": passages}
    _print(options, value, lambda: words("in_one_segment", library=library_text(articles, passages)))
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from qa.errors import WenbaoError
    from qa.web.gradio_stubs import no_stubs
    from qa.web.guard import is_loopback
    from qa.web.guard.accounts import Accounts

    if not (is_loopback(options.host) or options.auth or options.no_auth):
        raise WenbaoError("cli_host_without_auth", host=options.host)
    if (options.certificate is None) != (options.key is None):
        raise WenbaoError("cli_half_of_tls")
    for file in filter(None, (options.certificate, options.key)):
        if not file.is_file():
            raise WenbaoError("cli_no_such_file", path=file)
    if options.auth:
        Accounts(options.auth)  # so that a wrong file of accounts is reported before the library is built
    library = _library(options) if options.watch else _library_or_samples(options)
    watch = watching.prepared(library, options.watch, _say)
    with loading(), no_stubs(), ThreadPoolExecutor(1) as pool:
        models = pool.submit(library.load_models)

        from qa.web import page  # meanwhile, since Gradio takes seconds to import

        models.result()  # so that a model that cannot be loaded is reported before anyone asks
    page.serve(
        library, options.host, options.port, options.open, mcp=options.mcp, accounts=options.auth,
        names=options.name, certificate=options.certificate, key=options.key, watch=watch,
    )  # fmt: skip
    if watch:
        watch.stop()
    return DONE


def _passwd(options: argparse.Namespace) -> int:
    import getpass

    from qa.web.guard import accounts

    if options.remove:
        accounts.remove(options.file, options.user)
        _say(words("user_removed", user=options.user))
        return DONE
    if sys.stdin.isatty():
        password = getpass.getpass(words("password", user=options.user))
        if getpass.getpass(words("password_again")) != password:
            raise accounts.AccountsError("cli_passwords_differ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    known = accounts.set_password(options.file, options.user, password)
    _say(words("user_changed" if known else "user_added", user=options.user))
    return DONE


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "index": _index,
    "ask": _ask,
    "check": _inquire,
    "timeline": _inquire,
    "evaluate": _evaluate,
    "inspect": _inspect,
    "list": _catalogue,
    "edit": _catalogue,
    "collections": _catalogue,
    "remove": _remove,
    "verify": _verify,
    "compact": _compact,
    "export": _catalogue,
    "serve": _serve,
    "passwd": _passwd,
}
