from __future__ import annotations

from qa.i18n.messages import gradio_catalogue, help_sections, message


def test_both_languages_say_the_same_things() -> None:
    import string

    texts = gradio_catalogue()
    assert texts["zh"].keys() == texts["en"].keys()
    for key, words in texts["zh"].items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(value) if name not in (None, "s")}
            for value in (words, texts["en"][key])
        ]
        assert fields[0] == fields[1], key
    assert message("fr", "ask") == "Ask"
    assert [len(lines) for _, lines in help_sections("zh")] == [len(lines) for _, lines in help_sections("en")]


def test_one_thing_is_no_plural() -> None:
    assert [message("en", "warnings", n=n) for n in (1, 2)] == ["1 warning", "2 warnings"]
    assert message("en", "questions_run", n=1, seconds="0.1") == "1 question in 0.1 s"
