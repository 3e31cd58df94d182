"""How a reply is cited: source lines, quotes with their source, and the word for its confidence."""

from __future__ import annotations

from pathlib import PurePath

from corpus.page_labels import is_of_page
from qa.i18n.messages import message
from qa.records import Answer, Figure, Hit, Place, Reply

RELIABLE_CONFIDENCE, _LIKELY_CONFIDENCE = 0.8, 0.5


def certainty(reply: Reply) -> str:
    """Return how sure the reply is, as a key of the interface's texts: `sure`, `likely`, `unsure` or `none`.

    A notice is `notice`, and what is stated from the records `records`.
    """
    if reply.kind == "notice" or (reply.kind == "records" and reply.answered):
        return reply.kind
    if not reply.answerable or reply.answer is None:
        return "none"
    if reply.confidence >= RELIABLE_CONFIDENCE:
        return "sure"
    return "likely" if reply.confidence >= _LIKELY_CONFIDENCE else "unsure"


def quotes(reply: Reply) -> list[Answer]:
    """Return the quotes of an answer, the best first; none of a refusal."""
    if reply.answer is None:
        return []
    return [reply.answer, *(quote for quote in reply.answers if quote != reply.answer)]


def quoted_hit(reply: Reply, quote: Answer | None = None) -> Hit | None:
    """Return the hit that a quote is from; without one, that of the answer."""
    quote = quote or reply.answer
    return next((hit for hit in reply.hits if quote and hit.passage_id == quote.passage_id), None)


def cited_hits(reply: Reply) -> list[Hit]:
    """Return the hits that the answer rests on, in the order in which it cites them: of its quotes, then of figures."""
    if reply.answer is None:
        return []
    places: list[Answer | Figure] = [*quotes(reply), *reply.disagreement]
    by_id = {hit.passage_id: hit for hit in reply.hits}
    return [by_id[name] for name in dict.fromkeys(place.passage_id for place in places) if name in by_id]


def source_line(hit: Hit | Place, language: str) -> str:
    """Return headline · paper · date · page, as far as they are known."""
    title = hit.title or message(language, "untitled")
    return " · ".join(part for part in (title, hit.source, hit.date, _page(hit, language)) if part)


def place_line(place: Place, language: str) -> str:
    """Return paper (or file) · date · page of another place of a hit; its headline if none of them is known."""
    if not (place.source or place.date or _page(place, language)):
        return source_line(place, language)
    paper = place.source or PurePath(place.path).name
    return " · ".join(part for part in (paper, place.date, _page(place, language)) if part)


def figure_line(figure: Figure, reply: Reply, language: str) -> str:
    """Return what an article says, with its date and paper, as far as known: `2023年：45个（江州日报）`."""
    places: list[Hit | Place] = [*reply.hits, *(place for hit in reply.hits for place in hit.also)]
    paper = next((place.source or place.title for place in places if place.article_id == figure.article_id), "")
    date = figure.date or message(language, "undated")
    if language == "zh":
        year = "年" if len(figure.date or "") == 4 else ""
        return f"{date}{year}：{figure.text}" + (f"（{paper}）" if paper else "")
    return f"{date}: {figure.text}" + (f" ({paper})" if paper else "")


def citation(quote: str, hit: Hit | Place, language: str) -> str:
    """Return a quote with its source, ready to paste into a text."""
    title = hit.title or message(language, "untitled")
    page = page_line(hit.page_label, None if hit.page_label else hit.page, language)
    facts = [part for part in (hit.source, hit.date, page) if part]
    if language == "zh":
        return f"“{quote}”（{'，'.join([f'《{title}》', *facts])}）"
    return f"“{quote}” ({', '.join([f'“{title}”', *facts])})"


def page_line(label: str, number: int | None, language: str, name: str = "") -> str:
    """Return the printed page, and the file's page where it has another number; empty if neither is known."""
    if not label:
        return message(language, "file_page", page=number) if number else ""
    printed = " ".join(filter(None, (message(language, "page", page=label), name)))
    if number is None or is_of_page(label, number):
        return printed
    return message(language, "with_file_page", printed=printed, page=number)


def _page(hit: Hit | Place, language: str) -> str:
    return page_line(hit.page_label, hit.page, language)
