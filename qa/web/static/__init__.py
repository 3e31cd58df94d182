"""The chat's style sheet, scripts and icon, as files in this folder."""

from __future__ import annotations

import re
from importlib.resources import files

_COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/")  # of a style
_SCRIPTS = (
    "page.js", "calls.js", "store.js", "reader.js", "thread.js", "filters.js", "asking.js", "inquire.js", "talks.js",
    "drop.js", "parts.js", "keys.js", "start.js",
)  # fmt: skip
_PARTS = {  # fetched when they are first needed
    "adding": (("adding.js", "added_files.js", "pasting.js"), ("adding.css",)),
    "shelf": (("shelf.js",), ("shelf.css",)),
}
_SHARED = (  # what the parts use of the first script
    "Failed", "ADDING", "ask", "askOnly", "askWithin", "box", "byId", "call", "label", "lost", "make", "page", "parsed",
    "props", "randomId", "reader", "thread", "toast", "watch", "write",
)  # fmt: skip


def read(name: str) -> str:
    """Return the text of a file of this folder."""
    return files(__name__).joinpath(name).read_text("utf-8")


def style() -> str:
    """Return the style sheet of the page as it is at first."""
    return _without_margins(read("chat.css"))


def chat_script() -> str:
    """Return the script of the thread, which runs as one function: the files share their names."""
    return _joined(_SCRIPTS) + f"\nconst own = {{ {', '.join(_SHARED)} }};"


def parts() -> dict[str, tuple[str, str]]:
    """Return the scripts and styles that the page fetches later: by path the media type and the text."""
    served = {}
    for name, (scripts, styles) in _PARTS.items():
        script = f"export default function ({{ {', '.join(_SHARED)} }}) {{\n{_joined(scripts)}\n}}"
        served[f"/own/{name}.js"] = ("text/javascript", script)
        served[f"/own/{name}.css"] = ("text/css", _joined(styles))
    return served


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(_without_margins(read(name)) for name in names)


def _without_margins(text: str) -> str:
    """A script or style without indentation, empty lines and lines of comment. No text in ours goes over a line."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//") and not _COMMENT.fullmatch(line))


def head() -> str:
    """Return what must stand in the head of the page, so that nothing moves after its first paint."""
    return f"<style>{_without_margins(read('early.css'))}</style><script>{_without_margins(read('early.js'))}</script>"


def trigger(event: str, field: str) -> str:
    """Return a script that turns a click on an element with the attribute `data-EVENT` into that event."""
    return (
        "element.addEventListener('click', (click) => {"
        f" const button = click.target.closest('[data-{event}]');"
        f" if (button) trigger('{event}', {{ {field}: button.dataset.{event} }}); }});"
    )
