"""Options of `evaluate` that would have no effect are refused before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.cli import main
from qa.cli.evaluation_options import check
from qa.cli.parser import build_parser
from qa.errors import QuestionError

FEEDBACK, DEFAULT = ("--from-feedback",), ("--default-threshold",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((*FEEDBACK, "--column", "answers=标答"), "--column has no effect with --from-feedback"),
        (
            (*FEEDBACK, "--ignore", "标答", "--separator", ";"),
            "--ignore, --separator has no effect with --from-feedback",
        ),
        ((*FEEDBACK, "--qrels", "x.txt"), "--qrels has no effect with --from-feedback"),
        ((*DEFAULT, "--max-wrong", "5%"), "--max-wrong has no effect with --default-threshold"),
        ((*DEFAULT, "--out", "x"), "--out has no effect with --default-threshold"),
        (("q.csv", "--resume"), "--resume needs --out"),
        (("q.csv", "--apply"), "--apply needs --max-wrong"),
        (("q.csv", "--fail-under", "f1"), "write METRIC=VALUE"),
    ],
)
def test_what_would_be_ignored_is_an_error(
    given: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *given, "--library", str(tmp_path / "none")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        FEEDBACK, DEFAULT, (*FEEDBACK, "--out", "x", "--max-wrong", "5%", "--apply"),
        ("q.csv", "--column", "answers=标答", "--ignore", "x", "--separator", ";", "--qrels", "y"),
        ("q.csv", "--out", "x", "--resume"),
    ],
)  # fmt: skip
def test_what_is_followed_is_not(given: tuple[str, ...]) -> None:
    check(build_parser().parse_args(["evaluate", *given]))


def test_only_the_search_that_answers_may_set_the_threshold() -> None:
    given = ["evaluate", "q.csv", "--max-wrong", "5%", "--apply", "--retriever", "dense"]
    with pytest.raises(QuestionError, match="hybrid"):
        check(build_parser().parse_args(given))
