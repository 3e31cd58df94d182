"""The dates of the filters, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text import fold
from qa.errors import QuestionError
from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.language.dates import parse_iso_date

# 2021年5月3日, 2021/5/3, 2021.05, 2021
_WRITTEN = re.compile("([0-9]{4})(?:[年/.-]([0-9]{1,2})(?:[月/.-]([0-9]{1,2})日?|月)?|年)?")


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
                dates[field] = _read(written.strip())
            except QuestionError as error:
                errors[field] = translate(error.message, language)
    first, last = dates["after"], dates["before"]
    shared = min(len(first), len(last))
    if first[:shared] > last[:shared]:  # 2021-05 to 2021 is a range
        dates["before"], errors["before"] = "", message(language, "range_wrong", after=first)
    return Range(dates["after"], dates["before"], errors)


def _read(written: str) -> str:
    match = _WRITTEN.fullmatch(fold(written))
    year, *rest = match.groups() if match else (written,)
    return parse_iso_date("-".join([year, *(f"{int(part):02}" for part in rest if part)]))
