"""The messages of the library and of what is asked of it. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {}
