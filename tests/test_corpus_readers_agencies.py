"""NITF and NewsML-G2: headline, byline, dateline, date, page and text of the articles of news agencies."""

from __future__ import annotations

import io

import pytest
from account_law import marked, problems
from lxml import etree

from corpus.errors import CorpusError
from corpus.newspaper import segment
from corpus.readers import newsml, nitf, read_stream
from corpus.records import Document, Page, Refusal

TITLE = "北塘镇渡口恢复通航"
PARAGRAPHS = ["北塘镇渡口停航六年之后，昨日上午恢复通航。", "渡船每天往返四十八班，首班六点，末班二十一点。"]
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def of_nitf(head: str = "", content: str = BODY, docdata: str = "", end: str = "", namespace: str = "") -> Document:
    xml = (
        f"<nitf{namespace}><head><title>{TITLE}</title>{docdata}</head><body><body.head><hedline><hl1>{TITLE}</hl1>"
        f"</hedline>{head}</body.head><body.content>{content}</body.content><body.end>{end}</body.end></body></nitf>"
    )
    (found,) = nitf.documents(etree.fromstring(xml), "a.xml")
    assert isinstance(found, Document)
    assert problems([found], marked(xml.encode())) == []
    return found


def item(meta: str, content: str, guid: str = "tag:linjiang.example,2025:77", item_meta: str = "") -> str:
    return (
        f'<newsItem {G2} guid="{guid}"><itemMeta>{item_meta}</itemMeta><contentMeta>{meta}</contentMeta>'
        f"<contentSet>{content}</contentSet></newsItem>"
    )


def xhtml(body: str = BODY) -> str:
    page = f"<html {XHTML}><head><title/></head><body>{body}</body></html>"
    return f'<inlineXML contenttype="application/xhtml+xml">{page}</inlineXML>'


def of_newsml(xml: str) -> list[Document | Refusal]:
    found = list(newsml.documents(etree.fromstring(xml), "a.xml"))
    assert any(isinstance(item, Refusal) for item in found) or problems(found, marked(xml.encode())) == []
    return found


def one_item(*parts: str, **others: str) -> Document:
    (found,) = of_newsml(item(*parts, **others))
    assert isinstance(found, Document)
    return found


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def left_out(document: Document) -> dict[str, int]:
    """The characters that are left out, by the key of the reason."""
    return {getattr(entry.reason, "key", ""): entry.characters for entry in document.left_out}


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://iptc.org/std/NITF/2006-10-18/"'])
def test_an_article_of_nitf(namespace: str) -> None:
    docdata = (
        '<docdata><doc-id id-string="lj-77"/><date.issue norm="20250406T213000+0800"/></docdata>'
        '<pubdata name="临江日报" date.publication="20250407" position.section="镇村" position.sequence="A05"/>'
    )
    byline = "<byline>本报记者 <person>罗小舟</person> 通讯员 <person>何平</person></byline>"
    found = of_nitf(byline, f"<block>{BODY}</block>", docdata, namespace=namespace)
    assert (found.title, found.date, found.source, found.id) == (TITLE, "2025-04-07", "临江日报", "lj-77")
    assert found.authors == ("罗小舟", "何平")
    assert found.pages == (Page(1, label="A05", name="镇村"),)
    assert texts(found) == PARAGRAPHS
    # The names and what stands around them, 4 + 3 + 3 + 2 characters; the headline once more in the head.
    assert left_out(found) == {"account_facts": 12, "account_fields": 9}


@pytest.mark.parametrize(
    ("docdata", "dateline", "date"),
    [
        ('<docdata><date.issue norm="2025-04-07T05:30:00+08:00"/></docdata>', "", "2025-04-07"),
        ('<docdata><date.release norm="20250407+0800"/></docdata>', "", "2025-04-07"),
        ("", '<dateline>北塘镇<story.date norm="20250406">4月6日电</story.date></dateline>', "2025-04-06"),
        ("", "<dateline><story.date>April 6, 2025</story.date></dateline>", "2025-04-06"),
        ('<docdata><date.issue norm="yesterday"/></docdata>', "", None),
    ],
)
def test_the_date_of_nitf(docdata: str, dateline: str, date: str | None) -> None:
    assert of_nitf(dateline, docdata=docdata).date == date


