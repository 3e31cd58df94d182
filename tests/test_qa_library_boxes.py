"""From a printed page to the boxes of a quote: the library, what the command line prints, and JSON."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest
from hash_encoder import HashEncoder

from corpus.account import Balance
from qa.cli import commands, main
from qa.cli.output import inspection_text, listing_text, page_text, reply_text
from qa.library import Library
from qa.records import ArticleSummary
from qa.web.conversation import Exchange, from_json, public_json, to_json
from qa.web.export import to_markdown
from tests.pdf_by_hand import made, shown

HEAD = shown("江州日报 2026年5月8日 星期五 第A05版：要闻", 50, 30)
LEFT = [
    "江州日报讯清溪大桥昨天上午建成通车，数千名",
    "居民冒着小雨走上桥面，看江水从桥下流过。全",
    "桥长度是一千二百五十米，桥面宽二十六米，双",
]
RIGHT = ["向四车道。大桥由省交通设计院设计，桥墩深入", "河床四十米，是全省最深的一座。"]
QUOTE = "全桥长度是一千二百五十米，桥面宽二十六米，双向四车道。"


def lines(texts: list[str], left: float, top: float) -> str:
    return "".join(shown(text, left, top + 15 * row) for row, text in enumerate(texts))


def box(left: float, baseline: float, first: int, last: int) -> tuple[float, float, float, float]:
    """Where the characters [first, last) of a line of ten points are."""
    return left + 10 * first, baseline - 8.8, left + 10 * last, baseline + 1.2


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library and the papers that it was made of."""
    folder = tmp_path_factory.mktemp("built")
    page = HEAD + shown("清溪大桥建成通车", 50, 80, 20) + lines(LEFT, 50, 120) + lines(RIGHT, 300, 120)
    (folder / "papers").mkdir()
    (folder / "papers" / "page.pdf").write_bytes(made(page))
    Library(folder / "library", loaded=HashEncoder(window=200)).add([folder / "papers"])
    return folder


@pytest.fixture
def library(built: Path, tmp_path: Path) -> Library:
    shutil.copytree(built / "library", tmp_path / "library")
    return Library(tmp_path / "library", loaded=HashEncoder(window=200))


def test_a_quote_over_two_columns_is_boxed_in_points(library: Library) -> None:
    reply = library.ask("全桥长度是多少米？")
    assert reply.best_quote is not None
    assert reply.best_quote.text == QUOTE
    expected = [box(50, 120 + 15, 20, 21), box(50, 120 + 30, 0, 21), box(300, 120, 0, 5)]
    assert [place.box for place in reply.best_quote.boxes] == [pytest.approx(edges, abs=2) for edges in expected]
    for place in reply.best_quote.boxes:
        facts = (place.page, place.page_label, place.page_name, place.unit, place.width, place.height)
        assert facts == (1, "A05", "要闻", "pt", 600.0, 800.0)
    (hit,) = reply.hits
    assert (hit.page, hit.page_label, hit.page_name) == (1, "A05", "要闻")
    assert len(hit.boxes) == len(LEFT) + len(RIGHT)
    headline, left, right = (place.box for place in hit.article_boxes)
    assert headline == pytest.approx((50, 80 - 17.6, 210, 80 + 2.4), abs=2)
    assert left == pytest.approx((50, 120 - 8.8, 260, 120 + 31.2), abs=2)
    assert right == pytest.approx((300, 120 - 8.8, 510, 120 + 16.2), abs=2)


def test_a_quote_of_an_article_over_two_pages_has_its_own_page(tmp_path: Path) -> None:
    first = shown("新图书馆开放", 50, 80, 20) + lines(
        ["本报讯新图书馆昨天开放，藏书四十六万册，造价九", "（下转第2版）"], 50, 120
    )
    second = shown("茶农卖出红茶", 50, 80, 20) + lines(["柳津镇的茶农昨天卖出了第一批红茶。"], 50, 120)
    second += shown("新图书馆开放", 50, 400, 20)
    second += lines(["（上接第1版）千八百万元。", "读者一次最多可以借阅十二册图书。"], 50, 440)
    (tmp_path / "page.pdf").write_bytes(made(first, second))
    library = Library(tmp_path / "library", loaded=HashEncoder(window=200))
    library.add([tmp_path / "page.pdf"])
    begun, overleaf = (library.ask(question) for question in ("藏书多少万册？", "读者一次最多借阅多少册图书？"))
    assert begun.hits[0].article_id == overleaf.hits[0].article_id
    assert (begun.hits[0].page, overleaf.hits[0].page) == (1, 2)
    assert "造价九千八百万元。" in begun.hits[0].text


