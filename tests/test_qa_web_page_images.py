"""The printed pages with the quote boxed and its article outlined."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Article, Page, Region
from qa.web import page_images
from qa.web.page_images import boxed_page

pdfium = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")


def article(path: Path) -> Article:
    regions = (
        Region(0, 5, 1, (0.1, 0.1, 0.5, 0.2)),
        Region(5, 10, 2, (0.25, 0.5, 0.75, 0.6)),
        Region(10, 15, 2, (0.25, 0.6, 0.75, 0.7)),
        Region(15, 20, 2, None),
    )
    return Article("a", "字" * 20, path=str(path), regions=regions)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    document = pdfium.PdfDocument.new()
    document.new_page(300, 200)
    document.new_page(200, 300)
    document.save(tmp_path / "page.pdf")
    return tmp_path / "page.pdf"


def styled(kind: str, html: str) -> list[str]:
    return re.findall(rf'class="{kind}" style="([^"]+)"', html)


def picture(html: str) -> tuple[int, int]:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', html)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).size  # type: ignore[no-any-return]


def test_the_page_of_a_pdf_is_drawn_and_only_the_quote_boxed(pdf: Path) -> None:
    html = boxed_page(article(pdf), (6, 9), "zh")
    assert picture(html) == (1400, 2100)  # the second page stands upright
    # The middle three of the five characters from .25 to .75, and the column of both lines around them.
    assert styled("box", html) == ["left:35.00%;top:50.00%;width:30.00%;height:10.00%"]
    assert styled("outline", html) == ["left:25.00%;top:50.00%;width:50.00%;height:20.00%"]
    assert "文件第 2 页" in html
    assert len(styled("box", boxed_page(article(pdf), (6, 12), "zh"))) == 2
    assert picture(boxed_page(article(pdf), (0, 3), "zh")) == (1400, 934)


def test_a_quote_that_goes_on_overleaf_shows_both_pages(pdf: Path) -> None:
    html = boxed_page(article(pdf), (3, 7), "zh")
    first, second = html.split("<figure")[1:]
    assert (picture(first), picture(second)) == ((1400, 934), (1400, 2100))
    assert styled("box", first) == ["left:34.00%;top:10.00%;width:16.00%;height:10.00%"]
    assert styled("box", second) == ["left:25.00%;top:50.00%;width:20.00%;height:10.00%"]
    assert styled("outline", first) == ["left:10.00%;top:10.00%;width:40.00%;height:10.00%"]


@pytest.mark.parametrize("archived", [False, True])
def test_the_picture_beside_a_text_is_shown(tmp_path: Path, archived: bool) -> None:
    Image.new("L", (700, 900)).save(tmp_path / "page.png")
    folder = tmp_path
    if archived:
        with zipfile.ZipFile(tmp_path / "issue.zip", "w") as issue:
            issue.write(tmp_path / "page.png", "scans/page.png")
            issue.writestr("page.xml", "<alto/>")
        folder = tmp_path / "issue.zip" / "scans"
    (tmp_path / "page.xml").write_text("<alto/>")
    page = Page(1, "A05", "要闻", 7000, 9000, "px", str(folder / "page.png"))
    line = Region(0, 10, 1, (0.1, 0.1, 0.5, 0.13))
    shown = Article("a", "字" * 20, path=str(tmp_path / "page.xml"), regions=(line,), pages=(page,))
    html = boxed_page(shown, (5, 10), "zh")
    assert picture(html) == (700, 900)
    assert styled("box", html) == ["left:30.00%;top:10.00%;width:20.00%;height:3.00%"]
    assert "第A05版 要闻（文件第 1 页）" in html
    without_places = boxed_page(replace(shown, regions=()), (5, 10), "zh")
    assert picture(without_places) == (700, 900) and styled("box", without_places) == []


def test_the_other_process_can_import_this_project(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def run(command: list[str], cwd: Path, **options: object) -> None:
        folders.append(cwd)
        raise OSError

    monkeypatch.setattr(page_images.subprocess, "run", run)
    assert boxed_page(article(pdf), (6, 9), "zh") == ""
    assert (folders[0] / "qa" / "web" / "page_drawing.py").is_file()


def test_a_picture_is_a_page(tmp_path: Path) -> None:
    Image.new("L", (700, 900)).save(tmp_path / "page.png")
    assert picture(boxed_page(article(tmp_path / "page.png"), (0, 3), "en")) == (700, 900)


def test_a_page_in_an_archive_is_drawn(tmp_path: Path, pdf: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.write(pdf, "2023/page.pdf")
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as outer:
        outer.write(pdf, "版面/page.pdf")
        outer.write(tmp_path / "inner.zip", "inner.zip")
        outer.writestr("none.pdf/x", "")
        outer.writestr("big.pdf", b"%PDF" + bytes(20 << 20), zipfile.ZIP_DEFLATED)  # packed as a bomb is
    for name in ("版面/page.pdf", "inner.zip/2023/page.pdf"):
        assert picture(boxed_page(article(tmp_path / "papers.zip" / name), (6, 9), "zh")) == (1400, 2100)
    for name in ("page.pdf", "none.pdf", "big.pdf", "版面/page.pdf/page.pdf", "inner.zip/page.pdf", "../page.pdf"):
        assert boxed_page(article(tmp_path / "papers.zip" / name), (6, 9), "zh") == "", name


def test_what_cannot_be_drawn_is_left_out(tmp_path: Path, pdf: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "a.txt").write_text("text")
    for path in (tmp_path / "none.pdf", tmp_path / "broken.pdf", tmp_path / "a.txt"):
        assert boxed_page(article(path), (0, 3), "zh") == ""
    assert boxed_page(Article("a", "字", path=str(pdf)), (0, 1), "zh") == ""
