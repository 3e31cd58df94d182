"""The tree of a web page, prepared so that its text reads as a browser shows it.

Numbers of lists, cells that span rows, and raised digits become text; struck text and readings of characters go; the
part of an article that a page folds away is unfolded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from corpus.account import Account, characters
from corpus.errors import CorpusError
from corpus.readers import limits
from corpus.readers.html_lists import number_lists
from corpus.readers.html_tables import fill_spans

if TYPE_CHECKING:
    from lxml.etree import _Element

NO_TEXT = frozenset((
    "audio", "button", "canvas", "embed", "head", "iframe", "input", "map", "math", "noscript", "object", "rp",
    "rt", "script", "select", "style", "svg", "template", "textarea", "title", "video",
))  # fmt: skip
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# libxml2 stops at the first of these, where browsers read on.
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_NOT_TEXT = ("script", "style")
_READINGS = ("rt", "rp", "rtc")
_DROPPED = ("del", "s", "strike", *_READINGS)
_MAX_RAISED_CHARS = 12
_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_HAS_FORM = {
    "sup": re.compile(r"[\d+\-−–=()n,]*\d[\d+\-−–=()n,]*|n"),
    "sub": re.compile(r"[\d+\-−–=()]*\d[\d+\-−–=()]*"),
}
_EXPONENT = re.compile(r"[A-Za-z\d.+\-−*/()]+")
_ORDINAL = re.compile(r"st|nd|rd|th|tm|sm|r|c", re.IGNORECASE)

_MAX_HIDDEN = 500  # elements of a page that are looked at
_MIN_FOLDED_CHARS = 20  # of the sentences of a folded part
# Names of elements, and words in short ones, that are hidden for other reasons than to fold an article.
_NOT_FOLDED = re.compile(
    r"log-?in|regist|pop|modal|dialog|share|qr|mask|layer|toast|tips?\b|comment|reply|menu|nav|copyright|cookie|tpl|"
    r"template|print|foot|advert|\bads?\b|weixin|wechat",
    re.IGNORECASE,
)
_NOT_FOLDED_WORDS = re.compile(
    "登录|登陆|注册|扫一扫|扫码|二维码|Cookie|JavaScript|浏览器|下载.{0,6}客户端|验证码", re.IGNORECASE
)
_MAX_NOTICE_CHARS = 120  # above which these words do not count


def parse(text: str, account: Account | None = None) -> _Element | None:
    """The tree of a page, however broken; None if it holds no text. `account` counts its text and what is changed.

    Raises `CorpusError` if the page cannot be parsed or has too many elements.
    """
    tree = load(text)
    if tree is not None:
        prepare(tree, account or Account())
    return tree


def load(text: str) -> _Element | None:
    """The tree as it is written; None if it holds no text. Raises `CorpusError` like `parse`."""
    from lxml import etree, html

    text = _END_OF_PAGE.sub("", _CONTROL.sub("", _PROLOG.sub("", text)))
    if not text.strip():
        return None
    with limits.parsing("html_unreadable"):
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        tree: _Element | None = etree.fromstring(text, parser)
        if tree is not None and (elements := count(tree)) > limits.ELEMENTS:
            raise CorpusError("html_too_many_elements", elements=elements, limit=limits.ELEMENTS)
    return tree


def body_text(tree: Any) -> str:
    """All text of a page below its head, without scripts and styles: what its account is about."""
    return text_of(_body(tree))


def _body(tree: Any) -> Any:
    body = tree.find("body") if tree.tag == "html" else None
    return body if body is not None else tree


def _count_body(tree: Any) -> int:
    """The number of characters of `body_text`."""
    body = _body(tree)
    scripts = (text for script in body.iter(*_NOT_TEXT) for text in script.itertext())
    return characters("".join(body.itertext())) - characters("".join(scripts))


def text_of(element: Any) -> str:
    """All text of an element, without scripts and styles."""
    if next(element.iter(*_NOT_TEXT), None) is None:
        return "".join(element.itertext())
    return _shown(element, element.iter(*_NOT_TEXT), _NOT_TEXT)


def count(tree: _Element) -> int:
    """The number of elements of a tree."""
    return int(tree.xpath("count(//*)"))


def prepare(tree: Any, account: Account) -> None:
    """Write what a browser draws into the tree, and take out what is struck; `account` counts both and all text."""
    source, left = _count_body(tree), account.left
    may_add = next(tree.iter("sup", "sub", "ol", "td", "th"), None) is not None
    for element in tree.iter(*_DROPPED):
        account.leave("account_readings" if element.tag in _READINGS else "account_struck", text_of(element))
        _set_text(element, "")
    for element in tree.iter("sup", "sub"):
        text = "".join(element.itertext()).strip()
        if len(text) <= _MAX_RAISED_CHARS and next(element.iter("img"), None) is None:
            _set_text(element, _raised(text, element.tag, _text_before(element)))
    number_lists(tree)
    fill_spans(tree)
    account.source += source
    if may_add:
        account.added += _count_body(tree) + account.left - left - source


def _set_text(element: Any, text: str) -> None:
    """Make an element plain text. It stays in its place: moving its tail is slow where there are many."""
    element.tag = "span"
    element.text = text
    del element[:]


def _text_before(element: Any) -> str:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail or before.text or ""
    return (parent.text or "") if parent is not None else ""


def _raised(text: str, tag: str, before: str) -> str:
    """A superscript or subscript as characters: 10⁴, CO₂; x^k where there are none; other text as it is."""
    if _HAS_FORM[tag].fullmatch(text):
        return text.translate(_RAISED if tag == "sup" else _LOWERED)
    is_exponent = tag == "sup" and _EXPONENT.fullmatch(text) and not _ORDINAL.fullmatch(text)
    return f"^{text}" if is_exponent and re.search(r"[A-Za-z\d)]$", before) else text


def is_hidden(element: Any) -> bool:
    """Whether the element itself says that it is not shown."""
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


def unfold(tree: Any) -> None:
    """Show what is hidden but is text of an article: folded until 展开全文, or for browsers without scripts.

    Menus, dialogs and what the page shows elsewhere stay hidden.
    """
    marked = tree.xpath("//*[@hidden or @style] | //noscript")
    hidden = [element for element in marked if is_hidden(element) or element.tag == "noscript"][:_MAX_HIDDEN]
    hidden = [element for element in hidden if _may_be_folded(element)]
    if not hidden:
        return
    shown = "".join(_shown(tree, hidden).split())
    for element in hidden:
        text = "".join("".join(element.itertext()).split())
        if text[:_MIN_FOLDED_CHARS] not in shown and text[-_MIN_FOLDED_CHARS:] not in shown:
            element.attrib.pop("hidden", None)
            element.attrib.pop("style", None)
            if element.tag == "noscript":
                element.tag = "div"


def _shown(tree: Any, hidden: Iterable[Any], without: Collection[str] = NO_TEXT) -> str:
    """The text of a tree without that of some elements, and of those of some names."""
    from lxml import etree

    pieces: list[str] = []
    walker = etree.iterwalk(tree, events=("start", "end"))
    left_out = set(hidden)
    for event, element in walker:
        if event == "end":
            pieces.append((element.tail or "") if element is not tree else "")
        elif element in left_out or element.tag in without:
            walker.skip_subtree()
        else:
            pieces.append(element.text or "")
    return "".join(pieces)


def _may_be_folded(element: Any) -> bool:
    """Whether a hidden element holds sentences, few links and no form."""
    if (element.tag != "noscript" and element.tag in NO_TEXT) or element.tag in ("nav", "footer", "form", "aside"):
        return False
    if _NOT_FOLDED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    text = "".join("".join(element.itertext()).split())
    if len(text) < _MIN_FOLDED_CHARS or not re.search(r"[。！？…]|[a-z]\.", text):
        return False
    if len(text) <= _MAX_NOTICE_CHARS and _NOT_FOLDED_WORDS.search(text):
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    fields = element.iter("input", "textarea", "select", "script")
    return 2 * linked < len(text) and next(fields, None) is None
