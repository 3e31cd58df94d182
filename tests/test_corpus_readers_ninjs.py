"""ninjs 1 to 3: headline, byline, date and text of items, lists of them, and packages."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from corpus.account import characters
from corpus.readers import ninjs, read_stream
from corpus.records import Document, Refusal

TITLE = "北塘镇渡口恢复通航"
PARAGRAPHS = ["北塘镇渡口停航六年之后，昨日上午恢复通航。", "渡船每天往返四十八班，首班六点，末班二十一点。"]
XHTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
COMMON = {"uri": "tag:linjiang.example,2025:77", "type": "text", "language": "zh-Hans"}
# One item as each version of the standard writes it.
VERSION_1 = COMMON | {
    "versioncreated": "2025-04-07T05:30:00+08:00",
    "headline": TITLE,
    "byline": "本报记者 罗小舟 通讯员 何平",
    "infosource": [{"name": "临江日报"}],
    "body_text": "\n".join(PARAGRAPHS),
    "body_xhtml": XHTML,
}
VERSION_2 = COMMON | {
    "versioncreated": "2025-04-07T05:30:00+08:00",
    "headlines": [{"role": "short", "value": "渡口通航"}, {"role": "main", "value": TITLE}],
    "by": "本报记者 罗小舟 通讯员 何平",
    "infosources": [{"name": "临江日报"}],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": XHTML}],
}
VERSION_3 = COMMON | {
    "standard": {"name": "ninjs", "version": "3.0"},
    "versionCreated": "2025-04-07T05:30:00+08:00",
    "headlines": [{"role": "main", "value": TITLE}],
    "by": "本报记者 罗小舟 通讯员 何平",
    "infoSources": [{"name": "临江日报"}],
    "bodies": [{"role": "text", "contentType": "text/plain", "value": "\n\n".join(PARAGRAPHS)}],
}


def read(data: object, name: str = "items.json") -> list[Document | Refusal]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return list(read_stream(io.BytesIO(text.encode()), name))


def documents(data: object, name: str = "items.json") -> list[Document]:
    found = read(data, name)
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("item", [VERSION_1, VERSION_2, VERSION_3], ids=["1", "2", "3"])
def test_an_item_of_each_version_is_one_article(item: dict[str, Any]) -> None:
    (found,) = documents(item)
    assert (found.title, found.date, found.source) == (TITLE, "2025-04-07", "临江日报")
    assert (found.authors, found.id, found.url) == (("罗小舟", "何平"), "tag:linjiang.example,2025:77", None)
    assert texts(found) == PARAGRAPHS
    assert found.one_article


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ([VERSION_1, VERSION_3], "items.json"),
        ({"entries": [VERSION_1, VERSION_3], "count": 2}, "items.json"),
        ("\n".join(json.dumps(item) for item in (VERSION_1, VERSION_3)), "items.jsonl"),
        (json.dumps(VERSION_1, indent=1), "one.json"),
    ],
)
def test_items_stand_in_arrays_lists_and_lines(data: object, name: str) -> None:
    found = documents(data, name)
    assert [texts(document) for document in found] == [PARAGRAPHS] * (1 if name == "one.json" else 2)


def test_an_address_as_the_identifier_is_also_the_url() -> None:
    (found,) = documents(VERSION_1 | {"uri": "https://linjiang.example/77"})
    assert (found.id, found.url) == ("https://linjiang.example/77", "https://linjiang.example/77")


def test_of_several_forms_of_the_text_one_is_taken() -> None:
    nitf = f"<nitf><body><body.head/><body.content><block>{XHTML}</block></body.content></body></nitf>"
    bodies = [
        {"role": "teaser", "contentType": "text/html", "value": "<p>渡口昨日通航了。</p>"},
        {"role": "text", "contentType": "text/plain", "value": " ".join(PARAGRAPHS)},
        {"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": f'<?xml version="1.0"?>{nitf}'},
    ]
    (found,) = documents(VERSION_3 | {"bodies": bodies})
    assert texts(found) == PARAGRAPHS
    # The teaser has 8 characters, the plain form 42, and NITF the same with its markup.
    fields = {str(item.reason): item.characters for item in found.left_out}["fields that are no text of the article"]
    assert fields >= 8 + 42 + 42


def test_a_lead_stands_above_the_text_and_a_summary_is_left_out() -> None:
    lead = {"role": "lead", "value": "停航六年的渡口回来了。"}
    summary = {"role": "summary", "value": "渡口简讯"}
    (found,) = documents(VERSION_3 | {"descriptions": [lead, summary], "edNote": "请勿早于六点播发"})
    assert texts(found) == ["停航六年的渡口回来了。", *PARAGRAPHS]
    without = documents(VERSION_3 | {"descriptions": [lead | {"value": ""}, summary | {"value": ""}], "edNote": ""})[0]
    # The summary has four characters, the note eight.
    assert sum(item.characters for item in found.left_out) == sum(i.characters for i in without.left_out) + 4 + 8


def test_a_headline_that_the_body_repeats_is_there_once() -> None:
    body = f"<h1>{TITLE}</h1><p>本报记者 罗小舟 通讯员 何平</p>{XHTML}"
    (found,) = documents(VERSION_2 | {"bodies": [{"role": "main", "contenttype": "text/html", "value": body}]})
    assert texts(found) == PARAGRAPHS


@pytest.mark.parametrize("as_object", [True, False])
def test_captions_of_pictures_follow_the_text(as_object: bool) -> None:
    picture = {"uri": "tag:p", "type": "picture", "description_text": "渡船靠岸。", "headline": "渡船"}
    associations: object = {"main": picture} if as_object else [picture]
    (found,) = documents(VERSION_1 | {"associations": associations})
    assert texts(found) == [*PARAGRAPHS, "渡船靠岸。"]


def test_a_package_holds_an_article_for_each_item_of_text() -> None:
    box = {"uri": "tag:box", "type": "text", "versioncreated": "2025-04-07", "headline": "票价", "body_text": "两元。"}
    package = {"uri": "tag:package", "type": "composite", "versioncreated": "2025-04-07", "headline": "专题"}
    found = documents(package | {"associations": [VERSION_1, box]})
    assert [(document.title, texts(document)) for document in found] == [(TITLE, PARAGRAPHS), ("票价", ["两元。"])]


def test_an_item_of_a_picture_is_its_caption() -> None:
    (found,) = documents(COMMON | {"type": "picture", "versioncreated": "2025-04-07", "description_text": "渡船靠岸。"})
    assert texts(found) == ["渡船靠岸。"]


def test_an_item_without_text_is_refused_with_its_line() -> None:
    lines = "\n".join(json.dumps(item) for item in (VERSION_1, COMMON | {"versioncreated": "2025-04-07"}))
    document, refusal = read(lines, "items.jsonl")
    assert isinstance(document, Document)
    assert refusal == Refusal("items.jsonl", "the row contains no text", 2)


@pytest.mark.parametrize(
    "row",
    [
        {"title": TITLE, "text": PARAGRAPHS[0], "uri": "https://linjiang.example/77"},
        {"headline": TITLE, "body": PARAGRAPHS[0]},
        {"bodies": 3, "text": PARAGRAPHS[0]},
    ],
)
def test_other_rows_are_no_items(row: dict[str, object]) -> None:
    assert not ninjs.is_item(row)
    (found,) = documents([row])
    assert texts(found) == PARAGRAPHS[:1]


@pytest.mark.parametrize("item", [VERSION_1, VERSION_2, VERSION_3], ids=["1", "2", "3"])
def test_every_character_of_an_item_is_taken_over_or_counted(item: dict[str, Any]) -> None:
    package = {"uri": "tag:p", "headlines": [{"value": "专题"}], "associations": [item, VERSION_1], "urgency": 4}
    for value in (item, package):
        found = documents(value)
        taken = sum(characters(document.title + "".join(texts(document))) for document in found)
        left = sum(entry.characters for document in found for entry in document.left_out)
        added = sum(document.added for document in found)
        assert characters("".join(strings(value))) + added == taken + left


def strings(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [text for inner in (value.values() if isinstance(value, dict) else value) for text in strings(inner)]
    return [str(value)]
