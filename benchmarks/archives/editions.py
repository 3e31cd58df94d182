"""An issue as a newspaper's digital edition: pages of articles and of lists, in several templates, with pictures."""

from __future__ import annotations

import html
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.archives.issues import HEIGHT, WIDTH, Issue, Part, Story

_CIRCLES = "①②③④⑤⑥⑦⑧⑨"


def write(issue: Issue, folder: Path) -> None:
    """Write the files of an issue; its number decides about template, encoding and names of files."""
    template = TEMPLATES[issue.number % len(TEMPLATES)]
    newer = issue.number % 4 == 3
    day = folder / f"html/{issue.date[:7]}/{issue.date[8:]}"
    layout, content = (day / "layout", day / "content") if newer else (day, day)
    encoding = "gb18030" if issue.number % 3 == 1 else "utf-8"
    for path in (layout, content, folder / "page"):
        path.mkdir(parents=True, exist_ok=True)

    def put(path: Path, text: str) -> None:
        head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        path.write_bytes(text.replace("<head>", f"<head>{head}", 1).encode(encoding))

    depth = "../../../.." if newer else "../../.."
    for number, page in enumerate(issue.pages):
        picture = f"page/{number + 1}.png"
        (folder / picture).write_bytes(_png(WIDTH, HEIGHT))
        areas = "".join(
            f'<area coords="{",".join(f"{x},{y}" for x, y in part.polygon)}" shape="polygon" '
            f'href="{"../content/" if newer else ""}{_name(story, at)}">'
            for story in issue.stories
            for at, part in enumerate(story.parts)
            if part.page == number
        )
        shown = f'width="{WIDTH}" height="{HEIGHT}"' if issue.number % 2 else ""
        links = "".join(f"<li><a href={_name(story, 0)}>{html.escape(story.title)}</a></li>" for story in issue.stories)
        put(
            layout / f"node_{number + 2}.htm",
            f"<html><head><title>{issue.paper}</title></head><body><p>{_printed(issue.date)} 星期一</p>"
            f"<p>第{page.label}版：{page.name}</p><a href=node_1.htm>上一版</a>"
            f'<map name="PagePicMap">{areas}</map><img src="{depth}/{picture}" {shown} usemap="#PagePicMap">'
            f"<ul>{links}{links}</ul></body></html>",
        )
    for story in issue.stories:
        for at, part in enumerate(story.parts):
            put(content / _name(story, at), template(issue, story, at, part))


def _name(story: Story, at: int) -> str:
    return f"content_{story.number}{at}.htm"


def _printed(date: str) -> str:
    year, month, day = date.split("-")
    return f"{year}年{month}月{day}日"


def _body(issue: Issue, story: Story, at: int, part: Part) -> str:
    """The text of a part, with the references to its other part."""
    lines = [f"　　{line}" for line in part.lines]
    mark = _CIRCLES[story.number % 1000 % 9] if issue.number % 2 else ""
    if part.goes_on:
        lines[0] = part.lines[0]
    if at:
        lines.insert(0, f"（上接第{issue.pages[story.parts[0].page].label}版{mark}）")
        if part.goes_on:
            lines[:2] = [lines[0] + lines[1]]
    if at + 1 < len(story.parts):
        onwards = f"（下转第{issue.pages[story.parts[1].page].label}版{mark}）"
        lines = [*lines[:-1], lines[-1] + onwards] if story.parts[1].goes_on else [*lines, onwards]
    return "".join(f"<P>{html.escape(line)}</P>" for line in lines)


def _marks(issue: Issue, story: Story, at: int, prefix: str = "") -> str:
    values = {
        "articleid": f"{story.number}{at}", "date": f"{issue.date} 00:00:00:0", "author": _byline(story),
        "title": html.escape(story.title), "keyword": "", "subtitle": story.below, "introtitle": story.above,
        "siteid": "2", "nodename": issue.pages[story.parts[at].page].name,
    }  # fmt: skip
    return (
        "<!--enpproperty " + "".join(f"<{prefix}{n}>{v}</{prefix}{n}>" for n, v in values.items()) + "/enpproperty-->"
    )


def _byline(story: Story) -> str:
    return "本报记者 " + " 通讯员 ".join(story.authors)


def _margin(issue: Issue, part: Part) -> str:
    page = issue.pages[part.page]
    entries = "".join(
        f"<tr><td><a id=pageLink href=node_{n + 2}.htm>第{other.label}版：{other.name}</a></td></tr>"
        for n, other in enumerate(issue.pages)
    )
    return (
        f"<table><tr><td><strong>{_printed(issue.date)} 星期一</strong></td><td><a href=a>上一期</a></td>"
        "</tr><tr><td><strong>"
        f"第{page.label}版：{page.name}</strong></td><td><a href=node_1.htm>上一版</a> "
        "<a href=content_1.htm>下一篇</a></td>"
        f"<td>放大 缩小 默认</td></tr></table><table>{entries}</table>"
    )


