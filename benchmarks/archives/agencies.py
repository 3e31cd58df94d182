"""An issue in the formats of news agencies: NITF, NewsML-G2, ninjs 1 to 3."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.archives.issues import Issue, Story

_NAR, _NITF = "http://iptc.org/std/nar/2006-10-01/", "http://iptc.org/std/NITF/2006-10-18/"
_XHTML = "http://www.w3.org/1999/xhtml"


def write_nitf(issue: Issue, folder: Path) -> None:
    """One file for each story."""
    for story in issue.stories:
        (folder / f"{story.number}.xml").write_text(f'<?xml version="1.0"?>\n{_nitf(issue, story)}', "utf-8")


def write_newsml(issue: Issue, folder: Path) -> None:
    """One message with an item for each story, whose text is XHTML or NITF in turn."""
    items = "".join(_item(issue, story) for story in issue.stories)
    head = f"<header><sent>{issue.date}</sent></header>"
    message = f'<newsMessage xmlns="{_NAR}">{head}<itemSet>{items}</itemSet></newsMessage>'
    (folder / "message.xml").write_text(f'<?xml version="1.0"?>\n{message}', "utf-8")


def write_ninjs(issue: Issue, folder: Path) -> None:
    """All stories as an array, as lines, or in an object, each item in one of the versions of the standard."""
    items = [VERSIONS[story.number % len(VERSIONS)](issue, story) for story in issue.stories]
    if issue.number % 3 == 0:
        (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False, indent=1), "utf-8")
    elif issue.number % 3 == 1:
        lines = "\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        (folder / "items.jsonl").write_text(lines, "utf-8")
    else:
        (folder / "items.json").write_text(
            json.dumps({"items": items, "total": len(items)}, ensure_ascii=False), "utf-8"
        )


def _nitf(issue: Issue, story: Story, namespace: bool = False) -> str:
    page = issue.pages[story.parts[0].page]
    headlines = "".join(f"<hl2>{escape(text)}</hl2>" for text in (story.above, story.below) if text)
    media = f'<media media-type="image"><media-caption>{story.caption}</media-caption></media>' if story.caption else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    date = issue.date.replace("-", "")
    return (
        f"<nitf{f' xmlns={chr(34)}{_NITF}{chr(34)}' if namespace else ''}><head><title>{escape(story.title)}"
        "</title><docdata>"
        f'<doc-id id-string="lj-{story.number}"/><date.issue norm="{date}T000000+0800"/></docdata>'
        f'<pubdata name="{issue.paper}" '
        f'date.publication="{date}" position.section="{page.name}" position.sequence="{page.label}"/></head>'
        "<body><body.head>"
        f"<hedline><hl1>{escape(story.title)}</hl1>{headlines}</hedline><byline>本报记者 "
        + " 通讯员 ".join(f"<person>{name}</person>" for name in story.authors)
        + f"</byline></body.head><body.content><block>{body}{media}</block></body.content></body></nitf>"
    )


def _item(issue: Issue, story: Story) -> str:
    body = "".join(f"<p>{escape(text)}</p>" for text in (*story.paragraphs, *filter(None, [story.caption])))
    others = "".join(
        f'<headline rank="{n + 2}">{text}</headline>' for n, text in enumerate((story.above, story.below)) if text
    )
    inline = (
        f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="{_XHTML}"><head><title/></head>'
        f"<body>{body}</body></html>"
        if story.number % 2
        else f'<inlineXML contenttype="application/nitf+xml">{_nitf(issue, story, namespace=True)}'
    )
    return (
        f'<newsItem guid="tag:lj,{story.number}" standard="NewsML-G2" version="1"><itemMeta>'
        f'<provider literal="{issue.paper}"/>'
        f"<versionCreated>{issue.date}T05:00:00+08:00</versionCreated></itemMeta><contentMeta>"
        f"<contentCreated>{issue.date}"
        f'T00:00:00+08:00</contentCreated><language tag="zh-Hans"/><headline rank="1">{escape(story.title)}'
        f"</headline>{others}"
        f"<by>本报记者 {' 通讯员 '.join(story.authors)}</by></contentMeta><contentSet>{inline}</inlineXML>"
        "</contentSet></newsItem>"
    )


def _version_1(issue: Issue, story: Story) -> dict[str, Any]:
    return {
        "uri": f"tag:lj,{story.number}",
        "type": "text",
        "versioncreated": f"{issue.date}T05:00:00+08:00",
        "headline": story.title,
        "byline": _byline(story),
        "infosource": [{"name": issue.paper}],
        "body_text": "\n".join(story.paragraphs),
        "body_xhtml": _xhtml(story),
        "associations": {"main": {"type": "picture", "description_text": story.caption}} if story.caption else {},
    }


def _version_2(issue: Issue, story: Story) -> dict[str, Any]:
    return {
        "uri": f"tag:lj,{story.number}",
        "versioncreated": f"{issue.date}T05:00:00+08:00",
        "headlines": [{"role": "main", "value": story.title}],
        "by": _byline(story),
        "infosources": [{"name": issue.paper}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": _xhtml(story)}],
        "associations": [{"type": "picture", "descriptions": [{"value": story.caption}]}] if story.caption else [],
    }


def _version_3(issue: Issue, story: Story) -> dict[str, Any]:
    return {
        "uri": f"tag:lj,{story.number}",
        "standard": {"name": "ninjs", "version": "3.1"},
        "versionCreated": f"{issue.date}T05:00:00+08:00",
        "headlines": [{"role": "short", "value": "简讯"}, {"role": "main", "value": story.title}],
        "by": _byline(story),
        "infoSources": [{"name": issue.paper}],
        "bodies": [{"role": "text", "contentType": "text/plain", "value": "\n\n".join(story.paragraphs)}],
        "associations": [{"type": "picture", "descriptions": [{"value": story.caption}]}] if story.caption else [],
    }


VERSIONS = (_version_1, _version_2, _version_3)


def _xhtml(story: Story) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)


def _byline(story: Story) -> str:
    return "本报记者 " + " 通讯员 ".join(story.authors)
