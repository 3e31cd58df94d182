"""Keeps Gradio's memory bounded.

Gradio 6.31 creates a new component, with a new id, for each update of a session (`gr.skip` is one). On the next plain
value it stores that component under the new id beside the old one: each question would leave its whole conversation in
memory. Gradio also records every event, and builds a table of all records after each one.
"""

from __future__ import annotations

import os
from typing import Any

from gradio.blocks import Block, Blocks
from gradio.state_holder import SessionState, StateHolder


class _Session(SessionState):
    def __setitem__(self, key: int, value: Any) -> None:
        if isinstance(value, Block):
            value._id = key  # replaces the component before it
        super().__setitem__(key, value)


class _Sessions(StateHolder):
    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = _Session(self.blocks)
        return super().__getitem__(session_id)


def replace_components(blocks: Blocks) -> None:
    """Make the sessions of a launched app store each component once."""
    blocks.app.state_holder = _Sessions()  # type: ignore[no-untyped-call]
    blocks.app.state_holder.set_blocks(blocks)


def disable_event_records() -> None:
    """Make apps that are built from now on store at most one record of their events."""
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**31)