def _foot(issue: Issue) -> str:
    return f"<div>{issue.paper}社版权所有，未经许可不得转载。</div></body></html>"


def _of_tables(issue: Issue, story: Story, at: int, part: Part) -> str:
    caption = f"<table id=newspic><tr><td><img src=1.jpg></td></tr><tr><td>{story.caption}</td></tr></table>"
    rows = "".join(
        f"<tr valign=top><td class={style}>{text}</td></tr>"
        for style, text in (
            ("font02", story.above),
            ("font01", f"<strong>{html.escape(story.title)}</strong>"),
            ("font02", story.below),
            ("font02", _byline(story)),
        )
        if text
    )
    return (
        f"<html><head><title>{html.escape(story.title)}---{issue.paper}数字报刊</title></head>"
        f"<body>{_margin(issue, part)}"
        f"<table><tr><td>{_marks(issue, story, at)}<table>{rows}</table>{caption if story.caption and not at else ''}"
        f"<div id=ozoom><founder-content><!--enpcontent-->{_body(issue, story, at, part)}<!--/enpcontent-->"
        f"</founder-content></div></td></tr></table>{_foot(issue)}"
    )


def _of_headings(issue: Issue, story: Story, at: int, part: Part) -> str:
    page = issue.pages[part.page]
    pictures = f"<table class=pci_c><tr><td><img src=1.jpg></td></tr><tr><td><p>{story.caption}</p></td></tr></table>"
    return (
        f"<html><head><title>{html.escape(story.title)}--{page.name}</title></head><body>"
        f"<p class='left ban'>第{page.label}版：{page.name}</p><ul><li>上一版</li><li>下一版</li></ul>"
        "<div class=article>"
        + (f"<h3>{story.above}</h3>" if story.above else "")
        + f"<h1>{html.escape(story.title)}</h1>"
        + (f"<h2>{story.below}</h2>" if story.below else "")
        + f"<p class=sec>{_byline(story)}<br>《 {issue.paper} 》（ {_printed(issue.date)}   第 {page.label} 版）</p>"
        + (pictures if story.caption and not at else "")
        + f"<div id=articleContent></div><div id=ozoom>{_body(issue, story, at, part)}</div></div>"
        f"<ul id=titleList><li><a href=content_1.htm>{html.escape(story.title)}</a></li></ul>{_foot(issue)}"
    )


def _of_own_elements(issue: Issue, story: Story, at: int, part: Part) -> str:
    caption = f"<div class=attachment><img src=1.jpg><p>{story.caption}</p></div>"
    return (
        f"<html><head><title>{issue.paper}</title></head>"
        f"<body>{_margin(issue, part)}{_marks(issue, story, at, 'founder-')}"
        f"<founder-introtitle>{story.above}</founder-introtitle><founder-title>{html.escape(story.title)}"
        "</founder-title>"
        f"<founder-subtitle>{story.below}</founder-subtitle><founder-author>{_byline(story)}</founder-author>"
        f"{caption if story.caption and not at else ''}<founder-content>{_body(issue, story, at, part)}"
        "</founder-content>"
        f"{_foot(issue)}"
    )


def _of_ids(issue: Issue, story: Story, at: int, part: Part) -> str:
    page = issue.pages[part.page]
    caption = f"<div class=attachment><img src=1.jpg><p>{story.caption}</p></div>"
    return (
        f"<html><head><title>{html.escape(story.title)}</title></head><body><div class=newslisttit>"
        f"<em>第{page.label}版："
        f"{page.name}</em></div><div class=newsdetatit>"
        + (f"<p id=PreTitle>{story.above}</p>" if story.above else "")
        + f"<h3 id=Title>{html.escape(story.title)}</h3>"
        + (f"<p id=SubTitle>{story.below}</p>" if story.below else "")
        + f"<p>《{issue.paper}》 {_printed(issue.date)} {_byline(story)}</p></div>"
        f"{caption if story.caption and not at else ''}"
        f"<div class=newsdetatext>{_body(issue, story, at, part)}</div>{_foot(issue)}"
    )


TEMPLATES: tuple[Callable[[Issue, Story, int, Part], str], ...] = (
    _of_tables,
    _of_headings,
    _of_own_elements,
    _of_ids,
)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
