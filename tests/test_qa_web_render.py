"""The chat's HTML: marks stand where the offsets say, and no text is ever HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from corpus.records import Article, Refusal
from qa.records import Answer, Changes, Collection, Figure, Hit, Place, Reply
from qa.web import render
from qa.web.article_list import Entry
from qa.web.citations import citation, source_line
from qa.web.conversation import Exchange
from qa.web.render.highlights import marked, two_marks, unbroken

# Strings that would run, or show as HTML, in a page that let them through.
XSS = (
    "<script>window.hacked=1</script>",
    "<ScRiPt>window.hacked=1</sCrIpT>",
    "<img src=x onerror=window.hacked=1>",
    '<img src="x" onerror="window.hacked=1">',
    "<img/src=x/onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>",
    "<svg/onload=window.hacked=1>",
    "<svg><script>window.hacked=1</script></svg>",
    "<svg><animate onbegin=window.hacked=1 attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror=window.hacked=1></mtext></math>",
    "<body onload=window.hacked=1>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<iframe src=javascript:parent.hacked=1></iframe>",
    "<a href=javascript:window.hacked=1 autofocus onfocus=window.hacked=1>x</a>",
    "<a href='javascript&colon;window.hacked=1'>x</a>",
    "<input autofocus onfocus=window.hacked=1>",
    "<details open ontoggle=window.hacked=1>x</details>",
    "<video><source onerror=window.hacked=1></video>",
    "<audio src=x onerror=window.hacked=1>",
    "<object data=javascript:window.hacked=1>",
    "<embed src=javascript:window.hacked=1>",
    "<form action=javascript:window.hacked=1><button autofocus onfocus=window.hacked=1>",
    "<marquee onstart=window.hacked=1>x</marquee>",
    "<style>@import 'javascript:window.hacked=1';*{display:none}</style>",
    "<link rel=stylesheet href=javascript:window.hacked=1>",
    "<base href=javascript:window.hacked=1//>",
    "<meta http-equiv=refresh content='0;url=javascript:window.hacked=1'>",
    "<template><img src=x onerror=window.hacked=1></template>",
    "<noscript><p title='</noscript><img src=x onerror=window.hacked=1>'>",
    '"><script>window.hacked=1</script>',
    "'><img src=x onerror=window.hacked=1>",
    '" onmouseover="window.hacked=1" x="',
    "' onfocus='window.hacked=1' autofocus='",
    "` onerror=window.hacked=1 `",
    "</mark></p></div><img src=x onerror=window.hacked=1>",
    "--><img src=x onerror=window.hacked=1><!--",
    "<!--><img src=x onerror=window.hacked=1>-->",
    "</textarea><img src=x onerror=window.hacked=1>",
    "</title><script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "&lt;img src=x onerror=window.hacked=1&gt;",
    "&#60;img src=x onerror=window.hacked=1&#62;",
    "${window.hacked=1}",
    "${constructor.constructor('window.hacked=1')()}",
    "{{window.hacked=1}}",
    "{{constructor.constructor('window.hacked=1')()}}",
    "{{{value}}}{{#each value}}<img src=x onerror=window.hacked=1>{{/each}}",
    "`+(window.hacked=1)+`",
    "\\`;window.hacked=1;//",
    "[x](javascript:window.hacked=1)",
    "![x](x onerror=window.hacked=1)",
    "$$\\href{javascript:window.hacked=1}{x}$$",
    "<xss id=x tabindex=1 onfocus=window.hacked=1></xss>#x",
    "\u003cimg src=x onerror=window.hacked=1\u003e",
    "<img src=x onerror=window.hacked=1//",
    "<\u0000img src=x onerror=window.hacked=1>",
)
_ELEMENTS = frozenset((
    "blockquote", "button", "details", "div", "figcaption", "figure", "h1", "h2", "h3", "header", "img",
    "input", "label", "li", "mark", "ol", "p", "path", "section", "span", "strong", "summary", "svg", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
))  # fmt: skip


class Reader(HTMLParser):
    """Reads HTML back: its text, its elements, its attributes, and that each element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.values, self.marks, self._open = "", list[str](), dict[str, str](), list[str]()
        self.feed(str(html))
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in _ELEMENTS, tag
        for name, value in attributes:
            assert not name.startswith("on") and name not in {"href", "srcdoc", "action"}, name
            assert name != "src" or (value or "").startswith("data:image/")
            self.values.append(value or "")
        self._mark = next((value for name, value in attributes if name == "class"), "") or ""
        if tag not in {"img", "input", "path"}:
            self._open.append(f"{tag}.{self._mark}")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().split(".")[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for opened in self._open:
            if opened.startswith("mark."):
                self.marks[opened[5:]] = self.marks.get(opened[5:], "") + data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def hit(
    title: str = "标题", content: str = "前文。证据在此。后文。", span: tuple[int, int] = (13, 18), **others: object
) -> Hit:
    values = {"source": "江州日报", "date": "2023-09-18", "path": "/home/someone/papers/a.txt", "page": 3} | others
    return Hit(1, 2.5, "p1", "a1", title, start=10, end=10 + len(content), text=content, highlights=(span,), **values)  # type: ignore[arg-type]


def reply(question: str = "何处？", **others: object) -> Reply:
    answer = Answer("证据在此。", 13, 18, (15, 17), "a1", "p1")
    values = {
        "standalone_question": question,
        "answerable": True,
        "confidence": 0.93,
        "answer": answer,
        "hits": (hit(),),
    }
    return Reply(question, **(values | others))  # type: ignore[arg-type]


def test_there_are_enough_attacks() -> None:
    assert len(set(XSS)) >= 40


@pytest.mark.parametrize("attack", XSS)
def test_no_text_is_html(attack: str) -> None:
    quote = Answer(attack, 10, 10 + len(attack), (10, 10 + len(attack) // 2), attack, "p1")
    found = hit(attack, attack, (10, 10 + len(attack) // 2), source=attack, date=attack, path=attack)
    figures = (Figure(attack, attack, attack, "p1", 1, 3), Figure(attack, None, attack, "p1", 1, 3))
    answered = reply(
        attack, standalone_question=f"{attack}?", answer=quote, hits=(replace(found, article_id=attack),),
        disagreement=figures,
    )  # fmt: skip
    exchanges = [
        Exchange(attack, attack, answered, (attack, attack, attack), True),
        Exchange(attack, attack, reply(attack, answerable=False, answer=None, hits=(found,))),
        Exchange(attack, attack),
        Exchange(attack, attack, error=attack),
    ]
    article = Article(attack, f"{attack}\n{attack}", attack, attack, attack, (attack,), attack, attack)
    entry, known = Entry(attack, attack, attack, attack, attack, 3), (Collection(1, attack, "", 1),)
    changes = Changes(("1",), refused=(Refusal(attack, attack, 3),), warnings=(attack,))
    pages = [
        "".join(render.exchange(one, "zh") for one in exchanges),
        render.welcome(1, (attack,), "en"),
        render.article(article, [(0, len(attack)), (1, 3)], "", "zh"),
        render.shelf([entry], 1, attack, render.ShelfState(known, known[0], "", [entry], {attack: [attack]}), "en", 1),
        render.changes(changes, [article], [attack], str, "zh"),
        render.notice(attack),
        render.progress(attack, 1, 2, "zh", item=attack),
        render.page_picture("data:image/jpeg;base64,AA==", [(0, 0, 1, 1)], "zh"),
    ]
    for number, html in enumerate(pages):
        read = Reader(html)
        if number < 7:
            assert attack.replace("\0", "\ufffd") in read.text.replace("\0", "\ufffd")


def test_marks_stand_where_the_offsets_say() -> None:
    assert (
        marked("一二三四五", [(3, 4), (1, 2)])
        == '一<mark class="evidence">二</mark>三<mark class="evidence">四</mark>五'
    )
    assert marked("𠮷<b>", [(0, 1)]) == '<mark class="evidence">𠮷</mark>&lt;b&gt;'  # one code point, two UTF-16 units
    assert marked("abc", [(2, 9), (-4, 1), (1, 1)]) == '<mark class="evidence">a</mark>b<mark class="evidence">c</mark>'


@given(st.text(), st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30)), max_size=4))
def test_marking_keeps_every_character(content: str, spans: list[tuple[int, int]]) -> None:
    read = Reader(marked(content, spans))
    assert read.text.replace("\r\n", "\n").replace("\r", "\n") == content.replace("\r\n", "\n").replace("\r", "\n")


def shortened(content: str, span: tuple[int, int], language: str) -> str:
    """The passage of a hit as the thread shows it."""
    found = hit(content=content, span=(10 + span[0], 10 + span[1]))
    html = render.exchange(Exchange("e1", "何处？", reply(hits=(found,))), language)
    return html.partition('<p class="passage"')[2].partition(">")[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("label", "whole"),
    [
        ("清溪大桥 · 江州日报 · 2021-05-03 · 第A03版 要闻", ["2021-05-03", "第A03版"]),
        ("Bridge · 2021-05 · p. 3-4 (file page 12)", ["2021-05", "p. 3-4", "file page 12"]),
        ("第一版（文件第 12 页）", ["第一版", "文件第 12 页"]),
        ("第" + "长" * 40 + "版", []),
        ("<p. 3>", ["p. 3&gt;"]),
    ],
)
def test_dates_and_pages_are_kept_together(label: str, whole: list[str]) -> None:
    shown = unbroken(label)
    assert re.findall('<span class="whole">(.*?)</span>', shown) == whole
    assert re.sub("</?span[^>]*>", "", shown) == escape(label)


@given(st.integers(0, 300), st.integers(0, 60), st.integers(0, 300))
def test_a_folded_passage_still_holds_all(before: int, evidence: int, after: int) -> None:
    content = "前" * before + "证" * evidence + "后" * after
    html = shortened(content, (before, before + evidence), "zh")
    assert Reader(html).text.replace("…", "").replace(" 展开", "") == content
    assert Reader(html).marks.get("evidence", "") == "证" * evidence


def test_a_fold_splits_no_word() -> None:
    content = "Alpha beta gamma delta. " * 5 + "The mark. " + "One two three four five. " * 10
    start = content.index("The mark.")
    html = shortened(content, (start, start + 9), "en")
    assert '</span><span class="gap">…</span>' in html
    shown = html.split("…</span>", 1)[1].split('<span class="gap">', 1)[0]
    assert shown.split()[0] in {"Alpha", "beta", "gamma", "delta."}
    assert shown.split()[-1] in {"One", "two", "three", "four", "five."}


def test_the_reader_marks_evidence_and_phrase() -> None:
    article = Article("a", "第一段。\n第二段里有证据在此。\n第三段。", "标题", "2023", "报", ("甲", "乙"))
    start = article.text.index("证据在此")
    html = render.article(article, [(start, start + 4), (start + 2, start + 4)], "", "zh")
    read = Reader(html)
    assert read.marks == {"evidence": "证据在此", "phrase": "在此"}
    assert html.count("<p>") == 3
    assert "报 · 2023 · 甲、乙" in read.text


def test_evidence_over_a_line_end_is_marked_on_both_lines() -> None:
    assert two_marks("甲乙", 0, [(1, 4)]) == '甲<mark class="evidence">乙</mark>'
    assert two_marks("丙丁", 3, [(1, 4)]) == '<mark class="evidence">丙</mark>丁'


def test_an_answer_shows_quote_phrase_source_and_certainty() -> None:
    read = Reader(render.exchange(Exchange("e1", "何处？", reply()), "zh"))
    assert read.marks["phrase"] == "在此"
    assert "标题 · 江州日报 · 2023-09-18 · 文件第 3 页" in read.text
    assert read.text.count("[1]") == 2  # at the quote, and at the passage


@pytest.mark.parametrize(
    ("confidence", "chinese", "english"),
    [(0.93, "可靠", "Reliable"), (0.8, "可靠", "Reliable"), (0.79, "很可能", "Likely"), (0.5, "很可能", "Likely"),
     (0.49, "不确定", "Uncertain"), (0.2, "不确定", "Uncertain")],
)  # fmt: skip
def test_the_word_for_a_confidence(confidence: float, chinese: str, english: str) -> None:
    answered = Exchange("e1", "何处？", reply(confidence=confidence))
    read = Reader(render.exchange(answered, "zh"))
    assert chinese in read.text and f"把握 {round(100 * confidence)}%" in read.values
    assert english in Reader(render.exchange(answered, "en")).text


def test_several_quotes_are_a_numbered_list() -> None:
    parts = (Answer("后文。", 18, 21, None, "a2", "p2"), Answer("证据在此。", 13, 18, (15, 17), "a1", "p1"))
    other = replace(hit("乙", source="江州晚报"), passage_id="p2", article_id="a2", highlights=((18, 21),))
    near = replace(hit("丙"), passage_id="p3", article_id="a3")
    answered = replace(reply(hits=(hit(), near, other)), answers=parts)
    html = render.exchange(Exchange("e1", "何处？", answered), "zh")
    read = Reader(html)
    quoted = html[html.index('<ol class="quotes">') : html.index("</ol>")]
    assert quoted.count("<li>") == 2  # the answer is among them once
    assert "[1]" in quoted and "[2]" in quoted and "乙 · 江州晚报" in quoted
    assert read.text.count("[2]") == 2 and "另有 1 段相近" in read.text
    assert read.text.index("丙 ·") > read.text.index("另有 1 段相近")


def test_passages_that_are_only_near_are_folded_without_marks_or_scores() -> None:
    near = replace(hit("丙"), passage_id="p3", article_id="a3")
    html = render.exchange(Exchange("e1", "何处？", reply(hits=(hit(), near, replace(near, passage_id="p4")))), "zh")
    cited, _, folded = html.partition('<details class="near">')
    assert cited.count('<mark class="evidence">') == 1 and "<mark" not in folded
    assert folded.count('<li class="hit"') == 2 and "另有 2 段相近" in folded
    assert "得分" not in html and "2.50" not in html
    english = render.exchange(Exchange("e1", "何处？", reply(hits=(hit(), near))), "en")
    assert "1 more passage is near" in english


def test_a_refusal_says_what_was_looked_for_and_calls_the_passages_nearest() -> None:
    refused = reply("谁？", standalone_question="谁修的桥？", answerable=False, answer=None, confidence=0.1)
    read = Reader(render.exchange(Exchange("e1", "谁？", refused), "zh"))
    assert "文章里没有" in read.text and "“谁修的桥？”" in read.text
    assert "最接近的一段" in read.text and "出处" not in read.text
    assert "%" not in read.text and not any("%" in value for value in read.values)  # a refusal has no number
    assert "<mark" not in render.exchange(Exchange("e1", "谁？", refused), "zh")
    assert "理解为 谁修的桥？" in read.text


def test_the_understood_question_is_shown_only_where_it_differs() -> None:
    assert "理解为" not in Reader(render.exchange(Exchange("e1", "何处？", reply()), "zh")).text


FIGURES = (Figure("45个", "2023", "a1", "p1", 15, 18), Figure("37个", None, "a2", "p2", 13, 16))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "各篇文章说法不一：2023年：45个（江州日报）[1]日期不详：37个"),
        ("en", "The articles differ:2023: 45个 (江州日报)[1]undated: 37个"),
    ],
)
def test_what_articles_differ_in_is_shown_side_by_side(language: str, told: str) -> None:
    html = render.exchange(Exchange("e1", "几个？", reply(disagreement=FIGURES)), language)
    assert told in Reader(html).text
    assert 'data-open="a1" data-spans="15,18"' in html
    assert told not in Reader(render.exchange(Exchange("e1", "几个？", reply()), language)).text