def test_what_is_printed_above_and_below_the_text_of_nitf() -> None:
    head = (
        '<note type="npa"><body.content>请勿转发</body.content></note>'
        "<abstract><p>停航六年的渡口回来了。</p></abstract><byline>By Ann Lee and Bo Berg</byline>"
        "<distributor>临江社</distributor><dateline>北塘镇4月6日电</dateline>"
    )
    found = of_nitf(head, end="<tagline>罗小舟在北塘镇报道。</tagline><bibliography/>")
    assert texts(found) == ["停航六年的渡口回来了。", "北塘镇4月6日电", *PARAGRAPHS, "罗小舟在北塘镇报道。"]
    assert (found.authors, found.source) == (("Ann Lee", "Bo Berg"), "临江社")
    (article,), _ = segment(found)
    assert article.text == "\n".join(texts(found))


def test_an_abstract_and_a_dateline_that_the_text_repeats_are_there_once() -> None:
    head = f"<abstract><p>{PARAGRAPHS[0]}</p></abstract><dateline>北塘镇</dateline>"
    assert texts(of_nitf(head)) == PARAGRAPHS


def test_tables_captions_lists_and_notes_of_nitf_are_text() -> None:
    content = (
        "<block><hl2>票价</hl2><table><caption>班次</caption><tr><td>早班</td><td>6:00</td></tr></table>"
        '<media media-type="image"><media-reference source="a.jpg"/><media-caption>渡船靠岸。</media-caption>'
        "<media-producer>何平 摄</media-producer><media-object>R0lGOD</media-object></media>"
        "<ol><li>带好证件</li><li>看管孩子</li></ol><bq><block><p>“回来了。”</p></block><credit>船工</credit></bq>"
        "<fn><p>票价含税</p></fn><p>载重10<sup>3</sup>千克，长<num><frac><numer>1</numer><frac-sep>/</frac-sep>"
        "<denom>2</denom></frac></num>里</p></block>"
    )
    assert texts(of_nitf(content=content)) == [
        "票价", "班次", "早班 6:00", "渡船靠岸。", "何平 摄", "1. 带好证件", "2. 看管孩子", "“回来了。”", "船工",
        "票价含税", "载重10³千克，长1/2里",
    ]  # fmt: skip


def test_further_headlines_of_nitf_stand_above_the_text() -> None:
    xml = (
        "<nitf><body><body.head><hedline><hl1>北塘镇渡口<br/>恢复通航</hl1><hl2>每天往返四十八班</hl2></hedline>"
        f"</body.head><body.content>{BODY}</body.content></body></nitf>"
    )
    (found,) = nitf.documents(etree.fromstring(xml), "a.xml")
    assert isinstance(found, Document)
    assert (found.title, texts(found)) == ("北塘镇渡口 恢复通航", ["每天往返四十八班", *PARAGRAPHS])


def test_nitf_without_text_is_refused() -> None:
    with pytest.raises(CorpusError, match="no text"):
        of_nitf(content="")


META = (
    "<contentCreated>2025-04-07T05:30:00+08:00</contentCreated>"
    f"<headline>{TITLE}</headline><by>本报记者 罗小舟</by><dateline>北塘镇4月6日电</dateline>"
)


def test_an_item_of_newsml_with_xhtml() -> None:
    provider = "<provider literal='临江日报'/><versionCreated>2025-04-09T00:00:00+08:00</versionCreated>"
    found = one_item(META, xhtml(), item_meta=provider)
    assert (found.title, found.date, found.source) == (TITLE, "2025-04-07", "临江日报")
    assert (found.authors, found.id) == (("罗小舟",), "tag:linjiang.example,2025:77")
    assert texts(found) == ["北塘镇4月6日电", *PARAGRAPHS]
    assert left_out(found) == {"account_facts": 7 + 25 + 25}  # the byline and two dates


