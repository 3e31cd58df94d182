from __future__ import annotations

from qa.i18n.messages import gradio_catalogue, help_sections, text


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
    assert text("fr", "ask") == "Ask"
    assert [len(lines) for _, lines in help_sections("zh")] == [len(lines) for _, lines in help_sections("en")]


def test_one_thing_is_no_plural() -> None:
    assert [text("en", "warnings", n=n) for n in (1, 2)] == ["1 warning", "2 warnings"]
    assert text("en", "questions_run", n=1, seconds="0.1") == "1 question in 0.1 s"
