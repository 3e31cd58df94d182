"""A conversation as the browser keeps it, and as a Markdown file. Knows replies, neither components nor HTML.

What comes back from a browser is a stranger's word: `from_json` takes only what has the right shape. Of a file nothing
but its name leaves the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from corpus.records import content_id
from qa.i18n.messages import text
from qa.records import Answer, Figure, Hit, Place, Reply, Turn

MAX_EXCHANGES = 50  # what a browser keeps of one conversation; the oldest go
_SURE = 0.8  # from here on an answer is called reliable


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it. `reply` is None while it is looked for, or where `error` says why not.

    `id` tells it from the others of a conversation. `filters` are (after, before, source). `verdict` is the user's
    judgment: True good, False wrong, None none.
    """

    id: str
    question: str
    reply: Reply | None = None
    filters: tuple[str, str, str] = ("", "", "")
    verdict: bool | None = None
    error: str = ""


def storage_key(library: Path) -> str:
    """The name under which a browser keeps the conversation with the library in that folder; it tells no path."""
    return f"wenbao-{content_id(str(library.absolute()))}"


def certainty(reply: Reply) -> str:
    """How sure the reply is, as a key of the texts: `sure`, `unsure` or `none`."""
    if not reply.answerable or reply.answer is None:
        return "none"
    return "sure" if reply.confidence >= _SURE else "unsure"


def turns(exchanges: Iterable[Exchange]) -> list[Turn]:
    """The earlier turns, as `Library.ask` takes them."""
    return [
        Turn(
            exchange.question,
            exchange.reply.answer.text if exchange.reply.answer else "",
            exchange.reply.standalone_question,
        )
        for exchange in exchanges
        if exchange.reply is not None
    ]


def earlier_turns(value: object) -> list[Turn]:
    """The turns of a list of objects with `question`, `answer` and `standalone_question`, at most the last
    `MAX_EXCHANGES`; what is none is left out.
    """
    keys = ("question", "answer", "standalone_question")
    rows = [row for row in value[-MAX_EXCHANGES:] if isinstance(row, dict)] if isinstance(value, list) else []
    return [Turn(*(str(row.get(key) or "") for key in keys)) for row in rows]


def public_json(reply: Reply) -> dict[str, Any]:
    """The reply as JSON values for a browser or a program; a hit's `file` is the name of its file."""
    found = reply.as_json()
    return {**found, "hits": [{**_public(hit), "also": [*map(_public, hit["also"])]} for hit in found["hits"]]}


def _public(placed: Mapping[str, Any]) -> dict[str, Any]:
    # Gradio takes a value with the key `path` for a file of its own.
    facts = {key: value for key, value in placed.items() if key != "path"}
    return {**facts, "file": PurePath(placed["path"]).name}


def to_json(exchanges: Sequence[Exchange]) -> list[str]:
    """The last `MAX_EXCHANGES` exchanges, each as JSON text: Gradio's page copies a value at each event, and copies of
    texts cost nothing.
    """
    return [
        json.dumps(
            {
                "id": exchange.id,
                "question": exchange.question,
                "reply": _reply_json(exchange.reply) if exchange.reply else None,
                "filters": list(exchange.filters),
                "verdict": exchange.verdict,
                "error": exchange.error,
            },
            ensure_ascii=False,
        )
        for exchange in exchanges[-MAX_EXCHANGES:]
    ]


def _reply_json(reply: Reply) -> dict[str, Any]:
    best = reply.best_quote.as_json() if reply.best_quote else None
    return {**public_json(reply), "best_quote": best}


def from_json(value: object) -> list[Exchange]:
    """The exchanges that `to_json` gave; what is not of that shape is left out."""
    exchanges = []
    for item in value[-MAX_EXCHANGES:] if isinstance(value, list) else []:
        try:
            exchanges.append(_exchange(json.loads(item)))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return exchanges


def _exchange(item: Any) -> Exchange:
    after, before, source = map(_text, item["filters"])
    verdict = item["verdict"]
    if verdict not in (True, False, None):
        raise ValueError(verdict)
    reply = _reply(item["reply"]) if item["reply"] is not None else None
    question, error = _text(item["question"]), _text(item["error"])
    return Exchange(_text(item["id"]), question, reply, (after, before, source), verdict, error)


def _reply(item: Any) -> Reply:
    hits = tuple(_hit(hit) for hit in item["hits"])
    answer, best = (_answer(item[key]) if item.get(key) else None for key in ("answer", "best_quote"))
    confidence = float(item["confidence"])
    if not 0 <= confidence <= 1:
        raise ValueError(confidence)
    return Reply(
        _text(item["question"]), _text(item["standalone_question"]), bool(item["answerable"]), confidence,
        answer, hits, best, disagreement=tuple(_figure(figure) for figure in item.get("disagreement", ())),
    )  # fmt: skip


