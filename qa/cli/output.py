"""What a terminal shows: progress bars on standard error, and results as text."""

from __future__ import annotations

import itertools
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from qa.cli.language import language, translated, words
from qa.i18n.cli_messages import cli_message
from qa.i18n.messages import message
from qa.records import Answer, AnswerThreshold, ArticleSummary, Hit, Place, Reply

if TYPE_CHECKING:  # heavy
    from corpus.account import Balance
    from corpus.records import Article
    from embeddings.encoder import TokenCounter
    from qa.evaluation import Evaluation
    from qa.quotation import QuotedPlace

_STEPS = ("reading", "splitting", "encoding", "indexing", "measuring")  # of a change to a library, and of an evaluation
_COLUMNS = 100  # of a line where standard output is no terminal


class ProgressBars:
    """Progress bars on standard error, one for each step; a bar appears once its step has taken half a second."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(self, *args: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, step: str, done: int, total: int, item: str = "") -> None:
        """Show how far a step is, and the name of the file that it is at. See `qa.records.Progress`."""
        from tqdm import tqdm

        step = words(f"step_{step}") if step in _STEPS else step
        if self._bar is None or self._bar.desc != step:
            if self._bar is not None:
                self._bar.close()
            self._bar = tqdm(total=total, desc=step, file=sys.stderr, delay=0.5, leave=True)
            self._bar.desc = step
        self._bar.set_postfix_str(PurePath(item).name, refresh=False)
        self._bar.update(done - self._bar.n)


def reply_text(reply: Reply, threshold: AnswerThreshold | None = None, *, full: bool = False) -> str:
    """The answer with its source, and a line for each passage; with `full` the passages whole.

    The last line says what the library's own threshold means, if it has one.
    """
    lines = _stated_lines(reply)
    if reply.kind == "notice":
        return "\n".join(lines)
    if reply.answer:
        lines += _quotes(reply, reply.answer)
    elif not reply.message:
        lines.append(words("not_said_nearest" if reply.hits else "not_said"))
    if reply.disagreement:
        undated = message(language(), "undated")
        figures = [words("figure", date=one.date or undated, text=one.text) for one in reply.disagreement]
        lines += ["", words("differ", figures=" · ".join(figures))]
    if full:
        lines += [line for hit in reply.hits for line in _whole_passage(hit)]
    elif reply.hits:
        lines += ["", *(shortened(f"[{hit.rank}] {source_line(hit)} | {_beginning(hit)}") for hit in reply.hits)]
    if threshold is not None:
        from qa.evaluation.max_wrong import in_words

        lines += ["", translated(in_words(threshold))]
    return "\n".join(lines)


def _whole_passage(hit: Hit) -> Iterator[str]:
    yield from ("", f"[{hit.rank}] {source_line(hit)}")
    yield from (f"    {line}" for line in hit.text.split("\n"))
    yield from (f"    {words('also', place=source_line(place))}" for place in hit.also)


def _beginning(hit: Hit) -> str:
    """The passage in one line, from the sentence on that was marked in it."""
    start = hit.highlights[0][0] - hit.start if hit.highlights else 0
    return ("…" if start else "") + " ".join(hit.text[start:].split())


def shortened(line: str) -> str:
    """A line that fits the terminal: a Chinese character takes two of its columns."""
    columns = shutil.get_terminal_size((_COLUMNS, 0)).columns if sys.stdout.isatty() else _COLUMNS
    if sum(map(_width, line)) <= columns:
        return line
    used = itertools.accumulate(map(_width, line))
    return line[: sum(width < columns for width in used)] + "…"


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _stated_lines(reply: Reply) -> list[str]:
    """What the reply states itself, and the articles that it is about."""
    lines = [reply.message.text] if reply.message else []
    return lines + [f"  — {source_line(place)}" for place in reply.articles]


def _quotes(reply: Reply, first: Answer) -> list[str]:
    """The quotes, numbered where there are several; those of one passage share the line with their source."""
    from qa.web.citations import certainty

    quotes = (first, *reply.answers)
    lines = []
    for number, quote in enumerate(quotes, 1):
        lines.append(f"{number}) {quote.text}" if len(quotes) > 1 else quote.text)
        if number == len(quotes) or quotes[number].passage_id != quote.passage_id:
            hit = next(hit for hit in reply.hits if hit.passage_id == quote.passage_id)
            sure = words("certainty", word=message(language(), certainty(reply))) if number == len(quotes) else ""
            lines.append(f"  — {source_line(hit)}{sure}")
    return lines


def source_line(place: Hit | Place | QuotedPlace, *more: str) -> str:
    """Headline (or file) · paper · date · page, as far as they are known, and what else is said of the place."""
    page = page_text(place.page_label, place.page)
    facts = (place.title or PurePath(place.path).name, place.source, place.date, page, *more)
    return " · ".join(fact for fact in facts if fact)


def page_text(label: str, number: int | None) -> str:
    """The printed page, and the file's page where it has another number; empty if neither is known."""
    from qa.web.citations import page_line

    return page_line(label, number, language())


