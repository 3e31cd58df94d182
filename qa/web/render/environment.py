"""The Jinja templates of the chat. Every value is escaped, except markup that was made by `highlights`; the filter
`unbroken` keeps dates and pages of a line together."""

from __future__ import annotations

import re
from functools import partial
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import escape

from qa.i18n.messages import LANGUAGES, message
from qa.web.render.highlights import unbroken

_LINE_BREAK = re.compile(r"\n\s*")
_TEXT = re.compile(r"""\{\{ t\(["'](\w+)["']\) \}\}""")


def _source(language: str, name: str) -> str:
    """A template with the texts of the interface filled in, once for all, as far as they have no values.

    Line breaks and indentation are removed, since a browser would show them as spaces.
    """
    source = _LINE_BREAK.sub("", files("qa.web").joinpath("templates", name).read_text("utf-8"))
    return _TEXT.sub(lambda match: str(escape(message(language, match[1]))), source)


_ENVIRONMENTS = {
    language: Environment(
        loader=FunctionLoader(partial(_source, language)), autoescape=True, undefined=StrictUndefined,
        auto_reload=False, cache_size=-1,
    )
    for language in LANGUAGES
}  # fmt: skip
for _environment in _ENVIRONMENTS.values():
    _environment.filters["unbroken"] = unbroken


def render_template(name: str, language: str, **values: object) -> str:
    """Fill in a template of `qa/web/templates`. In it, `t(key, …)` is a text of the interface in the language."""
    template = _ENVIRONMENTS["zh" if language == "zh" else "en"].get_template(name)
    return template.render(language=language, t=partial(message, language), **values)
