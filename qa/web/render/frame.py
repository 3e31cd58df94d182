"""The head of the page, and the help. Knows the texts of the interface only."""

from __future__ import annotations

from html import escape

from qa.i18n.messages import help_sections, text


def masthead(language: str, accounts: bool = False) -> str:
    """The head of the page: its name, and the switches of language and of light and dark; where there are `accounts`,
    the way out too.
    """
    button = f'<button class="quiet">{escape(text(language, "sign_out"))}</button>'
    out = f'<form method="post" action="logout">{button}</form>' if accounts else ""
    return (
        f'<header class="masthead"><div><h1>{escape(text(language, "name"))}</h1>'
        f'<p class="tagline">{escape(text(language, "tagline"))}</p></div><div class="switches">'
        f'<button type="button" class="quiet" data-language="{"en" if language == "zh" else "zh"}">'
        f"{escape(text(language, 'switch'))}</button>"
        f'<button type="button" class="quiet" data-theme-switch aria-label="{escape(text(language, "theme"))}" '
        f'title="{escape(text(language, "theme"))}"><span aria-hidden="true">◐</span></button>'
        f"{out}</div></header>"
    )


def guide(language: str) -> str:
    """The help."""
    return "".join(
        f"<section><h2>{escape(heading)}</h2>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</section>"
        for heading, lines in help_sections(language)
    )
