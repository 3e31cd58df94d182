"""How the questions of an evaluation went and why they were lost, for reports and tables. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "outcome_question": ("{n} 题", "{n} question"),
    "outcome_questions": ("{n:,} 题", "{n:,} questions"),
    "outcome_answerable": (
        "文章里有答案的 {questions}：{right:,} 题引文答对，{wrong:,} 题引文答错，{refused_wrongly:,} 题不该拒答",
        "{questions} with an answer in the articles: {right:,} right, {wrong:,} wrong, {refused_wrongly:,} refused "
        "though they should not be",
    ),
    "outcome_unanswerable": (
        "文章里没有答案的 {questions}：{rightly:,} 题拒答对了，{wrongly:,} 题不该回答",
        "{questions} without an answer in the articles: {rightly:,} rightly refused, {wrongly:,} answered though they "
        "should not be",
    ),
    "outcome_unjudged": (
        "没有标准答案的 {questions}：只供阅读",
        "{questions} without a right answer in the file: only to be read",
    ),
    "outcome_lost": ("错在哪里：{reasons}", "What went wrong: {reasons}"),
    "outcome_faulty": ("引文答对的题里，还有：{reasons}", "Of the right ones, some have a fault: {reasons}"),
    "outcome_count": ("{what} {n:,} 题", "{what} ({n:,})"),
    "outcome_and": ("{first}，{second}", "{first}, {second}"),
    "outcome_compared": (
        "与 {name} 相比，{questions}里本次更好 {won:,} 题、更差 {lost:,} 题；"
        "两次都没答好的，{differently:,} 题错得不同，{alike:,} 题错得一样；两次都答好 {both:,} 题",
        "Against {name}, {questions}: {won:,} better in this run, {lost:,} worse; lost by both, {differently:,} in "
        "different ways and {alike:,} in the same; {both:,} well in both",
    ),
    # How a question went
    "outcome_right": ("引文对", "right"),
    "outcome_wrong": ("引文错", "wrong"),
    "outcome_refused_wrongly": ("不该拒答", "wrongly refused"),
    "outcome_refused_rightly": ("拒答对了", "rightly refused"),
    "outcome_answered_wrongly": ("不该回答", "wrongly answered"),
    "outcome_unknown": ("没有标准答案", "not judged"),
    # Why a question was lost
    "why_retrieval": ("没找到对的文章", "right article not found"),
    "why_passage": ("没找到有答案的段落", "right passage not found"),
    "why_sentence": ("选错了句子", "another sentence chosen"),
    "why_span": ("标错了词", "another phrase marked"),
    "why_parts": ("只答出一部分", "a part is missing"),
    "why_refusal": ("找到了却没答", "found but refused"),
    "why_no_answer": ("没有答案却答了", "answered without an answer"),
    "why_unexplained": ("引文不对", "wrong quote"),
    # The same of one question, with what is known of it
    "explain_retrieval": (
        "前 {read} 段里没有对的文章；答案只从这些段落里选",
        "The right article is not among the first {read} passages, from which the answer is chosen.",
    ),
    "explain_retrieval_rank": (
        "对的文章排第 {rank}；答案只从前 {read} 段里选",
        "The right article is at rank {rank}; the answer is chosen from the first {read} passages.",
    ),
    "explain_passage": (
        "找到了对的文章，没找到其中有答案的那一段",
        "The right article was found, but not its passage with the answer.",
    ),
    "explain_sentence": (
        "对的段落排第 {rank}，选的却是另一句",
        "The right passage is at rank {rank}, but another sentence was chosen.",
    ),
    "explain_span": ("引文里有答案，标出的词却不是", "The quote has the answer, but another phrase of it is marked."),
    "explain_parts": (
        "应有 {parts} 项，引文说到 {held} 项",
        "The quotes have {held} of the {parts} parts that are wanted.",
    ),
    "explain_refusal": (
        "最接近的句子就是答案，但把握 {confidence} 不到门槛 {threshold}",
        "The nearest sentence is the answer, but its confidence of {confidence} is below the threshold of {threshold}.",
    ),
    "explain_refused": (
        "文件没写答案在哪里；把握 {confidence} 不到门槛 {threshold}",
        "The file does not say where the answer is; the confidence of {confidence} is below the threshold of "
        "{threshold}.",
    ),
    "explain_no_answer": (
        "文章里没有答案，但把握 {confidence} 到了门槛 {threshold}",
        "The articles do not say, but the confidence of {confidence} reaches the threshold of {threshold}.",
    ),
    "explain_unexplained": (
        "引文不对；文件没写答案在哪里，说不出原因",
        "The quote is wrong; the file does not say where the answer is, so the reason is not known.",
    ),
    # How a question went in two runs
    "verdict_won": ("本次更好", "better in this run"),
    "verdict_lost": ("本次更差", "worse in this run"),
    "verdict_differently": ("都没答好，错得不同", "lost by both, differently"),
    "verdict_alike": ("都没答好，错得一样", "lost by both alike"),
    "verdict_both": ("都答好", "well in both"),
    # The heads of columns
    "column_line": ("行", "Line"),
    "column_question": ("问题", "Question"),
    "column_outcome": ("结果", "Outcome"),
    "column_why": ("原因", "Why"),
    "column_expected": ("应答", "Expected"),
    "column_expected_in": ("应在", "Expected in"),
    "column_quote": ("引文", "Quote"),
    "column_phrase": ("标出的词", "Phrase marked"),
    "column_quote_article": ("引自", "Quoted from"),
    "column_confidence": ("把握", "Confidence"),
    "column_rank": ("对的排第几", "Rank of the right one"),
    "column_explained": ("说明", "Explanation"),
    "expected_nothing": ("文章里没有答案", "no answer in the articles"),
}
