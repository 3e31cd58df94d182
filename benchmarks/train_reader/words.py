"""The word lists of `words.txt`, by section."""

from __future__ import annotations

from pathlib import Path


def _read(path: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@"):
            lines = sections.setdefault(line[1:], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


_SECTIONS = _read(Path(__file__).parent / "words.txt")


def lines(section: str) -> tuple[str, ...]:
    """The lines of a section."""
    return tuple(_SECTIONS[section])


def words(section: str) -> tuple[str, ...]:
    """The words of a section."""
    return tuple(" ".join(_SECTIONS[section]).split())


def pairs(section: str) -> tuple[tuple[str, str], ...]:
    """The pairs `a=b` of a section. `_` stands for a space."""
    return tuple((left, right.replace("_", " ")) for left, _, right in (word.partition("=") for word in words(section)))
