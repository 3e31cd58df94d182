"""Articles of a PDF that go on over a box, below another article or on another page, with and without references."""

from __future__ import annotations

import pytest
from account_law import SOURCES, problems
from pdf_by_hand import column, documents, made, shown

from corpus.newspaper import PairScorer, segment
from corpus.newspaper.continued_articles import joined_documents, put_together
from corpus.records import Article, Block, Document, Refusal

FERRY = "北塘镇渡口停航六年之后，昨日上午恢复通航。/渡船今后每天往返四十八班，首班早上六点，末班晚上九点，"
FERRY_REST = "票价两元，老人和学生减半。/船上可以带自行车。"
FERRY_WHOLE = (FERRY + FERRY_REST).replace("/", "\n")
MARKET = "城东农贸市场昨日重新开张，摊位增加到两百个。/市场里有免费的直饮水，停车场可以停一百二十辆汽车。"
HONEY = "松岭镇养蜂合作社去年产蜜四十六吨，社员一百一十户。/理事长吴小满说，今年要统一商标。"
HEAD = "江城晚报　2026年4月19日　第0{}版"


def flowing(text: str, left: float, top: float) -> str:
    """Text that begins within a paragraph, in lines of 20 characters."""
    first, *rest = text.split("/")
    lines = [first[start : start + 20] for start in range(0, len(first), 20)]
    out = "".join(shown(line, left, top + 15 * row) for row, line in enumerate(lines))
    return out + (column("/".join(rest), left, top + 15 * len(lines)) if rest else "")


def page_one(reference: str = "（下转第2版）", text: str = FERRY, market: str = MARKET) -> str:
    """The ferry, cut at the foot of the left column, beside the market."""
    ferry = shown("渡口恢复通航", 50, 150, 22) + column(text, 50, 190)
    return (
        shown(HEAD.format(1), 50, 40)
        + ferry
        + (shown(reference, 170, 265) if reference else "")
        + shown("农贸市场开张", 310, 150, 22)
        + column(market, 310, 190)
    )


def page_two(rest: str, number: int = 2) -> str:
    """What is left of the ferry, below the bees."""
    return shown(HEAD.format(number), 50, 40) + shown("养蜂户增收", 50, 100, 22) + column(HONEY, 50, 140) + rest


def scored(*right: tuple[str, str]) -> PairScorer:
    """A scorer that is sure of pairs, told by their last and first characters."""

    def score(pairs: list[tuple[str, str]]) -> list[float]:
        return [
            6.0 if any(end.endswith(one) and start.startswith(other) for one, other in right) else -6.0
            for end, start in pairs
        ]

    return score


SURE = scored(("末班晚上九点，", "票价两元"))


def read(data: bytes, score: PairScorer | None = None) -> list[Article]:
    """The articles of a file; its account must be exact."""
    found = joined_documents(documents(data), score)
    assert problems(found, SOURCES[".pdf"](data)) == []
    return articles(found)


def articles(found: list[Document]) -> list[Article]:
    return [article for item in found for article in segment(item)[0]]


def page_of(text: str, article: Article) -> int:
    """The page that a quote of the article shows."""
    start = article.text.index(text)
    return next(region.page for region in article.regions if region.start <= start < region.end)


@pytest.mark.parametrize("headline", ["渡口恢复通航", "渡口恢复", ""])
@pytest.mark.parametrize("score", [None, SURE])
def test_an_article_goes_on_where_references_say(headline: str, score: PairScorer | None) -> None:
    rest = (shown(headline, 50, 330, 16) if headline else "") + shown("（上接第1版）", 50, 350)
    ferry, market, honey = read(made(page_one(), page_two(rest + flowing(FERRY_REST, 50, 365))), score)
    assert (ferry.title, ferry.text) == ("渡口恢复通航", FERRY_WHOLE)
    assert (market.text, honey.text) == (MARKET.replace("/", "\n"), HONEY.replace("/", "\n"))
    assert [(page.number, page.label) for page in ferry.pages] == [(1, "01"), (2, "02")]
    quotes = ("北塘镇渡口停航", "渡船今后每天", "票价两元", "船上可以带自行车。")
    assert [page_of(quote, ferry) for quote in quotes] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("onwards", "back"),
    [
        ("（下转第二版）", "【上接1版】"),
        ("（ 下 转 第 02 版 ）", "（ 上 接 第 01 版 ）"),
        ("紧接第2版", "（紧接第1版）"),
        ("(turn to page 2)", "(continued from page 1)"),
        ("（下转第2版）", ""),
        ("", "（上接第1版）"),
    ],
)
def test_forms_of_references(onwards: str, back: str) -> None:
    rest = shown("渡口恢复通航", 50, 330, 16) + (shown(back, 50, 350) if back else "") + flowing(FERRY_REST, 50, 365)
    ferry, _, _ = read(made(page_one(onwards), page_two(rest)))
    assert ferry.text == FERRY_WHOLE


