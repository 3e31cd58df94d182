"""Vectors: models that make them and indexes that search them. Knows strings and arrays, never articles."""
