"""Twenty further saved pages, written after the readers were mended for `page_cases.py`: 15 were right at first."""

# ruff: noqa: E501 - markup stays in a line
from __future__ import annotations

from page_cases import _NAME, TRADITIONAL, PageCase, _account, _br, _html, _p, _table, _time

T = "北湖湿地公园今起试开放"
B = (
    "北湖湿地公园今天起试开放，面积二十六公顷，不收门票。",
    "公园设五个入口，最近的地铁站步行八分钟。",
    "园方提醒，每天限流八千人，须在网上预约。",
)
P = _p(B)
LATER_PAGES = [
    PageCase(
        "paper-date-page-apart",
        _html(
            f"<div class='h-top'>2025年11月3日 星期一</div><div class='paper'>北湖早报</div><div class='ban'>A08版 城事</div><div class='cont'><p class='t1'>城市添绿</p><p class='t2'><b>{T}</b></p><p class='t3'>限流八千人</p><p class='zz'>本报记者 郑晓峰 通讯员 何田</p>{P}</div><div>上一版 下一版</div>",
            "<title>北湖早报数字报</title>",
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰", "何田"),
        "A08",
        B,
    ),
    PageCase(
        "bars-and-name-of-edition",
        _html(
            f"<div id='main'><div id='biaoti'>{T}</div><div id='info'>2025-11-03　第8版：城事　|　作者：郑晓峰　|　来源：北湖早报</div><div id='nr'>{P}</div></div>",
            f"<title>{T} - 北湖早报多媒体数字版</title>",
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰",),
        "8",
        B,
    ),
    PageCase(
        "paper-as-heading",
        _html(
            f"<header><h2>北湖早报</h2><span>2025.11.03 周一</span></header><h1>{T}</h1><p><span>记者</span><span>郑晓峰</span></p>{P}"
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
    ),
    PageCase(
        "pictures-and-editor",
        _html(
            f"<h1>{T}</h1><div class='meta'>北湖早报　2025年11月03日　A08版　文/图 本报记者 郑晓峰</div>{P}<div>(责编：王可)</div>"
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰",),
        "A08",
        B,
    ),
    PageCase(
        "stale-meta",
        _html(
            f"<h1>{T}</h1><div class='s'><em>2025-11-03 06:02:11</em><em>来源：北湖早报网</em><em>浏览：3021</em></div>{P}",
            '<meta name="date" content="2013-04-01"><meta property="og:site_name" content="北湖网">',
        ),
        T,
        "2025-11-03",
        "北湖早报网",
        (),
        None,
        B,
    ),
    PageCase(
        "dateline-alone",
        _html(f"<h1>{T}</h1><div>【北湖早报 2025年11月3日讯】</div>{P}"),
        T,
        "2025-11-03",
        "北湖早报",
        (),
        None,
        B,
    ),
    PageCase(
        "wide-spaces",
        _html(f"<h1>{T}</h1><div class=sub>2025年11月3日　　星期一　　北湖早报　　第08版　　综合</div>{P}"),
        T,
        "2025-11-03",
        "北湖早报",
        (),
        "08",
        B,
    ),
    PageCase(
        "roc-in-words",
        _html(
            f"<h1>北湖濕地公園試開放</h1><div>中華民國一一四年十一月三日 / 北湖早報 / 記者林曉鈴</div>{_p(TRADITIONAL)}"
        ),
        "北湖濕地公園試開放",
        "2025-11-03",
        "北湖早報",
        ("林曉鈴",),
        None,
        TRADITIONAL,
    ),
    PageCase(
        "slashes-and-place",
        _html(
            f"<h1>北湖濕地公園試開放</h1><div>2025-11-03 00:06　北湖早報／ 記者 林曉鈴 ／北湖報導</div>{_p(TRADITIONAL)}"
        ),
        "北湖濕地公園試開放",
        "2025-11-03",
        "北湖早報",
        ("林曉鈴",),
        None,
        TRADITIONAL,
    ),
    PageCase(
        "counters",
        _table(f"<h3>{T}</h3>", "作者:郑晓峰 来自:北湖早报 2004-11-3 8:20:15 阅读:88 评论:0", _br(B)),
        T,
        "2004-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
        ("河堤加固",),
    ),
    PageCase(
        "paper-in-brackets",
        _table(f"<p align=center><font face=黑体 size=4>{T}</font></p>", "北湖早报（2004年11月3日第8版）", _br(B)),
        T,
        "2004-11-03",
        "北湖早报",
        (),
        "8",
        B,
        ("河堤加固",),
    ),
    PageCase(
        "date-in-brackets",
        _table(
            f"<span class=title>{T}</span>",
            "发布日期：[2004-11-3]　　共阅[88]次　　来源：北湖早报",
            _br(B),
            head=f"<title>{T}</title>",
        ),
        T,
        "2004-11-03",
        "北湖早报",
        (),
        None,
        B,
        ("共阅",),
    ),
    PageCase(
        "nbsp-reporter",
        _table(f"<b>{T}</b>", "2004年11月3日8:20 &nbsp;北湖早报 &nbsp;&nbsp;记者郑晓峰", _br(B)),
        T,
        "2004-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
    ),
    PageCase(
        "subtitle-and-short-year",
        _table(f"<font size=5>{T}</font><br><font size=3>——每天限流八千人</font>", "北湖早报 郑晓峰 04/11/03", _br(B)),
        T,
        "2004-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
    ),
    PageCase(
        "account-author",
        _account(
            '<span class="rich_media_meta rich_media_meta_text">郑晓峰</span>'
            + _NAME.replace("湘城晚报", "北湖早报")
            + _time("2025-11-03 07:00"),
            title=T,
            content=P,
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
    ),
    PageCase(
        "account-minified",
        _account(
            _NAME.replace("湘城晚报", "北湖发布") + _time(""),
            title=T,
            content=P,
            script='var createTimestamp = "1762128000";var t="",n="1762128000",i="2025-11-03 08:00";',
        ),
        T,
        "2025-11-03",
        "北湖发布",
        (),
        None,
        B,
    ),
    PageCase(
        "account-date-without-year",
        _account(
            '<a id="js_name">北湖早报</a>' + _time("11月3日"),
            title=T,
            content=P,
            head='<meta property="article:published_time" content="2025-11-03T08:00:00+08:00">',
        ),
        T,
        "2025-11-03",
        "北湖早报",
        (),
        None,
        B,
    ),
    PageCase(
        "account-signed-below",
        _account(
            _NAME.replace("湘城晚报", "北湖早报") + _time("2025年11月03日"),
            title=T,
            content=f"<p>点击上方蓝字关注我们</p>{P}<p>记者：郑晓峰</p><p>编辑：王可 审核：李为</p>",
        ),
        T,
        "2025-11-03",
        "北湖早报",
        ("郑晓峰",),
        None,
        B,
    ),
    PageCase(
        "account-without-ids",
        _html(
            f'<div class="wx-root"><h1 class="rich_media_title">{T}</h1><span class="rich_media_meta rich_media_meta_nickname">北湖早报</span><em class="rich_media_meta rich_media_meta_text">2025-11-03</em><div class="rich_media_content">{P}</div></div>'
        ),
        T,
        "2025-11-03",
        "北湖早报",
        (),
        None,
        B,
    ),
    PageCase(
        "account-source-label",
        _html(
            f'<div class="rich_media_area_primary_inner"><h2 id="activity-name">{T}</h2><div><span>来源：</span><span>北湖早报</span></div></div><div id="js_content">{P}</div><script>var ori_create_time = 1762128000 * 1;</script>'
        ),
        T,
        "2025-11-03",
        "北湖早报",
        (),
        None,
        B,
    ),
]
