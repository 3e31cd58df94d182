"""Newspapers of two or three pages whose articles go on, made (`making.py`) and written as PDF (`printing.py`)."""

from benchmarks.issue_pages.issue import Issue, PrintedArticle
from benchmarks.issue_pages.making import make_issues
from benchmarks.issue_pages.printing import write_pdf

__all__ = ["Issue", "PrintedArticle", "make_issues", "write_pdf"]
