"""Newspaper pages typeset in columns, read back: reading order from PDF, character errors from pictures.

    python -m benchmarks.pdf CORPUS.jsonl [--pages 40] [--pictures 8] [--seed 7] [--keep FOLDER]

Pages hold one to three articles in two to four columns under headlines, with a running head, drawn in shuffled order. A
pair of neighbouring sentences is right where the second directly follows the first in what was read, white space left
aside. Character error is the edit distance of the whole page's text, in reading order, over its length.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus.readers import read
from corpus.records import Document
from corpus.text import clean, sentences

WIDTH, HEIGHT, MARGIN, TOP = 808.0, 1134.0, 40.0, 70.0  # a tabloid page, in points
NO_START = "，。、；：！？）”’》」』】,.;:!?)…—"  # what no line may begin with
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
)


@dataclass(frozen=True)
class Words:
    """A line as typeset: upper left corner and size in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Typeset:
    """A page: its lines as drawn, and the text of its articles, paragraph by paragraph, as they should be read."""

    lines: tuple[Words, ...]
    articles: tuple[tuple[str, ...], ...]


def wrap(paragraph: str, width: float, size: float) -> list[tuple[float, str]]:
    """Lines of a paragraph with a first indent of two letters: (indent, text). One mark may hang over the edge."""
    found: list[tuple[float, str]] = []
    line, used, indent = "", 2 * size, 2 * size
    for char in paragraph:
        step = advance(char, size)
        if used + step > width and (char not in NO_START or used > width):
            kept = line.rstrip(NO_START)[:-1] if char in NO_START else line
            found.append((indent, kept))
            line, indent = line[len(kept) :], 0.0
            used = sum(advance(other, size) for other in line)
        line += char
        used += step
    return [*found, (indent, line)]


def advance(char: str, size: float) -> float:
    """How far a character moves on: half a square for ASCII."""
    return size if ord(char) > 0x2E7F or char in "“”‘’…—·" else size / 2


