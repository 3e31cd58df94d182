"""A conversation as a file: Markdown or DOCX. The quotes with their sources come first, then every question."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.i18n.messages import message
from qa.quotation import CheckedQuotation
from qa.records import Reply
from qa.web.citations import certainty, citation, figure_line, place_line, quoted_hit, quotes, source_line
from qa.web.conversation import Exchange

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$])")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*？！。，：；]+')
_TOPIC_LENGTH = 40  # characters of a file's name
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the file. `kind` is `title`, `heading`, `question`, `note`, `quote` or `text`."""

    kind: str
    text: str


def file_name(title: str, date: str, suffix: str) -> str:
    """Return a name that says when and about what the conversation was."""
    topic = _NOT_IN_NAMES.sub(" ", title).strip(" .")[:_TOPIC_LENGTH].strip()
    day = date if _DATE.fullmatch(date) else ""
    return (" ".join(filter(None, (day, topic))) or "wenbao") + suffix


def parts(exchanges: Sequence[Exchange], title: str, date: str, language: str) -> Iterator[Part]:
    """Yield the paragraphs of the file, in their order."""
    name = message(language, "name")
    yield Part("title", title or name)
    count = message(language, "one_question" if len(exchanges) == 1 else "questions", n=len(exchanges))
    yield Part("note", " · ".join(filter(None, (name, date, count))))
    yield Part("heading", message(language, "export_quotes"))
    for exchange in exchanges:
        cited = _cited(exchange.reply, language) if exchange.reply else []
        if cited:
            yield Part("question", exchange.question)
            yield from (Part("quote", text) for text in cited)
    yield Part("heading", message(language, "export_questions"))
    for exchange in exchanges:
        yield Part("question", exchange.question)
        if exchange.reply is not None:
            yield from _reply(exchange.question, exchange.reply, language)
        if exchange.checked is not None:
            yield from _checked(exchange.checked)
        for series in exchange.timeline.series if exchange.timeline else ():
            for one in series.figures:
                yield Part("text", f"{one.date}: {one.text}. {one.quote} ({place_line(one.place, language)})")


def _checked(checked: CheckedQuotation) -> Iterator[Part]:
    """The wording of the articles with its places; nothing where it stands nowhere."""
    for place in checked.places:
        yield Part("quote", place.text)
        yield Part("note", " · ".join(filter(None, (place.title, place.source, place.date))))


def _cited(reply: Reply, language: str) -> list[str]:
    """The quotes of a reply, each with its source."""
    return [citation(quote.text, hit, language) for quote in quotes(reply) if (hit := quoted_hit(reply, quote))]


def _reply(question: str, reply: Reply, language: str) -> Iterator[Part]:
    if reply.standalone_question != question:
        yield Part("note", f"{message(language, 'understood')} {reply.standalone_question}")
    if reply.message:
        yield Part("text", reply.message.text)
        yield from (Part("text", source_line(place, language)) for place in reply.articles)
    sure = [message(language, certainty(reply))]
    if reply.answer:
        sure.append(message(language, "confidence", percent=round(100 * reply.confidence)))
    yield Part("note", " · ".join(sure))
    yield from (Part("quote", text) for text in _cited(reply, language))
    if reply.disagreement:
        figures = " · ".join(figure_line(figure, reply, language) for figure in reply.disagreement)
        yield Part("text", f"{message(language, 'differ')} {figures}")
    for hit in reply.hits:
        yield Part("text", f"{hit.rank}. {source_line(hit, language)}: {hit.text}")
        if hit.also:
            also = "; ".join(place_line(place, language) for place in hit.also)
            yield Part("text", f"{message(language, 'also')}: {also}")


_MARKS = {"title": "# ", "heading": "## ", "question": "### ", "quote": "> "}


def to_markdown(exchanges: Sequence[Exchange], title: str, date: str, language: str) -> str:
    """Return the conversation as Markdown, which shows every text unchanged."""
    return "\n\n".join(_MARKS.get(p.kind, "") + _plain(p.text) for p in parts(exchanges, title, date, language)) + "\n"


def _plain(value: str) -> str:
    """Text that Markdown, and the HTML in it, shows unchanged, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(value.split()))


_STYLES = {"title": "Title", "heading": "Heading 1", "question": "Heading 2", "quote": "Quote", "note": "Subtitle"}


def to_docx(exchanges: Sequence[Exchange], title: str, date: str, language: str) -> bytes:
    """Return the conversation as a document of Word."""
    import docx

    document = docx.Document()
    for part in parts(exchanges, title, date, language):
        text = _NOT_IN_XML.sub(" ", " ".join(part.text.split()))
        document.add_paragraph(text, style=_STYLES.get(part.kind, "Normal"))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
