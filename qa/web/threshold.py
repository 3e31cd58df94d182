"""The part of the evaluation tab that sets from which confidence on the library answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from qa.errors import WenbaoError
from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.library import Library
from qa.web import render
from qa.web.labels import Labels

_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2)  # of wrong answers, to choose from
_SHARE = 0.05
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class ThresholdPanel:
    """The components, and what they do. `found` is the threshold that was found and is not used yet, or None."""

    library: Library
    share: Any
    find: Any
    use: Any
    default: Any
    news: Any
    found: Any

    def in_words(self, language: str) -> str:
        """What the library's threshold means; empty for the default."""
        from qa.evaluation.max_wrong import in_words

        try:
            set_ = self.library.threshold
        except WenbaoError:  # there is no library yet, or it is damaged, which other parts of the page say
            return ""
        return render.notice(translate(in_words(set_), language)) if set_ is not None else ""

    def find_from(self, evaluation: Any, share: float, language: str) -> tuple[Any, ...]:
        """Find the threshold from the questions that were evaluated. Gives the news, the threshold, the button."""
        from qa.evaluation.aggregate import judged_pairs
        from qa.evaluation.max_wrong import find_threshold

        if evaluation is None:
            return render.notice(message(language, "threshold_evaluate_first")), None, gr.update(visible=False)
        found = find_threshold(*judged_pairs(evaluation.results), float(share), _LEVEL)
        setting = found.setting(date.today().isoformat()) if not evaluation.interrupted else None
        news = render.notice(translate(found.message, language))
        return news, setting, gr.update(visible=setting is not None)

    def use_found(self, found: Any, language: str) -> tuple[Any, ...]:
        """Let the library answer from the threshold that was found. Gives the same."""
        return self._set(found, language) if found is not None else (gr.skip(), None, gr.update(visible=False))

    def use_default(self, language: str) -> tuple[Any, ...]:
        """Let the library answer from the default threshold again. Gives the same."""
        return self._set(None, language)

    def _set(self, found: Any, language: str) -> tuple[Any, ...]:
        try:
            self.library.set_threshold(found)
        except WenbaoError as error:
            return render.notice(translate(error.message, language), failure=True), found, gr.skip()
        news = self.in_words(language) or render.notice(message(language, "threshold_default"))
        return news, None, gr.update(visible=False)

    def connect(self, on: Callable[..., None], evaluation: Any, language: Any) -> None:
        """Let the buttons call these; `on` is `page._on`."""
        outputs = [self.news, self.found, self.use]
        on(self.find.click, self.find_from, [evaluation, self.share, language], outputs)
        on(self.use.click, self.use_found, [self.found, language], outputs, 1, "change")
        on(self.default.click, self.use_default, [language], outputs, 1, "change")


def panel(library: Library, labels: Labels) -> ThresholdPanel:
    """Add the components to the tab that is being built."""
    from qa.evaluation.max_wrong import percent

    text, add = labels.text, labels.add
    with gr.Accordion(text("threshold"), open=False, elem_id="threshold") as folded:
        add(folded, label="threshold")
        choices = [(percent(share), share) for share in _SHARES]
        share = add(gr.Dropdown(choices, value=_SHARE, label=text("max_wrong"), min_width=160), label="max_wrong")
        with gr.Row():
            find = add(gr.Button(text("threshold_find"), size="sm", elem_id="find"), value="threshold_find")
            use = add(gr.Button(text("threshold_use"), size="sm", visible=False, elem_id="use"), value="threshold_use")
            default = add(
                gr.Button(text("threshold_use_default"), size="sm", elem_id="default"), value="threshold_use_default"
            )
        news = gr.HTML("", elem_id="threshold-news", apply_default_css=False)
        made = ThresholdPanel(library, share, find, use, default, news, gr.State(None))
        labels.add_update(news, made.in_words)
    return made
