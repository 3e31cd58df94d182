"""The messages of the command line, the server and its accounts. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {}
