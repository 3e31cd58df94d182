"""Forty saved pages: newspapers' digital editions, old table layouts, and public accounts, each with what it says.

The papers, places and persons are invented. The markup is that of the systems that such pages come from.
"""

# ruff: noqa: E501 - markup stays in a line
from __future__ import annotations

from typing import NamedTuple

BODY = (
    "本报讯 昨天上午，青石河大桥主桥合龙，全长1286米。",
    "大桥去年三月动工，总投资4.2亿元，明年底通车。",
    "通车后，从北岸到火车站只要十二分钟。",
)
TRADITIONAL = (
    "青石河大橋昨天上午合龍，全長1286公尺。",
    "大橋去年三月動工，總經費4.2億元，明年底通車。",
    "通車後，從北岸到火車站只要十二分鐘。",
)


class PageCase(NamedTuple):
    """A page, and the title, date, source, authors and printed page that it shows; `absent` is no part of its text."""

    name: str
    data: bytes
    title: str
    date: str | None
    source: str | None
    authors: tuple[str, ...] = ()
    page: str | None = None
    text: tuple[str, ...] = BODY
    absent: tuple[str, ...] = ()


def _p(lines: tuple[str, ...] = BODY) -> str:
    return "".join(f"<p>　　{line}</p>" for line in lines)


def _br(lines: tuple[str, ...] = BODY) -> str:
    return "<br><br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines)


def _html(body: str, head: str = "", encoding: str = "utf-8") -> bytes:
    text = f'<html><head><meta charset="{encoding}">{head}</head><body>{body}</body></html>'
    return text.encode({"gb2312": "gbk"}.get(encoding, encoding))


_MENU = (
    "<div class=nav><a href=/>首页</a> <a href=/a>版面导航</a> <a href=/b>标题导航</a> <a href=/c>往期回顾</a></div>"
)
_FOOT = "<div class=foot>版权所有 湘城日报社 未经授权不得转载 湘ICP备00000号</div>"


def _founder(properties: str, head: str, title: str, rest: str = "") -> bytes:
    """A page of an edition with the comments and elements of Founder's system."""
    body = (
        f"{_MENU}<table><tr><td>{head}</td></tr></table>"
        f"<!--enpproperty {properties}/enpproperty-->"
        f"<founder-title><div class=bt>{title}</div></founder-title>{rest}"
        f"<founder-content><!--enpcontent-->{_p()}<!--/enpcontent--></founder-content>"
        f"<table><tr><td><a href=x>上一篇</a></td><td><a href=y>下一篇</a></td></tr></table>{_FOOT}"
    )
    return _html(body, "<title>湘城晚报数字报</title>")


_BRIDGE = "青石河大桥昨日合龙"
_NO_MENU = ("版面导航", "下一篇", "未经授权")