def test_a_reference_may_stand_in_the_lines_of_the_text() -> None:
    first = page_one("", FERRY + "（下转第2版）")
    for layout in (flowing, column):  # a reference may be indented, as if it began a paragraph
        ferry, _, _ = read(made(first, page_two(layout("（上接第1版）" + FERRY_REST, 50, 350))))
        assert ferry.text == FERRY_WHOLE


def test_what_refers_to_another_page_than_the_label_says_stays_apart() -> None:
    rest = shown("（上接第1版）", 50, 350) + flowing(FERRY_REST, 50, 365)
    found = joined_documents(documents(made(page_one("（下转第6版）"), page_two(rest))), SURE)
    assert articles(found)[0].text == FERRY.replace("/", "\n")
    assert [str(warning) for item in found for warning in item.warnings] == [
        "the story goes on on page 6, which is not among the files",
        "the story begins on page 1, which is not among the files",
    ]


def two_stories(numbers: bool) -> bytes:
    """Two articles that go on on page 2, in the other order, without headlines."""
    one, two = ("①", "②") if numbers else ("", "")
    market = MARKET.replace("停车场可以停一百二十辆汽车。", "停车场可以停")
    first = shown("渡口恢复通航", 50, 150, 22) + column(FERRY, 50, 190) + shown(f"（下转第2版{one}）", 150, 265)
    first += shown("农贸市场开张", 310, 150, 22) + column(market, 310, 190) + shown(f"（下转第2版{two}）", 410, 265)
    rest = shown(f"（上接第1版{two}）", 50, 350) + flowing("一百二十辆汽车。", 50, 365)
    rest += shown(f"（上接第1版{one}）", 50, 450) + flowing(FERRY_REST, 50, 465)
    return made(first, page_two(rest))


def test_of_two_articles_marks_or_the_scorer_tell_which_goes_on_where() -> None:
    whole = [FERRY_WHOLE, MARKET.replace("/", "\n")]
    both = scored(("末班晚上九点，", "票价两元"), ("停车场可以停", "一百二十辆"))
    for numbers, score in ((True, None), (False, both)):
        assert [article.text for article in read(two_stories(numbers), score)][:2] == whole
    assert [article.text for article in read(two_stories(numbers=False))][:2] != whole


def test_without_references_the_scorer_tells_what_goes_on() -> None:
    """By their places, the columns at the top of the second page go on with the ferry."""
    head = shown(HEAD.format(2), 50, 40) + shown("养蜂户增收", 50, 180, 22) + column(HONEY, 50, 220)
    first = page_one("", market=MARKET.replace("停车场可以停一百二十辆汽车。", "停车场可以停"))
    ferry, market, _ = read(made(first, head + flowing(FERRY_REST, 50, 100)), SURE)
    assert (ferry.text, market.text[-6:]) == (FERRY_WHOLE, "停车场可以停")
    score = scored(("停车场可以停", "一百二十辆"))
    ferry, market, _ = read(made(first, head + flowing("一百二十辆汽车。", 50, 100)), score)
    assert (ferry.text, market.text) == (FERRY.replace("/", "\n"), MARKET.replace("/", "\n"))


