"""A library in memory with the methods that the chat calls: no model, no disk, answers by shared characters."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fake_collections import FakeCollections

from corpus.records import Article, Page, Refusal, Region, content_id
from corpus.text import sentences
from qa.errors import LibraryError
from qa.records import (
    UNFILTERED,
    Answer,
    AnswerThreshold,
    ArticleSummary,
    Changes,
    Filters,
    Hit,
    KeptArticle,
    Progress,
    Reply,
    Turn,
)  # fmt: skip
from qa.storage import edits

_WEATHER = [f"第{n}段：江州市今年的天气记录，气温与雨量都在常年范围之内，没有出现极端情况。" for n in range(400)]
ARTICLES = (
    Article(
        "a1",
        "清溪大桥全长1250米，2021年5月3日建成通车。\n大桥由省交通设计院设计，总投资12亿元。",
        "清溪大桥建成通车",
        "2021-05-03",
        "江州日报",
        ("林海",),
        path="/data/papers/bridge.pdf",
        regions=(Region(0, 60, 3, (0.1, 0.1, 0.5, 0.2)),),
        pages=(Page(3, "A03", "要闻", 600.0, 800.0),),
    ),
    Article(
        "a2",
        "市图书馆新馆9月1日开放，藏书80万册。\n新馆馆长是周敏。开放时间为每天上午九点到晚上九点。",
        "市图书馆新馆开放",
        "2023-09-01",
        "江州晚报",
        path="/data/papers/library.txt",
    ),
    Article(
        "a3",
        "The Harbour Museum opened on 4 June 2019. It holds 3,200 exhibits. Its first director was Ada Brown.",
        "Harbour Museum opens",
        "2019-06-04",
        "Port Gazette",
        path="/data/papers/museum.txt",
    ),
    Article(
        "a4",
        "\n".join([*_WEATHER, "观测站站长叫陈树。"]),
        "江州全年天气记录",
        "2022",
        "江州日报",
        path="/data/papers/weather.txt",
    ),
)


def _ignore_progress(what: str, done: int, total: int, item: str = "") -> None:
    """Ignore progress."""


class FakeLibrary:
    """Answers by the share of the question's characters that a sentence holds."""

    def __init__(self, folder: Path, articles: Iterable[Article] = ARTICLES) -> None:
        self.folder = folder
        self._articles = {article.id: article for article in articles}
        self._order = dict.fromkeys(self._articles, "2026-11-01T00:00:00Z")  # when each was added
        self.collections = FakeCollections(lambda article_id: article_id in self._articles)
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.tried: list[str] = []
        self.reading, self.gate = threading.Event(), threading.Event()  # `add` waits for them
        self.reading.set()
        self.gate.set()
        self.failure: Exception | None = None
        self.threshold: AnswerThreshold | None = None

    @property
    def exists(self) -> bool:
        return True

    def articles(self) -> Iterator[Article]:
        return iter(sorted(self._articles.values(), key=lambda article: article.id))

    @property
    def generation(self) -> int:
        facts = tuple((a.id, a.title, a.date, a.source) for a in list(self._articles.values()))
        return hash((facts, self.collections.changes)) or 1

    def listing(self) -> list[ArticleSummary]:
        return [
            ArticleSummary(a.id, a.title, a.source, a.date, a.path, len(a.text), added=self._order.get(a.id, ""))
            for a in self.articles()
        ]

    def article(self, article_id: str) -> Article | None:
        return self._articles.get(article_id)

    def count(self) -> tuple[int, int]:
        return len(self._articles), len(self._articles)

    def set_threshold(self, found: AnswerThreshold | None) -> None:
        self.threshold = found

    def warm_up(self) -> None:
        pass

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        collection: str | None = None,
        retriever: str = "hybrid",
    ) -> Reply:
        if top_k == 1:  # so the chat tries questions before it suggests them
            self.tried.append(question)
        else:
            self.asked.append((question, tuple(history), filters))
        if self.failure is not None:
            raise self.failure
        understood = f"{history[-1].question} {question}" if history and question.startswith(("它", "It")) else question
        wanted = set(understood) - set("？?，。的是了 ")
        found = []
        for article in list(self._articles.values()):
            if filters.source and filters.source != article.source:
                continue
            if filters.collection and article.id not in self.collections.articles(filters.collection, filters.owner):
                continue
            if filters.article and filters.article != article.id:
                continue
            if filters.after and (article.date or "") < filters.after:
                continue
            spans = sentences(article.text)
            if not spans:
                continue
            shares = [len(wanted & set(article.text[a:b])) / max(1, len(wanted)) for a, b in spans]
            best = max(range(len(spans)), key=shares.__getitem__)
            found.append((shares[best], article, spans[best]))
        found.sort(key=lambda item: (-item[0], item[1].id))
        hits = []
        for rank, (score, article, span) in enumerate(found[:top_k], 1):
            start, end = max(0, span[0] - 120), min(len(article.text), span[1] + 200)
            facts = (article.title, article.source, article.date, article.path, article.page_at(span[0]))
            passage = (start, end, article.text[start:end], (span,))
            page = article.printed_at(span[0])
            label = page.label if page else ""
            hits.append(Hit(rank, score, f"{article.id}-p", article.id, *facts, *passage, page_label=label))
        if not hits:
            return Reply(question, understood, False, 0.0, None, ())
        score, article, span = found[0]
        text = article.text[span[0] : span[1]]
        answer = Answer(text, *span, (span[0], span[0] + min(4, len(text))), article.id, f"{article.id}-p")
        sure = score >= 0.5
        return Reply(
            question,
            understood,
            sure,
            min(1.0, score),
            answer if sure else None,
            tuple(hits),
            answer,
            {"search": 0.002},
        )

    def ask_all(
        self,
        questions: Sequence[tuple[str, Sequence[Turn]]],
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        collection: str | None = None,
        retriever: str = "hybrid",
    ) -> Iterator[Reply]:
        for question, history in questions:
            yield self.ask(question, history, top_k=top_k, filters=filters, collection=collection, retriever=retriever)

    def add(
        self, paths: Iterable[str | Path], *, prune: bool = False, progress: Progress = _ignore_progress
    ) -> Changes:
        added, refused, warnings = [], [], []
        given = [Path(path) for path in paths]
        places = [file for one in given for file in (sorted(one.rglob("*.*")) if one.is_dir() else [one])]
        places = [file for file in places if file.is_file()]
        for number, path in enumerate(places):
            progress("reading", number, len(places), str(path))
            self.reading.wait(10)
            data = path.read_bytes()
            if b"\0" in data:
                refused.append(Refusal(str(path), "no text in it"))
                continue
            text = data.decode("utf-8").strip()
            article = Article(content_id(str(path), text), text, text.split("\n")[0], None, "上传", (), None, str(path))
            self._articles[article.id] = article
            self._order[article.id] = "2026-12-01T00:00:00Z"
            added.append(article.id)
            if len(text) < 10:
                warnings.append(f"{path}: very short")
        progress("encoding", 1, 2)
        self.gate.wait(10)
        time.sleep(0.3)
        progress("encoding", 2, 2)
        return Changes(added=tuple(added), refused=tuple(refused), warnings=tuple(warnings))

    def remove(self, article_ids: Iterable[str]) -> Changes:
        removed = tuple(article_ids)
        for article_id in removed:
            if self._articles.pop(article_id, None) is None:
                raise LibraryError("library_unknown_article", ids=article_id)
        return Changes(removed=removed)

    def kept(self, article_ids: Iterable[str]) -> list[KeptArticle]:
        numbers = {one.name: one.id for one in self.collections.all()}
        names = self.collections.by_article(article_ids := list(article_ids))
        return [
            KeptArticle(self._articles[one], collections=tuple(numbers[name] for name in names.get(one, ())))
            for one in article_ids
            if one in self._articles
        ]

    def edit(
        self, article_id: str, *, title: str | None = None, date: str | None = None, source: str | None = None
    ) -> Article:
        before = self._articles[article_id]
        self._articles[article_id] = edits.edited(before, title, date, source)
        return before

    def restore(self, articles: Iterable[Article | KeptArticle], *, progress: Progress = _ignore_progress) -> Changes:
        back = [one.article if isinstance(one, KeptArticle) else one for one in articles]
        self._articles.update({article.id: article for article in back})
        return Changes(added=tuple(article.id for article in back))
