"""Pages written for these tests: two articles about an invented town with columns out of order, and other texts."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.newspaper import segment
from corpus.records import Article, Block, Document, Region
from corpus.text import clean
from qa.i18n.error_messages import translate

LEAD = (
    "江城晚报5月6日讯 6日上午,江城市图书馆在青石街举行流动书车启用仪式。首批投入使用的五辆书车载有图书两万余册,"
    "将在全市三十条老街轮流停靠。"
)
FIRST_COLUMN = (
    "青石街的旧书摊已经开了二十多年,摊主李奶奶今年七十岁。她说,过去来看书的大多是老人,如今书车一来,孩子们也多了起来。"
    "流动书车的座位旁边还摆着她捐出的三百本旧书,等着老街的"
)
SECOND_COLUMN = (
    "孩子们放学以后来翻看。市图书馆计划用三年时间,让流动书车开进每一个社区,并在老街的茶馆、理发店里设立读书角,"
    "方便老人随时翻阅。"
)
STOPS = "馆长陈一帆介绍,书车每周二、周四下午停靠在固定站点,读者凭身份证就可以免费借书。借出的图书可以在任何一个站点归"
STOPS_ON = "还,逾期也不收取费用。流动书车还为视力不便的读者准备了有声读物和大字图书,志愿者可以上门代借代还。"
GARDENS = (
    "江城晚报5月6日讯 记者从市园林局获悉,今年首批十座街角小花园已经全部建成开放。小花园总面积一万二千平方米,"
    "全部建在过去闲置的边角地上。"
)
ROSES = (
    "在柳林路口,一块堆放杂物多年的空地被改造成了月季园。市园林局工程师王明说,改造时保留了原有的三棵老槐树,"
    "新种月季、鸢尾等花草2600"
)
ROSES_ON = "株,铺设透水步道四百米。附近居民可以认养小花园里的花草,周末由园艺师现场教大家修剪和浇水。"
LAMPS = "此外,小花园还装上了太阳能路灯和饮水台。到年底,全市将再建二十座街角小花园。"
PAGE = (
    "江城市图书馆:把书送到家门口",
    "让每条老街都有一盏读书灯",
    LEAD,
    "扫码看视频",
    SECOND_COLUMN,
    "书车开到茶馆门口",
    STOPS,
    STOPS_ON,
    "■江城晚报记者 周小满 吴思远",
    "老街旧书摊成了新去处",
    FIRST_COLUMN,
    "“十座小花园”建成!",
    "看江城如何把边角地变成绿地",
    "扫码看视频",
    GARDENS,
    "闲置地块种出四季花草",
    ROSES,
    ROSES_ON,
    LAMPS,
    "■全媒体记者 王小草",
    "3组数据",
    "读懂街角小花园",
    "★新增绿地**1.2**万平方米",
    "比去年多出**三成**",
    "★种下花草**2600**株",
    "成活率达到**98%**",
    "★认养家庭**450**户",
    "责编 张明 美编 李华 校对 王芳",
    "据江城发布",
)
BOOKS = (
    LEAD,
    "老街旧书摊成了新去处",
    FIRST_COLUMN + SECOND_COLUMN,
    "书车开到茶馆门口",
    STOPS + STOPS_ON,
    "■江城晚报记者 周小满 吴思远",
)
FLOWERS = (
    GARDENS,
    "闲置地块种出四季花草",
    ROSES + ROSES_ON,
    LAMPS,
    "■全媒体记者 王小草",
    "3组数据",
    "读懂街角小花园",
    "★新增绿地1.2万平方米 比去年多出三成",
    "★种下花草2600株 成活率达到98%",
    "★认养家庭450户",
    "据江城发布",
)


def document(lines: Sequence[str], **known: object) -> Document:
    return Document("page.txt", tuple(Block(line) for line in lines), **known)  # type: ignore[arg-type]


def articles(lines: Sequence[str]) -> list[Article]:
    return segment(document(lines))[0]


def printed(found: Sequence[Article]) -> list[str]:
    """The lines of the articles, titles among them."""
    return [line for one in found for line in [one.title, *one.text.split("\n")] if line]


def test_page_becomes_two_articles_in_reading_order() -> None:
    books, flowers = articles(PAGE)
    assert books.title == "江城市图书馆:把书送到家门口 让每条老街都有一盏读书灯"
    assert books.text == "\n".join(BOOKS)
    assert flowers.title == "“十座小花园”建成! 看江城如何把边角地变成绿地"
    assert flowers.text == "\n".join(FLOWERS)


def test_page_as_one_block_of_text_is_the_same() -> None:
    assert articles(["\n\n".join(PAGE)]) == articles(PAGE)


def test_full_width_punctuation_is_the_same() -> None:
    wide = str.maketrans(",:!", "，：！")
    found = articles([line.translate(wide) for line in PAGE])
    assert [one.text for one in found] == [one.text.translate(wide) for one in articles(PAGE)]


def test_datelines_and_bylines_are_read_and_no_year_is_guessed() -> None:
    books, flowers = articles(PAGE)
    assert (books.source, books.date, books.authors) == ("江城晚报", None, ("周小满", "吴思远"))
    assert (flowers.source, flowers.date, flowers.authors) == ("江城晚报", None, ("王小草",))


def test_date_of_the_paper_completes_the_datelines() -> None:
    found = articles(["2023年5月7日 星期日 A02版", *PAGE])
    assert [one.date for one in found] == ["2023-05-06", "2023-05-06"]
    assert not any("星期日" in one.text for one in found)


def test_metadata_of_the_document_comes_before_that_of_the_lines() -> None:
    found, _ = segment(document(PAGE, date="2023-05-07", source="江城日报", authors=("某某",)))
    assert {(one.date, one.source, one.authors) for one in found} == {("2023-05-07", "江城日报", ("某某",))}


def test_ids_are_made_of_the_content() -> None:
    first, second = articles(PAGE), articles(PAGE)
    assert [one.id for one in first] == [one.id for one in second]
    assert len({one.id for one in first}) == 2


def test_article_inside_another_is_separated_from_it() -> None:
    lines = [*BOOKS[:1], STOPS, *("“十座小花园”建成!", GARDENS, LAMPS, "■全媒体记者 王小草"), STOPS_ON]
    books, flowers = articles(["江城市图书馆把书送到家门口", *lines])
    assert books.text == f"{LEAD}\n{STOPS}{STOPS_ON}"
    assert flowers.text == f"{GARDENS}\n{LAMPS}\n■全媒体记者 王小草"


def test_page_may_begin_with_the_line_that_breaks() -> None:
    assert (
        articles([f"{STOPS}\n{STOPS_ON}\n■江城晚报记者 周小满"])[0].text == f"{STOPS}{STOPS_ON}\n■江城晚报记者 周小满"
    )


def test_caption_within_a_sentence_goes_below_it() -> None:
    lines = ["江城市图书馆把书送到家门口", LEAD, STOPS, "图为书车停在街口。周小满 摄", STOPS_ON]
    assert articles(lines)[0].text == f"{LEAD}\n{STOPS}{STOPS_ON}\n图为书车停在街口。周小满 摄"


def test_end_without_a_continuation_stays_and_is_warned_about() -> None:
    found, warnings = segment(document([line for line in PAGE if line != STOPS_ON]))
    assert found[0].text == "\n".join(BOOKS).replace(STOPS_ON, "")
    assert warnings == ["“…图书可以在任何一个站点归” breaks off, and no continuation is certain"]
    assert translate(warnings[0], "zh") == "“…图书可以在任何一个站点归”后面断了，接不上"


def test_twenty_broken_ends_are_named_and_the_rest_are_counted() -> None:
    ends = [
        f"本报讯 江城{n}路的花园里新种下的月季和鸢尾今年开得比往年都要好，因此每天傍晚都有许多附近的居民来看花的"
        for n in "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑"
    ]
    _, warnings = segment(document([line for end in ends for line in (end, "■江城晚报记者 周小满")]))
    assert len(warnings) == 21
    assert warnings[-1] == "2 more sentences break off"
    assert translate(warnings[-1], "zh") == "另有 2 句断了"


def test_score_is_called_once_and_can_forbid_joins() -> None:
    calls: list[int] = []

    def never(pairs: list[tuple[str, str]]) -> list[float]:
        calls.append(len(pairs))
        return [-50.0] * len(pairs)

    found, _ = segment(document(["江城市图书馆把书送到家门口", LEAD, STOPS, STOPS_ON]), never)
    assert found[0].text == f"{LEAD}\n{STOPS}\n{STOPS_ON}"
    assert len(calls) == 1


def test_regions_cover_each_part_of_a_joined_paragraph() -> None:
    left, right = (0.1, 0.1, 0.4, 0.9), (0.5, 0.1, 0.9, 0.9)
    blocks = (
        Block("江城市图书馆把书送到家门口", 3, left),
        Block(LEAD, 3, left),
        Block(STOPS, 3, left),
        Block(STOPS_ON, 3, right),
    )
    (article,), _ = segment(Document("page.pdf", blocks))
    middle = len(LEAD) + 1 + len(STOPS)
    assert article.regions == (Region(0, middle, 3, left), Region(middle, len(article.text), 3, right))
    assert article.page == 3


def test_large_letters_make_a_headline_of_a_long_line() -> None:
    headline = "江城市图书馆的五辆流动书车开进三十条老街，把两万余册图书送到每一户居民的家门口，让老街的灯亮起来"
    sizes = [Block(headline, 1, None, 30.0), *(Block(text, 1, None, 10.0) for text in (LEAD, STOPS, STOPS_ON))]
    (article,), _ = segment(Document("page.pdf", tuple(sizes)))
    assert article.title == headline
    assert article.text == f"{LEAD}\n{STOPS}{STOPS_ON}"


BOATS = (
    "江心岛渡船恢复开航",
    "停航半年的江心岛渡船昨天恢复开航，首班渡船载着四十多名岛上居民驶向对岸码头。渡船公司经理赵海说，新船装有雷达和救生筏，"
    "大雾天气也能安全靠岸。岛上的果农往后可以当天把柑橘运到城里的市场。",
    "渡船每天往返十二班，首班清晨六点从江心岛码头开出，末班晚上八点返回，票价两元，学生凭证免费乘船。",
)


def test_headline_below_the_last_item_of_a_box_begins_an_article() -> None:
    found = articles([*FLOWERS[:1], *FLOWERS[4:9], "★认养家庭450户", *BOATS])
    assert [one.title for one in found] == ["", BOATS[0]]
    assert found[0].text.endswith("★种下花草2600株 成活率达到98%\n★认养家庭450户")
    assert found[1].text == "\n".join(BOATS[1:])


def test_bylines_alone_show_a_page_of_several_articles() -> None:
    signed = [*BOOKS[:1], LAMPS, "■江城晚报记者 周小满", *BOATS, "■江城晚报记者 吴思远"]
    assert [one.title for one in articles(["江城市图书馆把书送到家门口", *signed])] == [
        "江城市图书馆把书送到家门口",
        BOATS[0],
    ]


def test_new_topic_starts_an_article_and_a_headline_within_one_does_not() -> None:
    unsigned = ["江城市图书馆把书送到家门口", LEAD, STOPS, STOPS_ON]
    assert [one.title for one in articles([*unsigned, *BOATS])] == [unsigned[0], BOATS[0]]
    assert [one.title for one in articles([*unsigned, "书车开到茶馆门口", SECOND_COLUMN])] == [unsigned[0]]


def test_short_line_that_breaks_off_is_joined() -> None:
    cut = STOPS_ON.index("流动书车还为视力") + 9
    lines = ["江城市图书馆把书送到家门口", LEAD, STOPS + STOPS_ON[: cut - 9], STOPS_ON[cut - 9 : cut], STOPS_ON[cut:]]
    assert lines[3] == "流动书车还为视力不"
    assert articles([*lines, LAMPS, "扫码看视频"])[0].text.split("\n")[2] == STOPS_ON[cut - 9 :]


def test_short_line_in_which_a_sentence_ends_is_no_headline_and_continues() -> None:
    whole = "书车每天开到八个街角，由两名馆员轮流看管，读者可以在车上当场办证，计划两年内增加到二十辆。"
    more = "书车里还有大字本和有声书，供视力不便的读者借阅，借期和普通图书一样是三十天。"
    text = whole + more
    first, second = text.index("划两年"), text.index("，供视力")
    lines = ["江城市图书馆把书送到家门口", LEAD, text[:first], text[first:second], text[second:], "扫码看视频"]
    assert articles(lines)[0].text == f"{LEAD}\n{text}"


def test_short_end_that_is_no_headline_is_warned_about() -> None:
    _, warnings = segment(document([*PAGE[:2], "书车要形成阅读产业发展的", *PAGE[2:]]))
    assert warnings == ["“…书车要形成阅读产业发展的” breaks off, and no continuation is certain"]


def test_column_that_ends_in_a_semicolon_or_a_bracket_continues() -> None:
    area = "全市今年新增街角小花园十座，总面积一万二千平方米，同比增长三成；其中柳林路月季园面积两千平方米，增长一成；"
    area_on = "竹园面积一千平方米，同比增长两成。"
    maker = "书车的设计者、多年来一直在江城大学工业设计学院教书的林肯·怀特（Lincoln White）"
    maker_on = "表示，书车的每一处细节都来自读者的建议，座椅的高度也按照孩子的身高做了调整。"
    found = articles(["江城市图书馆把书送到家门口", LEAD, area, area_on, maker, maker_on, "扫码看视频"])
    assert found[0].text == f"{LEAD}\n{area}{area_on}\n{maker}{maker_on}"


def test_items_of_a_list_that_end_in_semicolons_are_not_joined() -> None:
    items = (
        "负责流动书车的日常维护和每天的行车安全，发现故障应当立即停驶并报告，不得带病上路运行；",
        "负责在各个停靠站点接待读者，为老人和视力不便的读者提供代借代还服务，做好登记工作；",
        "负责每天收车以前清点图书。",
    )
    lines = ["江城市图书馆把书送到家门口", LEAD, *items, STOPS, STOPS_ON, "扫码看视频"]
    assert articles(lines)[0].text == "\n".join([LEAD, *items, STOPS + STOPS_ON])


@pytest.mark.parametrize("noise", ["掃碼看視頻", "責編：張明", "A5 综合新闻", "▲▼▲▼"])
def test_noise_does_not_split_a_sentence(noise: str) -> None:
    assert (
        articles(["江城市图书馆把书送到家门口", LEAD, STOPS, noise, STOPS_ON])[0].text == f"{LEAD}\n{STOPS}{STOPS_ON}"
    )


def test_exclamation_about_a_code_to_scan_is_a_headline_and_no_noise() -> None:
    found = articles(["扫码支付新骗局！“收款”变“付款”?", LEAD, STOPS, STOPS_ON])
    assert found[0].title == "扫码支付新骗局！“收款”变“付款”?"


def test_traditional_characters_are_repaired_like_simplified_ones() -> None:
    from opencc import OpenCC

    change = OpenCC("s2t").convert
    found = articles([change(line) for line in PAGE])
    assert [one.text for one in found] == [change("\n".join(BOOKS)), change("\n".join(FLOWERS))]


ORDINARY = ("书车开进老街", LEAD, SECOND_COLUMN, "书车开到茶馆门口", STOPS + STOPS_ON, LAMPS)
POEM = ("春夜", "窗外的雨停了，", "巷子里有人走过，", "灯还亮着，", "书翻到第三页。")
LIST = (
    "购物清单",
    "一、苹果、梨和葡萄若干，要新鲜的，不要太大也不要太小，价钱合适就好",
    "二、牛奶两箱，要看清楚保质期",
    "三、米",
)
UNMARKED = (
    "今天我们去了公园，看到了很多花，有红的有黄的，大家都非常高兴，一直玩到天黑才回家",
    "晚上妈妈做了很多好吃的菜，有鱼有肉还有汤，我们吃得很饱，然后一起看了电视",
    "第二天早上起来，外面下起了大雨，我们只好待在家里看书写字，等雨停了再出去",
)
RULES = (
    "第二条 下列行为应当避免：",
    "（一）在阅览室内大声交谈，影响其他读者阅读的；",
    "（二）在书页上涂写画线，或者撕下插图带走的；",
    "（三）其他行为。",
)
ENGLISH = (
    "The book van opened on Saturday and will stop\nat thirty old streets of the town",
    "Readers may return\nbooks anywhere",
)


@pytest.mark.parametrize("lines", [ORDINARY, POEM, LIST, UNMARKED, RULES, ENGLISH])
def test_text_that_is_no_broken_page_stays_as_it_is(lines: Sequence[str]) -> None:
    found, warnings = segment(document(lines))
    assert len(found) == 1
    assert printed(found) == "\n".join(lines).split("\n")
    assert warnings == []


def test_headline_is_the_title_and_not_repeated() -> None:
    (article,) = articles(ORDINARY)
    assert article.title == "书车开进老街"
    assert article.text == "\n".join(ORDINARY[1:])


def test_first_sentence_is_no_title() -> None:
    (article,) = articles(["书车开进了老街。", LEAD])
    assert (article.title, article.text) == ("", f"书车开进了老街。\n{LEAD}")


def test_row_of_a_table_is_never_split() -> None:
    (article,), warnings = segment(document(["\n".join(PAGE)], one_article=True, id="row-1"))
    assert article.id == "row-1"
    assert printed([article]) == list(PAGE)
    assert warnings == []


def test_empty_document_has_no_article() -> None:
    assert segment(document(["", " \n"])) == ([], [])


_sentence = st.lists(
    st.sampled_from("书车老街花园灯雨茶馆读者孩子今天明年我们他们看走来去的了在和"), min_size=4, max_size=60
).map(lambda chars: "".join(chars) + "。")
_paragraph = st.lists(_sentence, min_size=1, max_size=4).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(_paragraph, min_size=1, max_size=12))
def test_paragraphs_that_end_stay_as_they_are(paragraphs: list[str]) -> None:
    assert printed(articles(paragraphs)) == paragraphs


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="书车老街花园，。、：！？“”（）123 ab\n*★■", max_size=60), max_size=12))
def test_no_character_of_any_lines_is_lost_but_noise(lines: list[str]) -> None:
    found, _ = segment(document(lines))
    whole = sorted("".join(clean("\n".join(lines)).split()).replace("*", ""))
    kept = sorted("".join("".join(printed(found)).split()).replace("*", ""))
    lost = len(whole) - len(kept)
    # Page numbers and rules are noise: digits and stars alone may go.
    assert lost >= 0
    assert [char for char in kept if char not in "123"] == [char for char in whole if char not in "123"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*PAGE, *POEM, *LIST]), max_size=25))
def test_every_line_of_any_page_is_printed_once(lines: list[str]) -> None:
    found, _ = segment(document(lines))
    noise = ("扫码看视频", "责编 张明 美编 李华 校对 王芳")
    whole = sorted("".join("".join(line.split()) for line in lines if line not in noise).replace("*", ""))
    assert sorted("".join("".join(printed(found)).split())) == whole
    for article in found:
        assert all(0 <= region.start < region.end <= len(article.text) for region in article.regions)


@pytest.mark.parametrize(
    "lines",
    [
        ["书车开进老街，" * 300_000, "灯还亮着", "灯"],
        ["灯还亮着"] * 20_000,
        ["灯还亮着。"] * 20_000,
        ["（《“" * 20_000, "老" * 300],
    ],
)
def test_absurd_text_ends_in_bounded_time(lines: list[str]) -> None:
    segment(document(PAGE))  # the models are loaded once
    begin = time.process_time()
    segment(document(lines))
    assert time.process_time() - begin < 10
