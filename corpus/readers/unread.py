"""Files that no reader takes: which of them are named one by one, which together, and which belong to the system.

A document in a format that is not read is refused by its own name, with what to do. Style sheets, programs, fonts and
the like hold no articles; those of a folder are named together. Hidden files and those that systems put into folders
are nobody's articles, and nothing is said about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.messages import Message
from corpus.readers.file_kind import suffix
from corpus.records import Refusal

_SYSTEM_FILES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r", "@eadir", "$recycle.bin"))
_MAX_NAMES = 8  # in a refusal of several files

# Documents that may hold articles, and the key of the message that says what to do with them.
REMEDIES: dict[str, str] = {
    **dict.fromkeys((".dot", ".docm", ".dotx", ".wpt", ".uot", ".pages", ".wpd"), "save_as_docx"),
    **dict.fromkeys((".hwp", ".ott", ".fodt", ".sxw", ".uof"), "save_as_docx"),
    **dict.fromkeys((".ppt", ".pptx", ".pps", ".ppsx", ".dps", ".odp", ".key", ".pub", ".vsd", ".vsdx"), "save_as_pdf"),
    **dict.fromkeys((".xps", ".oxps", ".djvu"), "save_as_pdf"),
    **dict.fromkeys((".ps", ".eps", ".indd", ".qxd", ".fbd", ".ps2", ".s2", ".s10"), "save_as_pdf"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".et", ".ods", ".numbers", ".dbf", ".mdb", ".accdb"), "save_as_xlsx"),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".kf8", ".fb2", ".prc", ".lit", ".umd", ".chm"), "save_as_epub"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".lzh", ".iso"), "unpack_file"),
    ".cab": "unpack_file",
    **dict.fromkeys((".maff", ".webarchive", ".eml", ".msg"), "save_as_html"),
    **dict.fromkeys((".yaml", ".yml", ".sql", ".parquet"), "save_as_jsonl"),
    **dict.fromkeys((".text", ".asc", ".log", ".tex", ".rst", ".adoc", ".org", ".nfo", ".srt", ".vtt"), "save_as_text"),
    **dict.fromkeys((".heic", ".heif", ".webp", ".bmp", ".jp2", ".jpf", ".avif"), "save_as_picture"),
}  # fmt: skip


def is_hidden(name: str) -> bool:
    """Whether to pass over a file or folder of this name: hidden ones, lock files of Word, what systems add."""
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def belongs_to_page(folder: str, siblings: Iterable[str]) -> bool:
    """Whether browsers made this folder (`page_files`) for the pictures of a saved page beside it, `page.html`."""
    match = re.fullmatch(r"(.+)(?:_files|\.files|_file|_文件)", folder)
    return match is not None and any(
        name.lower().endswith((".html", ".htm", ".xhtml")) and name.rpartition(".")[0] == match[1] for name in siblings
    )


def is_document(name: str) -> bool:
    """Whether a file of this name may hold an article, in a format that is not read."""
    return suffix(name) in REMEDIES


def refusal(path: str, formats: Iterable[str]) -> Refusal:
    """The refusal of one file in none of the `formats`, with what to do."""
    remedy = REMEDIES.get(suffix(path))
    if remedy is not None:
        return Refusal(path, Message("document_unread", suffix=suffix(path), advice=Message(remedy)))
    return Refusal(path, Message("format_unknown", formats=" ".join(sorted(formats))))


def refusals(folder: str, names: Iterable[str], formats: Iterable[str]) -> Iterator[Refusal]:
    """The refusals of a folder's files that are not read: of each document, and of all others together.

    The path of the common refusal is `folder/*`, which names no file: nothing that was read from the folder is meant.
    """
    others: list[str] = []
    for name in names:
        if suffix(name) in REMEDIES:
            yield refusal(f"{folder}/{name}" if folder else name, formats)
        else:
            others.append(name)
    if others:
        # `files` is for whoever shows them one by one.
        reason = Message("files_unread", count=len(others), names=listed(others), files="\n".join(others))
        yield Refusal(f"{folder}/*" if folder else "*", reason)


def listed(names: list[str]) -> str:
    """The names as one text; of many, the first ones."""
    return ", ".join(names[:_MAX_NAMES]) + ", …" * (len(names) > _MAX_NAMES)
