"""The base error of this folder. It does not know who catches it: the command line and the app do."""


class CorpusError(Exception):
    """Input that cannot be read. The message is one line: what is wrong, and what to do."""
