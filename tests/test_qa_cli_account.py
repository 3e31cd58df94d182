"""What `inspect` and `index` say of text that is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.messages import Message
from corpus.newspaper import Division
from corpus.records import LeftOut
from embeddings import encoder
from qa.cli.commands import main
from qa.i18n.error_messages import translate
from qa.storage import reading_accounts
from qa.storage.reading_accounts import ReadingAccounts

STORY = "江城地铁三号线昨天上午九时正式开通，全长二十八公里，设站二十一座，市民可以免费乘坐三天。"  # 44 characters
COLUMN = "本报读者来信选登：三号线的站台很宽，换乘标识也清楚，只是末班车太早，希望能够延长到夜里十一点半以后。"  # 50
PAGE = (
    "<html><head><title>江城地铁三号线开通</title></head><body><nav><a>首页</a> <a>新闻</a></nav>"
    f"<article><h1>江城地铁三号线开通</h1><p>{STORY}</p></article><aside><p>{COLUMN}</p></aside></body></html>"
)


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_encoder: Callable[..., Any]) -> Path:
    monkeypatch.setenv("WENBAO_LIBRARY", str(tmp_path / "library"))
    for name in ("load", "load_token_counter"):
        monkeypatch.setattr(encoder, name, lambda *args: hash_encoder())
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return tmp_path / "page.html"


def test_inspect_says_what_is_taken_over_and_what_is_not(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (len(STORY), len(COLUMN)) == (44, 50)
    assert main(["inspect", str(page)]) == 0
    # 9 + 44 of 107 characters: 49.5 %
    english = "49.5 % taken over; left out: sidebars, footers and forms 50 characters, navigation 4 characters"
    assert english in capsys.readouterr().out.splitlines()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["inspect", str(page)]) == 0
    assert "已收入 49.5%；未收：侧栏、页脚和表单 50 字，导航 4 字" in capsys.readouterr().out.splitlines()


def test_inspect_gives_the_account_as_json(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(page), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == {
        "characters": 107,
        "added": 0,
        "share": 0.4953,
        "left_out": [
            {"reason": "navigation", "key": "account_navigation", "characters": 4, "may_be_article": False},
            {
                "reason": "sidebars, footers and forms",
                "key": "account_beside",
                "characters": 50,
                "may_be_article": True,
            },
        ],
    }


def test_index_names_the_file_of_which_an_article_may_be_left_out(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (page.parent / "whole.txt").write_text(STORY, "utf-8")
    assert main(["index", str(page), str(page.parent / "whole.txt"), "--json"]) == 0
    reason = (
        "text that may belong to an article is left out, 46.7 % of the file: sidebars, footers and forms 50 characters"
    )
    assert json.loads(capsys.readouterr().out)["warnings"] == [f"{page}: {reason}"]


def test_after_the_first_files_further_ones_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_accounts, "_MAX_FILES", 2)
    doubtful = Division((), (), (LeftOut(Message("account_outside"), 60, may_be_article=True),), taken=40)
    small = Division((), (), (LeftOut(Message("account_outside"), 39, may_be_article=True),), taken=40)
    accounts = ReadingAccounts()
    paths = ("a", "b", "b", "c", "d", "e")
    given = [(path, small if path == "c" else doubtful) for path in paths]
    said = [warning for path, division in given for warning in accounts.take(path, division)]
    said += accounts.finish()
    assert [path for path, _ in said] == ["a", "b", "e"]
    assert "60 % of the file" not in said[1][1]
    assert said[1][1].endswith("60.0 % of the file: text outside the article 120 characters")
    assert translate(said[2][1], "zh") == "还有 2 个文件也漏收了这样的文字"
