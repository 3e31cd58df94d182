"""Immutable segments: vectors and postings of passage numbers, searched together."""
