"""A library, held against a plain dictionary through any run of changes."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hash_encoder import HashEncoder
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qa.errors import LibraryError
from qa.library import Library
from qa.search.ranking import search

pytestmark = pytest.mark.usefixtures("quick_reader")

TEXTS = st.lists(
    st.sampled_from(
        ["江州大桥长1250米。", "图书馆9月开放。", "馆长是周敏。", "The museum opened in 2019.", "票价十元。"]
    ),
    min_size=1,
    max_size=4,
).map("\n".join)
NAMES = st.sampled_from(["a", "b", "c", "d", "e"])


def scores(library: Library) -> dict[str, float]:
    """Of all passages for one question, before those that say the same become one hit."""
    question = "馆长是谁？"
    vector = library.load_encoder().encode_queries([question])[0]
    with library._index.snapshot() as (store, engine):
        found = search(engine, question, vector, 50, texts=store.passages_with_headings)
        passages = store.passages_with_headings([candidate.number for candidate in found])
    return {passages[candidate.number][1].id: round(candidate.score, 4) for candidate in found}


class Changes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "in").mkdir()
        self.library = Library(self.folder / "library", loaded=HashEncoder())
        self.texts: dict[str, str] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(new=st.dictionaries(NAMES, TEXTS, min_size=1))
    def add(self, new: dict[str, str]) -> None:
        for name, text in new.items():
            (self.folder / "in" / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": text}), "utf-8")
        changes = self.library.add([self.folder / "in" / f"{name}.jsonl" for name in new])
        assert set(changes.added) == new.keys() - self.texts.keys()
        assert set(changes.updated) == {n for n in new.keys() & self.texts.keys() if self.texts[n] != new[n]}
        self.texts |= new

    @precondition(lambda self: self.texts)
    @rule(names=st.sets(NAMES, min_size=1))
    def remove(self, names: set[str]) -> None:
        if names <= self.texts.keys():
            stored = [self.library.article(name) for name in names]
            self.library.remove(names)
            if len(names) == 1:  # and an undo
                self.library.restore([article for article in stored if article is not None])
                return
            for name in names:
                del self.texts[name]
            return
        before = dict(self.texts)
        try:
            self.library.remove(names)
        except LibraryError:
            assert self.texts == before
        else:
            raise AssertionError("removed what is not there")

    @precondition(lambda self: self.library.exists)
    @rule()
    def compact(self) -> None:
        self.library.compact()
        assert len(list((self.library.folder / "index").iterdir())) <= 1

    @rule()
    def reopen(self) -> None:
        self.library = Library(self.folder / "library", loaded=HashEncoder())

    @invariant()
    def it_holds_what_the_dictionary_holds(self) -> None:
        if not self.library.exists:
            assert not self.texts
            return
        assert {article.id: article.text for article in self.library.articles()} == self.texts
        reply = self.library.ask("江州大桥有多长？ The museum?", top_k=20)
        found = {place.article_id for hit in reply.hits for place in (hit, *hit.also)}
        assert found == self.texts.keys()
        for hit in reply.hits:
            assert self.texts[hit.article_id][hit.start : hit.end] == hit.text

    @precondition(lambda self: self.texts)
    @rule()
    def it_answers_as_a_fresh_one(self) -> None:
        fresh = Library(self.folder / "fresh", loaded=HashEncoder())
        fresh.add([self.folder / "in" / f"{name}.jsonl" for name in self.texts])
        assert scores(self.library) == scores(fresh)
        shutil.rmtree(fresh.folder)

    @precondition(lambda self: self.library.exists)
    @rule()
    def it_is_whole(self) -> None:
        assert self.library.verify().problems == ()


Changes.TestCase.settings = settings(
    max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestChanges = Changes.TestCase
