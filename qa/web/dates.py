"""The dates of the filter's fields in the chat."""

from __future__ import annotations

from dataclasses import dataclass

from qa.errors import QuestionError
from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.language.date_input import is_reversed, parse_date


@dataclass(frozen=True, slots=True)
class Range:
    """The days from `after` to `before`, both included, in ISO 8601; each may be empty.

    `errors` says by field, `after` or `before`, what is wrong; that field is empty then.
    """

    after: str
    before: str
    errors: dict[str, str]


def read_range(after: str, before: str, language: str) -> Range:
    """Return the two dates of a filter. Of a date that ends before the other begins, the error is at `before`."""
    dates, errors = {"after": "", "before": ""}, dict[str, str]()
    for field, written in (("after", after), ("before", before)):
        if written.strip():
            try:
                dates[field] = parse_date(written.strip())
            except QuestionError as error:
                errors[field] = translate(error.message, language)
    first, last = dates["after"], dates["before"]
    if first and last and is_reversed(first, last):
        dates["before"], errors["before"] = "", message(language, "range_wrong", after=first)
    return Range(dates["after"], dates["before"], errors)