def test_a_citation_is_written_as_the_language_does() -> None:
    assert citation("证据。", hit(), "zh") == "“证据。”（《标题》，江州日报，2023-09-18，文件第 3 页）"
    printed = hit(page_label="A05")
    assert citation("证据。", printed, "zh") == "“证据。”（《标题》，江州日报，2023-09-18，第A05版）"
    assert citation("It is.", printed, "en") == "“It is.” (“标题”, 江州日报, 2023-09-18, p. A05)"
    assert source_line(printed, "zh") == "标题 · 江州日报 · 2023-09-18 · 第A05版（文件第 3 页）"
    assert source_line(printed, "en") == "标题 · 江州日报 · 2023-09-18 · p. A05 (file page 3)"
    assert source_line(hit(page_label="03"), "zh") == "标题 · 江州日报 · 2023-09-18 · 第03版"
    assert source_line(hit(page_label="B02", page=None), "zh") == "标题 · 江州日报 · 2023-09-18 · 第B02版"
    assert citation("It is.", hit("A Title", page=None), "en") == "“It is.” (“A Title”, 江州日报, 2023-09-18)"


def test_other_places_of_a_passage_are_shown_once_and_exported() -> None:
    places = (
        Place("a2", "乙", "江州晚报", "2023-09-19", "b.txt", 2, 0, 5, "p2", "A2"),
        Place("a3", "丙", None, None, "c.txt", None, 0, 5, "p3"),
        Place("a4", "丁", None, "2023-09-20", "/papers/d.pdf", 1, 0, 5, "p4"),
    )
    answered = reply(hits=(replace(hit(), also=places),))
    html = render.exchange(Exchange("e1", "何处？", answered), "zh")
    read = Reader(html)
    assert (
        read.text.count("同文另见") == 1
        and "江州晚报 · 2023-09-19 · 第A2版 丙 d.pdf · 2023-09-20 · 文件第 1 页" in read.text
    )
    assert '<span class="whole">2023-09-19</span>' in html  # a date is not broken
    refused = replace(answered, answer=None, answerable=False)
    assert Reader(render.exchange(Exchange("e1", "何处？", refused), "zh")).text.count("同文另见") == 1


