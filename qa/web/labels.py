"""The texts of the page's components: one list of components and keys, from which the updates of a language follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr

from qa.i18n.messages import gradio_catalogue, message

Component = TypeVar("Component")


class Labels:
    """The components whose texts change with the language, each with a function that makes its update."""

    def __init__(self) -> None:
        """Without components at first."""
        self.text = gr.I18n(**gradio_catalogue())  # by key: a text that Gradio shows in the browser's language
        self.components: list[Any] = []
        self._updates: list[Callable[[str], Any]] = []

    def add(self, component: Component, **keys: str) -> Component:
        """Register a component; `keys` gives the text of each of its properties, such as `label="tab_ask"`."""

        def update(language: str) -> Any:
            texts: dict[str, Any] = {name: message(language, key) for name, key in keys.items()}
            return gr.update(**texts)

        return self.add_update(component, update)

    def add_update(self, component: Component, update: Callable[[str], Any]) -> Component:
        """Register a component with a function from the language to its new value."""
        self.components.append(component)
        self._updates.append(update)
        return component

    def updates(self, language: str) -> tuple[Any, ...]:
        """Return the updates of all components in a language, in the order of `components`."""
        return tuple(update(language) for update in self._updates)
