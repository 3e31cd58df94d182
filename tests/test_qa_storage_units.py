"""Files that belong together in the library: articles have the path of the file that names the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.library import Library

PAGE = (
    "<alto><Layout><Page ID='P{0}' WIDTH='100' HEIGHT='100'><PrintSpace><TextBlock ID='B{0}'><TextLine>"
    "<String CONTENT='{1}'/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"
)
TEXTS = ("渡轮码头昨天迁到西岸，新码头有六个泊位。", "北门城墙修缮完工，下月重新开放。")


def mets(pages: int) -> str:
    numbers = range(1, pages + 1)
    files = "".join(f'<file ID="A{n}" MIMETYPE="text/xml"><FLocat x:href="{n}.xml"/></file>' for n in numbers)
    articles = "".join(
        f'<div TYPE="ARTICLE" LABEL="第{n}篇"><fptr><area FILEID="A{n}" BEGIN="B{n}"/></fptr></div>' for n in numbers
    )
    return (
        f'<mets xmlns:x="http://www.w3.org/1999/xlink"><fileSec><fileGrp>{files}</fileGrp></fileSec>'
        f'<structMap TYPE="LOGICAL"><div TYPE="ISSUE">{articles}</div></structMap></mets>'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "issue"
    made.mkdir()
    for number, text in enumerate(TEXTS, 1):
        (made / f"{number}.xml").write_text(PAGE.format(number, text), "utf-8")
    return made


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    return Library(tmp_path / "library", loaded=hash_encoder())


def stored(library: Library) -> list[tuple[str, str]]:
    return sorted((Path(article.path).name, article.title) for article in library.articles())


def test_articles_are_kept_under_the_file_that_names_the_pages(library: Library, folder: Path) -> None:
    (folder / "mets.xml").write_text(mets(2), "utf-8")
    assert len(library.add([folder]).added) == 2
    assert stored(library) == [("mets.xml", "第1篇"), ("mets.xml", "第2篇")]
    assert library.add([folder]).unchanged == 2
    assert library.add([folder / "mets.xml"]).unchanged == 2
    # A page that says something else: its article is another one.
    (folder / "2.xml").write_text(PAGE.format(2, "北门城墙今天重新开放，市民可免费登城。"), "utf-8")
    changes = library.add([folder / "mets.xml"])
    assert (len(changes.added), len(changes.removed), changes.unchanged) == (1, 1, 1)


def test_pages_that_were_read_alone_are_taken_over_and_given_back(library: Library, folder: Path) -> None:
    library.add([folder])
    assert stored(library) == [("1.xml", ""), ("2.xml", "")]
    (folder / "mets.xml").write_text(mets(2), "utf-8")
    library.add([folder])
    assert [name for name, _ in stored(library)] == ["mets.xml", "mets.xml"]
    (folder / "mets.xml").unlink()
    library.add([folder], prune=True)
    assert stored(library) == [("1.xml", ""), ("2.xml", "")]


def test_an_article_of_a_page_that_is_gone_goes_and_of_one_that_is_damaged_stays(
    library: Library, folder: Path
) -> None:
    (folder / "mets.xml").write_text(mets(2), "utf-8")
    library.add([folder])
    whole = (folder / "2.xml").read_text("utf-8")
    (folder / "2.xml").write_text(whole[:60], "utf-8")
    changes = library.add([folder])
    assert len(changes.refused) == 1 and not changes.removed
    assert len(stored(library)) == 2
    (folder / "2.xml").unlink()
    changes = library.add([folder])
    assert len(changes.refused) == 1 and len(changes.removed) == 1
    assert stored(library) == [("mets.xml", "第1篇")]
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "other.txt").write_text("湘江水位回落到警戒线以下。", "utf-8")
    library.add([folder], prune=True)
    assert [name for name, _ in stored(library)] == ["other.txt"]
