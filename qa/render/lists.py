"""What is told of the library and of an evaluation: lists, tables, progress, news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from corpus.records import Article
from qa.catalogue import Entry
from qa.texts import text

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.library import Changes

_PACE_KNOWN = 3.0  # seconds
_ANSWERS = 200  # of an evaluation, shown on the page; the report holds all


def entries(shown: Sequence[Entry], total: int, words: str, language: str) -> str:
    """The list of the library's articles, the first of the `total` that hold the `words` that were searched."""
    if not shown:
        return f'<p class="empty">{escape(text(language, "no_match" if words.strip() else "welcome_empty"))}</p>'
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


def progress(label: str, done: int, total: int, language: str, elapsed: float = 0.0) -> str:
    """How far a long task is; after some seconds also how long the rest will take at this pace."""
    percent = round(100 * done / total) if total else 0
    numbers = f"{done} / {total}" if total else ""
    if elapsed >= _PACE_KNOWN and done:
        numbers += f" · {_left(elapsed * (total - done) / done, language)}"
    return (
        f'<div class="progress"><p><span>{escape(label)}</span><span class="value">{numbers}</span></p>'
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


def _told(counts: Sequence[str], sections: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What was read: a line of counts, then headed lists of articles, refusals and warnings."""
    lists = "".join(
        f"<details{' open' if len(lines) <= 10 else ''}><summary>{escape(heading)}</summary><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in lines[:500])
        + "</ul></details>"
        for heading, lines in sections
        if lines
    )
    return f'<div class="changes" role="status"><p class="news">{escape(" · ".join(counts))}</p>{lists}</div>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts; the first cell of a row heads it."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def changes(done: Changes, read: Sequence[Article], public: Callable[[str], str], language: str) -> str:
    """What became of added files. `public` takes the folders of this machine out of a text."""
    titles = [f"{article.title or text(language, 'untitled')} · {public(article.path)}" for article in read]
    refused = [
        " · ".join(filter(None, (public(r.path), _line(r.line, language), public(r.reason)))) for r in done.refused
    ]
    counts = {
        "added": len(done.added), "updated": len(done.updated), "removed": len(done.removed),
        "unchanged": done.unchanged,
    }  # fmt: skip
    said = [text(language, key, n=n) for key, n in counts.items() if n] or [text(language, "nothing_read")]
    sections = (
        (text(language, "articles_read"), titles),
        (text(language, "refusals", n=len(refused)), refused),
        (text(language, "warnings", n=len(done.warnings)), [public(line) for line in done.warnings]),
    )
    return _told(said, sections)


def _line(number: int | None, language: str) -> str:
    return text(language, "line", line=number) if number else ""


def measured(evaluation: Evaluation, language: str) -> str:
    """The numbers of an evaluation, its plots and slices, and its first answers, folded."""
    from qa.report import graphs

    value = evaluation.as_json()
    said = text(language, "questions_run", n=value["questions"], seconds=f"{value['seconds']['total']:.1f}")
    skipped = [" · ".join(filter(None, (_line(r["line"], language), r["reason"]))) for r in value["skipped"]]
    answers = [
        (result.question.question, result.quote if result.answered else text(language, "none"))
        for result in evaluation.results[:_ANSWERS]
    ]
    if evaluation.unasked:
        said = text(language, "stopped", n=len(evaluation.results), all=len(evaluation.results) + evaluation.unasked)
    return (
        _told([said], [(text(language, "skipped", n=len(skipped)), skipped)])
        + ("" if evaluation.metrics else message(text(language, "no_metrics")))
        + "".join((*graphs.table(evaluation), *graphs.drawn(evaluation), *graphs.sliced(evaluation)))
        + f"<details{'' if evaluation.metrics else ' open'}><summary>{escape(text(language, 'answers'))}</summary>"
        + _table([text(language, "question_column"), text(language, "answer_column")], answers)
        + "</details>"
    )
