"""The head of the page, the box for questions, and the help."""

from __future__ import annotations

from qa.i18n.messages import help_sections, message
from qa.web.render.environment import render_template


def masthead(language: str, accounts: bool = False) -> str:
    """Return the head of the page with the switches of language and theme, and with `accounts` the sign-out button."""
    return render_template("masthead.html", language, accounts=accounts)


def composer(language: str) -> str:
    """Return the box for the question, with what stands under it."""
    return render_template("composer.html", language)


def drop(field: str, shows: str, key: str, language: str) -> str:
    """Return the box for files of the component `field`, whose news are shown in `shows`; `key` is its text."""
    return render_template("drop.html", language, field=field, shows=shows, text=message(language, key))


def guide(language: str) -> str:
    """Return the help."""
    return render_template("help.html", language, sections=help_sections(language))
