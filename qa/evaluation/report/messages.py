"""The report's texts in Chinese and English. A page contains both, shows one, and its script switches."""

from __future__ import annotations

from markupsafe import Markup

from qa.i18n.error_messages import translate
from qa.i18n.error_messages.outcomes import MESSAGES as OUTCOMES

TEXTS: dict[str, tuple[str, str]] = {
    "report": ("评测报告", "Evaluation report"),
    "partial": ("未完成：{asked} / {total} 题", "Partial: {asked} of {total} questions"),
    "switch": ("English", "中文"),
    "questions": ("个问题", "questions"),
    "answerable": ("个有答案", "answerable"),
    "retriever": ("检索方式", "retriever"),
    "depth": ("检索深度", "search depth"),
    "seconds": ("秒", "s"),
    "search": ("检索", "Search"),
    "answer": ("回答", "Answer"),
    "refusal": ("拒答", "Refusal"),
    "metrics": ("全部指标", "All metrics"),
    "comparison": ("对比", "Comparison"),
    "this": ("本次", "This run"),
    "other": ("对比项", "Other"),
    "metric": ("指标", "Metric"),
    "mean": ("均值", "Mean"),
    "interval": ("95% 置信区间", "95% interval"),
    "n": ("题数", "n"),
    "difference": ("差", "Diff."),
    "p": ("p 值", "p"),
    "wtl": ("胜/平/负", "Win / tie / loss"),
    "against": ("对比 {name}", "Against {name}"),
    "in_common": (
        "{name}：{common:,} 题相同，{changed:,} 题文字已改",
        "{name}: {common:,} questions in common, {changed:,} with a changed text",
    ),
    "baseline": ("基线", "Baseline"),
    "tests": (
        "差 = 本次减去对比项；胜、平、负按题计。p 值来自双侧配对随机化检验，已按 Holm 法就全部指标和对比项校正；"
        "p < 0.05 的差加粗。",
        "The difference is this run minus the other; wins, ties and losses count questions. p is from a two-sided "
        "paired randomisation test, corrected by Holm for all metrics and runs compared; differences with p < 0.05 are "
        "bold.",
    ),
    "bootstrap": (
        "均值取全部有标注的题目，没有答出的计 0。区间为百分位自助法（2,000 次重抽样）；abstention_auroc 用 DeLong 法，"
        "ece 用检验反演。",
        "Means are over all questions that have what the metric needs; a question without a result counts 0. Intervals "
        "are percentile bootstrap intervals from 2,000 resamples; of abstention_auroc by DeLong's variance, of ece by "
        "test inversion.",
    ),
    "lower": ("越低越好", "lower is better"),
    "by_k": ("前 k 个结果", "The first k results"),
    "risk": ("风险与覆盖", "Risk and coverage"),
    "risk_about": (
        "只回答把握最大的那部分题目（覆盖率）时，引文答错的比例（风险）。圆点是现在的门槛。",
        "The share of wrong quotes (risk) if only the questions with the highest confidence are answered (coverage). "
        "The dot is the current threshold.",
    ),
    "coverage": ("覆盖率", "Coverage"),
    "risk_axis": ("风险", "Risk"),
    "calibration": ("校准", "Calibration"),
    "calibration_about": (
        "把握说多少，就该对多少：点在对角线上最好。点越大，题越多。",
        "Quotes should be right as often as the confidence says: on the diagonal. Larger dots are more questions.",
    ),
    "confidence": ("把握", "Confidence"),
    "right_share": ("引文正确的比例", "Share of right quotes"),
    "latency": ("用时", "Latency"),
    "latency_about": (
        "每题用时，题目成批编码后平摊。竖线为中位数和第 95 百分位。",
        "Time per question, including its share of encoding in batches. Lines: median and 95th percentile.",
    ),
    "milliseconds": ("毫秒", "Milliseconds"),
    "slices": ("分项", "By slice"),
    "slice_type": ("问题类型", "Question type"),
    "slice_language": ("语言", "Language"),
    "slice_length": ("问题长度（字）", "Length in characters"),
    "slice_answerable": ("是否有答案", "Answerable"),
    "slice_follow-up": ("追问", "Follow-up"),
    "slice_source": ("来源", "Source"),
    "slice_year": ("年份", "Year"),
    # The values of the slices that `qa.evaluation.slices` makes.
    "value_why": ("为什么", "why"),
    "value_when": ("何时", "when"),
    "value_how many": ("多少", "how many"),
    "value_who": ("谁", "who"),
    "value_where": ("哪里", "where"),
    "value_how": ("怎样", "how"),
    "value_yes or no": ("是否", "yes or no"),
    "value_which": ("哪个", "which"),
    "value_what": ("什么", "what"),
    "value_other": ("其他", "other"),
    "value_Chinese": ("中文", "Chinese"),
    "value_Japanese": ("日文", "Japanese"),
    "value_Korean": ("韩文", "Korean"),
    "value_Latin script": ("拉丁字母", "Latin script"),
    "value_41 or more": ("41 及以上", "41 or more"),
    "value_yes": ("是", "yes"),
    "value_no": ("否", "no"),
    "misses": ("错题", "Misses"),
    "all_questions": ("全部题目", "Questions and answers"),
    "skipped": ("跳过的行", "Skipped rows"),
    "line": ("行", "Line"),
    "warning": ("注意", "Note"),
    "noscript": (
        "题目列表需要 JavaScript；results.csv 里有同样的内容。",
        "The list of questions needs JavaScript; results.csv has the same.",
    ),
    # The list of questions, which the script draws.
    "all": ("全部", "All"),
    "missed": ("所有错题", "All misses"),
    "not first": ("对的文章没排第一", "Right article not first"),
    "find": ("在题目、答案、引文里查找", "Find in questions, answers, quotes"),
    "shown": ("题", "shown"),
    "more": ("再看 20 题", "20 more"),
    "nothing": ("没有符合的题目。", "No question matches."),
    "expected": ("应答", "Expected"),
    "why": ("原因", "Why"),
    "in_other": ("{name} 的引文", "Quote of {name}"),
    "nothing_found": ("（没有）", "(none)"),
    "expected_where": ("应在", "Expected in"),
    "got": ("引文", "Quote"),
    "got_refused": ("未答，最接近的句子", "Refused; the nearest sentence"),
    "got_nothing": ("什么也没找到", "Nothing was found"),
    "passages": ("找到的段落", "Passages found"),
    "relevant": ("相关", "relevant"),
    "page": ("文件第 {page} 页", "file page {page}"),
    "earlier": ("上文", "Earlier"),
    "cut": (
        "题目太多，为控制文件大小，这里只列一部分；全部在 results.jsonl 里。",
        "To limit the size of this file, only some questions are listed here; results.jsonl has all.",
    ),
    # What a metric says; `k` is its cutoff.
    "metric_recall": (
        "相关项中，前 {k} 个结果找到的比例",
        "share of the relevant documents among the first {k} results",
    ),
    "metric_success": (
        "前 {k} 个结果里有相关项的题目比例",
        "share of questions with a relevant document in the first {k}",
    ),
    "metric_mrr": ("第一个相关项名次的倒数", "one over the rank of the first relevant result"),
    "metric_ndcg": ("按名次折扣的累计增益", "gain of the results, discounted by rank"),
    "metric_map": ("平均准确率", "precision at each relevant result, averaged"),
    "metric_answer_in_passage": ("前 {k} 个段落里有答案", "one of the first {k} passages contains an answer"),
    "metric_answer_in_quote": ("引文里有答案", "the quote contains an answer"),
    "metric_f1": ("答案短语与标准答案的字重合", "characters in common with the best answer"),
    "metric_exact_match": ("答案短语与标准答案一致", "the phrase is one of the answers"),
    "metric_all_of": ("应有的几项中，引文说到的比例", "share of the wanted parts that the quotes contain"),
    "metric_evidence_precision": (
        "引文的字中，属于标准句的比例",
        "share of the quote's characters that are the right sentence's",
    ),
    "metric_evidence_recall": (
        "标准句的字中，引文引到的比例",
        "share of the right sentence's characters that are quoted",
    ),
    "metric_evidence_f1": ("引文与标准句的字重合", "characters in common with the right sentence"),
    "metric_evidence_word_precision": (
        "引文的词中，属于标准句的比例",
        "share of the quote's words that are the right sentence's",
    ),
    "metric_evidence_word_recall": (
        "标准句的词中，引文引到的比例",
        "share of the right sentence's words that are quoted",
    ),
    "metric_evidence_word_f1": ("引文与标准句的词重合", "words in common with the right sentence"),
    "metric_answered_wrongly": ("没有答案却答了的比例", "share of unanswerable questions that were answered"),
    "metric_refused_wrongly": ("有答案却没答的比例", "share of answerable questions that were refused"),
    "metric_abstention_auroc": ("把握能否分出有无答案", "how well confidence separates answerable from unanswerable"),
    "metric_ece": ("把握与正确率之差", "distance between confidence and the share of right quotes"),
    "metric_aurc": ("风险覆盖曲线下的面积", "area under the risk-coverage curve"),
}
TEXTS |= OUTCOMES


def both(key: str, **values: object) -> Markup:
    """A text in both languages as HTML, with its values filled in. The style shows one of the two."""
    chinese, english = (text.format(**values) if values else text for text in TEXTS[key])
    return bilingual(chinese, english)


def bilingual(chinese: str, english: str) -> Markup:
    """Two texts as HTML, of which the style shows one."""
    return Markup('<span class="zh" lang="zh">{}</span><span class="en" lang="en">{}</span>').format(chinese, english)


def reason(message: str) -> str:
    """A warning or a reason: as HTML in both languages, or the text itself where there is no Chinese."""
    chinese = translate(message, "zh")
    return bilingual(chinese, message) if chinese != message else str(message)


def slice_title(kind: str) -> str:
    """The name of a kind of slice: as HTML in both languages, or a column's name as the file has it."""
    return both(f"slice_{kind}") if f"slice_{kind}" in TEXTS else kind


def slice_value(kind: str, value: str) -> str:
    """The name of a slice: as HTML in both languages, or a column's value as the file has it."""
    return both(f"value_{value}") if f"slice_{kind}" in TEXTS and f"value_{value}" in TEXTS else value