def _digital() -> list[PageCase]:
    return [
        PageCase(
            "founder-properties",
            _founder(
                "<articleid>31</articleid><date>2026-05-08 00:00:00.0</date><author>本报记者 李小禾</author>"
                f"<title>{_BRIDGE}</title><keyword></keyword><nodename>A05民生</nodename>",
                "2026年05月08日 星期五 &nbsp; 第A05版：民生", _BRIDGE,
            ), _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",), "A05", absent=_NO_MENU,
        ),
        PageCase(
            "founder-elements",
            _founder(
                "<articleid>32</articleid>", "湘城晚报 2026年5月8日 星期五", _BRIDGE,
                "<founder-author>□ 本报记者 李小禾 通讯员 周立秋</founder-author>",
            ), _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾", "周立秋"), absent=_NO_MENU,
        ),
        PageCase(
            "section-line",
            _html(
                f"{_MENU}<div class=date>2026年05月08日 星期五</div><div class=article><h3>跨河通道再添一条</h3>"
                f"<h1>{_BRIDGE}</h1><h2>明年底通车</h2><p class=sec>本报记者　李小禾"
                "<span id=paperdate style=display:none>2026/05/08</span>"
                f"<span class=date>《湘城日报》（2026年05月08日&nbsp;&nbsp; 第 05 版）</span></p><div id=ozoom>{_p()}</div></div>{_FOOT}",
                f"<title>{_BRIDGE}-湘城日报-数字报</title>",
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",), "05", absent=("《湘城日报》（", "版面导航"),
        ),
        PageCase(
            "spans-in-brackets",
            _html(
                f"{_MENU}<h1>{_BRIDGE}</h1><div class=lai>作者：李小禾&nbsp;&nbsp;<span><b>《湘城日报》</b></span>(<span> 2026年05月08日 </span>&nbsp;"
                f"<span>05版</span>)</div><div id=articleContent>{_p()}</div>{_FOOT}"
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",), "05",
        ),
        PageCase(
            "issue-above-zoom",
            _html(
                "<div class=top><b>湘城晚报</b> 2026年5月8日 星期五 农历三月廿二 <a>今日 16 版</a></div><div>A05：都市</div>"
                f"<div class=main><h2>{_BRIDGE}</h2><div class=tools>字号：<a>大</a> <a>中</a> <a>小</a> <a>复制链接</a> <a>打印</a></div>"
                f"<div class=author>文/图 记者 李小禾</div>{_p()}</div>{_FOOT}",
                "<title>湘城晚报</title>",
            ), _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",), absent=("复制链接",),
        ),
        PageCase(
            "old-template-date",
            _html(
                f"{_MENU}<h1>{_BRIDGE}</h1><p>发布时间：2026-05-08 06:10 来源：湘城日报 作者：李小禾</p>{_p()}{_FOOT}",
                '<meta name="publishdate" content="2015-03-01"><meta name="author" content="admin">',
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",),
        ),
        PageCase(
            "hong-kong",
            _html(
                "<div class=menu><a>要聞</a><a>港聞</a></div><h1>青石河大橋合龍</h1><div class=info><span>2026-05-08 04:23:05</span>"
                f"<span>港島時報</span></div>{_p(TRADITIONAL)}",
            ), "青石河大橋合龍", "2026-05-08", "港島時報", text=TRADITIONAL,
        ),
        PageCase(
            "taiwan-roc",
            _html(
                "<div class=menu><a>首頁</a><a>地方</a></div><h1>青石河大橋合龍</h1><div class=bar>民國115年5月8日　南湖日報　記者王小華</div>"
                f"{_p(TRADITIONAL)}",
            ), "青石河大橋合龍", "2026-05-08", "南湖日報", ("王小華",), text=TRADITIONAL,
        ),
        PageCase(
            "taiwan-slashes",
            _html(
                f"<h1>青石河大橋合龍</h1><div class=bar><time>2026/05/08 05:30</time> 記者王小華／南湖報導</div>{_p(TRADITIONAL)}",
                '<meta property="og:site_name" content="南湖日報">',
            ), "青石河大橋合龍", "2026-05-08", "南湖日報", ("王小華",), text=TRADITIONAL,
        ),
        PageCase(
            "mobile-edition",
            _html(
                f"<header><a>返回</a><span>第05版 要闻</span></header><div class=title>{_BRIDGE}</div>"
                f"<div class=info><i>湘城日报</i><i>2026-05-08</i><i>李小禾</i></div><section>{_p()}</section><footer>点赞 分享</footer>",
                f"<title>{_BRIDGE}</title>",
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",),
        ),
        PageCase(
            "bar-line",
            _html(f"<h1>{_BRIDGE}</h1><p class=meta>湘城日报 | 2026年05月08日 | 第A5版 | 记者 李小禾 周立秋</p>{_p()}{_FOOT}"),
            _BRIDGE, "2026-05-08", "湘城日报", ("李小禾", "周立秋"), "A5",
        ),
        PageCase(
            "label-list",
            _html(
                f"<h1>{_BRIDGE}</h1><ul class=meta><li>日期：2026-05-08</li><li>版次：A05</li><li>作者：李小禾</li><li>来源：湘城日报</li></ul>"
                f"<div>{_p()}</div>"
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",), "A05",
        ),
        PageCase(
            "shoulder-and-subtitle",
            _html(
                "<div class=issue>湘城日报 / 2026年5月8日 / 第05版：要闻</div><div class=yinti>跨河通道再添一条</div>"
                f"<h1>{_BRIDGE}</h1><div class=fubiaoti>——明年底通车</div><div class=zuozhe>■本报记者 李小禾</div><div>{_p()}</div>"
            ), _BRIDGE, "2026-05-08", "湘城日报", ("李小禾",), "05",
        ),
        PageCase(
            "json-ld-stale",
            _html(
                f"<article><h1>{_BRIDGE}</h1><div>湘城日报　2026年5月8日</div>{_p()}</article>",
                '<script type="application/ld+json">{"@type":"NewsArticle","headline":"青石河大桥昨日合龙",'
                '"datePublished":"2012-01-01T00:00:00+08:00"}</script>',
            ), _BRIDGE, "2026-05-08", "湘城日报",
        ),
    ]  # fmt: skip


def _table(title: str, line: str, text: str, *, encoding: str = "gb2312", head: str = "", above: str = "") -> bytes:
    """A page of the years around 2003: all in tables, with fonts in place of headings."""
    menu = "".join(
        f'<td class=m><a href="/{i}">{name}</a></td>' for i, name in enumerate(("首页", "国内", "社会", "体育"))
    )
    body = (
        f"<table width=760 align=center><tr>{menu}</tr></table>"
        f"<table width=760><tr><td width=160 valign=top><table><tr><td>相关新闻</td></tr><tr><td><a href=1>河堤加固完工</a>"
        f"</td></tr></table></td><td width=600 valign=top>{above}<table width=100%><tr><td align=center>{title}</td></tr>"
        f"<tr><td align=center>{line}</td></tr><tr><td class=t>{text}</td></tr></table></td></tr></table>"
        "<table width=760><tr><td align=center>关于我们 | 联系方式 | 湘城网络公司</td></tr></table>"
    )
    if encoding.startswith("big5"):
        body = body.replace("相关新闻", "相關新聞").replace("河堤加固完工", "河堤加固完工").replace("国内", "國內")
        body = (
            body.replace("体育", "體育")
            .replace("首页", "首頁")
            .replace("关于我们 | 联系方式 | 湘城网络公司", "關於我們")
        )
        body = body.replace("社会", "社會")
    return _html(body, head, encoding)


_NO_BARS = ("关于我们", "河堤加固")


def _tables() -> list[PageCase]:
    big = f"<font size=5><b>{_BRIDGE}</b></font>"
    return [
        PageCase(
            "table-labels",
            _table(big, "日期：2003年5月8日　作者：李小禾　来源：湘城晚报　点击：327次", _br()),
            _BRIDGE, "2003-05-08", "湘城晚报", ("李小禾",), absent=(*_NO_BARS, "327"),
        ),
        PageCase(
            "table-portal",
            _table(big, "http://www.example.com 2003年05月08日 07:32 湘城晚报", _br(), head=f"<title>{_BRIDGE}_新闻中心_湘城网</title>"),
            _BRIDGE, "2003-05-08", "湘城晚报", absent=_NO_BARS,
        ),
        PageCase(
            "table-nbsp",
            _table(f"<strong>{_BRIDGE}</strong>", "2003-5-8&nbsp;&nbsp;湘城晚报&nbsp;&nbsp;李小禾", _br()),
            _BRIDGE, "2003-05-08", "湘城晚报", ("李小禾",), absent=_NO_BARS,
        ),
        PageCase(
            "table-brackets", _table(big, "[ 2003-05-08 ] [ 来源：湘城晚报 ] [ 作者：李小禾 ]", _br()),
            _BRIDGE, "2003-05-08", "湘城晚报", ("李小禾",), absent=_NO_BARS,
        ),
        PageCase(
            "table-cells",
            _table(big, "<table><tr><td>湘城晚报</td><td>2003年5月8日</td><td>第3版</td></tr></table>", _br()),
            _BRIDGE, "2003-05-08", "湘城晚报", (), "3", absent=_NO_BARS,
        ),
        PageCase(
            "table-short-year", _table(big, "03-05-08 09:15 来源:湘城晚报", _br()), _BRIDGE, "2003-05-08", "湘城晚报", absent=_NO_BARS,
        ),
        PageCase(
            "table-han-date", _table(big, "二〇〇三年五月八日　湘城晚报", _br()), _BRIDGE, "2003-05-08", "湘城晚报", absent=_NO_BARS,
        ),
        PageCase(
            "table-title-of-page",
            _table("<font color=red size=+2>青石河大桥昨日合龙</font>", "(2003年5月8日) 湘城晚报记者 李小禾", _br(), head="<title>湘城在线</title>"),
            _BRIDGE, "2003-05-08", "湘城晚报", ("李小禾",), absent=_NO_BARS,
        ),
        PageCase(
            "table-crumbs",
            _table(big, "湘城晚报　2003.05.08", _br(), above="<div>您的位置：首页 &gt; 社会 &gt; 正文</div>"),
            _BRIDGE, "2003-05-08", "湘城晚报", absent=("您的位置", *_NO_BARS),
        ),
        PageCase(
            "table-big5",
            _table("<font size=5><b>青石河大橋合龍</b></font>", "民國92年5月8日　南湖日報　記者 王小華", _br(TRADITIONAL), encoding="big5"),
            "青石河大橋合龍", "2003-05-08", "南湖日報", ("王小華",), text=TRADITIONAL,
        ),
        PageCase(
            "table-big5-bare",
            _table("<font size=5><b>青石河大橋合龍</b></font>", "92年5月8日　南湖日報", _br(TRADITIONAL), encoding="big5"),
            "青石河大橋合龍", "2003-05-08", "南湖日報", text=TRADITIONAL,
        ),
        PageCase(
            "table-editor",
            _table(big, "来源：湘城晚报 发布时间：2003年5月8日 责任编辑：陈一凡 【字体：大 中 小】", _br()),
            _BRIDGE, "2003-05-08", "湘城晚报", absent=(*_NO_BARS, "字体"),
        ),
    ]  # fmt: skip


def _account(meta: str, *, head: str = "", script: str = "", title: str = _BRIDGE, content: str = "") -> bytes:
    """A saved page of a public account."""
    return _html(
        f'<div id="js_article" class="rich_media"><h1 class="rich_media_title" id="activity-name">\n    {title}\n</h1>'
        f'<div id="meta_content" class="rich_media_meta_list">{meta}</div>'
        f'<div class="rich_media_content" id="js_content" style="visibility: hidden;">{content or _p()}</div></div>'
        '<div id="js_pc_qr_code">微信扫一扫 关注该公众号</div><div>预览时标签不可点</div>'
        f"<script>{script}</script>",
        head,
    )


_NAME = '<span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a id="js_name"> 湘城晚报 </a></span>'
_NO_QR = ("微信扫一扫", "预览时标签")


def _time(text: str) -> str:
    return f'<em id="publish_time" class="rich_media_meta rich_media_meta_text">{text}</em>'


def _accounts() -> list[PageCase]:
    site = '<meta property="og:site_name" content="微信公众平台">'
    original = '<span id="copyright_logo" class="rich_media_meta">原创</span>'
    author = '<span class="rich_media_meta rich_media_meta_text" id="js_author_name">李小禾</span>'
    section = "".join(f"<section><section><span>{line}</span></section></section>" for line in BODY)
    return [
        PageCase("account", _account(_NAME + _time("2026-05-08"), head=site), _BRIDGE, "2026-05-08", "湘城晚报", absent=_NO_QR),
        PageCase(
            "account-original", _account(original + author + _NAME + _time("2026年5月8日 07:30"), head=site),
            _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",), absent=("原创", *_NO_QR),
        ),
        PageCase(
            "account-script-date",
            _account(_NAME + _time(""), script='var ct = "1778198400"; var publish_time = "2026-05-08" || "";'),
            _BRIDGE, "2026-05-08", "湘城晚报", absent=("publish_time",),
        ),
        PageCase(
            "account-epoch", _account(_NAME + _time(""), script='var svr_time = "1790000000"; var ct = "1778198400";'),
            _BRIDGE, "2026-05-08", "湘城晚报",
        ),  # 1778198400 is 2026-05-08 08:00 in China
        PageCase(
            "account-create-time", _account(_NAME + _time(""), script="window.createTime = '2026-05-08 07:30';"),
            _BRIDGE, "2026-05-08", "湘城晚报",
        ),
        PageCase(
            "account-head-title",
            _account(_NAME + _time("2026-05-08"), title="", head=f'{site}<meta property="og:title" content="{_BRIDGE}">'),
            _BRIDGE, "2026-05-08", "湘城晚报",
        ),
        PageCase(
            "account-nickname",
            _account(_time("2026-05-08"), script='var nickname = htmlDecode("湘城晚报");', head=site), _BRIDGE, "2026-05-08", "湘城晚报",
        ),
        PageCase(
            "account-sections", _account(author + _NAME + _time("2026-05-08"), content=section), _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",),
        ),
        PageCase(
            "account-place",
            _account(_NAME + _time("2026年05月08日 07:30") + '<em id="js_ip_wording_wrp">发表于<span id="js_ip_wording">湖南</span></em>'),
            _BRIDGE, "2026-05-08", "湘城晚报", absent=("发表于", *_NO_QR),
        ),
        PageCase(
            "account-meta-author",
            _account(_NAME + _time("2026-05-08"), head='<meta name="author" content="李小禾">'), _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",),
        ),
        PageCase(
            "account-reprint",
            _account(
                _NAME + _time("2026-05-08"),
                content=f"<p>以下文章来源于湘城日报 ，作者李小禾</p>{_p()}<p>来源：湘城日报</p><p>编辑：陈一凡</p>",
            ), _BRIDGE, "2026-05-08", "湘城晚报", absent=_NO_QR,
        ),
        PageCase(
            "account-line-in-text",
            _account(_NAME + _time(""), content=f"<p>湘城晚报 2026年5月8日</p><p>文 | 李小禾</p>{_p()}"),
            _BRIDGE, "2026-05-08", "湘城晚报", ("李小禾",),
        ),
        PageCase(
            "account-other-time",
            _account(
                _NAME + _time("昨天"), script='var ct = "1778198400";',
                content=f"{_p()}<p>往期推荐：2020年1月1日 河堤加固完工</p>",
            ), _BRIDGE, "2026-05-08", "湘城晚报",
        ),
        PageCase(
            "account-traditional",
            _account(
                '<a id="js_name">南湖日報</a>' + _time("2026-05-08 09:00"), title="青石河大橋合龍", content=_p(TRADITIONAL)
            ), "青石河大橋合龍", "2026-05-08", "南湖日報", text=TRADITIONAL,
        ),
    ]  # fmt: skip


PAGES = (*_digital(), *_tables(), *_accounts())
