"""The refusals, warnings and errors of this folder in English, each under a key.

A message keeps its key and its values, so that an interface can word it in another language.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any, ClassVar

ENGLISH: dict[str, str] = {
    # Any file
    "no_text": "contains no text",
    "format_unknown": "is not in a supported format; these are: {formats}",
    "not_a_file": "is neither a file nor a folder",
    "file_missing": "there is no such file or folder",
    "file_unreadable": "the file cannot be read: {reason}",
    "folder_unreadable": "the folder cannot be opened: {reason}",
    "file_too_large": "the file has {size:,} MB, more than the {limit:,} MB allowed: {advice}",
    "split_file": "split it",
    "split_file_or_jsonl": "split it, or give the articles as JSONL",
    "folder_linked": "is a link to a folder, which is not followed: give that folder itself",
    "document_unread": "the format {suffix} is not read: {advice}",
    "format_closed": "the file is in the format {name}: open it in {program}, and print it as PDF",
    "file_is_other": "the file is {kind}, although its name ends with {suffix}; it was read as such",
    "files_unread": "files that are not read, since they are in no format of articles ({count:,}): {names}",
    "save_as_docx": "save it as .docx",
    "save_as_pdf": "save or print it as PDF",
    "save_as_xlsx": "save it as .xlsx",
    "save_as_epub": "convert it to EPUB",
    "save_as_html": "save it as .html",
    "save_as_jsonl": "give the articles as JSONL, a JSON object with `text` on each line",
    "save_as_text": "give it the suffix .txt if it is plain text",
    "save_as_picture": "save it as PNG",
    "unpack_file": "unpack it, or pack it as .zip",
    # What the operating system says of a file
    "os_no_permission": "permission denied",
    "os_missing": "no such file or folder",
    "os_disk_full": "no space left on the disk",
    "os_read_only": "the disk is read-only",
    "os_disk_error": "input/output error",
    # The separate process
    "reader_failed": "the file makes its parser fail, or needs too much memory: save or print it again",
    "reader_memory": "the file needs more than {limit:,} MB of memory: split it",
    "reader_too_slow": "reading the file takes longer than {minutes} minutes: split it",
    "reader_page_too_slow": "a page takes longer than {seconds} seconds: leave it out of the file",
    # Text
    "text_binary": "the file is not text: save it as UTF-8 text, or give it the suffix of its format",
    "text_encoding_uncertain": "the encoding is uncertain; the file was read as {encoding}",
    "text_undecodable": "unreadable characters in {encoding}, shown as \ufffd: {count:,}",
    "text_too_many_lines": "the text has more than {limit:,} lines: split it",
    "date_not_understood": "the date is not understood and left out: {date}",
    # Markdown and web pages
    "markdown_unreadable": "the Markdown cannot be read ({detail}): save it as plain text",
    "html_unreadable": "the web page cannot be read ({detail}): save it again, or convert it to text",
    "html_too_many_elements": "the page has {elements:,} elements, more than the {limit:,} allowed: split it",
    "edition_lists_only": "the page only lists the articles of a newspaper page: give their pages as well",
    "edition_goes_on_elsewhere": "the story goes on on page {page}, which is not among the files",
    "edition_begins_elsewhere": "the story begins on page {page}, which is not among the files",
    # PDF
    "pdf_wrong_suffix": "the file is not a PDF: give it the suffix of its format",
    "pdf_encrypted": "the PDF is encrypted: save it without a password",
    "pdf_damaged": "the PDF is damaged: save it again, or print it to PDF",
    "pdf_too_many_pages": "the PDF has {pages:,} pages, more than the {limit:,} allowed: split it",
    "pdf_too_many_characters": "the PDF has more than {limit:,} characters: split it",
    "pdf_pictures_only": "the PDF contains only pictures: {advice}",
    "pdf_title_unreadable": "the PDF's title cannot be read ({detail}): save it again, or convert it to text",
    "pdf_page_unreadable": "a page of the PDF cannot be read ({detail}): save it again, or convert it to text",
    "pdf_pages_damaged": "damaged pages, which were left out: {pages}",
    "pdf_pages_vertical": "pages in vertical writing, whose order may be wrong: {pages}",
    "pdf_asides_left_out": "watermarks and turned text, left out: {texts}",
    "pdf_pages_pictures": "pages that contain only pictures: {pages}: {advice}",
    "pdf_scans_left_out": "only the first {limit} of {pages} scanned pages were read: split the file",
    # OFD
    "ofd_unreadable": "the file is no OFD document, or lacks its main part: save it again",
    "ofd_encrypted": "the OFD file is encrypted: save it without a password",
    "ofd_pictures_only": "the OFD file contains only pictures, or damaged pages: save it as PDF",
    "ofd_too_many_pages": "the OFD file has {pages:,} pages, more than the {limit:,} allowed: split it",
    "ofd_too_many_characters": "the OFD file has more than {limit:,} characters: split it",
    "ofd_too_many_objects": "the OFD file draws more than {limit:,} objects: split it",
    "ofd_pages_damaged": "damaged pages, which were left out: {pages}",
    "ofd_pages_vertical": "pages in vertical writing, whose order may be wrong: {pages}",
    "ofd_pages_pictures": "pages that contain only pictures, which are not read: {pages}; save the file as PDF",
    "ofd_templates": "text of the pages' template: {text}",
    "ofd_annotations": "stamps, watermarks and notes: {text}",
    "ofd_watermarks": "watermarks and turned text: {text}",
    "ofd_hidden": "hidden or transparent text: {text}",
    "ofd_unknown": "characters of unknown meaning: {count:,}",
    # Pictures
    "ocr_missing": "install the text recogniser, in the folder of this project: {command}",
    "ocr_missing_installed": "install the text recogniser: {command}",
    "picture_needs_ocr": "the file is a picture: {advice}",
    "picture_wrong_format": "the file is not a PNG, JPEG or TIFF picture: save it as one",
    "picture_unreadable": "the picture cannot be read ({detail}): save it again as PNG",
    "picture_too_large": "the picture has {pixels:,.0f} million pixels, more than {limit:.0f} million: scale it down",
    "picture_pages_left_out": "only the first {limit} pages were read: split the file",
    # Word, Excel and EPUB
    "package_incomplete": "the file is not a complete {suffix} file: save it again",
    "package_old_office": "the file is encrypted or in an old Office format: save it again, without a password",
    "package_too_many_entries": "the file has {entries:,} entries, more than the {limit:,} allowed: split it",
    "package_unpacks_too_large": "the file unpacks to {size:,} MB, more than the {limit:,} MB allowed: split it",
    "package_bomb": "the file is compressed so far that it may be a zip bomb: unpack it yourself if you trust it",
    "package_part_missing": "the file lacks its part {part}: save it again",
    "package_part_damaged": "the part {part} of the file is damaged ({detail}): save it again",
    "package_part_unreadable": "the part {part} of the file cannot be read ({detail}): save it again",
    "package_part_too_large": "the part {part} of the file has {size:,} MB: split the document",
    "word_unreadable": "the Word document cannot be read ({detail}): save it again, or convert it to text",
    "word_header_left_out": "a header or footer is left out: {text}",
    "word_comments_left_out": "comments are left out: {count}",
    "word_hidden_left_out": "hidden text is left out: {count:,} characters",
    "word_symbols_left_out": "symbols of unknown fonts are left out: {count:,}",
    "word_parts_left_out": "embedded documents that are not read ({kind}): {count}",
    "rtf_unreadable": "the file is not RTF: save it again, or give it the suffix of its format",
    "odt_unreadable": "the OpenDocument file holds no text document: save it again",
    "doc_needs_libreoffice": "the format {suffix} is read only with LibreOffice: install it, or save the file as .docx",
    "doc_not_converted": "LibreOffice cannot convert the file: save it as .docx, without a password",
    "doc_too_slow": "LibreOffice takes longer than {seconds} seconds for the file: save it as .docx",
    "doc_unknown": "the file is not a Word document: give it the suffix of its format",
    "sheet_workbook_unreadable": "the workbook cannot be read ({detail}): save it again, or convert it to text",
    "sheet_unreadable": "a sheet of the workbook cannot be read ({detail}): save it again, or convert it to text",
    "epub_protected": "the book is protected against copying: give it without protection",
    "epub_links_left_out": "a bar of links or a note of a tool is left out: {text}",
    "epub_contents_left_out": "a page of links is left out: {text}",
    "epub_chapter_too_large": "the chapter has {size} MB: split it",
    "epub_chapter_unreadable": "the chapter cannot be read ({detail}): save it again, or convert it to text",
    # XML
    "xml_damaged": "the file is not XML, or is damaged ({detail}): save or fetch it again",
    "xml_entities": "the file declares entities of its own, which are not read: save it without them",
    "xml_unknown": "XML that begins with <{root}> is not read (these are: {formats}): convert it to text or a web page",
    # Recognised pages: ALTO, METS, PAGE XML, hOCR
    "alto_without_pages": "the ALTO file contains no page: fetch it again",
    "ocr_margins_left_out": "running heads and page numbers in the margins",
    "page_xml_without_page": "the PAGE XML file contains no page: fetch it again",
    "hocr_unreadable": "the file is not hOCR: give it the suffix of its format",
    "hocr_damaged": "the hOCR file is damaged ({detail}): make it again",
    "mets_alone": "a METS file is read together with the pages that it names: give its folder, or the issue as a zip",
    "mets_without_pages": "none of the pages that the METS file names can be read: give the folder with all its files",
    "mets_page_missing": "page {page} of the issue is missing: give it in the folder of the METS file",
    "mets_page_unreadable": "the file {name} of the issue cannot be read: {reason}",
    "mets_article_incomplete": "pages of an article are missing, so that it is not complete: {pages}",
    "mets_text_outside": "text of a page that the METS file names in no article is left out: {count:,} characters",
    "mets_masthead_left_out": "mastheads and imprints",
    "mets_outside_left_out": "text that is named in no article",
    "ocr_low_confidence": "the text recognition is uncertain, so that many words may be wrong, on page {pages}",
    # Zip archives
    "zip_incomplete": "the file is not a complete zip archive: pack it again",
    "zip_too_many_files": "the archive has {files:,} files, more than {limit:,}: split it",
    "zip_without_text_files": "the archive contains no file of a supported format: {names}",
    "zip_unpacks_too_large": "the archive unpacks to more than {limit:,} MB: split it",
    "zip_file_missing": "the file is no longer there",
    "zip_entry_missing": "the file is no longer in the archive",
    "zip_entry_outside": "its name points outside the archive: pack it again",
    "zip_entry_encrypted": "is encrypted: pack it without a password",
    "zip_entry_bomb": "is compressed so far that it may be a zip bomb: unpack it yourself if you trust it",
    "zip_entry_nested": "is an archive in an archive in an archive: unpack it first",
    "zip_entry_damaged": "is damaged in the archive ({detail}): pack it again",
    # Web archives
    "warc_unreadable": "the file is not a web archive (WARC): give it the suffix of its format",
    "warc_without_pages": "the web archive holds no page that can be read; left out: {reasons}",
    "warc_damaged": "the web archive is damaged at byte {offset:,}: a record is left out there; archive the page again",
    "warc_record_damaged": "the record of this page is damaged in the web archive: archive the page again",
    "warc_segment": "the page is divided over several web archives, which is not read: archive it again",
    "warc_too_large": "the file has more than {limit:,} MB: take it out of the web archive and split it",
    "warc_encoding": "the page is packed as {encoding}, which is not read: archive it again",
    "warc_more_refused": "further pages of the web archive that are not read, for the same reasons: {count:,}",
    "warc_truncated": "the page was cut off when it was archived ({reason}): its end is missing",
    "warc_statuses": "answers of the server that are no pages, by their status: {statuses}",
    "warc_revisits": "records that only say that a page was met again unchanged: {count:,}",
    "warc_repeated": "pages that are in the web archive more than once, each read once: {count:,}",
    "warc_crawler": "notes and pictures that the program for archiving made: {count:,}",
    "warc_robots": "rules for search engines (robots.txt): {count:,}",
    "warc_pictures": "pictures: {count:,}",
    "warc_scripts": "programs and style sheets: {count:,}",
    "warc_media": "sounds, films and fonts: {count:,}",
    "warc_data": "data in no format of articles: {count:,}",
    "wacz_without_archives": "the file holds no web archive: save it again",
    # Rows of articles
    "row_unreadable": "the row is too long or is not text: leave it out",
    "row_nested_too_deeply": "the row is nested too deeply: give a flat JSON object",
    "row_not_json": "the row is not JSON ({detail}): correct or remove it",
    "row_not_object": 'the row is not a JSON object: write {{"text": …}}',
    "row_without_text_column": "the row has no text: name its column `text` or 正文 (its columns: {columns})",
    "row_without_text": "the row contains no text",
    "rows_all_broken": "none of the first {rows} rows can be read: give a JSON object with `text` on each line",
    "rows_above_left_out": "a row above the names of the columns is left out: {text}",
    "column_left_out": "a column is left out: {column}",
    "sheet_left_out": "the sheet {sheet} is left out: {reason}",
    "sheet_hidden": "it is hidden: show it in the workbook if it is to be read",
    "sheet_refused": "the sheet {sheet} is not read: {reason}",
    "columns_without_text": "no column contains the text: name one `text` or 正文 in the first row (it has: {columns})",
    # What is left out of a file: {reason} in the messages below
    "account_facts": "lines read as date, source, authors or page",
    "account_markup": "markup",
    "account_addresses": "addresses of links and pictures",
    "account_keys": "names of columns",
    "account_navigation": "navigation",
    "account_controls": "buttons and form fields",
    "account_beside": "sidebars, footers and forms",
    "account_outside": "text outside the article",
    "account_imprints": "imprints",
    "account_hidden": "hidden text",
    "account_frames": "frames",
    "account_struck": "struck and deleted text",
    "account_readings": "readings of characters",
    "account_comments": "comments",
    "account_headers": "headers and footers",
    "account_page_numbers": "page numbers",
    "account_masthead": "masthead",
    "account_watermarks": "watermarks and turned text",
    "account_doubled": "text drawn twice",
    "account_off_page": "text outside the page",
    "account_unknown": "characters without a known meaning",
    "account_layers": "text layers of pages that are pictures",
    "account_copies": "copies for older programs",
    "account_hyphens": "hyphens of divided words",
    "account_furniture": "editors, codes and other lines of the page",
    "account_jumps": "references to other pages",
    "account_titles": "repeated titles",
    "account_contents": "tables of contents",
    "account_pictures": "descriptions of pictures",
    "account_formulas": "formulas and drawings",
    "account_fields": "fields that are no text of the article",
    "account_columns": "columns of other names",
    "account_rows": "rows above the names of the columns",
    "account_sheets": "other sheets",
    "account_embedded": "embedded documents",
    "account_limits": "text beyond the limits",
    "account_unexplained": "for no known reason",
    "account_line": "{share} % taken over; left out: {reasons}",
    "account_all": "100 % taken over",
    "account_reason": "{reason} {count:,} characters",
    "account_two": "{first}, {second}",
    "account_may_be_article": "text that may belong to an article is left out, {share} % of the file: {reasons}",
    "account_more_files": "further files of which such text is left out: {count:,}",
    # Passages
    "window_too_small": "the model's window of {window} tokens has no room for text: use another model",
    # Newspaper pages
    "page_sentence_breaks_off": "“…{end}” breaks off, and no continuation is certain",
    "page_more_sentences_break_off": "{count} more sentences break off",
}

_SYSTEM_REASONS = {
    errno.EACCES: "os_no_permission",
    errno.EPERM: "os_no_permission",
    errno.ENOENT: "os_missing",
    errno.ENOSPC: "os_disk_full",
    errno.EROFS: "os_read_only",
    errno.EIO: "os_disk_error",
} | ({errno.EDQUOT: "os_disk_full"} if hasattr(errno, "EDQUOT") else {})


class Message(str):
    """English text that keeps the `key` of its template and the `values` that were filled in.

    It is a string, so it can be printed, compared and written as one. A value may itself be a message.
    """

    templates: ClassVar[Mapping[str, str]] = ENGLISH
    key: str
    values: Mapping[str, object]

    def __new__(cls, key: str, /, **values: object) -> Message:
        """Fill in the template of `key`. Raises `KeyError` for an unknown key and for a missing value."""
        message = super().__new__(cls, cls.templates[key].format(**values))
        message.key, message.values = key, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """What `copy` needs to make the message again."""
        return (self.key,), dict(self.values)


def system_reason(error: OSError) -> str:
    """What the operating system says about a file: a message for the common cases, otherwise the system's own text."""
    key = _SYSTEM_REASONS.get(error.errno or 0)
    return Message(key) if key else error.strerror or str(error)


def as_json(message: str) -> Any:
    """A message as JSON values: its key, and its values with the messages among them. Plain text stays as it is."""
    if not isinstance(message, Message):
        return message
    values = {name: as_json(value) if isinstance(value, str) else value for name, value in message.values.items()}
    return {"key": message.key, "values": values}


def from_json(data: Any) -> str:
    """The message that `as_json` was given. Raises `KeyError` where the data names no message of this folder."""
    if isinstance(data, str):
        return data
    values = {name: from_json(value) if isinstance(value, dict) else value for name, value in data["values"].items()}
    return Message(data["key"], **values)
