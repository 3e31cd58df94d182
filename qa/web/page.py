"""The page of the chat: its components, and which event calls which handler.

What belongs to one user is stored in that user's browser (`gr.BrowserState`) or session (`gr.State`).
"""

from __future__ import annotations

import functools
import inspect
import signal
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from qa.errors import WenbaoError
from qa.i18n.messages import message
from qa.library import Library
from qa.web import evaluation_files, limits, render, server, static
from qa.web.adding import Adding
from qa.web.api import Endpoints
from qa.web.conversation import storage_key
from qa.web.guard import uploads_of
from qa.web.guard.accounts import Accounts
from qa.web.handlers import Handlers
from qa.web.labels import Labels
from qa.web.tasks import Workers
from qa.web.threshold import ThresholdPanel, panel
from qa.web.watched import watched_panel

if TYPE_CHECKING:
    from qa.watching import Watch

_PARALLEL_QUESTIONS = 16  # questions that arrive together share a pass of the model


def build(library: Library, accounts: bool = False, watch: Watch | None = None) -> gr.Blocks:
    """Return the whole interface of a library; with `accounts` one can sign out, with `watch` its folders are shown."""
    workers, labels = Workers(_PARALLEL_QUESTIONS, limits.QUESTION_SECONDS), Labels()
    handlers, endpoints = Handlers(library, workers, labels), Endpoints(library, workers)
    blocks: gr.Blocks = gr.Blocks(title="问报 Wenbao", analytics_enabled=False, delete_cache=(3600, 3600))
    with blocks:
        shared = _shared(labels, accounts)
        with gr.Tabs():
            thread = _ask_tab(library, labels, handlers, Adding(library, uploads_of(library.folder).folder))
            _library_tab(library, labels, watch)
            evaluation = _evaluation_tab(library, labels)
            with gr.Tab(labels.text("tab_help")) as tab_help:
                labels.add(tab_help, label="tab_help")
                labels.add_update(_html("guide"), render.guide)
        _serve_endpoints(endpoints)  # first, since events of the page would take these names otherwise
        _on_page(blocks, handlers, labels, shared, thread, evaluation)
        _on_evaluation(handlers, shared, evaluation)
    return blocks


# Components


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all tabs use: the language, the head of the page, and files to save."""

    language: Any
    masthead: Any
    downloads: Any


@dataclass(frozen=True, slots=True)
class _EvaluationTab:
    drop: Any
    sample: Any
    stop: Any
    table: Any
    files: Any
    report: Any
    losses: Any
    evaluation: Any
    threshold: ThresholdPanel


def _html(name: str, script: str | None = None, **options: Any) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False, **options)


def _shared(labels: Labels, accounts: bool) -> _Shared:
    language = gr.BrowserState("", storage_key="wenbao-language", secret="wenbao")
    masthead = _html("masthead", static.trigger("language", "language"))
    labels.add_update(masthead, lambda language: render.masthead(language, accounts))
    return _Shared(language, masthead, _html("downloads", static.read("save.js"), html_template=""))


def _ask_tab(library: Library, labels: Labels, handlers: Handlers, adding: Adding) -> Any:
    """The thread of the conversation and the box for questions; the page's script does the rest."""
    with gr.Tab(labels.text("tab_ask")) as tab:
        labels.add(tab, label="tab_ask")
        called = (
            handlers.ask, handlers.turns, handlers.welcome, handlers.next_questions, handlers.sources, handlers.dates,
            handlers.judge, handlers.article, handlers.file, handlers.export, *adding.calls, *handlers.shelf.calls,
        )  # fmt: skip
        thread = _html(
            "thread", static.chat_script(), html_template="", server_functions=[*map(_function, called)],
            library=storage_key(library.folder),  # a conversation belongs to one library
        )  # fmt: skip
        labels.add_update(_html("composer"), render.composer)
    return thread


