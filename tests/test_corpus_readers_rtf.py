"""RTF: code pages, Unicode, groups that are not text, tables, and broken files."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, rtf
from corpus.records import Document


def read(body: str | bytes, head: str = r"\rtf1\ansi\ansicpg936\uc1") -> Document:
    data = body if isinstance(body, bytes) else f"{{{head} {body}}}".encode("latin-1")
    (found,) = rtf.read(io.BytesIO(data), "a.rtf")
    assert isinstance(found, Document)
    return found


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


def coded(text: str, codec: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))


def unicode(text: str) -> str:
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)


def test_bytes_are_in_the_code_page_of_the_document_or_of_the_font() -> None:
    fonts = r"{\fonttbl{\f0\fnil\fcharset0 Times;}{\f1\fnil\fcharset136 PMingLiU;}{\f2\fnil\fcharset134 SimSun;}}"
    body = rf"{fonts}\f0 {coded('渡口', 'gbk')}\f1 {coded('復航', 'big5')}\f2 {coded('。', 'gbk')}\par"
    assert texts(read(body)) == ["渡口復航。"]
    assert texts(read(r"caf\'e9\par", r"\rtf1\ansi\ansicpg1252")) == ["café"]
    assert texts(read("渡口。\\par".encode("gbk").join((b"{\\rtf1\\ansi\\ansicpg936 ", b"}")))) == ["渡口。"]


def test_bytes_that_are_no_text_in_their_code_page_are_told() -> None:
    found = read(r"5\'b0\par")
    assert (texts(found), found.warnings) == (
        ["5\ufffd"],
        (Message("text_undecodable", count=1, encoding="gb18030"),),
    )


def test_unicode_with_the_characters_that_stand_in_for_it() -> None:
    assert texts(read(rf"{unicode('渡口𠮷')}\par")) == ["渡口𠮷"]
    assert texts(read(r"{\uc2\u28193\'b6\'c9\u21475\'bf\'da}\u12290?\par")) == ["渡口。"]
    assert texts(read(r"{\uc0\u28193\u21475}\u12290 ?ok\par")) == ["渡口。ok"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40))
def test_every_chinese_text_comes_back(text: str) -> None:
    assert texts(read(unicode(text))) == [text]
    assert texts(read(coded(text, "gb18030"))) == [text]


def test_groups_that_are_not_text_are_left_out() -> None:
    found = read(
        r"{\stylesheet{\s0 Normal;}}{\info{\title old}{\author A. Lin}}"
        r"{\*\generator X;}{\header Daily 3\par}{\footer 3\par}"
        r"One{\*\bkmkstart mark}{\v hidden}{\pict 0102}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}"
        r"{\footnote Note.}{\*\annotation Remark.}\par{\*\unknown {text}}Two\line half\~end \{x\}\par"
    )
    assert texts(found) == ["Onelink", "Two\nhalf\xa0end {x}", "Note."]
    assert found.authors == ("A. Lin",)
    assert found.warnings == (
        Message("word_header_left_out", text="Daily 3"),
        Message("word_comments_left_out", count=1),
        Message("word_hidden_left_out", count=6),
    )


def test_a_row_of_a_table_is_a_line_and_a_text_box_follows_its_paragraph() -> None:
    row = r"\trowd\cellx1\cellx2 {a}\cell b\cell\row"
    box = r"{\shp{\*\shpinst{\sp{\sn name}{\sv value}}{\shptxt In the box.\par}}}"
    assert texts(read(rf"Before {box}after.\par{row}{row}\pard End.")) == [
        "Before after.",
        "In the box.",
        "a b",
        "a b",
        "End.",
    ]


def test_letter_sizes_and_symbols() -> None:
    fonts = r"{\fonttbl{\f1\fnil\fcharset2 Symbol;}}"
    found = read(rf"{fonts}{{\fs44 Head}}\par \fs21 25{{\f1\'b0}}C\par")
    assert [(block.text, block.size) for block in found.blocks] == [("Head", 22.0), ("25°C", 10.5)]


@pytest.mark.parametrize("tail", ["}", "", "}}}}", r"\u", r"\'", r"\bin9999 x", "{" * 50])
def test_a_broken_end_is_no_harm(tail: str) -> None:
    assert texts(read(rf"Text.\par{tail}".join((r"{\rtf1 ", "")).encode())) == ["Text."]


def test_what_is_no_rtf_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (b"", b"plain text", b"PK\x03\x04"):
        with pytest.raises(CorpusError, match="not RTF"):
            read(data)
    monkeypatch.setattr(limits, "TEXT_BYTES", 10)
    with pytest.raises(CorpusError, match="MB"):
        read("Text. " * 10)


def test_groups_in_each_other_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "_MAX_DEPTH", 5)
    with pytest.raises(CorpusError):
        read("{" * 10 + "x")