def _hit(item: Any) -> Hit:
    place = _place(item)
    facts = {name: getattr(place, name) for name in place.__slots__}
    spans = tuple((int(start), int(end)) for start, end in item["highlights"])
    also = tuple(map(_place, item.get("also", ())))
    rank, score = int(item["rank"]), float(item["score"])
    return Hit(rank=rank, score=score, text=_text(item["text"]), highlights=spans, also=also, **facts)


def _place(item: Any) -> Place:
    source, date = (None if item[key] is None else _text(item[key]) for key in ("source", "date"))
    page = None if item["page"] is None else int(item["page"])
    return Place(
        _text(item["article_id"]), _text(item["title"]), source, date, PurePath(_text(item["file"])).name, page,
        int(item["start"]), int(item["end"]), _text(item["passage_id"]),
    )  # fmt: skip


def _answer(item: Any) -> Answer:
    highlight = (int(item["highlight"][0]), int(item["highlight"][1])) if item["highlight"] else None
    return Answer(
        _text(item["text"]), int(item["start"]), int(item["end"]), highlight, _text(item["article_id"]),
        _text(item["passage_id"]),
    )  # fmt: skip


def _figure(item: Any) -> Figure:
    date = None if item["date"] is None else _text(item["date"])
    return Figure(
        _text(item["text"]), date, _text(item["article_id"]), _text(item["passage_id"]), int(item["start"]),
        int(item["end"]),
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def source_line(hit: Hit | Place, language: str) -> str:
    """Headline · paper · date · page, as far as they are known."""
    page = text(language, "page", page=hit.page) if hit.page else None
    return " · ".join(part for part in (hit.title or text(language, "untitled"), hit.source, hit.date, page) if part)


def place_line(place: Place, language: str) -> str:
    """Paper, or else the file · date · page of another place of a hit; where none is known, its headline."""
    if not (place.source or place.date or place.page):
        return source_line(place, language)
    page = text(language, "page", page=place.page) if place.page else None
    return " · ".join(filter(None, (place.source or PurePath(place.path).name, place.date, page)))


def figure_line(figure: Figure, reply: Reply, language: str) -> str:
    """What an article says, with its time and its paper, as far as they are known: `2023年：45个（江州日报）`."""
    places: list[Hit | Place] = [*reply.hits, *(place for hit in reply.hits for place in hit.also)]
    paper = next((place.source or place.title for place in places if place.article_id == figure.article_id), "")
    if language == "zh":
        when = f"{figure.date}年" if len(figure.date or "") == 4 else figure.date
        return f"{when or text(language, 'undated')}：{figure.text}" + (f"（{paper}）" if paper else "")
    return f"{figure.date or text(language, 'undated')}: {figure.text}" + (f" ({paper})" if paper else "")


def citation(quote: str, hit: Hit, language: str) -> str:
    """A quote with its source, as one pastes it into a text."""
    page = text(language, "page", page=hit.page) if hit.page else None
    title = hit.title or text(language, "untitled")
    if language == "zh":
        parts = [f"《{title}》", hit.source, hit.date, page]
        return f"“{quote}”（{'，'.join(part for part in parts if part)}）"
    parts = [f"“{title}”", hit.source, hit.date, page]
    return f"“{quote}” ({', '.join(part for part in parts if part)})"


def quoted_hit(reply: Reply) -> Hit | None:
    """The hit that the answer was quoted from."""
    return next((hit for hit in reply.hits if reply.answer and hit.passage_id == reply.answer.passage_id), None)


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$])")


def _plain(value: str) -> str:
    """Text that Markdown, and the HTML in it, shows as it stands, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(value.split()))


def to_markdown(exchanges: Sequence[Exchange], language: str) -> str:
    """The conversation as a Markdown file: every question, its quote with the source, and the passages found."""
    lines = [f"# {text(language, 'name')}"]
    for exchange in exchanges:
        reply = exchange.reply
        lines += ["", f"## {_plain(exchange.question)}"]
        if reply is None:
            continue
        if reply.standalone_question != exchange.question:
            lines += ["", f"*{text(language, 'understood')}* {_plain(reply.standalone_question)}"]
        percent = text(language, "confidence", percent=round(100 * reply.confidence))
        lines += ["", f"**{text(language, certainty(reply))}** · {percent}"]
        hit = quoted_hit(reply)
        if reply.answer and hit:
            lines += ["", f"> {_plain(reply.answer.text)}", ">", f"> {_plain(source_line(hit, language))}"]
        if reply.disagreement:
            told = " · ".join(_plain(figure_line(figure, reply, language)) for figure in reply.disagreement)
            lines += ["", f"{text(language, 'differ')} {told}"]
        heading = "hits" if reply.answer else "nearest"
        lines += ["", f"{text(language, heading)}", ""]
        for hit in reply.hits:
            lines.append(f"{hit.rank}. {_plain(source_line(hit, language))}: {_plain(hit.text)}")
            if hit.also:
                also = "; ".join(_plain(place_line(place, language)) for place in hit.also)
                lines += ["", f"   {text(language, 'also')}: {also}", ""]
    return "\n".join(lines) + "\n"
