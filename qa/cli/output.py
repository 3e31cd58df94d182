"""What a terminal shows: progress bars on standard error, and results as text."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from corpus.account import Balance
from corpus.page_labels import is_of_page
from qa.i18n.error_messages import translate
from qa.records import Answer, AnswerThreshold, ArticleSummary, Hit, Place, Reply

if TYPE_CHECKING:  # heavy
    from corpus.records import Article
    from embeddings.encoder import TokenCounter


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

        if self._bar is None or self._bar.desc != step:
            if self._bar is not None:
                self._bar.close()
            self._bar = tqdm(total=total, desc=step, file=sys.stderr, delay=0.5, leave=True)
            self._bar.desc = step
        self._bar.set_postfix_str(PurePath(item).name, refresh=False)
        self._bar.update(done - self._bar.n)


def reply_text(reply: Reply, threshold: AnswerThreshold | None = None) -> str:
    """The answer with its source, the passages, and what the library's own threshold means, if it has one."""
    lines = _stated_lines(reply)
    if reply.kind == "notice":
        return "\n".join(lines)
    if reply.answer:
        lines += _quotes(reply, reply.answer)
    elif reply.message:
        pass
    elif reply.hits:
        lines.append(f"The articles do not say ({reply.confidence:.0%}). The nearest passages:")
    else:
        lines.append("The articles do not say.")
    if reply.disagreement:
        figures = " · ".join(f"{figure.date or 'undated'}: {figure.text}" for figure in reply.disagreement)
        lines += ["", f"The articles differ: {figures}"]
    for hit in reply.hits:
        lines += ["", f"{hit.rank}. {_citation(hit)} · {hit.score:.3f}"]
        lines += [f"   {line}" for line in hit.text.split("\n")]
        lines += [f"   also: {_citation(place)}" for place in hit.also]
    if threshold is not None:
        from qa.evaluation.max_wrong import in_words

        lines += ["", in_words(threshold)]
    return "\n".join(lines)


def _stated_lines(reply: Reply) -> list[str]:
    """What the reply states itself, and the articles that it is about."""
    lines = [reply.message.text] if reply.message else []
    return lines + [f"  — {_citation(place)} · {place.article_id}" for place in reply.articles]


def _quotes(reply: Reply, first: Answer) -> list[str]:
    """The quotes, numbered where there are several; those of one passage share the line with their source."""
    quotes = (first, *reply.answers)
    lines = []
    for number, quote in enumerate(quotes, 1):
        lines.append(f"{number}) {quote.text}" if len(quotes) > 1 else quote.text)
        if number == len(quotes) or quotes[number].passage_id != quote.passage_id:
            hit = next(hit for hit in reply.hits if hit.passage_id == quote.passage_id)
            lines.append(f"  — {_citation(hit)}" + (f" ({reply.confidence:.0%})" if number == len(quotes) else ""))
    return lines


def _citation(hit: Hit | Place) -> str:
    page = page_text(hit.page_label, hit.page)
    return " · ".join(part for part in (hit.title or hit.article_id, hit.source, hit.date, page) if part)


def page_text(label: str, number: int | None) -> str:
    """The printed page, and the file's page where it has another number; empty if neither is known."""
    if not label:
        return f"file page {number}" if number else ""
    return f"p. {label}" if number is None or is_of_page(label, number) else f"p. {label} (file page {number})"


def changes_text(value: Mapping[str, Any]) -> str:
    """What `index` and `remove` changed, in a line. `value` is their JSON."""
    counts = (f"{len(value[name])} {name}" for name in ("added", "updated", "removed"))
    return (
        f"{', '.join(counts)}, {value['unchanged']} unchanged, {len(value['refused'])} refused; "
        f"the library has {value['articles']} articles in {value['passages']} passages"
    )


def listing_text(articles: Sequence[ArticleSummary]) -> str:
    """What `list` shows: id, date, source, headline (or file) and, where it is known, the printed page."""
    rows = [
        (a.id, a.date or "", a.source or "", a.title or PurePath(a.path).name, page_text(a.page_label, None))
        for a in articles
    ]
    return "\n".join("\t".join(row if row[-1] else row[:-1]) for row in rows)


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
    """The articles that `inspect` found in a file, and the account in both languages. `value` is its JSON."""
    lines: list[str] = []
    for article in value["articles"]:
        facts = (article["date"], article["source"], "、".join(article["authors"]), _inspected_page(article))
        lines += [f"# {article['title'] or article['id']}", " · ".join(str(fact) for fact in facts if fact)]
        lines += [article["text"], f"({len(article['passages'])} passages)", ""]
    described = account.described()
    lines += [described, translate(described, "zh")]
    return "\n".join([*lines, *(f"warning: {warning}" for warning in value["warnings"])])


def _inspected_page(article: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (page_text(article["page_label"], article["page"]), article["page_name"])))


def health_text(value: Mapping[str, Any]) -> str:
    """What `verify` found. `value` is its JSON."""
    return "\n".join(_health_lines(value))


def _health_lines(value: Mapping[str, Any]) -> Iterator[str]:
    problems = value["problems"]
    yield from (f"problem: {problem}" for problem in problems)
    if not problems:
        yield "the library is undamaged"
    if value["recall"] is not None:
        yield f"the vector index finds {value['recall']:.1%} of the ten nearest passages, measured when it was built"
    yield from (f"lost: the article {lost}; index that file again" for lost in value["lost"])
    if value["repaired"] and problems:
        yield "repaired"
