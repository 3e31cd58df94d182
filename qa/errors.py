"""The base error of this folder, and what makes each kind of it."""


class WenbaoError(Exception):
    """Something that a user can mend. The message is one line: what is wrong, and what to do."""


class LibraryError(WenbaoError):
    """A library that cannot be opened, read or changed."""


class QuestionError(WenbaoError):
    """A question, or a file of questions, that cannot be used."""


class SlowError(WenbaoError):
    """Something that took longer than it may, and was stopped."""


class NoLibraryError(LibraryError):
    """There is no library in the folder, or none that was ever finished."""
