"""Gradio's server, without what it gathers. Knows Gradio, nothing of the chat.

Gradio 6.31 makes a component anew for each update that a session gets (`gr.skip` is one), with a number of its own, and
on the next plain value keeps that one under the new number beside the old: each question would leave its whole
conversation in memory. And it keeps a record of each event, of which it builds a table after every one.
"""

from __future__ import annotations

import os
from typing import Any

from gradio.blocks import Block, Blocks
from gradio.state_holder import SessionState, StateHolder


class _Session(SessionState):
    def __setitem__(self, key: int, value: Any) -> None:
        if isinstance(value, Block):
            value._id = key  # it takes the place of the one before
        super().__setitem__(key, value)


class _Sessions(StateHolder):
    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = _Session(self.blocks)
        return super().__getitem__(session_id)


def keep_one_of_each(blocks: Blocks) -> None:
    """Let the sessions of an app that has been launched keep one of each component."""
    blocks.app.state_holder = _Sessions()  # type: ignore[no-untyped-call]
    blocks.app.state_holder.set_blocks(blocks)


def keep_no_records() -> None:
    """Let an app that is built from now on keep no record of its events."""
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**31)
