"""Trains the span reader that ships in `embeddings/`, on sets of questions and on invented news: see `__main__.py`."""
