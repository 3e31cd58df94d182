"""The printed page with the passage boxed."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest

from corpus.records import Article, Region
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


def picture(html: str) -> tuple[int, int]:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', html)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).size  # type: ignore[no-any-return]


def test_the_page_of_a_pdf_is_drawn_and_only_the_passage_boxed(pdf: Path) -> None:
    html = boxed_page(article(pdf), (6, 9), "zh")
    assert picture(html) == (1400, 2100)  # the second page stands upright
    assert re.findall(r'class="box" style="([^"]+)"', html) == ["left:25.00%;top:50.00%;width:50.00%;height:10.00%"]
    assert boxed_page(article(pdf), (6, 12), "zh").count('class="box"') == 2
    assert picture(boxed_page(article(pdf), (0, 3), "zh")) == (1400, 934)


def test_the_other_process_can_import_this_project(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def run(command: list[str], cwd: Path, **options: object) -> None:
        folders.append(cwd)
        raise OSError

    monkeypatch.setattr(page_images.subprocess, "run", run)
    assert boxed_page(article(pdf), (6, 9), "zh") == ""
    assert (folders[0] / "qa" / "web" / "page_images.py").is_file()


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
