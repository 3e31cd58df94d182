"""The types of command-line options. Each returns the value, or raises `ArgumentTypeError` with the reason."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from qa.errors import QuestionError
from qa.language.dates import parse_iso_date


def path(text: str) -> Path:
    """The path of a file or folder. An empty one, as an unset variable gives it, would mean the current folder."""
    if not text:
        raise ArgumentTypeError("the path is empty: name a file or a folder, or . for the current one")
    return Path(text)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return int(text)


def port(text: str) -> int:
    """A port, 0 to 65535; 0 lets the system choose."""
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"{text} is not a port: give a number from 0 to 65535")
    return int(text)


def iso_date(text: str) -> str:
    """A year, a month or a day by ISO 8601."""
    try:
        return parse_iso_date(text)
    except QuestionError as error:
        raise ArgumentTypeError(str(error)) from error


def day(text: str) -> date:
    """A day by ISO 8601."""
    if len(iso_date(text)) < len("2023-09-18"):
        raise ArgumentTypeError(f"{text} is not a day: write 2023-09-18")
    return date.fromisoformat(text)
