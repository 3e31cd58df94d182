"""The samples that weights are fitted and measured on: every question of a set, with the passages read for it.

Each question is asked with its articles, without them, without only the sentences that answer, and with a number or a
name changed. The crossing set (`benchmarks/crossing` on the bundled samples) has questions in one script on articles in
the other, and some that no article answers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus import readers
from corpus.newspaper import segment as articles_of
from corpus.passages import in_context, split
from corpus.records import Article, Passage
from corpus.text import clean, fold
from embeddings import encoder
from embeddings.encoder import Encoder
from qa.answer import AnswerContext, sentence_selection, span_chinese
from qa.answer.reading import ScoredSentences
from qa.evaluation.answer_matching import holds_any, normalised
from qa.index import segment
from qa.index.searcher import LocalSearcher
from qa.language.tagger import words
from qa.search.features import AnalysedQuestion
from qa.search.near_duplicates import Find, group_duplicates
from qa.search.ranking import Candidate, Texts, search
from qa.storage.paths import samples_folder

Array = np.ndarray[Any, Any]
Found = list[tuple[Candidate, Passage]]
CROSSING = "crossing"
_NAMES = ("nr", "ns", "nt")  # tags of persons, places and organisations
_MORE = 25  # further candidates, so that enough are left without some articles


@dataclass
class Sample:
    """One question, asked with or without its articles, with what was read for it."""

    group: str  # the set
    half: int
    # "there", "without" its articles, "stripped" of the sentences that answer, a number "changed", a name "renamed",
    # "unanswerable", or "foreign": a question of another set
    condition: str
    question: str
    answers: list[str]
    found: Found
    reading: ScoredSentences
    gold: list[bool]  # for each sentence: whether it holds an answer
    headlines: Mapping[str, str]
    likeness: Array  # for each phrase: F1 with the nearest answer, float32 (phrases,)


@dataclass(frozen=True)
class Set:
    """A set of questions with its articles, passages and vectors: "P", "S" and "Q", float32."""

    name: str
    articles: list[Article]
    passages: list[Passage]
    questions: list[dict[str, Any]]
    vectors: Mapping[str, Array]


def load(folder: Path, cache: Path | None) -> Set:
    """The set of a folder with corpus.jsonl and questions.jsonl."""
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    articles = [Article(row["id"], clean(row["text"]), row.get("title") or "") for row in rows]
    return _with_vectors(folder.name, articles, questions, cache)


def crossing(cache: Path | None) -> Set:
    """The questions that cross scripts, on the bundled samples and the English articles beside them."""
    folder = Path(__file__).parent.parent / CROSSING
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    paths = [*sorted(samples_folder().glob("*.md")), *sorted(folder.glob("*.md"))]
    articles = [
        replace(article, id=path.name)
        for path in paths for document in readers.read([path]) for article in articles_of(document)[0]
    ]  # fmt: skip
    return _with_vectors(CROSSING, articles, questions, cache)


def with_foreign(given: Set, others: Sequence[Set], count: int = 100) -> Set:
    """The set with `count` questions of each other set, which its articles do not answer."""
    questions, vectors = list(given.questions), [given.vectors["Q"]]
    for other in others:
        rows = np.random.default_rng(0).permutation(len(other.questions))[:count]
        questions += [
            {"question": other.questions[row]["question"], "answers": [], "articles": [], "answerable": False}
            for row in rows
        ]
        vectors.append(other.vectors["Q"][rows])
    return replace(given, questions=questions, vectors={**given.vectors, "Q": np.concatenate(vectors)})


@cache
def _model() -> Encoder:
    return encoder.load()


def _with_vectors(name: str, articles: list[Article], questions: list[dict[str, Any]], folder: Path | None) -> Set:
    path = folder / f"{name}.npz" if folder else None
    if path is not None and path.exists():
        vectors = dict(np.load(path))
    else:
        vectors = _encode(articles, questions)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(path, **vectors)
    bounds = np.searchsorted(vectors["sentences"][:, 0], np.arange(len(vectors["passages"]) + 1))
    passages = [
        Passage(f"{articles[row].id}#{start}", articles[row].id, int(start), int(end), articles[row].text[start:end],
                tuple((int(a), int(b)) for _, a, b in vectors["sentences"][bounds[i] : bounds[i + 1]]))
        for i, (row, start, end) in enumerate(vectors["passages"])
    ]  # fmt: skip
    return Set(name, articles, passages, questions, vectors)


def _encode(articles: list[Article], questions: list[dict[str, Any]]) -> dict[str, Array]:
    """The places of passages and sentences, int64 (n, 3): number of the article or passage, start, end; the vectors."""
    model = _model()
    number = {article.id: i for i, article in enumerate(articles)}
    cut = [(article, p) for article in articles for p in split(article, model.window, model.count_tokens)]
    return {
        "passages": np.array([(number[p.article_id], p.start, p.end) for _, p in cut]),
        "sentences": np.array([(i, a, b) for i, (_, p) in enumerate(cut) for a, b in p.sentences]),
        "P": model.encode_documents([in_context(article.title, p.heading, p.text) for article, p in cut]),
        "S": model.encode_documents([article.text[a:b] for article, p in cut for a, b in p.sentences]),
        "Q": model.encode_queries([row["question"] or "…" for row in questions]),
    }


def searched(given: Set) -> tuple[LocalSearcher, Callable[[Sequence[int]], dict[int, tuple[str, Passage]]]]:
    """The engine of a set, and its texts by number with their headlines, as the search wants them."""
    passages, vectors, headlines = given.passages, given.vectors, _headlines(given)
    texts = [f"{headlines[passage.article_id]}\n{passage.text}" for passage in passages]
    counts = np.array([len(passage.sentences) for passage in passages])
    part = segment.build(np.arange(len(passages)), vectors["P"], counts, vectors["S"], texts)
    engine = LocalSearcher([part], np.zeros(0, np.int64))
    return engine, lambda numbers: {i: (headlines[passages[i].article_id], passages[i]) for i in numbers}


def _headlines(given: Set) -> dict[str, str]:
    return {article.id: f"{article.title}\n{article.date or ''}" for article in given.articles}


def samples(given: Set, limit: int) -> list[Sample]:
    """At most `limit` questions of a set, at random, each under every condition."""
    headlines = _headlines(given)
    searcher, texts = searched(given)
    place = {article.id: i for i, article in enumerate(given.articles)}
    other_names = renamed(given) if given.name != CROSSING else {}
    context = AnswerContext(searcher.idf, _model().word_vectors, headlines)
    made = []
    order = np.random.default_rng(0).permutation(len(given.questions))[:limit]
    for row in sorted(order):
        asked = given.questions[row]
        answers = [answer for answer in asked["answers"] if normalised(answer)]
        answerable = asked.get("answerable", True)
        if not asked["question"].strip() or (answerable and not answers):
            continue
        half = place[asked["articles"][0]] % 2 if answerable else row % 2
        find = partial(_found, searcher, texts, given.vectors["Q"][row])
        for condition, question, found in _conditions(asked, find, searcher.idf, given.name, other_names.get(row)):
            reading = sentence_selection.read_sentences(question, found, context)
            if reading is None:
                continue
            gold = [holds_any(s.printed, answers) for s in reading.sentences]
            likeness = _likeness(reading, answers) if condition == "there" else np.zeros(0)
            made.append(
                Sample(
                    given.name, half, condition, question, answers, found, _small(reading), gold, headlines, likeness
                )
            )
    print(f"{given.name}: {len(order)} questions", flush=True)
    return made


def _found(
    searcher: LocalSearcher, texts: Texts, of_question: Array, question: str, vector: Array | None = None,
    left_out: Collection[str] = (),
) -> Found:  # fmt: skip
    """The passages that the product reads: the best one of each of five different hits.

    `vector` replaces the question's own, float32 (dimension,); the articles in `left_out` are not found.
    """
    find = partial(search, searcher, question, of_question if vector is None else vector)
    duplicates = group_duplicates(partial(others, find, left_out), texts, 5)
    return [duplicates.found[group[0]] for group in duplicates.groups()[:5]]


def _conditions(
    asked: Mapping[str, Any], find: Callable[..., Found], idf: Callable[[str], float], name: str,
    other_name: tuple[str, Array] | None,
) -> Iterable[tuple[str, str, Found]]:  # fmt: skip
    """The conditions of a question of the set `name`, each with the question to ask and the passages found."""
    question = asked["question"]
    first = find(question)
    if not asked.get("answerable", True):
        yield "unanswerable" if "id" in asked else "foreign", question, first
        return
    yield "there", question, first
    yield "without", question, find(question, left_out=set(asked["articles"]))
    if name != CROSSING:
        yield from trap(asked, first, idf, find)
    if other_name is not None:
        yield "renamed", other_name[0], find(*other_name)


def others(find: Find, left_out: Collection[str], k: int, *, texts: Texts) -> list[Candidate]:
    """The k best passages of the articles that are not left out, among the first k + `_MORE`."""
    if not left_out:
        return list(find(k, texts=texts))
    first = find(k + _MORE, texts=texts)
    titled = texts([candidate.number for candidate in first])
    return [candidate for candidate in first if titled[candidate.number][1].article_id not in left_out][:k]


def _small(reading: ScoredSentences) -> ScoredSentences:
    """The reading with its phrases in int16, to save memory."""
    phrases = reading.phrases
    columns = (phrases.sentence, phrases.start, phrases.end, phrases.tables)
    narrow = span_chinese.Phrases(*(column.astype(np.int16) for column in columns), phrases.numbers)
    return replace(reading, phrases=narrow)


def trap(
    asked: Mapping[str, Any], found: Found, idf: Callable[[str], float], again: Callable[[str], Found]
) -> Iterable[tuple[str, str, Found]]:
    """Harder questions without an answer: the sentences that hold it removed, or a number of the question changed."""
    answers = asked["answers"]
    analysed = AnalysedQuestion(asked["question"], idf)
    stripped: Found = []
    for candidate, passage in found:
        kept = [
            (span, cosine) for span, cosine in zip(passage.sentences, candidate.sentences, strict=True)
            if not holds_any(passage.text[span[0] - passage.start : span[1] - passage.start], answers)
        ]  # fmt: skip
        if kept:
            rest = replace(passage, sentences=tuple(span for span, _ in kept))
            features = analysed.features([("", rest)], [[cosine for _, cosine in kept]])[0]
            sentences = tuple(cosine for _, cosine in kept)
            stripped.append((replace(candidate, sentences=sentences, proximity=features.proximity), rest))
    if stripped and sum(len(p.sentences) for _, p in stripped) < sum(len(p.sentences) for _, p in found):
        yield "stripped", asked["question"], stripped
    text = asked["question"]
    numbers = re.findall(r"(?<![0-9.])[0-9]+(?![0-9.]*[0-9])", text)
    ordinal = re.search("第([一二三四五六七八九])", text)
    if numbers:
        number = max(numbers, key=len)
        other = text.replace(number, str(int(number) + (-7 if len(number) == 4 else 3)))
        yield "changed", other, again(other)
    elif ordinal:
        next_one = dict(zip("一二三四五六七八九", "二三四五六七八九一", strict=True))[ordinal[1]]
        other = f"{text[: ordinal.start(1)]}{next_one}{text[ordinal.end(1) :]}"
        yield "changed", other, again(other)


def renamed(given: Set) -> dict[int, tuple[str, Array]]:
    """Number of a question → the question with one of its names replaced by another, and its vector, float32."""
    names = [
        [w for w in words(fold(q["question"])) if w.tag[:2] in _NAMES and len(w.text) > 1] for q in given.questions
    ]
    pool = {tag: sorted({w.text for ws in names for w in ws if w.tag[:2] == tag}) for tag in _NAMES}
    random = np.random.default_rng(0)
    changed = {}
    for row, found in enumerate(names):
        if found:
            text, name = fold(given.questions[row]["question"]), found[random.integers(len(found))]
            other = str(random.choice(pool[name.tag[:2]]))
            if other not in text and name.text not in other:
                changed[row] = text.replace(name.text, other)
    vectors = _model().encode_queries(list(changed.values()))
    return {row: (text, vector) for (row, text), vector in zip(changed.items(), vectors, strict=True)}


def _likeness(reading: ScoredSentences, answers: Sequence[str]) -> Array:
    """F1 by characters of each phrase with the nearest answer, float32 (phrases,); 1 only if they are equal."""
    texts = [sentence.printed for sentence in reading.sentences]
    wanted = [(normalised(answer), Counter(normalised(answer))) for answer in answers]
    values = np.zeros(len(reading.phrases.sentence), np.float32)
    for i, (n, a, b) in enumerate(
        zip(reading.phrases.sentence, reading.phrases.start, reading.phrases.end, strict=True)
    ):
        text = normalised(texts[n][a:b])
        for answer, counts in wanted:
            if text == answer:
                values[i] = 1
            elif text and (common := sum((Counter(text) & counts).values())):
                values[i] = max(values[i], min(0.99, 2 * common / (len(text) + len(answer))))
    return values
