"""Collections, edits and undo, held against plain dictionaries through any run of changes."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hash_encoder import HashEncoder
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qa.library import Library
from qa.records import Facts

pytestmark = pytest.mark.usefixtures("quick_reader")

ARTICLES = ("a", "b", "c", "d")
NAMES = st.sampled_from(["经济", "体育", "Sport"])
SOME = st.sets(st.sampled_from(ARTICLES), min_size=1)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "新标题", "A title"]),
        "date": st.sampled_from(["", "2020", "2021-05-03"]),
        "source": st.sampled_from(["", "江州日报"]),
    },
)


class Shelf(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.library = Library(self.folder / "library", loaded=HashEncoder())
        self.file = self.folder / "in.jsonl"
        self.facts = {one: Facts(f"标题{one}", "2019", None) for one in ARTICLES}  # as the file has them
        self.edits: dict[str, dict[str, str | None]] = {one: {} for one in ARTICLES}
        self.members: dict[str, set[str]] = {}
        self.present = set(ARTICLES)
        self.index()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def index(self) -> None:
        rows = [
            {"id": one, "text": f"这是文章{one}的正文。", "title": facts.title, "date": facts.date}
            | ({"source": facts.source} if facts.source else {})
            for one, facts in self.facts.items()
        ]
        self.file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        self.library.add([self.file])
        for one in set(ARTICLES) - self.present:
            self.edits[one] = {}  # it is read anew
        self.present = set(ARTICLES)

    @rule(name=NAMES)
    def create(self, name: str) -> None:
        if name not in self.members:
            self.library.collections.create(name)
            self.members[name] = set()

    @rule(name=NAMES, ids=SOME)
    def join(self, name: str, ids: set[str]) -> None:
        if name in self.members:
            new = self.library.collections.add(name, ids)
            assert set(new) == (ids & self.present) - self.members[name]
            self.members[name] |= ids & self.present

    @rule(name=NAMES, ids=SOME)
    def leave(self, name: str, ids: set[str]) -> None:
        if name in self.members:
            assert set(self.library.collections.remove(name, ids)) == ids & self.members[name]
            self.members[name] -= ids

    @rule(name=NAMES, undo=st.booleans())
    def delete(self, name: str, undo: bool) -> None:
        if name in self.members:
            deleted = self.library.collections.delete(name)
            if undo:
                self.library.collections.restore(deleted)
            else:
                del self.members[name]

    @rule(ids=SOME, undo=st.booleans())
    def remove(self, ids: set[str], undo: bool) -> None:
        ids &= self.present
        if not ids:
            return
        kept = self.library.kept(sorted(ids))
        self.library.remove(ids)
        if undo:
            self.library.restore(kept)
            return
        self.present -= ids
        for members in self.members.values():
            members -= ids

    @rule(one=st.sampled_from(ARTICLES), changes=EDITS, undo=st.booleans())
    def edit(self, one: str, changes: dict[str, str], undo: bool) -> None:
        if one not in self.present:
            return
        before = self.library.edit(one, **changes)
        if undo:
            back = {"title": before.title, "date": before.date or "", "source": before.source or ""}
            self.library.edit(one, **back)
            return
        for name, text in changes.items():
            value = text if name == "title" else text or None
            if value == getattr(self.facts[one], name):
                self.edits[one].pop(name, None)
            else:
                self.edits[one][name] = value

    @rule(
        one=st.sampled_from(ARTICLES),
        title=st.sampled_from(["标题", "别的标题"]),
        source=st.sampled_from([None, "晚报"]),
    )
    def the_file_changes(self, one: str, title: str, source: str | None) -> None:
        new = Facts(title, "2019", source)
        for name in ("title", "source"):
            if getattr(new, name) != getattr(self.facts[one], name):
                self.edits[one].pop(name, None)
        self.facts[one] = new
        self.index()

    @invariant()
    def it_holds_what_the_dictionaries_hold(self) -> None:
        collections = self.library.collections
        assert {one.name: one.articles for one in collections.all()} == {n: len(m) for n, m in self.members.items()}
        assert {name: set(collections.articles(name)) for name in self.members} == self.members
        for article in self.library.articles():
            facts = self.facts[article.id]
            expected = {"title": facts.title, "date": facts.date, "source": facts.source} | self.edits[article.id]
            assert {name: getattr(article, name) for name in expected} == expected
        assert {article.id for article in self.library.articles()} == self.present

    @precondition(lambda self: self.members)
    @rule(name=NAMES)
    def a_collection_is_asked(self, name: str) -> None:
        if name in self.members:
            hits = self.library.ask("文章的正文？", top_k=9, collection=name).hits
            places = {place.article_id for hit in hits for place in (hit, *hit.also)}
            assert places == self.members[name]

    @rule()
    def it_is_whole(self) -> None:
        assert self.library.verify().problems == ()


Shelf.TestCase.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestShelf = Shelf.TestCase
