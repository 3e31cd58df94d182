"""Makes `QuestionError` of what the operating system says about a file."""

from __future__ import annotations

import errno
from pathlib import Path

from qa.errors import ErrorMessage, QuestionError

_REASONS = {
    errno.EACCES: "file_no_permission",
    errno.EPERM: "file_no_permission",
    errno.ENOENT: "file_not_found",
    errno.ENOSPC: "file_disk_full",
    errno.EDQUOT: "file_disk_full",
    errno.EROFS: "file_disk_read_only",
    errno.EIO: "file_disk_error",
}


def cannot_read(path: Path, error: OSError) -> QuestionError:
    """The error for a file that cannot be read."""
    return QuestionError("question_file_cannot_be_read", path=str(path), reason=_reason(error))


def cannot_write(path: Path, error: OSError) -> QuestionError:
    """The error for a file that cannot be written."""
    return QuestionError("question_file_cannot_be_written", path=str(path), reason=_reason(error))


def _reason(error: OSError) -> str:
    key = _REASONS.get(error.errno or 0)
    return ErrorMessage(key) if key else error.strerror or str(error)
