"""Questions: finding passages, choosing the quote, the library on disk, evaluation, the chat and the command line.

What is imported from here is the public interface (docs/python.md); everything else may change. Names are loaded when
they are first used, so that the command line starts fast.
"""

from __future__ import annotations

from importlib import import_module, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.records import Article, Passage, Refusal
    from qa.errors import (
        InputError,
        LibraryError,
        ModelError,
        NoLibraryError,
        QuestionError,
        SlowError,
        WenbaoError,
    )
    from qa.evaluation import Evaluation, evaluate, fail_under
    from qa.evaluation.questions import Question, read_questions
    from qa.library import Library
    from qa.quotation import CheckedQuotation, Difference, QuotedPlace
    from qa.records import (
        Answer,
        Changes,
        DatedFigure,
        Figure,
        Filters,
        Hit,
        Place,
        Progress,
        Reply,
        Series,
        Timeline,
        Turn,
    )
    from qa.storage.paths import default_folder, samples_folder
    from qa.storage.repair import HealthReport

_MODULES = {
    "corpus.records": ("Article", "Passage", "Refusal"),
    "qa.errors": (
        "InputError",
        "LibraryError",
        "ModelError",
        "NoLibraryError",
        "QuestionError",
        "SlowError",
        "WenbaoError",
    ),
    "qa.evaluation": ("Evaluation", "evaluate", "fail_under"),
    "qa.evaluation.questions": ("Question", "read_questions"),
    "qa.library": ("Library",),
    "qa.quotation": ("CheckedQuotation", "Difference", "QuotedPlace"),
    "qa.records": (
        "Answer",
        "Changes",
        "DatedFigure",
        "Figure",
        "Filters",
        "Hit",
        "Place",
        "Progress",
        "Reply",
        "Series",
        "Timeline",
        "Turn",
    ),
    "qa.storage.paths": ("default_folder", "samples_folder"),
    "qa.storage.repair": ("HealthReport",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Answer",
    "Article",
    "Changes",
    "CheckedQuotation",
    "DatedFigure",
    "Difference",
    "Evaluation",
    "Figure",
    "Filters",
    "HealthReport",
    "Hit",
    "InputError",
    "Library",
    "LibraryError",
    "ModelError",
    "NoLibraryError",
    "Passage",
    "Place",
    "Progress",
    "Question",
    "QuestionError",
    "QuotedPlace",
    "Refusal",
    "Reply",
    "Series",
    "SlowError",
    "Timeline",
    "Turn",
    "WenbaoError",
    "default_folder",
    "evaluate",
    "fail_under",
    "read_questions",
    "samples_folder",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _check_neighbours() -> None:
    """Raise `ImportError` where another project's `corpus` or `embeddings` stands in the way of ours."""
    for package in ("corpus", "embeddings"):
        spec = util.find_spec(package)
        found = Path(spec.origin).parent if spec is not None and spec.origin else None
        if found is None or found.parent.resolve() != Path(__file__).parent.parent.resolve():
            raise ImportError(
                f"the package `{package}` that Python finds ({found}) is not Wenbao's: install Wenbao in an "
                "environment of its own, such as with `pipx install .`"
            )


_check_neighbours()
