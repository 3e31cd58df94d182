"""Rows of published datasets as rows of a question file: SQuAD, CMRC, DuReader, HotpotQA, Natural Questions and others.

Each adapter takes the row of a layout that it knows by its keys, and returns rows with the fields of a question file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.text import sentences
from qa.errors import ErrorMessage

Cells = Mapping[str, Any]
_TAG = re.compile(r"<[^<>]{1,20}>")


def squad(article: Cells) -> Iterator[Cells | ErrorMessage]:
    """The rows of an article in the SQuAD layout (1.1, 2.0, CMRC 2018, DRCD, DuReader robust).

    The sentence with the first answer becomes the evidence, so that the titles of the library's articles, and how they
    are split, do not matter.
    """
    titled = {name: title for name, title in article.items() if name == "title" and title is not None}
    for paragraph in article["paragraphs"]:
        context = paragraph.get("context") if isinstance(paragraph, dict) else None
        if not isinstance(context, str) or not isinstance(paragraph.get("qas"), list):
            yield ErrorMessage("question_squad_no_context")
            continue
        for entry in paragraph["qas"]:
            if isinstance(entry, dict):
                yield titled | _squad_row(entry, context)
            else:
                yield ErrorMessage("question_squad_not_object")


def _squad_row(entry: Cells, context: str) -> dict[str, object]:
    row = {name: value for name, value in entry.items() if name not in ("answers", "plausible_answers")}
    answers = [answer for answer in entry.get("answers") or [] if isinstance(answer, dict)]
    row["answers"] = [answer.get("text") for answer in answers]
    row["evidence"] = _sentence_at(context, answers[0].get("answer_start") if answers else None)
    return row


def _sentence_at(context: str, start: object) -> list[str]:
    spans = sentences(context) if isinstance(start, int) else []
    return [context[begin:end] for begin, end in spans if isinstance(start, int) and begin <= start < end]


def _cmrc(item: Cells) -> Iterator[Cells | ErrorMessage]:
    """CMRC 2018 as first published: `context_text`, and `qas` with `query_text` and answers as texts."""
    for entry in item["qas"]:
        if isinstance(entry, dict):
            yield {
                "id": entry.get("query_id"), "question": entry.get("query_text"), "answers": entry.get("answers"),
                "gold contexts": [item["context_text"]], "title": item.get("title"),
            }  # fmt: skip
        else:
            yield ErrorMessage("question_squad_not_object")


def _flat_squad(row: Cells) -> Iterator[Cells]:
    """A row of SQuAD on the Hugging Face hub: `answers` is an object of lists; without a text it is unanswerable."""
    answers, context = row["answers"], row.get("context")
    found = {name: value for name, value in row.items() if name not in ("answers", "context")}
    found["answers"] = list(answers["text"])
    starts = answers.get("answer_start")
    if isinstance(context, str) and starts:
        found["evidence"] = _sentence_at(context, starts[0])
    if not answers["text"] and isinstance(context, str):
        found.setdefault("is_impossible", True)
    yield found


def _hotpot(row: Cells) -> Iterator[Cells]:
    """HotpotQA and 2WikiMultihopQA: the supporting facts name sentences of the context, by title and number."""
    facts, context = row["supporting_facts"], row["context"]
    pairs = zip(facts["title"], facts["sent_id"], strict=False) if isinstance(facts, dict) else facts
    texts = zip(context["title"], context["sentences"], strict=False) if isinstance(context, dict) else context
    by_title = dict(texts)
    quotes = [by_title[title][number].strip() for title, number in pairs if 0 <= number < len(by_title.get(title, ()))]
    rest = {name: value for name, value in row.items() if name not in ("supporting_facts", "context", "_id")}
    yield rest | {"id": row.get("_id") or row.get("id"), "evidence": quotes}


def _dureader(row: Cells) -> Iterator[Cells]:
    """DuReader 2.0: of each selected document, the paragraph that is nearest to the answers."""
    contexts = []
    for document in row["documents"]:
        paragraphs = document.get("paragraphs") or []
        if document.get("is_selected", True) and paragraphs:
            nearest = document.get("most_related_para")
            known = isinstance(nearest, int) and 0 <= nearest < len(paragraphs)
            contexts += [paragraphs[nearest]] if known else []
    kept = ("question_id", "question", "question_type", "answers", "fact_or_opinion")
    yield {name: row[name] for name in kept if name in row} | {"gold contexts": contexts}


def _ms_marco(row: Cells) -> Iterator[Cells]:
    """MS MARCO 2: the passages that an annotator selected."""
    contexts = [part.get("passage_text") for part in row["passages"] if part.get("is_selected")]
    rest = {name: value for name, value in row.items() if name in ("query_id", "query", "query_type", "answers")}
    yield rest | {"gold contexts": contexts}


def _natural(row: Cells) -> Iterator[Cells]:
    """Natural Questions, simplified: answers are ranges of the document's tokens; none in any annotation, no answer."""
    tokens = row["document_text"].split(" ")
    answers: list[str] = []
    contexts: list[str] = []
    for annotation in row["annotations"]:
        short = [_tokens(tokens, part) for part in annotation.get("short_answers") or []]
        word = str(annotation.get("yes_no_answer", "NONE")).lower()
        answers += short or ([word] if word in ("yes", "no") else [])
        contexts += filter(None, [_tokens(tokens, annotation.get("long_answer") or {})])
    found = {"id": row.get("example_id"), "question": row["question_text"], "answers": answers}
    yield found | {"gold contexts": contexts} | ({} if answers or contexts else {"is_impossible": True})


def _tokens(tokens: list[str], part: Cells) -> str:
    start, end = part.get("start_token", -1), part.get("end_token", -1)
    return " ".join(_TAG.sub("", " ".join(tokens[start:end])).split()) if 0 <= start < end else ""


def _trivia(row: Cells) -> Iterator[Cells]:
    """TriviaQA: an answer with its aliases."""
    answer = {name.lower(): value for name, value in row.get("Answer", row.get("answer", {})).items()}
    texts = [answer.get("value"), *(answer.get("aliases") or [])]
    rest = {name: row[name] for name in ("QuestionId", "question_id", "Question", "question") if name in row}
    yield rest | {"answers": texts}


def _of_dicts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _is_trivia(row: Cells) -> bool:
    answer = row.get("Answer", row.get("answer"))
    return isinstance(answer, dict) and "value" in {str(name).lower() for name in answer}


def _is_flat_squad(row: Cells) -> bool:
    answers = row.get("answers")
    return isinstance(answers, dict) and isinstance(answers.get("text"), list) and "answer_start" in answers


# Layouts: how a row of one is known, and its adapter.
LAYOUTS = (
    (lambda row: isinstance(row.get("paragraphs"), list) and "question" not in row, squad),
    (lambda row: _of_dicts(row.get("qas")) and isinstance(row.get("context_text"), str), _cmrc),
    (_is_flat_squad, _flat_squad),
    (lambda row: bool(row.get("supporting_facts")) and isinstance(row.get("context"), list | dict), _hotpot),
    (lambda row: _of_dicts(row.get("documents")) and "question" in row, _dureader),
    (lambda row: _of_dicts(row.get("passages")) and "query" in row, _ms_marco),
    (lambda row: isinstance(row.get("document_text"), str) and _of_dicts(row.get("annotations")), _natural),
    (_is_trivia, _trivia),
)
