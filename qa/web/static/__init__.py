"""The chat's style, its script and its sign, as files beside this one."""

from __future__ import annotations

from importlib.resources import files


def read(name: str) -> str:
    """The text of a file of this folder."""
    return files(__name__).joinpath(name).read_text("utf-8")


def trigger(event: str, field: str) -> str:
    """A script that turns a click on an element with the attribute `data-EVENT` into that event."""
    return (
        "element.addEventListener('click', (click) => {"
        f" const button = click.target.closest('[data-{event}]');"
        f" if (button) trigger('{event}', {{ {field}: button.dataset.{event} }}); }});"
    )
