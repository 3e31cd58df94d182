"""What trafilatura finds on a page: the text of the article, the title and the author.

Its dates are not used: htmldate reads 2023年9月19日 as the first of January.
"""

from __future__ import annotations

from configparser import ConfigParser
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus.readers import limits
from corpus.readers.html_tree import count
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element


@lru_cache(maxsize=1)
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    config: ConfigParser = use_config()
    # The default is meant for Latin letters. A shorter article makes trafilatura return the whole page with its menus.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    return config


def article_text(tree: _Element) -> str:
    """The text that trafilatura takes for the article, in lines; empty where it finds none or the page is too large."""
    if count(tree) > limits.EXTRACT_ELEMENTS:
        return ""
    from copy import deepcopy

    from trafilatura import bare_extraction

    with suppress(Exception):  # it raises all kinds of errors on broken pages, which are then read without it
        result = bare_extraction(
            deepcopy(tree),
            fast=True,  # its other engines use the function words of European languages
            include_comments=False,
            config=_settings(),
        )
        return str(getattr(result, "text", None) or "")
    return ""


def title_and_author(tree: Any) -> tuple[str, str]:
    """The title of a page, and the author that its head names."""
    if count(tree) > limits.EXTRACT_ELEMENTS:
        return "", ""
    from html import unescape

    from trafilatura.metadata import examine_meta, extract_meta_json, extract_title

    title, author = "", ""
    with suppress(Exception):
        head = examine_meta(tree)
        author = head.author if head.author and " " in head.author else ""
        title = head.title or ""
        head = extract_meta_json(tree, head)
        title, author = head.title or title, head.author or author
    with suppress(Exception):
        title = title or extract_title(tree) or ""
    return clean(unescape(title)).replace("\n", " "), clean(unescape(author))


def author_in_text(tree: Any) -> str:
    """The author by the names of the elements of a page; slow, for pages whose author is found nowhere else."""
    if count(tree) > limits.EXTRACT_ELEMENTS:
        return ""
    from trafilatura.metadata import extract_author

    with suppress(Exception):
        return clean(extract_author(tree) or "")
    return ""