def _function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method as a function: Gradio sets an attribute on it."""
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def awaited(data: Any) -> Any:
            return await method(data)

        return awaited

    @functools.wraps(method)
    def call(data: Any) -> Any:
        return method(data)

    return call


def _library_tab(library: Library, labels: Labels, watch: Watch | None) -> None:
    with gr.Tab(labels.text("tab_library")) as tab:
        labels.add(tab, label="tab_library")
        labels.add_update(_html("formats", elem_classes="about"), _notice("formats"))
        labels.add_update(_html("drop-box"), render.library_drop)
        watched_panel(library, labels, watch)
        labels.add_update(_html("shelf"), render.shelf_tools)


def _evaluation_tab(library: Library, labels: Labels) -> _EvaluationTab:
    text, add = labels.text, labels.add
    with gr.Tab(text("tab_evaluation")) as tab:
        add(tab, label="tab_evaluation")
        labels.add_update(_html("about", elem_classes="about"), _notice("evaluation_about"))
        labels.add_update(_html("questions-box"), render.questions_drop)
        drop = add(gr.File(label=text("drop_questions"), height=150, elem_id="questions"), label="drop_questions")
        sample = _button(labels, "sample", "sample_questions")
        stop = add(gr.Button(text("stop"), visible=False, elem_id="stop", size="sm"), value="stop")
        with gr.Row(visible=False, elem_id="files") as files:
            report, losses = _button(labels, "report"), _button(labels, "losses")
        table = _html("measured")
        evaluation = gr.State(None)
        threshold = panel(library, labels)
    return _EvaluationTab(drop, sample, stop, table, files, report, losses, evaluation, threshold)


def _button(labels: Labels, name: str, key: str = "") -> Any:
    """A button, and its text by key, the name by default."""
    key = key or name
    return labels.add(gr.Button(labels.text(key), elem_id=name, size="sm"), value=key)


def _notice(key: str) -> Callable[[str], str]:
    return lambda language: render.notice(message(language, key))


# Events


def _on(
    event: Any, handler: Any, inputs: Any, outputs: Any, limit: int = 4, group: str | None = None, **options: Any
) -> None:
    """Let an event call a handler, at most `limit` times at once in a `group`."""
    event(
        fn=handler, inputs=inputs, outputs=outputs, api_visibility="private", show_progress="hidden",
        concurrency_limit=limit, concurrency_id=group, **options,
    )  # fmt: skip


def _on_page(
    blocks: gr.Blocks, handlers: Handlers, labels: Labels, shared: _Shared, thread: Any, evaluation: _EvaluationTab
) -> None:
    everything = [thread, shared.language, *labels.components]
    _on(blocks.load, handlers.open, shared.language, everything, _PARALLEL_QUESTIONS, "ask")
    _on(shared.masthead.language, handlers.switch, evaluation.evaluation, [*everything, evaluation.table])


def _on_evaluation(handlers: Handlers, shared: _Shared, tab: _EvaluationTab) -> None:
    outputs = [tab.drop, tab.table, tab.stop, tab.files, tab.evaluation]
    _on(tab.drop.upload, handlers.evaluate, [tab.drop, shared.language], outputs, 1, "evaluate")
    _on(tab.stop.click, handlers.stop, None, None)
    _on(tab.sample.click, evaluation_files.sample, shared.language, shared.downloads)
    _on(tab.report.click, evaluation_files.report, tab.evaluation, shared.downloads, 1)
    _on(tab.losses.click, evaluation_files.losses, [tab.evaluation, shared.language], shared.downloads)
    tab.threshold.connect(_on, tab.evaluation, shared.language)


def _serve_endpoints(endpoints: Endpoints) -> None:
    for endpoint in (endpoints.ask, endpoints.search, endpoints.check, endpoints.timeline):
        api(_with_gradio_errors(endpoint), concurrency_limit=_PARALLEL_QUESTIONS, concurrency_id="ask")
    api(_with_gradio_errors(endpoints.evaluate), concurrency_limit=1, concurrency_id="evaluate")


def _with_gradio_errors(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint with `WenbaoError` as an error of Gradio's, whose message clients get."""

    @functools.wraps(endpoint)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return endpoint(*args, **kwargs)
        except WenbaoError as error:
            raise gr.Error(str(error.message), print_exception=False) from error

    return call


# Serving


def start(
    library: Library, host: str, port: int, open_browser: bool = False, *, accounts: Path | None = None,
    watch: Watch | None = None, **options: Any
) -> tuple[gr.Blocks, str]:  # fmt: skip
    """Start to serve; when the model is loaded, return the interface and its address.

    With a file of `accounts` users log in. The folders of `watch` are followed from now on, after the model was loaded.

    The further options are those of `server.launch`. Raises `AccountsError` for a file of accounts that cannot be used,
    and what `server.launch` raises.
    """
    known_accounts = Accounts(accounts) if accounts else None
    server.prepare(library.folder)
    blocks = build(library, known_accounts is not None, watch)
    address = server.launch(blocks, library.folder, host, port, accounts=known_accounts, **options)
    _warm_up(library)
    if watch:
        watch.start()
    if open_browser:
        webbrowser.open(address)
    return blocks, address


def _warm_up(library: Library) -> None:
    """Load the model before the first question. If that fails, say why; each question is answered with it, too."""
    if not library.exists:
        return  # the first articles are still to come
    try:
        library.warm_up()
    except WenbaoError as error:
        print(error.message, file=sys.stderr, flush=True)


def serve(
    library: Library, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False, **options: Any
) -> None:
    """Serve the chat until the process is stopped. Options and errors are those of `start`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that uploads are deleted then, too
    blocks, address = start(library, host, port, open_browser, **options)
    print(address, flush=True)
    blocks.block_thread()
