"""The types of command-line options. Each returns the value, or raises `ArgumentTypeError` with the reason."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from qa.cli.language import translated, words
from qa.errors import QuestionError
from qa.language.date_input import parse_date


def path(text: str) -> Path:
    """The path of a file or folder. An empty one, as an unset variable gives it, would mean the current folder."""
    if not text:
        raise ArgumentTypeError(words("path_empty"))
    return Path(text)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(words("not_positive", text=text))
    return int(text)


def port(text: str) -> int:
    """A port, 0 to 65535; 0 lets the system choose."""
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(words("not_port", text=text))
    return int(text)


def iso_date(text: str) -> str:
    """A year, a month or a day, as ISO 8601."""
    try:
        return parse_date(text)
    except QuestionError as error:
        raise ArgumentTypeError(translated(error.message)) from error


def day(text: str) -> date:
    """A day."""
    value = iso_date(text)
    if len(value) < len("2023-09-18"):
        raise ArgumentTypeError(words("not_day", text=text))
    return date.fromisoformat(value)


def share(text: str) -> float:
    """A share between 0 and 1, both excluded, as a percentage (5%) or a fraction (0.05)."""
    number, percent = (text[:-1], 100) if text.endswith(("%", "％")) else (text, 1)
    try:
        value = float(number) / percent
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise ArgumentTypeError(words("not_share", text=text))
    return value


def seconds(text: str) -> float:
    """A time in seconds, above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(words("not_seconds", text=text))
    return value
