"""A recognised page and its picture in one folder are read once, and the page knows its picture."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus.readers import read
from corpus.records import Document

ALTO = (
    "<alto><Description><sourceImageInformation><fileName>D:\\scans\\{0}</fileName></sourceImageInformation></Description>"
    "<Layout><Page WIDTH='9' HEIGHT='9'><PrintSpace><TextBlock><TextLine><String CONTENT='渡轮开航。'/></TextLine>"
    "</TextBlock></PrintSpace></Page></Layout></alto>"
)
PAGE = (
    "<PcGts><Page imageFilename='{0}' imageWidth='9' imageHeight='9'><TextRegion id='r'><TextEquiv>"
    "<Unicode>渡轮开航。</Unicode></TextEquiv></TextRegion></Page></PcGts>"
)
HOCR = (
    "<html><body><div class='ocr_page' title='image \"{0}\"; bbox 0 0 9 9'><p class='ocr_par'>渡轮开航。</p></div>"
    "</body></html>"
)


def written(root: Path, files: dict[str, str]) -> list[object]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return list(read([root]))


@pytest.mark.parametrize(
    ("name", "text", "picture"),
    [
        ("1.xml", ALTO.format("0001.tif"), "0001.tif"),
        ("1.xml", ALTO.format("other.jp2"), "1.JPG"),
        ("page/1.xml", PAGE.format("0001.jpg"), "0001.jpg"),
        ("1.hocr", HOCR.format("scans/0001.png"), "0001.png"),
        ("1.html", HOCR.format("0001.png"), "0001.png"),
    ],
)
def test_the_picture_is_that_of_the_page_and_not_read_besides(
    name: str, text: str, picture: str, tmp_path: Path
) -> None:
    (found,) = written(tmp_path, {name: text, picture: "x"})
    assert isinstance(found, Document)
    assert [block.text for block in found.blocks] == ["渡轮开航。"]
    assert (found.path, found.pages[0].image) == (str(tmp_path / name), str(tmp_path / picture))


def test_it_is_so_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("x/1.xml", ALTO.format("1.tif"))
        made.writestr("x/1.tif", "x")
    (found,) = read([tmp_path / "a.zip"])
    assert isinstance(found, Document)
    assert found.pages[0].image == f"{tmp_path / 'a.zip'}/x/1.tif"


def test_a_page_without_its_picture_and_a_web_page_with_one_are_read_as_they_are(tmp_path: Path) -> None:
    web = "<html><body><h1>渡轮开航</h1><p>渡轮码头昨天迁到西岸，新码头有六个泊位。</p></body></html>"
    found = written(tmp_path, {"1.xml": ALTO.format("../1.tif"), "2.html": web})
    assert [item.pages[0].image if item.pages else None for item in found if isinstance(item, Document)] == [None, None]


def test_of_several_pages_in_a_file_none_has_the_picture(tmp_path: Path) -> None:
    two = HOCR.replace("<body>", "<body>" + HOCR.format("0001.png").partition("<body>")[2].partition("</body>")[0])
    found = written(tmp_path, {"1.hocr": two.format("0002.png"), "0001.png": "x"})
    assert [item.pages[0].image for item in found if isinstance(item, Document)] == [None, None]
