"""What stands between the network and the chat: who may come in, from where, how often, and with how much.

`Guard` is ASGI middleware around the whole server, so that a route is closed unless it is opened here, those of
Gradio's file cache, of MCP and of the queue alike. It knows no article and no library.
"""

from __future__ import annotations

from qa.web.guard.authentication import OWN
from qa.web.guard.middleware import Guard
from qa.web.guard.origin import HostNames, is_loopback
from qa.web.guard.uploads import uploads_of

__all__ = ["OWN", "Guard", "HostNames", "is_loopback", "uploads_of"]
