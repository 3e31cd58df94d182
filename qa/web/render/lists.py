"""What is told of the library and of an evaluation: lists, tables, progress, news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from corpus.records import Article
from qa.i18n.error_messages import translate
from qa.i18n.messages import text
from qa.web import limits
from qa.web.article_list import Entry

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.records import Changes

_PACE_KNOWN = 3.0  # seconds
_FILES, _LINES = 200, 200  # of what was added, shown; of one file
_SHORT = 10  # lines that are shown without being asked for
_ANSWERS = 200  # of an evaluation, shown on the page; the report holds all


def entries(shown: Sequence[Entry], total: int, words: str, language: str) -> str:
    """The list of the library's articles, the first of the `total` that hold the `words` that were searched."""
    if not shown:
        return f'<p class="empty">{escape(text(language, "no_match" if words.strip() else "shelf_empty"))}</p>'
    key = "listed" if len(shown) == total else "listed_some"
    count = text(language, key, total=total, shown=len(shown))
    return f'<p class="count">{escape(count)}</p><ul class="entries">{"".join(_entry(e, language) for e in shown)}</ul>'


def _entry(entry: Entry, language: str) -> str:
    title = entry.title or text(language, "untitled")
    length = text(language, "characters", n=entry.characters)
    facts = " · ".join(part for part in (entry.source, entry.date, entry.file, length) if part)
    label = f"{text(language, 'remove')} {title}"
    return (
        f'<li class="entry"><button type="button" class="opener" data-open="{escape(entry.id)}" data-spans="">'
        f'{escape(title)}</button><span class="facts">{escape(facts)}</span>'
        f'<button type="button" class="quiet" data-remove="{escape(entry.id)}" aria-label="{escape(label)}">'
        f"{escape(text(language, 'remove'))}</button></li>"
    )


def progress(label: str, done: int, total: int, language: str, elapsed: float = 0.0, item: str = "") -> str:
    """How far a long task is, with the name of what is taken up now; after some seconds also how long the rest will
    take at this pace.
    """
    percent = round(100 * done / total) if total else 0
    numbers = f"{done} / {total}" if total else ""
    if elapsed >= _PACE_KNOWN and done:
        numbers += f" · {_left(elapsed * (total - done) / done, language)}"
    return (
        f'<div class="progress"><p><span>{escape(label)} <span class="item">{escape(item)}</span></span>'
        f'<span class="value">{numbers}</span></p>'
        f'<div class="bar" role="progressbar" aria-label="{escape(label)}" aria-valuenow="{percent}" '
        f'aria-valuemin="0" aria-valuemax="100"><span style="width:{percent}%"></span></div></div>'
    )


def _left(seconds: float, language: str) -> str:
    if seconds < 60:
        return text(language, "seconds_left", n=max(1, round(seconds)))
    return text(language, "minutes_left", n=round(seconds / 60))


def message(words: str, *, failure: bool = False) -> str:
    """One line of news."""
    return f'<p class="{"failure" if failure else "news"}" role="status">{escape(words)}</p>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts; the first cell of a row heads it."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def changes(
    done: Changes, read: Sequence[Article], files: Sequence[str], public: Callable[[str], str], language: str
) -> str:
    """What became of each of the added `files`, those first of which something was refused.

    `read` are the articles added and updated; `public` takes the folders of this machine out of a text.
    """
    found: dict[str, _File] = {}

    def say(reason: str) -> str:
        return public(translate(reason, language))

    for article in read:
        found.setdefault(article.path, _File()).articles.append(article)
    for refusal in done.refused:
        told = " · ".join(filter(None, (_line(refusal.line, language), say(refusal.reason))))
        found.setdefault(refusal.path, _File()).refused.append(told)
    for warning in done.warnings:  # a path, a colon, and what is said of it
        path = next((path for path in (*found, *files) if warning.startswith(f"{path}: ")), "")
        found.setdefault(path, _File()).warnings.append(say(warning[len(path) + 2 if path else 0 :]))
    for path in files:
        if not any(other == path or other.startswith(f"{path}/") for other in found):
            found[path] = _File()
    counts = {
        "added": len(done.added), "updated": len(done.updated), "removed": len(done.removed),
        "unchanged": done.unchanged, "refusals": len(done.refused), "warnings": len(done.warnings),
    }  # fmt: skip
    said = " · ".join(text(language, key, n=n) for key, n in counts.items() if n) or text(language, "nothing_read")
    order = sorted(found, key=lambda path: not found[path].refused)
    shown = "".join(_file(public(path), found[path], set(done.updated), language) for path in order[:_FILES])
    more = message(text(language, "more_files", n=len(order) - _FILES)) if len(order) > _FILES else ""
    return f'<div class="changes" role="status"><p class="news">{escape(said)}</p>{shown}{more}</div>'