def library_text(articles: int, passages: int) -> str:
    """How many articles and passages the library has."""
    return words("library_has", articles=words("articles", n=articles), passages=words("passages", n=passages))


def changes_text(value: Mapping[str, Any]) -> str:
    """What `index` and `remove` changed, in a line. `value` is their JSON."""
    counts: dict[str, object] = {name: len(value[name]) for name in ("added", "updated", "removed", "refused")}
    library = library_text(value["articles"], value["passages"])
    return words("changes", **counts, unchanged=value["unchanged"], library=library)


def listing_text(articles: Sequence[ArticleSummary]) -> str:
    """What `list` shows: id, date, source, headline (or file) and, where it is known, the printed page."""
    rows = [
        (a.id, a.date or "", a.source or "", a.title or PurePath(a.path).name, page_text(a.page_label, None))
        for a in articles
    ]
    return "\n".join("\t".join(row if row[-1] else row[:-1]) for row in rows)


def evaluation_text(evaluation: Evaluation) -> str:
    """What `str` of an evaluation says, in the language of the command line."""
    lines = str(evaluation).split("\n")
    compared = (*evaluation.compare.values(), evaluation.baseline)
    told = [*evaluation.summary, *(one.summary for one in compared if one), *evaluation.notes, *evaluation.warnings]
    worded = {text: translated(text) for text in told}
    asked = len(evaluation.results)
    partly = words("evaluated_partly", n=asked, all=asked + evaluation.unasked)
    lines[0] = partly if evaluation.unasked else words("evaluated", n=asked)
    nothing = cli_message("en", "nothing_expected")
    return "\n".join(words("nothing_expected") if line == nothing else worded.get(line, line) for line in lines)


def account_json(account: Balance) -> dict[str, Any]:
    """The account of a file's text, as `inspect --json` prints it."""
    return {
        "characters": account.source,
        "added": account.added,
        "share": round(account.share, 4),
        "left_out": [
            {
                "reason": item.reason,
                "key": getattr(item.reason, "key", ""),
                "characters": item.characters,
                "may_be_article": item.may_be_article,
            }
            for item in account.left_out
        ],
    }


def article_json(article: Article, counter: TokenCounter) -> dict[str, Any]:
    """The article with its passages, as `inspect --json` prints it."""
    from corpus.boxes import outline, printed
    from corpus.passages import split
    from qa.records import boxes_json

    return {
        "id": article.id,
        "title": article.title,
        "date": article.date,
        "source": article.source,
        "authors": list(article.authors),
        "page": article.page,
        **printed_page_json(article),
        "pages": [asdict(page) for page in article.pages],
        "boxes": boxes_json(printed(outline(article), article.pages)),
        "text": article.text,
        "passages": [
            {"id": passage.id, "start": passage.start, "end": passage.end, "text": passage.text}
            for passage in split(article, counter.window, counter.count_tokens)
        ],
    }


def printed_page_json(article: Article) -> dict[str, str]:
    """The printed number and the name of the page where the article begins; empty where unknown."""
    page = article.printed_at(0)
    return {"page_label": page.label if page else "", "page_name": page.name if page else ""}


def inspection_text(value: Mapping[str, Any], account: Balance) -> str:
    """The articles that `inspect` found in a file, and the account of its text. `value` is its JSON."""
    lines: list[str] = []
    for article in value["articles"]:
        authors = words("authors_and").join(article["authors"])
        facts = (article["date"], article["source"], authors, _inspected_page(article))
        lines += [
            f"# {article['title'] or PurePath(value['path']).name}",
            " · ".join(str(fact) for fact in facts if fact),
        ]
        lines += [article["text"], words("of_passages", passages=words("passages", n=len(article["passages"]))), ""]
    lines.append(translated(account.described()))
    return "\n".join([*lines, *(words("warning", text=translated(warning)) for warning in value["warnings"])])


def _inspected_page(article: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (page_text(article["page_label"], article["page"]), article["page_name"])))


def health_text(value: Mapping[str, Any]) -> str:
    """What `verify` found. `value` is its JSON."""
    return "\n".join(_health_lines(value))


def _health_lines(value: Mapping[str, Any]) -> Iterator[str]:
    problems = value["problems"]
    yield from (words("problem", text=translated(problem)) for problem in problems)
    if not problems:
        yield words("undamaged")
    if value["recall"] is not None:
        yield words("recall", share=f"{value['recall']:.1%}")
    yield from (words("lost", text=translated(lost)) for lost in value["lost"])
    if value["repaired"] and problems:
        yield words("repaired")