def test_the_boxes_are_in_the_json_of_a_reply(library: Library) -> None:
    reply = library.ask("全桥长度是多少米？")
    assert reply.best_quote is not None
    value = json.loads(json.dumps(public_json(reply)))
    hit = value["hits"][0]
    assert hit["page"] == 1 and hit["page_label"] == "A05" and hit["page_name"] == "要闻"
    row = reply.best_quote.as_json()["boxes"][1]
    assert set(row) == {"page", "page_label", "page_name", "box", "unit", "width", "height"}
    assert row["box"] == pytest.approx(box(50, 150, 0, 21), abs=2)
    # A browser stores many replies, and needs no boxes for them.
    (stored,) = to_json([Exchange("e", "全桥长度是多少米？", reply)])
    assert '"boxes": []' in stored and '"unit"' not in stored
    (back,) = from_json([stored])
    assert back.reply is not None and back.reply.hits[0].page_label == "A05"
    assert "第A05版（文件第 1 页）" in to_markdown([back], "", "", "zh")


def test_the_printed_page_is_told_from_the_files_page_in_text(library: Library) -> None:
    assert "[1] 清溪大桥建成通车 · 江州日报 · 2026-05-08 · p. A05 (file page 1)" in reply_text(library.ask("桥长"))
    (summary,) = library.listing()
    assert (summary.page_label, summary.page_name) == ("A05", "要闻")
    assert listing_text([summary]) == f"{summary.id}\t2026-05-08\t江州日报\t清溪大桥建成通车\tp. A05"
    assert listing_text([ArticleSummary("a", "标题", None, None, "/a.txt", 5)]) == "a\t\t\t标题"
    assert (page_text("05", 5), page_text("", 3), page_text("", None)) == ("p. 05", "file page 3", "")


def test_inspect_shows_pages_and_boxes(
    library: Library, built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "_library", lambda options: library)
    file = built / "papers" / "page.pdf"
    assert commands._inspect(argparse.Namespace(file=file, json=True)) == commands.DONE
    value = json.loads(capsys.readouterr().out)
    (article,) = value["articles"]
    assert (article["page"], article["page_label"], article["page_name"]) == (1, "A05", "要闻")
    assert article["pages"] == [
        {"number": 1, "label": "A05", "name": "要闻", "width": 600.0, "height": 800.0, "unit": "pt", "image": None}
    ]
    assert len(article["boxes"]) == 3
    assert "2026-05-08 · 江州日报 · p. A05 (file page 1) 要闻" in inspection_text(value, Balance.of(0, 0, []))


def test_an_export_keeps_the_printed_page(library: Library, tmp_path: Path) -> None:
    assert main(["export", "--out", str(tmp_path / "out.jsonl"), "--library", str(library.folder)]) == commands.DONE
    row = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (row["page_label"], row["page_name"]) == ("A05", "要闻")
    other = Library(tmp_path / "other", loaded=HashEncoder(window=200))
    other.add([tmp_path / "out.jsonl"])
    (summary,) = other.listing()
    assert (summary.page_label, summary.page_name) == ("A05", "要闻")
    (hit,) = other.ask("全桥长度是多少米？").hits
    assert (hit.page, hit.page_label, hit.boxes) == (None, "A05", ())


def test_indexing_again_changes_nothing(library: Library, built: Path) -> None:
    changes = library.add([built / "papers"])
    assert (changes.unchanged, changes.updated) == (1, ())
    (article,) = library.articles()
    library.remove([article.id])
    library.restore([article])
    assert library.article(article.id) == article
