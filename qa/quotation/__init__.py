"""A quotation to the places where it stands: to the letter, nearly, or nowhere (docs/retrieval.md)."""

from qa.quotation.check import MAX_QUOTATION, check
from qa.quotation.records import CheckedQuotation, Difference, QuotedPlace, Verdict

__all__ = ["MAX_QUOTATION", "CheckedQuotation", "Difference", "QuotedPlace", "Verdict", "check"]
