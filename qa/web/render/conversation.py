"""The conversation as HTML: questions, answers and passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from qa.i18n.messages import message
from qa.records import Answer, Figure, Hit, Place, Reply
from qa.web.citations import (
    certainty,
    citation,
    cited_hits,
    figure_line,
    place_line,
    quoted_hit,
    quotes,
    source_line,
)  # fmt: skip
from qa.web.conversation import Exchange
from qa.web.render.adding import ADDING_TEXTS
from qa.web.render.environment import render_template
from qa.web.render.highlights import Span, language_tag, marked, shortened
from qa.web.render.inquiries import checked_values, timeline_values
from qa.web.render.shelf import SHELF_TEXTS

_LONG_QUESTION = 120  # characters; from here on a question is shown small, and scrolls
_REPEATED_QUESTION = 80  # characters of the question that a refusal repeats
_SCRIPT_TEXTS = (
    "close", "copied", "uploading", "searching", "lost", "connected", "failed", "ask_something", "too_long",
    "storage_full", "all_sources",
    "lost_article", "source_pane", "source_here", "no_source", "chip_after", "chip_before", "only_title",
    "remove_filter", "filter_wrong", "talks", "search_talks", "no_talks", "no_talk", "questions", "one_question",
    "rename", "delete", "deleted", "undo_delete", "placeholder", "check", "check_hint", "check_asked", "timeline",
    "timeline_hint", "timeline_asked",
)  # fmt: skip


def script_texts(language: str) -> dict[str, str]:
    """Return the texts that the page's script shows by itself."""
    return {key: message(language, key) for key in (*_SCRIPT_TEXTS, *ADDING_TEXTS, *SHELF_TEXTS)}


def exchange(one: Exchange, language: str) -> str:
    """Return one question with its reply or its error."""
    after, before, source = one.filters
    dates = [
        message(language, key, date=date) for key, date in (("chip_after", after), ("chip_before", before)) if date
    ]
    key = "only_several" if one.several else "only_title"
    title = one.title or message(language, "untitled")
    only = message(language, key, title=title, n=one.several) if one.article else ""
    return render_template(
        "exchange.html",
        language,
        exchange=one,
        answered=one.reply is not None,
        is_long=len(one.question) > _LONG_QUESTION,
        filters=" · ".join(filter(None, (*dates, source, _collection_line(one, language), only))),
        checked=_filled("checked.html", language, one, checked_values(one.checked, language)) if one.checked else "",
        timeline=(
            _filled("timeline.html", language, one, timeline_values(one.timeline, language)) if one.timeline else ""
        ),
        **(_reply_values(one, one.reply, language) if one.reply is not None else {"understood": ""}),
    )


def _collection_line(one: Exchange, language: str) -> str:
    return message(language, "chip_collection", name=one.collection) if one.collection else ""


def _filled(name: str, language: str, one: Exchange, values: dict[str, Any]) -> Markup:
    return Markup(render_template(name, language, question=one.question, **values))


def _reply_values(one: Exchange, reply: Reply, language: str) -> dict[str, Any]:
    standalone, cited = reply.standalone_question, cited_hits(reply)
    numbers = {hit.passage_id: number for number, hit in enumerate(cited, 1)}
    near = [hit for hit in reply.hits if hit not in cited]
    answers = [
        _answer_values(quote, hit, numbers[hit.passage_id], language)
        for quote in quotes(reply)
        if (hit := quoted_hit(reply, quote))
    ]
    key = ("near" if cited else "nearest") if len(near) > 1 else ("near_one" if cited else "nearest_one")
    return {
        "understood": standalone if standalone.strip() != one.question.strip() else "",
        "certainty": certainty(reply),
        "percent": (
            message(language, "confidence", percent=round(100 * reply.confidence))
            if reply.answered and reply.kind != "notice"
            else ""
        ),
        "stated": reply.message,
        "articles": [_opener(place, source_line(place, language), (0, 0)) for place in reply.articles],
        "answers": answers,
        "thumbs": [] if reply.kind == "notice" else _thumbs(one.verdict, reply.answered, language),
        "refusal": _refusal(reply, any((*one.filters, one.article, one.collection)), language),
        "figures": [
            (language_tag(figure.text), _opener(figure, figure_line(figure, reply, language)),
             numbers.get(figure.passage_id))
            for figure in reply.disagreement
        ],
        "link": standalone if reply.answered else "",
        "cited": [_hit_values(hit, hit is not quoted_hit(reply), language) for hit in cited],
        "near": [_hit_values(hit, True, language, cited=False) for hit in near],
        "near_line": message(language, key, n=len(near)),
    }  # fmt: skip


def _thumbs(verdict: bool | None, answered: bool, language: str) -> list[tuple[str, str, str]]:
    """The buttons to judge a reply: the value that is sent, whether it is pressed (for ARIA), and what it means."""
    good, wrong = ("good", "bad") if answered else ("refused_well", "refused_badly")
    return [
        ("good", "true" if verdict is True else "false", message(language, good)),
        ("bad", "true" if verdict is False else "false", message(language, wrong)),
    ]


def _answer_values(answer: Answer, hit: Hit, number: int, language: str) -> dict[str, Any]:
    phrases = [_shifted(answer.highlight, answer.start)] if answer.highlight else []
    return {
        "number": number,
        "language_tag": language_tag(answer.text),
        "marked_quote": marked(answer.text, phrases, "phrase"),
        "opener": _opener(hit, source_line(hit, language), (answer.start, answer.end), answer.highlight),
        "also": _also(hit, language),
        "citation": citation(answer.text, hit, language),
    }


def _hit_values(hit: Hit, with_places: bool, language: str, cited: bool = True) -> tuple[Any, ...]:
    """A hit as the template unpacks it; the places of the quoted hit are shown under the answer.

    A passage that is only near has no marks: they would look like an answer.
    """
    spans = [_shifted(span, hit.start) for span in hit.highlights]
    return (
        _opener(hit, source_line(hit, language), hit.highlights[0] if hit.highlights else None),
        language_tag(hit.text),
        shortened(hit.text, spans, marks=cited),
        _also(hit, language) if with_places else [],
    )


_Opener = tuple[str, str, str]  # article id, spans, label


def _also(hit: Hit, language: str) -> list[_Opener]:
    """The openers of the other places of a hit."""
    return [_opener(place, place_line(place, language)) for place in hit.also]


def _opener(place: Hit | Place | Figure, label: str, span: Span | None = None, phrase: Span | None = None) -> _Opener:
    spans = (*(span or (place.start, place.end)), *(phrase or ()))
    return place.article_id, ",".join(map(str, spans)), label


def _shifted(span: Span, offset: int) -> Span:
    return span[0] - offset, span[1] - offset


def _refusal(reply: Reply, filtered: bool, language: str) -> str:
    if filtered and not reply.hits:
        return message(language, "refused_filter")
    question = reply.standalone_question
    if len(question) > _REPEATED_QUESTION:
        question = question[: _REPEATED_QUESTION - 1] + "…"
    return message(language, "refused" if reply.hits else "refused_empty", question=question)


def welcome(articles: int, examples: Sequence[str], language: str) -> str:
    """Return what an empty conversation shows: how many articles there are, and questions to start with."""
    return render_template("welcome.html", language, articles=articles, examples=examples)


def next_questions(questions: Sequence[str], language: str) -> str:
    """Return questions to go on with, under an answer."""
    return render_template("next_questions.html", language, questions=questions)