def test_without_references_a_repeated_headline_tells_it() -> None:
    rest = shown("渡口恢复", 50, 330, 16) + flowing(FERRY_REST, 50, 365)
    for score in (None, SURE):
        ferry, _, honey = read(made(page_one(""), page_two(rest)), score)
        assert (ferry.text, honey.title) == (FERRY_WHOLE, "养蜂户增收")
    paragraph = shown("渡口恢复", 50, 330, 16) + column(FERRY_REST, 50, 365)
    ended = page_one("", FERRY.replace("九点，", "九点。"))
    assert [article.title for article in read(made(ended, page_two(paragraph)))][-1] == "渡口恢复"


def test_a_column_goes_on_over_a_box_of_figures() -> None:
    """The headline of the box begins a document, and the rest of the column would be its text."""
    first = shown("渡口恢复通航", 50, 150, 22) + column(FERRY, 50, 190)
    box = shown("一组数据", 60, 280, 14) + shown("四十八班", 60, 300) + shown("每天往返", 60, 315)
    content = (
        first + box + flowing(FERRY_REST, 50, 345) + shown("农贸市场开张", 310, 150, 22) + column(MARKET, 310, 190)
    )
    read_before = [article.text for item in documents(made(content)) for article in segment(item)[0]]
    assert FERRY_WHOLE not in read_before
    found = {article.title: article.text for article in read(made(content), SURE)}
    assert (found["渡口恢复通航"], found["农贸市场开张"]) == (FERRY_WHOLE, MARKET.replace("/", "\n"))
    assert found["一组数据"] == "四十八班每天往返"


def test_an_article_goes_on_below_its_neighbour() -> None:
    content = shown("渡口恢复通航", 50, 150, 22) + column(FERRY, 50, 190)
    content += shown("农贸市场开张", 310, 150, 22) + column(MARKET, 310, 190) + flowing(FERRY_REST, 310, 290)
    ferry, market = read(made(content), SURE)
    assert (ferry.text, market.text) == (FERRY_WHOLE, MARKET.replace("/", "\n"))


def test_vertical_lines_go_on_like_level_ones() -> None:
    def down(text: str, left: float, top: float, size: float) -> str:
        return "".join(shown(char, left, top + size * row, size) for row, char in enumerate(text))

    def columns(text: str, right: float, top: float) -> str:
        lines = [line[start : start + 20] for line in text.split("/") for start in range(0, len(line), 20)]
        return "".join(down(line, right - 15 * number, top, 10) for number, line in enumerate(lines))

    first = down("渡口恢复通航", 500, 60, 22) + columns("　　" + FERRY.replace("/", "/　　"), 470, 60)
    first += down("农贸市场开张", 500, 400, 22) + columns("　　" + MARKET.replace("/", "/　　"), 470, 400)
    second = columns(FERRY_REST.replace("/", "/　　"), 500, 60)
    second += down("养蜂户增收", 400, 60, 22) + columns("　　" + HONEY.replace("/", "/　　"), 370, 60)
    found = read(made(first, second), SURE)
    assert {article.title: article.text for article in found}["渡口恢复通航"] == FERRY_WHOLE


def test_documents_that_need_nothing_are_the_same_objects() -> None:
    given = documents(made(page_one("", FERRY.replace("九点，", "九点。")), page_two("")))
    for score in (None, scored()):
        found = joined_documents(given, score)
        assert len(found) == 3
        assert all(one is other for one, other in zip(found, given, strict=True))


def test_documents_of_one_file_alone_are_put_together() -> None:
    rest = shown("（上接第1版）", 50, 350) + flowing(FERRY_REST, 50, 365)
    given = documents(made(page_one(), page_two(rest)))
    row = Document("rows.csv", (Block("票价两元。"),), one_article=True)
    other = [Document("b.pdf", one.blocks, one.title, in_order=one.in_order) for one in given[-1:]]
    refusal = Refusal("c.pdf", "damaged")
    found = list(put_together([row, *given[:-1], *other, refusal, row]))
    assert [item.path for item in found] == ["rows.csv", "a.pdf", "a.pdf", "a.pdf", "b.pdf", "c.pdf", "rows.csv"]
    assert len(list(put_together([row, *given, refusal]))) == 5
