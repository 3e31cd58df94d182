"""What a line of the chat asks for: a quotation to be checked, the figures over time of a measure, or an answer."""

from __future__ import annotations

import re

_QUOTED = r"[“「『\"](?P<quoted>.+)[”」』\"]"
_CHECKS = tuple(
    re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for pattern in (
        r"(?:核对|核對|核查|查证|查證|check)\s*[:：]\s*(?P<rest>.+)",
        rf"(?:check|核对|核對|核查|查证|查證)\s*{_QUOTED}[。.]?",
        rf"(?:文章里|文章裡|报上|報上|报纸上|報紙上)?(?:有没有|有沒有|有无|有無|是否有|是不是有)(?:写过|說過|说过|登过)?{_QUOTED}"
        r"(?:这|這|这么|這麼|的)?(?:一)?(?:句|段|个|個)?(?:话|話|说法|說法|原话|原話|文字)?[吗嗎?？]*",
        rf"{_QUOTED}(?:这|這)?(?:句|段)?(?:话|話)?(?:出自|见于|見於|登在|写在|寫在)(?:哪里|哪裡|哪儿|何处|何處|哪一?篇(?:文章)?)[?？]?",
        rf"(?:do|does) (?:the|any) articles? say {_QUOTED}\s*\??",
        rf"where (?:does|do) (?:the words )?{_QUOTED} (?:stand|appear|come from)\s*\??",
    )
)
_TIMELINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:走势|走勢|趋势|趨勢|历年|歷年|timeline)\s*[:：]\s*(?P<rest>.+)",
        r"(?P<rest>.+?)的?(?:历年|歷年|逐年)(?:的)?(?:变化|變化|走势|走勢|趋势|趨勢|数据|數據|情况|情況)?(?:是多少)?[?？]?",
        r"(?P<rest>.+?) over time\s*\??",
    )
)


def quotation_in(line: str) -> str | None:
    """The quotation that the line asks to check; None if it asks for something else."""
    return _found(line, _CHECKS)


def timeline_in(line: str) -> str | None:
    """The subject and the measure whose figures over time the line asks for; None if it asks for something else."""
    return _found(line, _TIMELINES)


def _found(line: str, patterns: tuple[re.Pattern[str], ...]) -> str | None:
    for pattern in patterns:
        if match := pattern.fullmatch(line.strip()):
            groups = match.groupdict()
            return groups.get("rest") or groups.get("quoted")
    return None
