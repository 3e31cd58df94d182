"""All limits on the size of a file and the cost of reading it, each with its reason.

The limits are far above what newspapers and articles need, and low enough that a hostile or broken file is refused
within seconds and a few hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message

MB = 1 << 20

# A document is in memory as a whole, several times (bytes, text, blocks). 64 MB of Chinese are about 22 million
# characters, thirty times Dream of the Red Chamber; a larger text is a table, and belongs in JSONL, which is streamed.
TEXT_BYTES = 64 * MB
PARAGRAPHS = 1_000_000
# Parsers of markup build trees of about fifty times the file's size. trafilatura takes up to four seconds for 20,000
# elements, and its time grows with the square of their number: larger pages are read without it.
MARKUP_BYTES = 8 * MB
ELEMENTS = 300_000
EXTRACT_ELEMENTS = 20_000
# A page saved with its pictures is a few megabytes; only the page itself is parsed.
SAVED_PAGE_BYTES = 64 * MB
# markdown-it reads 0.2 MB a second, and its time for unclosed brackets grows with the square of a paragraph's length.
MARKDOWN_BYTES = 4 * MB
MARKDOWN_PARAGRAPH = 20_000
# A row is one article; the longest known newspaper article is far below one megabyte.
ROW_BYTES = 16 * MB
# A file that begins with this many broken rows and no good one is not a table.
BROKEN_ROWS = 100
# Consecutive empty rows after which a sheet ends: a file of one kilobyte can declare a million.
EMPTY_ROWS = 10_000
# Columns of a table: sheets declare 16,384; only those with a name count.
COLUMNS = 1_000

# DOCX, XLSX, EPUB: a book of 2,000 pictures has 2,100 entries. XML becomes a tree of about ten times its size.
PACKAGE_BYTES = 256 * MB
PACKAGE_ENTRIES = 5_000
PACKAGE_UNPACKED = 512 * MB
XML_BYTES = 64 * MB
# Styles of a Word document in a chain of base styles, which is circular in some damaged files.
STYLE_DEPTH = 20
# Deflate compresses text 3:1, a sheet of equal cells 30:1, and zeros 1,030:1.
BOMB_BYTES = 10 * MB
BOMB_RATIO = 150
# A zip of articles is a folder: 68,000 small files are a normal collection. A zip of monthly zips has a depth of two.
ARCHIVE_ENTRIES = 200_000
ARCHIVE_UNPACKED = 4096 * MB
ARCHIVE_DEPTH = 2
# An entry up to this size is unpacked in memory, a larger one into a temporary file.
SPOOL_BYTES = 32 * MB

# The process in which native libraries run. A page takes one second at most with a text layer and about ten with OCR; a
# page of 40 million pixels needs 1.5 GB.
ISOLATED_BYTES = 512 * MB
MEMORY_BYTES = 3072 * MB
SILENT_SECONDS = 180
FILE_SECONDS = 3600  # wall-clock time; the `OCR_PAGES` of a scan take half of it
# A bound year of a daily newspaper has 3,000 pages of 10,000 characters and takes less than a minute.
PDF_PAGES = 5_000
PDF_CHARS = 20_000_000
# Of an OFD file. Some programs write each character as an object, and a composite object may be drawn many times.
OFD_OBJECTS = 10_000_000
# A scanned page takes seconds; these take about half an hour.
OCR_PAGES = 500
OCR_DPI = 200
# The longer side, in pixels, of the picture in which OCR looks for lines: a larger one finds no more lines of pages at
# 200 dpi, and time and memory grow with its square.
OCR_SIDE = 2400
# A broadsheet (A2) at 300 dpi has 35 million pixels; reading a picture takes about 8 bytes for each.
PICTURE_PIXELS = 40_000_000


def size(stream: BinaryIO) -> int:
    """The number of bytes in a stream; the position is then its start."""
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def check_size(stream: BinaryIO, limit: int, advice: str = "split_file") -> int:
    """The number of bytes in a stream; the position is then its start.

    Raises `CorpusError` if there are more than `limit`; `advice` is the key of a message that says what to do.
    """
    length = size(stream)
    if length > limit:
        raise CorpusError("file_too_large", size=length // MB, limit=limit // MB, advice=Message(advice))
    return length


def load(stream: BinaryIO, limit: int, advice: str = "split_file") -> bytes:
    """The whole stream. Raises `CorpusError` like `check_size`."""
    check_size(stream, limit, advice)
    return stream.read(limit + 1)


@contextmanager
def parsing(key: str, **values: object) -> Iterator[None]:
    """Turn every error of a parser into a `CorpusError`; keep as little code as possible inside.

    `key` names a message that takes `detail`, the parser's own words, besides `values`. Parsers raise almost any error
    on damaged files (KeyError, struct.error, zlib.error, RecursionError, …), so its type means nothing.
    """
    try:
        yield
    except CorpusError:
        raise
    except Exception as error:
        detail = " ".join(str(error).split())[:160] or type(error).__name__
        raise CorpusError(key, detail=detail, **values) from error
