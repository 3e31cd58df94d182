"""What stands at the question box while articles are added, and at the end, as HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from qa.i18n.messages import message
from qa.web.render.environment import render_template
from qa.web.render.lists import changes

if TYPE_CHECKING:
    from qa.web.additions import Addition

_MAX_UNREAD = 200  # files shown that were not added
ADDING_TEXTS = (
    "drop_anywhere", "adding_uploading", "stop_adding", "stopping", "try_again", "dismiss", "ask_this", "ask_these",
    "only_several", "example_of_added", "pasted_text", "pasted_hint", "pasted_title", "add_as_article", "discard",
    "pasted_too_long", "too_many_files", "files_too_large", "nothing_in_folder", "adding_refused",
)  # fmt: skip


def adding(addition: Addition, public: Callable[[str], str], language: str) -> str:
    """Return how far an addition is; `public` removes the folders of this machine from a text."""
    file, work = addition.file, addition.work
    label, item, percent, numbers = message(language, "progress_waiting"), "", 0, []
    if file is not None:
        place = min(file.done + 1, file.total)
        label, item = message(language, "adding_file", n=place, m=file.total), public(file.item)
        percent = round(100 * file.done / file.total) if file.total else 0
    if work is not None:
        label, item = message(language, f"progress_{work.what}"), ""
        percent = round(100 * work.done / work.total) if work.total else 0
        if file is not None and file.total > 1:
            numbers.append(message(language, "adding_file", n=min(file.done + 1, file.total), m=file.total))
        numbers.append(f"{percent}%")
    if addition.passages:
        numbers.append(message(language, "adding_passages", n=addition.passages))
    if addition.stop.is_set():
        label, item = message(language, "stopping"), ""
    return render_template(
        "progress.html", language, label=label, item=item, numbers=" · ".join(numbers), percent=percent
    )


def added(addition: Addition, error: str, public: Callable[[str], str], language: str) -> str:
    """Return how an addition ended: what became of each file, or `error`, and which files were not added."""
    listed = Markup("")
    if addition.changes is not None:
        files = [str(one.path) for one in addition.stored]
        listed = Markup(changes(addition.changes, addition.read, files, public, language))
    stopped = addition.changes is None and not error
    return render_template(
        "added.html", language, listed=listed, error=error, stopped=stopped, articles=len(addition.articles),
        unread=[public(path) for path in addition.unread[:_MAX_UNREAD]],
        more=max(0, len(addition.unread) - _MAX_UNREAD),
    )  # fmt: skip