def test_a_folded_passage_begins_with_a_sentence() -> None:
    content = "甲" * 100 + "乙乙。\n丙丙丙丙。" + "证据在此。" + "丁" * 200
    start = content.index("证据")
    assert '<span class="gap">…</span>丙丙丙丙。<mark' in shortened(content, (start, start + 5), "zh")
    content = content.replace("乙。\n", "乙乙")  # no sentence begins near enough
    start = content.index("证据")
    assert "甲乙乙乙丙丙丙丙。<mark" in shortened(content, (start, start + 5), "zh")


def test_a_long_question_is_shown_small_and_a_refusal_repeats_its_beginning() -> None:
    asked = "大桥" * 1000
    refused = reply(asked, standalone_question=asked, answerable=False, answer=None, confidence=0.1)
    html = render.exchange(Exchange("e1", asked, refused), "zh")
    assert '<h2 class="question long" tabindex="0">' in html and html.count(asked) == 1
    assert f"“{'大桥' * 39}大…”" in html
    assert 'class="question"' in render.exchange(Exchange("e1", "何时？", refused), "zh")


def test_a_filter_that_matches_no_article_is_reported() -> None:
    nothing = reply("谁？", answerable=False, answer=None, confidence=0.0, hits=())
    filtered = Exchange("e1", "谁？", nothing, ("2030", "", ""))
    assert "没有文章符合这个筛选条件" in render.exchange(filtered, "zh")
    assert "没有找到能回答" in render.exchange(replace(filtered, filters=("", "", "")), "zh")
