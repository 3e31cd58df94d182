"""The page of the chat: its components, and which event calls which handler.

What belongs to one user is stored in that user's browser (`gr.BrowserState`) or session (`gr.State`).
"""

from __future__ import annotations

import functools
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from qa.errors import WenbaoError
from qa.i18n.messages import message
from qa.library import Library
from qa.web import limits, render, server, static
from qa.web.api import Endpoints
from qa.web.conversation import storage_key
from qa.web.guard.accounts import Accounts
from qa.web.handlers import Handlers
from qa.web.labels import Labels
from qa.web.tasks import Workers

_PARALLEL_QUESTIONS = 16  # questions that arrive together share a pass of the model


def build(library: Library, accounts: bool = False) -> gr.Blocks:
    """Return the whole interface of a library; with `accounts` it has a button to sign out."""
    workers, labels = Workers(_PARALLEL_QUESTIONS, limits.QUESTION_SECONDS), Labels()
    handlers, endpoints = Handlers(library, workers, labels), Endpoints(library, workers)
    blocks: gr.Blocks = gr.Blocks(title="问报 Wenbao", analytics_enabled=False, delete_cache=(3600, 3600))
    with blocks:
        shared = _shared(library, labels, accounts)
        with gr.Tabs():
            ask, shelf, evaluation = _ask_tab(labels, handlers), _library_tab(labels), _evaluation_tab(labels)
            with gr.Tab(labels.text("tab_help")) as tab_help:
                labels.add(tab_help, label="tab_help")
                labels.add_update(_html("guide"), render.guide)
        _serve_endpoints(endpoints)  # first, since events of the page would take these names otherwise
        _on_page(blocks, handlers, labels, shared, ask, shelf, evaluation)
        _on_ask(handlers, shared, ask)
        _on_library(handlers, shared, ask, shelf)
        _on_evaluation(handlers, shared, evaluation)
    return blocks


