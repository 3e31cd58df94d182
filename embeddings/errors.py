"""The base error of this folder."""


class EmbeddingError(Exception):
    """A model or a vector index that cannot be used. The message is one line: what is wrong, and what to do."""
