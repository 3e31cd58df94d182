"""The page of the chat: its components, and which event of which of them calls what.

What belongs to one user is kept in that user's browser (`gr.BrowserState`) or session (`gr.State`), nothing of it here.
"""

from __future__ import annotations

import functools
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from qa.errors import WenbaoError
from qa.i18n.messages import gradio_catalogue
from qa.library import Library
from qa.web import limits, server, static
from qa.web.api import Endpoints
from qa.web.conversation import storage_key
from qa.web.guard.accounts import Accounts
from qa.web.handlers import Events
from qa.web.tasks import Workers

_ASKED_AT_ONCE = 16  # questions: those that come together share a pass of the model


def _served(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as programs call it: what a user can mend reaches them as an error of Gradio's."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except WenbaoError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return call


def build(library: Library, accounts: bool = False) -> gr.Blocks:
    """The whole interface over a library; with `accounts` users log in, and can log out."""
    workers = Workers(_ASKED_AT_ONCE, limits.QUESTION_SECONDS)
    events, endpoints, word = (
        Events(library, workers, accounts),
        Endpoints(library, workers),
        gr.I18n(**gradio_catalogue()),
    )

    def article(asked: Any) -> str:  # Gradio marks the function, which a method does not let it
        return events.article(asked)

    def on(
        event: Any, function: Any, inputs: Any, outputs: Any, limit: int = 4, group: str | None = None, **others: Any
    ) -> Any:
        return event(
            fn=function, inputs=inputs, outputs=outputs, api_visibility="private", show_progress="hidden",
            concurrency_limit=limit, concurrency_id=group, **others,
        )  # fmt: skip

    def html(name: str, script: str | None = None, **others: Any) -> gr.HTML:
        return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False, **others)

    # A conversation belongs to one library; the secret only keeps it from lying about in plain text.
    key = storage_key(library.folder)
    blocks: gr.Blocks = gr.Blocks(title="问报 Wenbao", analytics_enabled=False, delete_cache=(3600, 3600))
    with blocks:
        conversation = gr.BrowserState([], storage_key=key, secret="wenbao")
        language = gr.BrowserState("", storage_key="wenbao-language", secret="wenbao")
        masthead = html("masthead", static.trigger("language", "language"))
        downloads = html("downloads", static.read("save.js"), html_template="")
        with gr.Tabs():
            with gr.Tab(word("tab_ask")) as tab_ask:
                thread = html("thread", static.read("chat.js"), html_template="", server_functions=[article])
                with gr.Column(elem_id="composer"):
                    with gr.Row(elem_id="line"):
                        question = gr.Textbox(
                            label=word("question"), placeholder=word("placeholder"), show_label=False, container=False,
                            max_lines=6, elem_id="question", autofocus=True,
                        )  # fmt: skip
                        send = gr.Button(word("ask"), elem_id="send", scale=0)
                    with gr.Row(elem_id="tools"):
                        with gr.Accordion(word("filters"), open=False, elem_id="filters") as filters, gr.Row():
                            after, before = (
                                gr.Textbox(label=word(key), placeholder=word("date_hint"), max_length=10, min_width=120)
                                for key in ("after", "before")
                            )
                            source = gr.Dropdown([("", "")], value="", label=word("source"), min_width=160)
                        export = gr.Button(word("export"), elem_id="export")
                        clear = gr.Button(word("clear"), elem_id="clear")
            with gr.Tab(word("tab_library")) as tab_library:
                formats = html("formats", elem_classes="about")
                drop = gr.File(label=word("drop"), file_count="multiple", height=150, elem_id="drop")
                added = html("added")
                undo = gr.Button(word("undo"), visible=False, elem_id="undo", size="sm")
                search = gr.Textbox(label=word("search"), placeholder=word("search"), elem_id="search",
                                    show_label=False, container=False)  # fmt: skip
                shelf = html("shelf", static.trigger("remove", "id"))
                taken = gr.State([])
            with gr.Tab(word("tab_evaluation")) as tab_evaluation:
                about = html("about", elem_classes="about")
                questions = gr.File(label=word("drop_questions"), height=150, elem_id="questions")
                stop = gr.Button(word("stop"), visible=False, elem_id="stop", size="sm")
                measured = html("measured")
                report = gr.Button(word("report"), visible=False, elem_id="report", size="sm")
                evaluation = gr.State(None)
            with gr.Tab(word("tab_help")) as tab_help:
                guide = html("guide")
        worded = [
            masthead, guide, tab_ask, tab_library, tab_evaluation, tab_help, question, send, filters, after, before,
            export, clear, drop, formats, search, undo, questions, about, stop, report,
        ]  # fmt: skip
        # First, since events of the page would take these names otherwise.
        for function in (endpoints.ask, endpoints.search):
            api(_served(function), concurrency_limit=_ASKED_AT_ONCE, concurrency_id="ask")
        api(_served(endpoints.evaluate), concurrency_limit=1, concurrency_id="evaluate")
        whole = [thread, conversation, language, *worded, shelf, source]
        removal = [added, undo, taken, shelf, source]
        keep = static.read("keep.js")
        on(blocks.load, events.open, [conversation, language], whole, _ASKED_AT_ONCE, "ask", js=keep)
        asking = [question, conversation, language, after, before, source]
        for event in (question.submit, send.click, thread.ask):
            on(event, events.ask, asking, [question, thread], _ASKED_AT_ONCE, "ask", js=static.read("earlier.js"))
        on(thread.judge, events.judge, conversation, thread)
        on(thread.keep, None, conversation, conversation, js=keep)  # the server is not asked
        on(conversation.change, None, conversation, None, js=static.read("kept.js"))
        on(clear.click, events.clear, language, [question, thread, conversation])
        on(export.click, events.export, [conversation, language], downloads)
        on(masthead.language, events.switch, [conversation, search, evaluation], [*whole, measured])
        # Not `input`: Gradio gives that on key presses, of which there are none while Chinese is typed.
        on(search.change, events.shelf, [search, language], [shelf, source])
        on(drop.upload, events.add, [drop, search, language], [drop, added, shelf, source], 1, "change")
        on(shelf.remove, events.remove, [taken, search, language], removal, 1, "change")
        on(undo.click, events.undo, [taken, search, language], removal, 1, "change")
        running = [questions, measured, stop, report, evaluation]
        on(questions.upload, events.evaluate, [questions, language], running, 1, "evaluate")
        on(stop.click, events.stop, None, None)
        on(report.click, events.report, evaluation, downloads, 1)
    return blocks


def start(
    library: Library, host: str, port: int, open_browser: bool = False, *, accounts: Path | None = None, **options: Any
) -> tuple[gr.Blocks, str]:
    """Begin to serve; the interface, and the address where it is found. With a file of `accounts` users log in.

    The further options, and what it raises, are those of `server.launch`.
    """
    who = Accounts(accounts) if accounts else None
    server.prepare(library.folder)
    threading.Thread(target=library.warm_up, daemon=True).start()
    blocks = build(library, who is not None)
    return blocks, server.launch(blocks, library.folder, host, port, open_browser, accounts=who, **options)


def serve(
    library: Library, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False, **options: Any
) -> None:
    """Serve the chat until it is stopped. The options are those of `start`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was uploaded goes then too
    blocks, address = start(library, host, port, open_browser, **options)
    print(address, flush=True)
    blocks.block_thread()
