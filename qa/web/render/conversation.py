"""The conversation: questions, answer cards, passages. Knows no article beyond what a reply brings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from qa.i18n.messages import text
from qa.records import Figure, Hit, Place, Reply
from qa.web.conversation import (
    MAX_EXCHANGES,
    Exchange,
    certainty,
    citation,
    figure_line,
    place_line,
    quoted_hit,
    source_line,
)
from qa.web.render.highlights import Span, folded, lang, marked

_LONG = 120  # characters of a question that is shown small, and scrolls
_REPEATED = 80  # characters of a question that a refusal repeats
WELCOME = "welcome"  # in the place of an exchange's id
_DATE, _WHOLE = re.compile("[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"), r'<span class="whole">\g<0></span>'  # never broken


def thread(exchanges: Sequence[Exchange], articles: int, examples: Sequence[str], language: str) -> str:
    """A conversation, oldest first, or a welcome where nothing has been asked; with what the script must know."""
    inner = "".join(exchange(one, language) for one in exchanges)
    words = "".join(f' data-{key}="{escape(text(language, key))}"' for key in ("close", "copied", "drop_here"))
    return (
        f'<div data-language-now="{"zh" if language == "zh" else "en"}" data-most="{MAX_EXCHANGES}"{words}>'
        f"{inner or welcome(articles, examples, language)}</div>"
    )


def exchange(one: Exchange, language: str) -> str:
    """One question with what came of it; what is `pending` is looked for still."""
    reply = one.reply
    long = ' long" tabindex="0' if len(one.question) > _LONG else ""
    parts = [f'<h2 class="question{long}">{escape(one.question)}</h2>']
    if reply is not None and reply.standalone_question.strip() != one.question.strip():
        parts.append(_note("understood", text(language, "understood"), reply.standalone_question))
    if any(one.filters):
        after, before, source = one.filters
        dates = f"{after}–{before}" if after or before else ""
        parts.append(_note("filtered", text(language, "filtered"), " · ".join(filter(None, (dates, source)))))
    if one.error:
        parts.append(f'<p class="failure" role="alert">{escape(one.error)}</p>')
    elif reply is None:
        parts.append(f'<p class="searching">{escape(text(language, "searching"))}</p>')
    else:
        parts += [_answer(one, reply, language), _differ(reply, language), _hits(reply, language)]
    pending = "" if reply is not None or one.error else " pending"
    return f'<section class="exchange{pending}" data-id="{escape(one.id)}">{"".join(parts)}</section>'


def _note(name: str, label: str, value: str) -> str:
    return f'<p class="note {name}"><span class="label">{escape(label)}</span> {escape(value)}</p>'


def _answer(exchange: Exchange, reply: Reply, language: str) -> str:
    kind = certainty(reply)
    percent = text(language, "confidence", percent=round(100 * reply.confidence))
    verdict = (
        f'<p class="certainty {kind}"><span class="word" tabindex="0" title="{escape(percent)}">'
        f'{escape(text(language, kind))}<span class="number"> · {escape(percent)}</span></span></p>'
    )
    hit = quoted_hit(reply)
    if reply.answer is None or hit is None:
        said = _refusal(reply, any(exchange.filters), language)
        return (
            f'<div class="answer {kind}">{verdict}<p class="refusal">{escape(said)}</p>'
            f'<p class="actions">{_thumbs(exchange, "refused_well", "refused_badly", language)}</p></div>'
        )
    quote = reply.answer
    inside = [(quote.highlight[0] - quote.start, quote.highlight[1] - quote.start)] if quote.highlight else []
    actions = "".join(
        (
            _button("copy", text(language, "copy"), copy=citation(quote.text, hit, language)),
            _button("link", text(language, "link"), link=exchange.question),
            _thumbs(exchange, "good", "bad", language),
        )
    )
    return (
        f'<div class="answer {kind}">{verdict}<blockquote lang="{lang(quote.text)}">'
        f"{marked(quote.text, inside, 'phrase')}</blockquote>"
        f'<p class="source">{_opener(hit, source_line(hit, language), (quote.start, quote.end), quote.highlight)}</p>'
        f"{_also(hit, language)}"
        f'<p class="actions">{actions}</p></div>'
    )


def _refusal(reply: Reply, filtered: bool, language: str) -> str:
    if filtered and not reply.hits:
        return text(language, "refused_filter")
    asked = reply.standalone_question
    asked = asked if len(asked) <= _REPEATED else asked[: _REPEATED - 1] + "…"
    return text(language, "refused" if reply.hits else "refused_empty", question=asked)


def _differ(reply: Reply, language: str) -> str:
    """What several articles say, where they differ, newest first; each opens its article."""
    items = "".join(
        f'<li lang="{lang(figure.text)}">'
        f"{_opener(figure, figure_line(figure, reply, language), (figure.start, figure.end), None)}</li>"
        for figure in reply.disagreement
    )
    if not items:
        return ""
    return f'<div class="differ"><p class="label">{escape(text(language, "differ"))}</p><ul>{items}</ul></div>'


def _button(name: str, label: str, **data: str) -> str:
    attributes = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    return f'<button type="button" class="quiet {name}"{attributes}>{escape(label)}</button>'


# A thumb; the style turns it round for the other judgment. Drawn, since many systems lack the picture letters.
_THUMB = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 9h3v8H3zM6 9l3.6-6.2c1.3 0 2 .9 1.8 2.2L11 8h4.6c1 0 1.6.9'
    ' 1.4 1.8l-1.3 5.8c-.2.8-.9 1.4-1.7 1.4H6z"/></svg>'
)


def _thumbs(exchange: Exchange, good: str, bad: str, language: str) -> str:
    """Both thumbs, by the keys of the texts that say what they mean."""
    thumbs = "".join(
        f'<button type="button" class="quiet thumb" data-judge="{name}" '
        f'aria-pressed="{str(exchange.verdict is verdict).lower()}" '
        f'aria-label="{escape(text(language, key))}" title="{escape(text(language, key))}">{_THUMB}</button>'
        for name, verdict, key in (("good", True, good), ("bad", False, bad))
    )
    return f'<span class="judge">{thumbs}</span>'


def _opener(at: Hit | Place | Figure, label: str, span: Span, phrase: Span | None) -> str:
    numbers = ",".join(map(str, (*span, *(phrase or ()))))
    return (
        f'<button type="button" class="opener" data-open="{escape(at.article_id)}" data-spans="{numbers}">'
        f"{_DATE.sub(_WHOLE, escape(label))}</button>"
    )


def _hits(reply: Reply, language: str) -> str:
    if not reply.hits:
        return ""
    heading = escape(text(language, "hits" if reply.answer else "nearest"))
    quoted = quoted_hit(reply)  # its other places stand under the answer
    items = "".join(_hit(hit, "" if hit is quoted else _also(hit, language), language) for hit in reply.hits)
    return f'<div class="hits"><h3>{heading}</h3><ol aria-label="{heading}">{items}</ol></div>'


def _hit(hit: Hit, also: str, language: str) -> str:
    spans = [(start - hit.start, end - hit.start) for start, end in hit.highlights]
    span = hit.highlights[0] if hit.highlights else (hit.start, hit.end)
    about = escape(text(language, "score_about"))
    score = f'{escape(text(language, "score"))} <span class="value">{hit.score:.2f}</span>'
    return (
        f'<li class="hit" tabindex="-1"><p class="head"><span class="rank">{hit.rank}</span>'
        f'{_opener(hit, source_line(hit, language), span, None)}<span class="score" title="{about}">{score}</span></p>'
        f'<p class="passage" lang="{lang(hit.text)}">{folded(hit.text, spans, language)}</p>{also}</li>'
    )


def _also(hit: Hit, language: str) -> str:
    """The other places of a hit."""
    openers = [_opener(place, place_line(place, language), (place.start, place.end), None) for place in hit.also]
    label = f'<span class="label">{escape(text(language, "also"))}</span>'
    return f'<p class="note also">{label} {" ".join(openers)}</p>' if openers else ""


def welcome(articles: int, examples: Sequence[str], language: str) -> str:
    """What stands where nothing has been asked: how many articles there are, and questions to begin with."""
    about = text(language, "welcome_about", articles=articles) if articles else text(language, "welcome_empty")
    shown = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in examples
    )
    asked = f'<h3>{escape(text(language, "examples"))}</h3><ul class="examples">{shown}</ul>' if shown else ""
    return (
        f'<section class="welcome" data-id="{WELCOME}"><h2>{escape(text(language, "welcome"))}</h2>'
        f"<p>{escape(about)}</p>{asked}</section>"
    )
