"""How the chat is served: Gradio's server behind the guard, with our look. Knows neither events nor components."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from gradio_client import Client
from starlette.middleware import Middleware

from qa.errors import LibraryError
from qa.evaluation.report import sections
from qa.i18n.messages import gradio_catalogue
from qa.web import limits, static
from qa.web.gradio_sessions import keep_no_records, keep_one_of_each
from qa.web.guard import OWN, Guard, HostNames, uploads_of
from qa.web.guard.accounts import Accounts

_SANS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]  # what systems have


def prepare(folder: Path) -> None:
    """What must be said before an interface over the library in that folder is built: Gradio's components note it."""
    uploads_of(folder)
    keep_no_records()


def launch(
    blocks: gr.Blocks, folder: Path, host: str, port: int, open_browser: bool = False, *, mcp: bool = False,
    accounts: Accounts | None = None, names: Sequence[str] = (), certificate: Path | None = None,
    key: Path | None = None,
) -> str:  # fmt: skip
    """Begin to serve the interface of the library in a folder; its address. Nothing is loaded from the network.

    With `mcp` the endpoints are served as tools to MCP clients too; that needs `gradio[mcp]`. With `accounts` users log
    in. `names` are further names of the server; with `certificate` and `key` (PEM) it speaks TLS. Raises `WenbaoError`
    where it cannot begin.
    """
    host = f"[{host}]" if ":" in host and "[" not in host else host  # as Gradio writes it in its address
    own_key = secrets.token_hex()
    guard = Middleware(
        Guard, names=HostNames(host, names), uploads=uploads_of(folder), accounts=accounts, own_key=own_key
    )
    blocks.queue(default_concurrency_limit=4, max_size=limits.MAX_QUEUE)
    try:
        _, address, _ = blocks.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, share=False,
            quiet=True, show_error=False, footer_links=[], run_history=False, enable_monitoring=False, ssr_mode=False,
            pwa=False, allowed_paths=[], max_file_size=limits.MAX_UPLOAD, mcp_server=mcp,
            i18n=gr.I18n(**gradio_catalogue()),
            theme=gr.themes.Base(neutral_hue="stone", font=_SANS, font_mono=["monospace"]),
            head=f"<style>{sections.style()}{static.read('chat.css')}</style>",
            favicon_path=Path(static.__file__).with_name("favicon.svg"),
            app_kwargs={"middleware": [guard]}, state_session_capacity=limits.MAX_SESSIONS,
            ssl_certfile=str(certificate) if certificate else None, ssl_keyfile=str(key) if key else None,
            ssl_verify=False,  # of its own certificate, when it looks whether it has started
        )  # fmt: skip
    except OSError as error:
        raise LibraryError(f"cannot listen on {host}, port {port}: is it taken? Choose another with --port") from error
    keep_one_of_each(blocks)
    tools = blocks.mcp_server_obj
    if tools and accounts:  # Gradio's MCP server calls the queue over HTTP, and would stand before the door
        tools._client_instance = Client(
            address, headers={"x-gradio-user": "mcp", OWN: own_key}, download_files=False, verbose=False,
            analytics_enabled=False, ssl_verify=False,
        )  # fmt: skip
    return str(address)
