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


def library_drop(language: str) -> str:
    """Return the library's box for files, with the place where they are shown while they are added."""
    return render_template("library_drop.html", language)


def questions_drop(language: str) -> str:
    """Return the box for a file of questions, which the component `questions` takes."""
    return render_template("questions_drop.html", language, text=message(language, "drop_questions_here"))


def guide(language: str) -> str:
    """Return the help."""
    return render_template("help.html", language, sections=help_sections(language))
