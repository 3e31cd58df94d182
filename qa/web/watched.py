"""The watched folders in the library: what is shown of them, and when the list of articles has to be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.web import render, static, updates
from qa.web.adding import adding_event
from qa.web.dropped_files import DroppedFiles
from qa.web.labels import Labels

if TYPE_CHECKING:
    from qa.library import Library
    from qa.watching import Watch


class WatchedFolders:
    """The call of the page's script that asks for the state of all folders."""

    def __init__(self, library: Library, watch: Watch) -> None:
        """Nothing is read yet."""
        self._watch = watch
        self._dropped = DroppedFiles(library.folder)

    def shown(self, language: str) -> str:
        """Return the folders as HTML."""
        return render.watched(self._watch.states, self._dropped.public, language)

    def watched(self, data: Any) -> updates.Update:
        """Return the folders as HTML, and a number that grows with every change that they have made."""
        generation = sum(state.generation for state in self._watch.states)
        return {"html": self.shown(adding_event(data).language), "generation": generation}


def watched_panel(library: Library, labels: Labels, watch: Watch | None) -> Any:
    """Return the component that shows the folders; None where none is watched."""
    if watch is None:
        return None
    folders = WatchedFolders(library, watch)

    def watched(data: Any) -> updates.Update:  # a function of this name, as the script calls it
        return folders.watched(data)

    panel = gr.HTML(
        "", elem_id="watched", js_on_load=static.read("watched.js"), apply_default_css=False, server_functions=[watched]
    )
    return labels.add_update(panel, folders.shown)