def story(
    draw: random.Random, article: str, left: float, right: float, top: float, bottom: float, columns: int
) -> tuple[list[Words], tuple[str, ...]]:
    """An article's headline over its columns, filled from the left as far as they reach; whole sentences only."""
    size, gutter = draw.choice((9.0, 9.5, 10.5)), draw.choice((14.0, 18.0))
    leading = size * draw.choice((1.35, 1.5))
    column = (right - left - gutter * (columns - 1)) / columns
    parts = [article[start:end] for start, end in sentences(article)]
    headline = parts[0].rstrip("。！？")[: max(4, min(16, int((right - left) / 26) - 1))]
    big = draw.choice((22.0, 26.0))
    lines = [Words(headline, left + draw.choice((0.0, (right - left - len(headline) * big) / 2)), top, big, True)]
    start = top + big * 1.6
    rows = int((bottom - start) / leading)
    paragraphs: list[str] = []
    room = rows * columns
    used = 0
    held = ""
    for part in parts[1:]:
        held += part
        if len(held) > draw.randint(40, 220):
            need = len(wrap(held, column, size))
            if used + need > room:
                break
            paragraphs.append(held)
            used += need
            held = ""
    set_lines = [line for paragraph in paragraphs for line in wrap(paragraph, column, size)]
    rows = max(1, -(-len(set_lines) // columns))
    for index, (indent, text) in enumerate(set_lines):
        at, row = divmod(index, rows)
        lines.append(Words(text, left + at * (column + gutter) + indent, start + row * leading, size))
    return lines, (headline, *paragraphs)


def typeset(draw: random.Random, articles: list[str]) -> Typeset:
    """A page of one to three articles: under each other, or two side by side above a third."""
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
        boxes = [(MARGIN, right, TOP + step * at, TOP + step * (at + 1) - 20, columns) for at in range(count)]
    head = f"江城晚报 2023年9月{draw.randint(1, 30)}日 星期{draw.choice('一二三四五六日')}"
    lines = [Words(head, MARGIN, 28, 10.0), Words(f"A{draw.randint(1, 16):02}", right - 30, 26, 14.0, True)]
    texts = []
    for left, edge, top, low, wide in boxes:
        set_lines, text = story(draw, draw.choice(articles), left, edge, top, low, wide)
        lines.extend(set_lines)
        texts.append(text)
    draw.shuffle(lines)
    return Typeset(tuple(lines), tuple(texts))


def write_pdf(page: Typeset, path: Path) -> None:
    """The page with Adobe's Song, which every reader has and no file holds."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for line in page.lines:
        canvas.setFont("STSong-Light", line.size)
        canvas.drawString(line.x, HEIGHT - line.y - line.size * 0.88, line.text)
    canvas.save()


def write_picture(page: Typeset, path: Path, dpi: int = 200) -> None:
    """The page as a clean picture, character by character on the same grid as the PDF."""
    from PIL import Image, ImageDraw, ImageFont

    scale = dpi / 72
    picture = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(picture)
    for line in page.lines:
        font = ImageFont.truetype(FONTS[line.bold], round(line.size * scale), index=2)
        x = line.x
        for char in line.text:
            pen.text((x * scale, line.y * scale), char, font=font, fill=0, anchor="lt" if False else "la")
            x += advance(char, line.size)
    picture.save(path, dpi=(dpi, dpi))


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def pairs(page: Typeset, got: str) -> tuple[int, int]:
    """How many pairs of neighbouring sentences there are, and how many follow each other in what was read."""
    total = right = 0
    for article in page.articles:
        parts = [squeezed(text[a:b]) for text in article[1:] for a, b in sentences(clean(text))]
        for first, second in pairwise(parts):
            total += 1
            right += first + second in got
    return total, right


def distance(first: str, second: str) -> int:
    """Edit distance, by Myers' bit vectors (A fast bit-vector algorithm for approximate string matching, 1999)."""
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
    """All that was read from a file."""
    found = list(read([path]))
    for item in found:
        if not isinstance(item, Document):
            print(f"  refused: {item.path}: {item.reason}")
    return "\n".join(block.text for item in found if isinstance(item, Document) for block in item.blocks)


def main() -> None:
    """Runs the benchmark and prints its figures."""
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
    articles = [text for row in rows if len(text := squeezed(clean(row["text"]))) > 900 and is_plain(text)]
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


def report_pdf(pages: list[Typeset], folder: Path) -> None:
    """Reading order from PDF."""
    total = right = errors = length = 0
    seconds = 0.0
    for number, page in enumerate(pages):
        path = folder / f"page{number:03}.pdf"
        write_pdf(page, path)
        begun = time.perf_counter()
        got = squeezed(text_of(path))
        seconds += time.perf_counter() - begun
        found = pairs(page, got)
        if found[0] != found[1]:
            print(f"  {path.name}: {found[1]}/{found[0]}")
        total, right = total + found[0], right + found[1]
        wanted = squeezed("".join("".join(article) for article in page.articles))
        errors, length = errors + distance(wanted, got), length + len(wanted)
    if pages:
        print(f"PDF: {len(pages)} pages, {right}/{total} neighbouring sentences in order ({right / total:.2%})")
        print(f"PDF: character error in reading order {errors / length:.2%}; {seconds / len(pages):.3f} s a page")


def report_pictures(pages: list[Typeset], folder: Path) -> None:
    """Character errors and reading order from pictures."""
    errors = alike = length = total = right = 0
    seconds = 0.0
    for number, page in enumerate(pages):
        path = folder / f"page{number:03}.png"
        write_picture(page, path)
        begun = time.perf_counter()
        got = squeezed(text_of(path))
        seconds += time.perf_counter() - begun
        wanted = squeezed("".join("".join(article) for article in page.articles))
        wrong = distance(wanted, got)
        folded = distance(unicodedata.normalize("NFKC", wanted), unicodedata.normalize("NFKC", got))
        found = pairs(page, got)
        print(f"  {path.name}: character error {wrong / len(wanted):.2%}, folded {folded / len(wanted):.2%}")
        errors, alike, length = errors + wrong, alike + folded, length + len(wanted)
        total, right = total + found[0], right + found[1]
    if pages:
        print(f"pictures: {len(pages)} pages of 200 dpi, character error {errors / length:.2%} in reading order")
        print(f"pictures: {alike / length:.2%} with full and half width alike; {seconds / len(pages):.1f} s a page")
        print(f"pictures: {right}/{total} pairs of sentences without a fault in either ({right / total:.2%})")


if __name__ == "__main__":
    main()
