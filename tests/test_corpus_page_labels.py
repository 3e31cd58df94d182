"""The printed number of a page, told from the file's own."""

from __future__ import annotations

import pytest

from corpus.newspaper import segment
from corpus.page_labels import PageLabel, find_file_page, find_page_label, same_label
from corpus.records import Block, Document, Page


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("第05版", PageLabel("05")),
        ("第05版：要闻", PageLabel("05", "要闻")),
        ("05版：要闻", PageLabel("05", "要闻")),
        ("A05", PageLabel("A05")),
        ("A05 要闻", PageLabel("A05", "要闻")),
        ("要闻 A05", PageLabel("A05", "要闻")),
        ("a05｜要聞", PageLabel("A05", "要聞")),
        ("要闻 05", PageLabel("05", "要闻")),
        ("第四版 副刊", PageLabel("4", "副刊")),
        ("第十二版", PageLabel("12")),
        ("湘城晚报 2026年5月8日 星期五 第A05版", PageLabel("A05")),
        ("2026年5月8日　星期五　责编 李明　第3版·国际", PageLabel("3", "国际")),
        ("版次：B02", PageLabel("B02")),
        ("今日12版", None),
        ("今日共8版", None),
        ("（下转3版）", None),
        ("上接第3版", None),
        ("第2版印刷", None),
        ("2026年5月8日", None),
        ("湘城晚报", None),
        ("7", None),
        ("他在第3版发表了文章。", None),
        ("该书3版后绝迹", None),
    ],
)
def test_a_line_about_its_page(line: str, label: PageLabel | None) -> None:
    assert find_page_label(line) == label


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/x/A05_20260508.pdf", "A05"),
        ("/x/20260508_a5.pdf", "A5"),
        ("湘城晚报20260508第05版.txt", "05"),
        ("2026-05-08/第四版.pdf", "4"),
        ("20260508-page03.jpg", "03"),
        ("A4.pdf", None),
        ("report-2026.pdf", None),
        ("IMG_0512.jpg", None),
    ],
)
def test_the_page_in_a_files_name(path: str, page: str | None) -> None:
    assert find_file_page(path) == page


def test_labels_are_the_same_without_zeros() -> None:
    assert same_label("05", "5") and same_label("a05", "A5")
    assert not same_label("A05", "B05") and not same_label("10", "1")


BODY = "江州日报2026年5月8日讯 清溪大桥昨天建成通车，全长1250米，总投资12亿元。"


def pages(path: str, *lines: str, page: int | None = None, known: tuple[Page, ...] = ()) -> tuple[Page, ...]:
    (article,), _ = segment(Document(path, tuple(Block(line, page) for line in lines), pages=known))
    return article.pages


def test_the_line_under_a_headline_gives_the_page() -> None:
    assert pages("a.txt", "清溪大桥建成通车", "2026年5月8日  江州日报  第3版", BODY) == (Page(1, "3"),)


def test_a_dropped_line_of_the_page_gives_its_number_and_name() -> None:
    assert pages("a.txt", "第05版：要闻", "清溪大桥建成通车", BODY) == (Page(1, "05", "要闻"),)


def test_two_pages_in_one_text_leave_the_page_open() -> None:
    assert pages("a.txt", "第05版", "清溪大桥建成通车", BODY, "第06版") == ()


def test_what_is_printed_beats_the_files_name() -> None:
    assert pages("A05_20260508.txt", "清溪大桥建成通车", BODY) == (Page(1, "A05"),)
    assert pages("A05_20260508.txt", "第06版", "清溪大桥建成通车", BODY) == (Page(1, "06"),)
    assert pages("A05_20240508.txt", "清溪大桥建成通车", BODY) == ()  # of another year


def test_the_files_name_says_nothing_of_several_pages() -> None:
    size = (Page(1, "", "", 600.0, 800.0), Page(2, "", "", 600.0, 800.0))
    assert pages("A05_20260508.pdf", "清溪大桥建成通车", BODY, page=2, known=size) == (size[1],)


def test_a_label_of_the_reader_stays_and_gets_the_name() -> None:
    known = (Page(1, "A05", "", 600.0, 800.0),)
    assert pages("a.pdf", "A05 要闻", "清溪大桥建成通车", BODY, "责编 李明", page=1, known=known) == (
        Page(1, "A05", "要闻", 600.0, 800.0),
    )
