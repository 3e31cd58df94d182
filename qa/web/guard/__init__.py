"""Access control between the network and the chat: who may use it, from where, how often, and with how much data.

`Guard` is ASGI middleware around the whole server. A route is closed unless it is opened here; this includes Gradio's
file cache, MCP and the queue.
"""

from __future__ import annotations

from qa.web.guard.authentication import OWN
from qa.web.guard.middleware import Guard
from qa.web.guard.origin import HostNames, is_loopback
from qa.web.guard.uploads import uploads_of

__all__ = ["OWN", "Guard", "HostNames", "is_loopback", "uploads_of"]
