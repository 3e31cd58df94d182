"""The report of an evaluation: an HTML file that opens offline, and files for other programs.

`page` renders the report from `templates/`, `sections` the parts that the chat shows too, `plots` draws, `rows` makes
the list of questions, and `messages` has the texts in both languages.
"""

from qa.evaluation.report.page import render, write_report

__all__ = ["render", "write_report"]
