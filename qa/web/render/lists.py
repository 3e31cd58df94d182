"""The lists of the chat as HTML: what became of dropped files, and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.messages import Message
from corpus.records import Article
from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.web.render.environment import render_template

if TYPE_CHECKING:
    from qa.records import Changes

_PACE_KNOWN_SECONDS = 3.0  # from here on the remaining time is estimated
_MAX_FILES, _MAX_LINES = 200, 200  # shown of what was added; of one file
_OPEN_LINES = 10  # up to which a list is not folded


def progress(label: str, done: int, total: int, language: str, elapsed: float = 0.0, item: str = "") -> str:
    """Return how far a long task is, with the name of its current `item`; after some seconds, also the remaining time.

    `elapsed` is in seconds.
    """
    numbers = f"{done} / {total}" if total else ""
    if elapsed >= _PACE_KNOWN_SECONDS and done:
        numbers += f" · {_remaining(elapsed * (total - done) / done, language)}"
    percent = round(100 * done / total) if total else 0
    return render_template("progress.html", language, label=label, item=item, numbers=numbers, percent=percent)


def _remaining(seconds: float, language: str) -> str:
    if seconds < 60:
        return message(language, "seconds_left", n=max(1, round(seconds)))
    return message(language, "minutes_left", n=round(seconds / 60))


def notice(text: str, *, failure: bool = False) -> str:
    """Return one line of news or, with `failure`, of an error."""
    return render_template("notice.html", "", text=text, failure=failure)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line about a file: a refusal, a warning, or an article that can be opened."""

    text: str
    kind: str = ""
    article_id: str | None = None


@dataclass
class _File:
    """What became of one file."""

    articles: list[Article] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def facts(self, updated: set[str], language: str) -> str:
        new = sum(article.id not in updated for article in self.articles)
        counts = {
            "added": new, "updated": len(self.articles) - new, "refusals": len(self.refused),
            "warnings": len(self.warnings),
        }  # fmt: skip
        return _counted(counts, language) or message(language, "same")

    def lines(self, language: str) -> list[_Line]:
        untitled = message(language, "untitled")
        lines = [
            *(_Line(reason, "refused") for reason in self.refused),
            *(_Line(warning, "warning") for warning in self.warnings),
            *(_Line(article.title or untitled, article_id=article.id) for article in self.articles),
        ]
        hidden = len(lines) - _MAX_LINES
        return [*lines[:_MAX_LINES], _Line(message(language, "more_lines", n=hidden))] if hidden > 0 else lines


def changes(
    done: Changes, read: Sequence[Article], files: Sequence[str], public: Callable[[str], str], language: str
) -> str:
    """Return what became of each of the added `files`, those with refusals first.

    `read` are the articles added and updated; `public` removes the folders of this machine from a text.
    """
    by_path = _by_path(done, read, files, lambda text: public(translate(text, language)), language)
    order = sorted(by_path, key=lambda path: not by_path[path].refused)
    updated = set(done.updated)
    shown = [
        (public(path), by_path[path].facts(updated, language), by_path[path].lines(language))
        for path in order[:_MAX_FILES]
    ]
    counts = {
        "added": len(done.added), "updated": len(done.updated), "removed": len(done.removed),
        "unchanged": done.unchanged, "refusals": len(done.refused), "warnings": len(done.warnings),
    }  # fmt: skip
    summary = _counted(counts, language) or message(language, "nothing_read")
    hidden = max(0, len(order) - _MAX_FILES)
    return render_template(
        "changes.html", language, summary=summary, files=shown, hidden_files=hidden, open_lines=_OPEN_LINES
    )


def _by_path(
    done: Changes, read: Sequence[Article], files: Sequence[str], say: Callable[[str], str], language: str
) -> dict[str, _File]:
    """What became of each file and, in an archive, of each of its parts."""
    by_path: dict[str, _File] = {}
    for article in read:
        by_path.setdefault(article.path, _File()).articles.append(article)
    for refusal in done.refused:
        if names := _refused_together(refusal.reason):
            folder = refusal.path.removesuffix("*")
            for name in names:
                by_path.setdefault(folder + name, _File()).refused.append(message(language, "not_an_article_format"))
            continue
        reason = " · ".join(filter(None, (_line_number(refusal.line, language), say(refusal.reason))))
        by_path.setdefault(refusal.path, _File()).refused.append(reason)
    for warning in done.warnings:
        path, text = _split_warning(warning, (*by_path, *files))
        by_path.setdefault(path, _File()).warnings.append(say(text))
    for path in files:
        if not any(other == path or other.startswith(f"{path}/") for other in by_path):
            by_path[path] = _File()
    return by_path


def _refused_together(reason: str) -> list[str]:
    """The names of files of a folder or archive that are refused in one message, for the same reason."""
    files = str(reason.values.get("files", "")) if isinstance(reason, Message) else ""
    return files.split("\n") if files else []


def _split_warning(warning: str, paths: Iterable[str]) -> tuple[str, str]:
    """The path of the file that a warning is about, empty if it is about none of `paths`, and what it says."""
    if isinstance(warning, Message) and "path" in warning.values:
        text = warning.values.get("message", warning)
        return str(warning.values["path"]), text if isinstance(text, str) else warning
    path = next((path for path in paths if warning.startswith(f"{path}: ")), "")
    return path, warning[len(path) + 2 :] if path else warning


def _counted(counts: dict[str, int], language: str) -> str:
    return " · ".join(message(language, key, n=n) for key, n in counts.items() if n)


def _line_number(number: int | None, language: str) -> str:
    return message(language, "line", line=number) if number else ""
