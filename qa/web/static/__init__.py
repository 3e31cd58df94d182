"""The chat's style sheet, scripts and icon, as files in this folder."""

from __future__ import annotations

from importlib.resources import files

_CHAT_SCRIPTS = (
    "page.js", "calls.js", "store.js", "reader.js", "thread.js", "filters.js", "asking.js", "inquire.js", "talks.js",
    "drop.js", "adding.js", "added_files.js", "pasting.js", "shelf.js", "keys.js", "start.js",
)  # fmt: skip


def read(name: str) -> str:
    """Return the text of a file of this folder."""
    return files(__name__).joinpath(name).read_text("utf-8")


def style() -> str:
    """Return the style sheet of the whole page."""
    return "".join(map(read, ("chat.css", "adding.css", "shelf.css")))


def chat_script() -> str:
    """Return the script of the thread, which runs as one function: the files share their names."""
    return "\n".join(map(read, _CHAT_SCRIPTS))


def head() -> str:
    """Return what must stand in the head of the page, so that nothing moves after its first paint."""
    return f"<style>{read('early.css')}</style><script>{read('early.js')}</script>"


def trigger(event: str, field: str) -> str:
    """Return a script that turns a click on an element with the attribute `data-EVENT` into that event."""
    return (
        "element.addEventListener('click', (click) => {"
        f" const button = click.target.closest('[data-{event}]');"
        f" if (button) trigger('{event}', {{ {field}: button.dataset.{event} }}); }});"
    )