def test_an_item_of_newsml_with_nitf_takes_what_its_metadata_lack_from_it() -> None:
    pubdata = '<pubdata name="临江日报" date.publication="20250407" position.section="镇村" position.sequence="5"/>'
    story = (
        f'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head>{pubdata}</head><body><body.head><hedline><hl1>{TITLE}'
        f"</hl1></hedline><byline>罗小舟</byline></body.head><body.content>{BODY}</body.content></body></nitf>"
    )
    versions = "<provider qcode='nprov:LJ'/><versionCreated>2025-04-09T00:00:00+08:00</versionCreated>"
    found = one_item("", f"<inlineXML>{story}</inlineXML>", item_meta=versions)
    assert (found.title, found.date, found.source, found.authors) == (TITLE, "2025-04-07", "LJ", ("罗小舟",))
    assert found.pages == (Page(1, label="5", name="镇村"),)
    assert texts(found) == PARAGRAPHS


def test_a_head_in_the_content_that_repeats_the_metadata_is_no_text() -> None:
    header = f"<header><time>07.04.2025</time><h1>{TITLE}</h1><p>本报记者 罗小舟</p></header><section>{BODY}</section>"
    found = one_item(META, xhtml(header))
    assert texts(found) == ["北塘镇4月6日电", *PARAGRAPHS]
    assert left_out(found)["account_fields"] == 10 + 9 + 7


@pytest.mark.parametrize(
    "content",
    [
        f'<inlineData contenttype="text/plain">{"&#10;&#10;".join(PARAGRAPHS)}</inlineData>',
        f'<inlineData contenttype="text/html"><![CDATA[{BODY}]]></inlineData>',
        xhtml() + '<inlineData contenttype="text/plain">渡口昨日通航了。</inlineData>',
        f'<remoteContent href="a.jpg"/><inlineData contenttype="text/plain">{PARAGRAPHS[0]}{PARAGRAPHS[1]}</inlineData>'
        + xhtml(),
    ],
)
def test_the_content_of_newsml_in_other_forms(content: str) -> None:
    found = one_item(f"<headline>{TITLE}</headline>", content)
    assert (found.title, texts(found)) == (TITLE, PARAGRAPHS)


def test_headlines_of_newsml_have_ranks_and_roles() -> None:
    headlines = (
        f'<headline rank="3">停航六年之后</headline><headline rank="1">{TITLE}</headline>'
        '<headline role="hldrole:seo">渡口 通航 北塘</headline>'
    )
    found = one_item(headlines, xhtml())
    assert (found.title, texts(found)) == (TITLE, ["停航六年之后", *PARAGRAPHS])
    assert left_out(found) == {"account_fields": 6}


def test_a_message_of_newsml_holds_several_items() -> None:
    picture = item("<description>渡船靠岸。</description>", '<remoteContent href="a.jpg"/>', "tag:2")
    empty = item("<headline>无文</headline>", '<remoteContent href="b.jpg"/>', "tag:3")
    message = f"<newsMessage {G2}><itemSet>{item(META, xhtml())}{picture}{empty}</itemSet></newsMessage>"
    first, second, third = of_newsml(message)
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.title, texts(second)) == (TITLE, ["渡船靠岸。"])
    assert third == Refusal("a.xml", "the row contains no text", 1)


@pytest.mark.parametrize("xml", [item(META, xhtml()), f"<nitf><body><body.content>{BODY}</body.content></body></nitf>"])
def test_files_of_xml_are_read_by_their_first_element(xml: str) -> None:
    document = f'<?xml version="1.0" encoding="GB18030"?><!DOCTYPE x SYSTEM "x.dtd">{xml}'
    (found,) = read_stream(io.BytesIO(document.encode("gb18030")), "a.xml")
    assert isinstance(found, Document)
    assert texts(found)[-2:] == PARAGRAPHS