@dataclass
class _File:
    """What became of one file: lines to show."""

    articles: list[Article] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def _file(name: str, became: _File, updated: set[str], language: str) -> str:
    new = sum(article.id not in updated for article in became.articles)
    counts = {
        "added": new, "updated": len(became.articles) - new, "refusals": len(became.refused),
        "warnings": len(became.warnings),
    }  # fmt: skip
    facts = " · ".join(text(language, key, n=n) for key, n in counts.items() if n) or text(language, "same")
    lines = [f'<li class="refused">{escape(reason)}</li>' for reason in became.refused]
    lines += [f'<li class="warning">{escape(warning)}</li>' for warning in became.warnings]
    for article in became.articles:
        title = article.title or text(language, "untitled")
        lines.append(
            f'<li><button type="button" class="opener" data-open="{escape(article.id)}" data-spans="">'
            f"{escape(title)}</button></li>"
        )
    if len(lines) > _LINES:
        lines[_LINES:] = [f"<li>{escape(text(language, 'more_lines', n=len(lines) - _LINES))}</li>"]
    head = f'<span class="name">{escape(name)}</span> <span class="facts">{escape(facts)}</span>'
    if not lines:
        return f'<p class="file">{head}</p>'
    opened = " open" if len(lines) <= _SHORT else ""
    return f'<details class="file"{opened}><summary>{head}</summary><ul>{"".join(lines)}</ul></details>'


def _line(number: int | None, language: str) -> str:
    return text(language, "line", line=number) if number else ""


def _skipped(rows: Sequence[str], language: str) -> str:
    """The rows of a question file that could not be asked."""
    if not rows:
        return ""
    lines = "".join(f"<li>{escape(row)}</li>" for row in rows[:_LINES])
    heading = escape(text(language, "skipped", n=len(rows)))
    return f"<details{' open' if len(rows) <= _SHORT else ''}><summary>{heading}</summary><ul>{lines}</ul></details>"


def measured(evaluation: Evaluation, language: str) -> str:
    """The numbers of an evaluation, its plots and slices, and its first answers, folded."""
    from qa.evaluation.report import sections

    value = evaluation.as_json()
    said = text(language, "questions_run", n=value["questions"], seconds=f"{value['seconds']['total']:.1f}")
    skipped = [
        " · ".join(filter(None, (_line(row.line, language), translate(row.reason, language))))
        for row in evaluation.skipped
    ]
    answers = [
        (result.question.question, result.quote if result.answered else text(language, "none"))
        for result in evaluation.results[:_ANSWERS]
    ]
    partial = " partial" if evaluation.unasked else ""
    if evaluation.unasked:
        late = evaluation.seconds["total"] >= limits.EVALUATION_SECONDS
        said = text(
            language, "out_of_time" if late else "stopped", minutes=round(limits.EVALUATION_SECONDS / 60),
            n=len(evaluation.results), all=len(evaluation.results) + evaluation.unasked,
        )  # fmt: skip
    return (
        f'<div class="changes" role="status"><p class="news{partial}">{escape(said)}</p>'
        f"{_skipped(skipped, language)}</div>"
        + ("" if evaluation.metrics else message(text(language, "no_metrics")))
        + "".join((*sections.table(evaluation), *sections.drawn(evaluation), *sections.sliced(evaluation)))
        + f"<details{'' if evaluation.metrics else ' open'}><summary>{escape(text(language, 'answers'))}</summary>"
        + _table([text(language, "question_column"), text(language, "answer_column")], answers)
        + "</details>"
    )
