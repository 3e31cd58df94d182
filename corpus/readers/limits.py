"""What a file may cost, in one place: every bound, and why it stands where it does.

The bounds are far above what newspapers and articles need, and low enough that a hostile or broken file ends within
seconds and a few hundred megabytes. They know no format.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from corpus.errors import CorpusError

MB = 1 << 20

# A document is held in memory as a whole, several times over (bytes, text, blocks). The Chinese of 64 MB is some
# 22 million characters, thirty times Dream of the Red Chamber; more than that is a table, and JSONL is streamed.
TEXT_BYTES = 64 * MB
PARAGRAPHS = 1_000_000
# Parsers of markup build trees that take some fifty times the file's size. trafilatura takes up to four seconds for
# 20,000 elements, and by the square for more: larger pages are read without it.
MARKUP_BYTES = 8 * MB
ELEMENTS = 300_000
EXTRACT_ELEMENTS = 20_000
# markdown-it reads 0.2 MB a second, and a paragraph of unclosed brackets by the square of its length.
MARKDOWN_BYTES = 4 * MB
MARKDOWN_PARAGRAPH = 20_000
# A row is one article; the longest known newspaper article is far below a megabyte.
ROW_BYTES = 16 * MB
# A file that opens with this many broken rows and no good one is not a table at all.
BROKEN_ROWS = 100
# Empty rows that a sheet may claim in a run: a sheet can claim a million with a kilobyte.
EMPTY_ROWS = 10_000
# Columns of a table: sheets claim 16,384; only the named ones count.
COLUMNS = 1_000

# DOCX, XLSX, EPUB: a book of 2,000 pictures has 2,100 entries. The XML is read as a tree of some ten times its size.
PACKAGE_BYTES = 256 * MB
PACKAGE_ENTRIES = 5_000
PACKAGE_UNPACKED = 512 * MB
XML_BYTES = 64 * MB
# Deflate packs text 3:1, a sheet of equal cells 30:1, zeros 1,030:1.
BOMB_BYTES = 10 * MB
BOMB_RATIO = 150
# A zip of articles is a folder: 68,000 small files are a usual collection. Nested once: a zip of monthly zips.
ARCHIVE_ENTRIES = 200_000
ARCHIVE_UNPACKED = 4096 * MB
ARCHIVE_DEPTH = 2
# An entry up to this size is unpacked in memory, a larger one to a temporary file.
SPOOL_BYTES = 32 * MB

# The process in which native libraries run. A page takes a second at most from its text, and some ten through OCR; one
# of 40 million pixels needs 1.5 GB there.
ISOLATED_BYTES = 512 * MB
MEMORY_BYTES = 3072 * MB
SILENT_SECONDS = 180
FILE_SECONDS = 3600  # of the clock; the `OCR_PAGES` of a scan take half of it
# A bound year of a daily newspaper has 3,000 pages and takes less than a minute; a page of it 10,000 characters.
PDF_PAGES = 5_000
PDF_CHARS = 20_000_000
# A scanned page takes seconds: this many take some half an hour.
OCR_PAGES = 500
OCR_DPI = 200
# The longer side, in pixels, of the picture in which lines are looked for: more finds no more lines of 200-dpi pages,
# and takes time and memory by its square.
OCR_SIDE = 2400
# A broadsheet (A2) at 300 dots an inch has 35 million pixels; a picture takes some 8 bytes for each while it is read.
PICTURE_PIXELS = 40_000_000


def size(stream: BinaryIO) -> int:
    """The number of bytes in a stream, which is left at its start."""
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def load(stream: BinaryIO, limit: int, advice: str = "split it") -> bytes:
    """The whole stream. Raises `CorpusError` where it holds more than `limit` bytes."""
    if (found := size(stream)) > limit:
        raise CorpusError(f"the file holds {found // MB} MB, more than the {limit // MB} MB allowed: {advice}")
    return stream.read(limit + 1)


@contextmanager
def parsing(what: str, advice: str = "save it anew, or convert it to text") -> Iterator[None]:
    """Turns whatever a parser raises on damaged input into a `CorpusError`. Hold as little as possible inside.

    Parsers raise nearly anything on damaged files (KeyError, struct.error, zlib.error, RecursionError, …), so that the
    kind of the error says nothing.
    """
    try:
        yield
    except CorpusError:
        raise
    except Exception as error:
        detail = " ".join(str(error).split())[:160] or type(error).__name__
        raise CorpusError(f"{what} cannot be read ({detail}): {advice}") from error