# Components


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all tabs use: the stored conversation and language, the head of the page, and files to save."""

    conversation: Any
    language: Any
    masthead: Any
    downloads: Any


@dataclass(frozen=True, slots=True)
class _AskTab:
    thread: Any
    question: Any
    send: Any
    after: Any
    before: Any
    source: Any
    export: Any
    clear: Any


@dataclass(frozen=True, slots=True)
class _LibraryTab:
    drop: Any
    news: Any
    undo: Any
    search: Any
    articles: Any
    removed: Any


@dataclass(frozen=True, slots=True)
class _EvaluationTab:
    drop: Any
    stop: Any
    table: Any
    report: Any
    evaluation: Any


def _html(name: str, script: str | None = None, **options: Any) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False, **options)


def _shared(library: Library, labels: Labels, accounts: bool) -> _Shared:
    # A conversation belongs to one library; the secret only hides it from a casual look.
    conversation = gr.BrowserState([], storage_key=storage_key(library.folder), secret="wenbao")
    language = gr.BrowserState("", storage_key="wenbao-language", secret="wenbao")
    masthead = _html("masthead", static.trigger("language", "language"))
    labels.add_update(masthead, lambda language: render.masthead(language, accounts))
    return _Shared(conversation, language, masthead, _html("downloads", static.read("save.js"), html_template=""))


def _ask_tab(labels: Labels, handlers: Handlers) -> _AskTab:
    def article(data: Any) -> str:  # Gradio sets an attribute on the function, which a method does not allow
        return handlers.article(data)

    text, add = labels.text, labels.add
    with gr.Tab(text("tab_ask")) as tab:
        add(tab, label="tab_ask")
        thread = _html("thread", static.read("chat.js"), html_template="", server_functions=[article])
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="line"):
                question = gr.Textbox(
                    label=text("question"), placeholder=text("placeholder"), show_label=False, container=False,
                    max_lines=6, elem_id="question", autofocus=True,
                )  # fmt: skip
                add(question, label="question", placeholder="placeholder")
                send = add(gr.Button(text("ask"), elem_id="send", scale=0), value="ask")
            with gr.Row(elem_id="tools"):
                with gr.Accordion(text("filters"), open=False, elem_id="filters") as filters, gr.Row():
                    add(filters, label="filters")
                    after, before = (
                        add(
                            gr.Textbox(label=text(key), placeholder=text("date_hint"), max_length=10, min_width=120),
                            label=key, placeholder="date_hint",
                        )
                        for key in ("after", "before")
                    )  # fmt: skip
                    source = gr.Dropdown([("", "")], value="", label=text("source"), min_width=160)
                export = add(gr.Button(text("export"), elem_id="export"), value="export")
                clear = add(gr.Button(text("clear"), elem_id="clear"), value="clear")
    return _AskTab(thread, question, send, after, before, source, export, clear)


def _library_tab(labels: Labels) -> _LibraryTab:
    text, add = labels.text, labels.add
    with gr.Tab(text("tab_library")) as tab:
        add(tab, label="tab_library")
        labels.add_update(_html("formats", elem_classes="about"), _notice("formats"))
        drop = add(gr.File(label=text("drop"), file_count="multiple", height=150, elem_id="drop"), label="drop")
        news = _html("added")
        undo = add(gr.Button(text("undo"), visible=False, elem_id="undo", size="sm"), value="undo")
        search = gr.Textbox(label=text("search"), placeholder=text("search"), elem_id="search", show_label=False,
                            container=False)  # fmt: skip
        add(search, label="search", placeholder="search")
        articles = _html("shelf", static.trigger("remove", "id"))
        removed = gr.State([])
    return _LibraryTab(drop, news, undo, search, articles, removed)


def _evaluation_tab(labels: Labels) -> _EvaluationTab:
    text, add = labels.text, labels.add
    with gr.Tab(text("tab_evaluation")) as tab:
        add(tab, label="tab_evaluation")
        labels.add_update(_html("about", elem_classes="about"), _notice("evaluation_about"))
        drop = add(gr.File(label=text("drop_questions"), height=150, elem_id="questions"), label="drop_questions")
        stop = add(gr.Button(text("stop"), visible=False, elem_id="stop", size="sm"), value="stop")
        table = _html("measured")
        report = add(gr.Button(text("report"), visible=False, elem_id="report", size="sm"), value="report")
        evaluation = gr.State(None)
    return _EvaluationTab(drop, stop, table, report, evaluation)


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
    blocks: gr.Blocks, handlers: Handlers, labels: Labels, shared: _Shared, ask: _AskTab, shelf: _LibraryTab,
    evaluation: _EvaluationTab,
) -> None:  # fmt: skip
    everything = [
        ask.thread, shared.conversation, shared.language, *labels.components, shelf.articles, ask.source,
    ]  # fmt: skip
    stored = [shared.conversation, shared.language]
    _on(blocks.load, handlers.open, stored, everything, _PARALLEL_QUESTIONS, "ask", js=static.read("store.js"))
    switched = [shared.conversation, shelf.search, evaluation.evaluation]
    _on(shared.masthead.language, handlers.switch, switched, [*everything, evaluation.table])


def _on_ask(handlers: Handlers, shared: _Shared, ask: _AskTab) -> None:
    conversation, language, thread = shared.conversation, shared.language, ask.thread
    inputs = [ask.question, conversation, language, ask.after, ask.before, ask.source]
    script = static.read("earlier.js")
    for event in (ask.question.submit, ask.send.click, thread.ask):
        _on(event, handlers.ask, inputs, [ask.question, thread], _PARALLEL_QUESTIONS, "ask", js=script)
    _on(thread.judge, handlers.judge, conversation, thread)
    _on(thread.keep, None, conversation, conversation, js=static.read("store.js"))  # only in the browser
    _on(conversation.change, None, conversation, None, js=static.read("stored.js"))
    _on(ask.clear.click, handlers.clear, language, [ask.question, thread, conversation])
    _on(ask.export.click, handlers.export, [conversation, language], shared.downloads)


def _on_library(handlers: Handlers, shared: _Shared, ask: _AskTab, shelf: _LibraryTab) -> None:
    # Not `input`: Gradio triggers that on key presses, and a Chinese input method sends none.
    searched = [shelf.search, shared.language]
    _on(shelf.search.change, handlers.shelf, searched, [shelf.articles, ask.source])
    added = [shelf.drop, shelf.news, shelf.articles, ask.source]
    _on(shelf.drop.upload, handlers.add, [shelf.drop, *searched], added, 1, "change")
    removed = [shelf.news, shelf.undo, shelf.removed, shelf.articles, ask.source]
    _on(shelf.articles.remove, handlers.remove, [shelf.removed, *searched], removed, 1, "change")
    _on(shelf.undo.click, handlers.undo, [shelf.removed, *searched], removed, 1, "change")


def _on_evaluation(handlers: Handlers, shared: _Shared, tab: _EvaluationTab) -> None:
    outputs = [tab.drop, tab.table, tab.stop, tab.report, tab.evaluation]
    _on(tab.drop.upload, handlers.evaluate, [tab.drop, shared.language], outputs, 1, "evaluate")
    _on(tab.stop.click, handlers.stop, None, None)
    _on(tab.report.click, handlers.report, tab.evaluation, shared.downloads, 1)


def _serve_endpoints(endpoints: Endpoints) -> None:
    for endpoint in (endpoints.ask, endpoints.search):
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
    library: Library, host: str, port: int, open_browser: bool = False, *, accounts: Path | None = None, **options: Any
) -> tuple[gr.Blocks, str]:
    """Start to serve; return the interface and its address. With a file of `accounts` users log in.

    The further options are those of `server.launch`. Raises `AccountsError` for a file of accounts that cannot be used,
    and what `server.launch` raises.
    """
    known_accounts = Accounts(accounts) if accounts else None
    server.prepare(library.folder)
    threading.Thread(target=_warm_up, args=(library,), daemon=True).start()
    blocks = build(library, known_accounts is not None)
    return blocks, server.launch(blocks, library.folder, host, port, open_browser, accounts=known_accounts, **options)


def _warm_up(library: Library) -> None:
    """Load the model before the first question. If that fails, say why; each question is answered with it, too."""
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
