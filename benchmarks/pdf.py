"""Newspaper pages typeset in columns and read again: reading order from PDF, character errors from pictures.

    python -m benchmarks.pdf CORPUS.jsonl [--pages 40] [--pictures 8] [--seed 7] [--keep FOLDER]

Pages hold one to three articles in two to four columns below headlines, with a page header, drawn in shuffled order. A
pair of neighbouring sentences is right if the second directly follows the first in the text that was read, white space
ignored. The character error is the edit distance of the whole page's text, in reading order, over its length.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corpus.readers import read
from corpus.records import Document
from corpus.text import clean, sentences

WIDTH, HEIGHT, MARGIN, TOP = 808.0, 1134.0, 40.0, 70.0  # a tabloid page, in points
NOT_FIRST = "，。、；：！？）”’》」』】,.;:!?)…—"  # in a line
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
)


@dataclass(frozen=True)
class TypesetLine:
    """A line with its upper left corner and font size in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class TypesetPage:
    """The lines of a page as drawn, and its articles as they should be read: a headline and paragraphs each."""

    lines: tuple[TypesetLine, ...]
    articles: tuple[tuple[str, ...], ...]


def wrap(paragraph: str, width: float, size: float) -> list[tuple[float, str]]:
    """The lines of a paragraph: (indent, text). The first is indented by two letters. A mark may hang over the edge."""
    lines: list[tuple[float, str]] = []
    line, used, indent = "", 2 * size, 2 * size
    for char in paragraph:
        step = advance(char, size)
        if used + step > width and (char not in NOT_FIRST or used > width):
            full = line.rstrip(NOT_FIRST)[:-1] if char in NOT_FIRST else line
            lines.append((indent, full))
            line, indent = line[len(full) :], 0.0
            used = sum(advance(other, size) for other in line)
        line += char
        used += step
    return [*lines, (indent, line)]


def advance(char: str, size: float) -> float:
    """The width of a character in points: half a square for ASCII."""
    return size if ord(char) > 0x2E7F or char in "“”‘’…—·" else size / 2


