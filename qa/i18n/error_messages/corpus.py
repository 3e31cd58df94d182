"""The messages of `corpus` in Chinese, by the keys of that folder."""

from __future__ import annotations

CHINESE: dict[str, str] = {}
