"""Newspaper pages printed by real programs, read again: reading order, articles, headlines, date and paper."""
