"""Serves the chat: Gradio's server behind the guard, with our theme and style."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from gradio_client import Client
from starlette.middleware import Middleware

from qa.errors import LibraryError
from qa.i18n.messages import gradio_catalogue
from qa.web import limits, static
from qa.web.gradio_sessions import disable_event_records, replace_components
from qa.web.guard import OWN, Guard, HostNames, uploads_of
from qa.web.guard.accounts import Accounts
from qa.web.mcp_tools import serve_json

_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]  # all local


def prepare(folder: Path) -> None:
    """Configure Gradio for the library in that folder; call it before the interface is built."""
    uploads_of(folder)
    disable_event_records()


def launch(
    blocks: gr.Blocks, folder: Path, host: str, port: int, *, mcp: bool = False,
    accounts: Accounts | None = None, names: Sequence[str] = (), certificate: Path | None = None,
    key: Path | None = None,
) -> str:  # fmt: skip
    """Start to serve the interface of the library in a folder, and return its address.

    Nothing is loaded from the network. With `mcp` the endpoints are also served as tools to MCP clients; that needs
    `gradio[mcp]`. With `accounts` users log in. `names` are further host names of the server; with
    `certificate` and `key` (PEM files) it uses TLS. Raises `LibraryError` if the port cannot be used.
    """
    host = f"[{host}]" if ":" in host and "[" not in host else host  # as Gradio writes it in its address
    own_key = secrets.token_hex()
    guard = Middleware(
        Guard,
        names=HostNames(host, names),
        uploads=uploads_of(folder),
        accounts=accounts,
        own_key=own_key,
        head=static.head(),
        files=static.parts(),
    )
    blocks.queue(default_concurrency_limit=4, max_size=limits.MAX_QUEUED_EVENTS)
    try:
        _, address, _ = blocks.launch(
            server_name=host, server_port=port, prevent_thread_lock=True, share=False,
            quiet=True, show_error=False, footer_links=[], run_history=False, enable_monitoring=False, ssr_mode=False,
            pwa=False, allowed_paths=[], max_file_size=limits.MAX_UPLOAD_BYTES, mcp_server=mcp,
            i18n=gr.I18n(**gradio_catalogue()),
            theme=gr.themes.Base(neutral_hue="stone", font=_FONTS, font_mono=["monospace"]),
            head=f"<style>{static.style()}</style>",
            favicon_path=Path(static.__file__).with_name("favicon.svg"),
            app_kwargs={"middleware": [guard]}, state_session_capacity=limits.MAX_SESSIONS,
            ssl_certfile=str(certificate) if certificate else None, ssl_keyfile=str(key) if key else None,
            ssl_verify=False,  # of its own certificate, when it checks that it has started
        )  # fmt: skip
    except OSError as error:
        raise LibraryError("server_cannot_listen", host=host, port=port) from error
    replace_components(blocks)
    tools = blocks.mcp_server_obj
    if tools:
        serve_json(tools)
    if tools and accounts:  # Gradio's MCP server calls the queue over HTTP and needs a login of its own
        tools._client_instance = Client(
            address, headers={"x-gradio-user": "mcp", OWN: own_key}, download_files=False, verbose=False,
            analytics_enabled=False, ssl_verify=False,
        )  # fmt: skip
    return str(address)