def typeset_article(
    draw: random.Random, article: str, left: float, right: float, top: float, bottom: float, columns: int
) -> tuple[list[TypesetLine], tuple[str, ...]]:
    """An article's headline above its columns, which are filled from the left with whole sentences, as many as fit."""
    size, gutter = draw.choice((9.0, 9.5, 10.5)), draw.choice((14.0, 18.0))
    leading = size * draw.choice((1.35, 1.5))
    width = (right - left - gutter * (columns - 1)) / columns
    parts = [article[start:end] for start, end in sentences(article)]
    headline = parts[0].rstrip("。！？")[: max(4, min(16, int((right - left) / 26) - 1))]
    large = draw.choice((22.0, 26.0))
    indent = draw.choice((0.0, (right - left - len(headline) * large) / 2))
    lines = [TypesetLine(headline, left + indent, top, large, True)]
    start = top + large * 1.6
    paragraphs = fitting_paragraphs(draw, parts[1:], width, size, int((bottom - start) / leading) * columns)
    wrapped = [line for paragraph in paragraphs for line in wrap(paragraph, width, size)]
    rows = max(1, -(-len(wrapped) // columns))
    for index, (indent, text) in enumerate(wrapped):
        column, row = divmod(index, rows)
        lines.append(TypesetLine(text, left + column * (width + gutter) + indent, start + row * leading, size))
    return lines, (headline, *paragraphs)


def fitting_paragraphs(draw: random.Random, parts: list[str], width: float, size: float, most: int) -> list[str]:
    """The sentences in paragraphs, as many as take up at most `most` lines."""
    paragraphs: list[str] = []
    used = 0
    paragraph = ""
    for part in parts:
        paragraph += part
        if len(paragraph) > draw.randint(40, 220):
            used += len(wrap(paragraph, width, size))
            if used > most:
                break
            paragraphs.append(paragraph)
            paragraph = ""
    return paragraphs


def typeset(draw: random.Random, articles: list[str]) -> TypesetPage:
    """A page of one to three articles: one above the other, or two side by side above a third."""
    columns = draw.randint(2, 4)
    count = draw.randint(1, 3)
    bottom = HEIGHT - 60
    right = WIDTH - MARGIN
    boxes: list[tuple[float, float, float, float, int]]
    if count == 3 and columns >= 3:
        split = MARGIN + (right - MARGIN) * (columns - 1) / columns
        half = (TOP + bottom) / 2
        boxes = [
            (MARGIN, split - 10, TOP, half - 20, columns - 1),
            (split + 10, right, TOP, half - 20, 1),
            (MARGIN, right, half, bottom, columns),
        ]
    else:
        step = (bottom - TOP) / count
        boxes = [(MARGIN, right, TOP + step * i, TOP + step * (i + 1) - 20, columns) for i in range(count)]
    header = f"江城晚报 2023年9月{draw.randint(1, 30)}日 星期{draw.choice('一二三四五六日')}"
    lines = [
        TypesetLine(header, MARGIN, 28, 10.0),
        TypesetLine(f"A{draw.randint(1, 16):02}", right - 30, 26, 14.0, True),
    ]
    texts = []
    for box in boxes:
        article_lines, text = typeset_article(draw, draw.choice(articles), *box)
        lines.extend(article_lines)
        texts.append(text)
    draw.shuffle(lines)
    return TypesetPage(tuple(lines), tuple(texts))


def write_pdf(page: TypesetPage, path: Path) -> None:
    """The page in Adobe's Song, a font that every reader has and that is not embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for line in page.lines:
        canvas.setFont("STSong-Light", line.size)
        canvas.drawString(line.x, HEIGHT - line.y - line.size * 0.88, line.text)
    canvas.save()


def write_picture(page: TypesetPage, path: Path, dpi: int = 200) -> None:
    """The page as a clean picture, character by character on the same grid as the PDF."""
    from PIL import Image, ImageDraw, ImageFont

    scale = dpi / 72
    picture = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(picture)
    for line in page.lines:
        font = ImageFont.truetype(FONTS[line.bold], round(line.size * scale), index=2)
        x = line.x
        for char in line.text:
            pen.text((x * scale, line.y * scale), char, font=font, fill=0, anchor="la")
            x += advance(char, line.size)
    picture.save(path, dpi=(dpi, dpi))


def unspaced(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def neighbours(page: TypesetPage, read_text: str) -> tuple[int, int]:
    """The number of pairs of neighbouring sentences, and of those that follow each other in the text that was read."""
    total = right = 0
    for article in page.articles:
        parts = [unspaced(text[a:b]) for text in article[1:] for a, b in sentences(clean(text))]
        for first, second in pairwise(parts):
            total += 1
            right += first + second in read_text
    return total, right


def distance(first: str, second: str) -> int:
    """The edit distance, by Myers (A fast bit-vector algorithm for approximate string matching, 1999)."""
    if not first:
        return len(second)
    places: dict[str, int] = {}
    for index, char in enumerate(first):
        places[char] = places.get(char, 0) | 1 << index
    full, high = (1 << len(first)) - 1, 1 << len(first) - 1
    plus, minus, score = full, 0, len(first)
    for char in second:
        equal = places.get(char, 0)
        vertical = equal | minus
        across = (((equal & plus) + plus) ^ plus) | equal
        up, down = minus | ~(across | plus) & full, plus & across
        score += bool(up & high) - bool(down & high)
        up = up << 1 | 1
        plus, minus = (down << 1 | ~(vertical | up)) & full, up & vertical & full
    return score


def text_of(path: Path) -> str:
    """All text that is read from a file."""
    items = list(read([path]))
    for item in items:
        if not isinstance(item, Document):
            print(f"  refused: {item.path}: {item.reason}")
    return "\n".join(block.text for item in items if isinstance(item, Document) for block in item.blocks)


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--pictures", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder for the pages, to look at")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    rows = [json.loads(line) for line in options.corpus.read_text("utf-8").splitlines()]
    # Only what the font of the PDF can show, and articles that fill a column.
    articles = [text for row in rows if len(text := unspaced(clean(row["text"]))) > 900 and is_plain(text)]
    pages = [typeset(draw, articles) for _ in range(max(options.pages, options.pictures))]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        report_pdf(pages[: options.pages], folder)
        report_pictures(pages[: options.pictures], folder)


def is_plain(text: str) -> bool:
    """Whether every character is in GB 2312, or ASCII."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def true_text(page: TypesetPage) -> str:
    """The text of a page as it should be read, without white space."""
    return unspaced("".join("".join(article) for article in page.articles))


def report_pdf(pages: list[TypesetPage], folder: Path) -> None:
    """Print the reading order from PDF."""
    total = right = errors = length = 0
    seconds = 0.0
    for number, page in enumerate(pages):
        path = folder / f"page{number:03}.pdf"
        write_pdf(page, path)
        start = time.perf_counter()
        text = unspaced(text_of(path))
        seconds += time.perf_counter() - start
        page_total, page_right = neighbours(page, text)
        if page_total != page_right:
            print(f"  {path.name}: {page_right}/{page_total}")
        total, right = total + page_total, right + page_right
        wanted = true_text(page)
        errors, length = errors + distance(wanted, text), length + len(wanted)
    if pages:
        print(f"PDF: {len(pages)} pages, {right}/{total} neighbouring sentences in order ({right / total:.2%})")
        print(f"PDF: character error in reading order {errors / length:.2%}; {seconds / len(pages):.3f} s a page")


def report_pictures(pages: list[TypesetPage], folder: Path) -> None:
    """Print character errors and reading order from pictures."""
    errors = folded_errors = length = total = right = 0
    seconds = 0.0
    for number, page in enumerate(pages):
        path = folder / f"page{number:03}.png"
        write_picture(page, path)
        start = time.perf_counter()
        text = unspaced(text_of(path))
        seconds += time.perf_counter() - start
        wanted = true_text(page)
        wrong = distance(wanted, text)
        folded = distance(unicodedata.normalize("NFKC", wanted), unicodedata.normalize("NFKC", text))
        page_total, page_right = neighbours(page, text)
        print(f"  {path.name}: character error {wrong / len(wanted):.2%}, folded {folded / len(wanted):.2%}")
        errors, folded_errors, length = errors + wrong, folded_errors + folded, length + len(wanted)
        total, right = total + page_total, right + page_right
    if pages:
        print(f"pictures: {len(pages)} pages of 200 dpi, character error {errors / length:.2%} in reading order")
        print(f"pictures: {folded_errors / length:.2%} with full and half width equal")
        print(f"pictures: {seconds / len(pages):.1f} s a page")
        print(f"pictures: {right}/{total} pairs of sentences without an error ({right / total:.2%})")


if __name__ == "__main__":
    main()
