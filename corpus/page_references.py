"""References of an article to the page where it goes on, or where it began: 下转第2版, 上接A1版, continued on page 3.

What 紧接第2版 and 续第2版 mean is told by where they stand: at the end of a part they lead on, at its beginning back.
Spaces may stand anywhere in a reference, as recognisers put them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import HAN_DIGITS
from corpus.page_labels import find_page_label, plain_label

_CHARS = 40  # at the end or the beginning of a text, in which a reference is looked for
_NUMBER = rf"(?:[A-Za-z]{{0,3}}\s*\d{{1,3}}|[{HAN_DIGITS}十]{{1,3}})"
_PLACE = rf"\s*第?\s*(?P<page>{_NUMBER})\s*(?:版\s*面?|叠|頁|页)?\s*(?P<mark>[①-⑳])?[^\n（）()]{{0,4}}?"
_NTH = rf"(?=\s*第?\s*{_NUMBER}\s*(?:版|叠|頁|页))"
_SIGNS = r"[\s\u3000▶►◀◄>＞<＜→←※■◆●★☆▲]*"
_OPEN, _CLOSE = r"[（(【\[〔]?", r"[）)】\]〕]?"
_EITHER = rf"[紧緊]\s*接{_NTH}|[续續]\s*[见見]?{_NTH}"
_ON = rf"下\s*[转轉]|下\s*接|[紧緊]\s*[转轉]|[转轉]{_NTH}|未\s*完\s*[，,]?\s*[下见見]\s*[转轉]?|{_EITHER}"
_FROM = rf"上\s*接|承\s*接|[续續]\s*自|接\s*自|接{_NTH}|{_EITHER}"
_ENGLISH_PAGE = r"\s+(?:page|p\.?)\s*(?P<english>[A-Za-z]?\d{1,3})"
_ENGLISH_ON = rf"(?:continued|cont[’']?d\.?|continues|turn|turns|go)\s+(?:on|to){_ENGLISH_PAGE}"
_ENGLISH_FROM = rf"(?:continued\s+|cont[’']?d\.?\s+)?from{_ENGLISH_PAGE}"
_ONWARDS = re.compile(
    rf"{_SIGNS}{_OPEN}{_SIGNS}(?:(?:{_ON}){_PLACE}|{_ENGLISH_ON}){_CLOSE}[。\s▶►>＞→]*$", re.IGNORECASE
)
_BACK = re.compile(
    rf"^{_SIGNS}{_OPEN}{_SIGNS}(?:(?:{_FROM}){_PLACE}|{_ENGLISH_FROM}){_CLOSE}[\s\u3000。：:]*", re.IGNORECASE
)
_MARKED = re.compile(r"[（(【\[〔▶►◀◄→←]|[上下]\s*[接转轉]")  # without one, a reference must be all of its line


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to another page: its number without zeros, and the mark that tells several stories apart.

    It is the characters [start, end) of the text in which it was found.
    """

    page: str
    mark: str = ""
    start: int = 0
    end: int = 0


def find_onwards(text: str) -> Reference | None:
    """The reference at the end of a text to the page where it goes on."""
    cut = max(0, len(text) - _CHARS)
    return _reference(text, _ONWARDS.search(text, cut))


def find_back(text: str) -> Reference | None:
    """The reference at the beginning of a text to the page where it began."""
    return _reference(text, _BACK.match(text[:_CHARS]))


def is_reference(text: str) -> bool:
    """Whether a line says nothing else."""
    found = find_onwards(text) or find_back(text)
    return found is not None and not (text[: found.start] + text[found.end :]).strip()


def _reference(text: str, match: re.Match[str] | None) -> Reference | None:
    if match is None:
        return None
    sure = _MARKED.search(match[0]) or not (text[: match.start()] + text[match.end() :]).strip()
    if not sure:
        return None
    number = "".join((match["page"] or match["english"]).split())
    found = find_page_label(f"第{number}版")
    return Reference(plain_label(found.label) if found else "", match["mark"] or "", match.start(), match.end())
