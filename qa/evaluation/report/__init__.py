"""The report of an evaluation: one HTML file that opens offline, and the files for other programs beside it.

`page` puts the report together, `sections` and `plots` draw, `messages` holds its texts in both languages, and `rows`
is what the list of questions shows. Knows an evaluation's records, no library.
"""

from qa.evaluation.report.page import render, write_report

__all__ = ["render", "write_report"]
