"""What `evaluate` does with a threshold of confidence: stores what was found, and takes it back."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from qa.errors import ErrorMessage

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.library import Library


def applied(library: Library, evaluation: Evaluation, say: Callable[[str], None]) -> dict[str, bool]:
    """Let the library answer from the threshold that was found, and say so; `applied` says whether there is one.

    A run that was interrupted changes nothing: which questions it lacks is no matter of chance.
    """
    found = evaluation.max_wrong.setting(date.today().isoformat()) if evaluation.max_wrong else None
    done = found is not None and not evaluation.interrupted
    if done:
        library.set_threshold(found)
    say(ErrorMessage("max_wrong_applied" if done else "max_wrong_not_applied"))
    return {"applied": done}


def set_default(options: argparse.Namespace, library: Library, say: Callable[[str], None]) -> int:
    """Let the library answer from the default threshold again. Returns the exit code."""
    library.set_threshold(None)
    if options.json:
        print(json.dumps({"threshold": None}))
    say(ErrorMessage("max_wrong_default"))
    return 0
