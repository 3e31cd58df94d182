"""The texts of the chat's interface in Chinese and English."""

from __future__ import annotations

from qa.i18n.adding import ADDING
from qa.i18n.notices import NOTICES
from qa.i18n.shelf import SHELF

LANGUAGES = ("zh", "en")

# Key: (Chinese, English). Braces hold the names of values; `message` fills in `{s}`.
_MESSAGES: dict[str, tuple[str, str]] = {
    "name": ("问报", "Wenbao"),
    "tagline": ("问你的文章，答以原文", "Ask your articles. Answers are quotes."),
    "switch": ("English", "中文"),
    "theme": ("明暗切换", "Light or dark"),
    # Tabs
    "tab_ask": ("提问", "Ask"),
    "tab_library": ("文库", "Library"),
    "tab_evaluation": ("评测", "Evaluation"),
    "tab_help": ("说明", "Help"),
    # The server
    "user": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "sign_in": ("登录", "Sign in"),
    "sign_out": ("退出登录", "Sign out"),
    "signed_in": ("已登录，正在打开…", "Signed in. Opening…"),
    "signed_out": ("已退出登录，这个浏览器里的对话已清除。", "Signed out. This browser's conversation is cleared."),
    "sign_in_again": ("请先登录。", "Sign in first."),
    "sign_in_wrong": ("用户名或密码不对。", "The user name or the password is wrong."),
    "slow_down": ("操作太频繁，请等 {seconds} 秒再试。", "Too many requests: try again in {seconds} s."),
    "busy": ("现在提问的人太多，请稍后再试。", "Too many people are asking right now. Please try again in a moment."),
    "too_large": ("太大：一次最多 {limit} MB。", "Too large: at most {limit} MB at once."),
    "disk_full": ("服务器的磁盘快满了，放不下。", "The server's disk is almost full."),
    "too_slow": ("发送中断了，请再试一次。", "The transfer stalled. Please try again."),
    "not_yours": ("这是别人的会话。", "This session is another user's."),
    "not_uploaded": ("这个文件不是在这里上传的。", "This file was not uploaded here."),
    "no_json": ("请求不是 JSON 对象。", "The request is not a JSON object."),
    "not_here": ("这里没有这个地址。", "There is nothing at this address."),
    "foreign_host": (
        "服务器不认得这个地址。请用启动时打印的地址，或用 wenbao serve --name 加上这个名字。",
        "The server does not know this host name. Use the address that it printed, or add the name with "
        "wenbao serve --name.",
    ),
    "foreign_origin": ("请求来自另一个网站，不受理。", "The request comes from another site and was refused."),
    # Asking
    "question": ("问题", "Question"),
    "placeholder": ("问文章里的事，按回车提问", "Ask, then press Enter"),
    "ask": ("提问", "Ask"),
    "filters": ("筛选", "Filter"),
    "after": ("从（含）", "From"),
    "before": ("到（含）", "To"),
    "date_hint": ("如 2023年9月", "such as 2023-09"),
    "range_wrong": ("早于开始的日期 {after}。", "This is before the first day, {after}."),
    "filter_wrong": ("筛选的日期不对，请先改好。", "A date of the filter is wrong: please correct it first."),
    "chip_after": ("{date} 起", "from {date}"),
    "chip_before": ("到 {date}", "until {date}"),
    "remove_filter": ("去掉筛选：{filter}", "Remove the filter: {filter}"),
    "undated_left_out": ("{n} 篇无日期未查", "{n} without a date left out"),
    "without_filter": ("不用筛选再问", "Ask without the filter"),
    "source": ("来源", "Source"),
    "all_sources": ("全部来源", "All sources"),
    "export": ("导出", "Export"),
    "talks": ("对话", "Conversations"),
    "search_talks": ("查找对话", "Search conversations"),
    "no_talks": ("还没有对话。", "There is no conversation yet."),
    "no_talk": ("没有符合的对话。", "No conversation matches."),
    "questions": ("{n} 个问题", "{n} questions"),
    "one_question": ("1 个问题", "1 question"),
    "rename": ("改名", "Rename"),
    "delete": ("删除", "Delete"),
    "deleted": ("已删除“{title}”。", "Deleted “{title}”."),
    "undo_delete": ("撤销", "Undo"),
    "export_quotes": ("引文与出处", "Quotes and sources"),
    "export_questions": ("问答全文", "All questions and passages"),
    "inquire": ("核对…", "Check…"),
    "check": ("核对引文", "Check a quotation"),
    "check_hint": ("贴上要核对的话，按回车", "Paste the quotation"),
    "check_asked": ("核对：{text}", "check: {text}"),
    "timeline": ("历年数字", "Figures over time"),
    "timeline_hint": ("对象和指标，如云溪市 GDP", "Such as 云溪市 GDP"),
    "timeline_asked": ("走势：{text}", "timeline: {text}"),
    "clear": ("新对话", "New conversation"),
    "clear_short": ("新对话", "New"),
    "searching": ("正在查找…", "Searching…"),
    "ask_something": ("请先写下问题。", "Write a question first."),
    "too_long": ("问题太长：最多 {most} 字。", "The question is too long: at most {most} characters."),
    "lost": (
        "和服务器的连接断了。问题还在框里，接通后再按回车。",
        "The connection to the server was lost. Your question is back in the box: press Enter again when it is there.",
    ),
    "connected": ("又连上了。", "Connected again."),
    "storage_full": (
        "浏览器里存不下了：这次问答不会保存。可以删掉一些旧对话。",
        "The browser's storage is full: this answer is not kept. You can delete old conversations.",
    ),
    "welcome": ("想从文章里知道什么？", "What would you like to know?"),
    "welcome_about": (
        "文库里有 {articles} 篇文章。答案一律摘自原文并注明出处；文章里没有的，会直说没有。",
        "The library has {articles} article{s}. Every answer is a quote with its source; "
        "what the articles do not say stays unanswered.",
    ),
    "welcome_empty": ("文库还是空的。请到“文库”页加入文章。", "The library is empty. Add articles under “Library”."),
    "examples": ("可以这样问", "For example"),
    "next": ("还可以问", "You can also ask"),
    # Answers
    "sure": ("可靠", "Reliable"),
    "likely": ("很可能", "Likely"),
    "unsure": ("不确定", "Uncertain"),
    "none": ("文章里没有", "Not in the articles"),
    "notice": ("答复", "Reply"),
    "records": ("来自文章的记录", "From the records"),
    "articles": ("文章", "Articles"),
    "confidence": ("把握 {percent}%", "Confidence {percent}%"),
    "understood": ("理解为", "Understood as"),
    "filtered": ("筛选", "Filter"),
    "refused": (
        "没有找到能回答“{question}”的句子。",
        "No sentence was found that answers “{question}”.",
    ),
    "refused_empty": (
        "没有找到能回答“{question}”的句子，也没有相近的段落。",
        "No sentence was found that answers “{question}”, and no similar passage.",
    ),
    "refused_filter": ("没有文章符合这个筛选条件。", "No article matches this filter."),
    "differ": ("各篇文章说法不一：", "The articles differ:"),
    "undated": ("日期不详", "undated"),
    "hits": ("出处", "Where it says so"),
    "cite": ("出处 {n}", "Source {n}"),
    "also": ("同文另见", "Also in"),
    "near": ("另有 {n} 段相近", "{n} more passages are near"),
    "near_one": ("另有 1 段相近", "1 more passage is near"),
    "nearest": ("最接近的 {n} 段", "The {n} nearest passages"),
    "nearest_one": ("最接近的一段", "The nearest passage"),
    "page": ("第{page}版", "p. {page}"),
    "file_page": ("文件第 {page} 页", "file page {page}"),
    "with_file_page": ("{printed}（文件第 {page} 页）", "{printed} (file page {page})"),
    "untitled": ("无标题", "Untitled"),
    "open": ("看全文", "Whole article"),
    "unfold": ("展开", "More"),
    "fold": ("收起", "Less"),
    "copy": ("复制引文", "Copy quote"),
    "copied": ("已复制", "Copied"),
    "link": ("复制链接", "Copy link"),
    "good": ("答得对", "Good answer"),
    "bad": ("答得不对", "Wrong answer"),
    "refused_well": ("说得对：文章里没有", "Correct: the articles do not say"),
    "refused_badly": ("说得不对：文章里有", "Wrong: the articles do say"),
    "close": ("关闭", "Close"),
    "source_pane": ("答案的出处", "The source of the answer"),
    "source_here": ("答案的出处会显示在这里。", "The source of the answer will appear here."),
    "no_source": ("这个问题没有引文。", "This question has no quote."),
    "open_file": ("打开文件", "Open the file"),
    "no_file": (
        "打不开原文件：它已经不在原处，或者太大。",
        "The file cannot be opened: it is no longer where it was, or it is too large.",
    ),
    "only_this": ("只问这篇", "Ask only this article"),
    "only_title": ("只问《{title}》", "Only “{title}”"),
    "lost_article": ("连不上服务器。", "The server cannot be reached."),
    "to_text": ("看文字", "Read the text"),
    "page_picture": (
        "原版面，黄框为引文，细框为全文",
        "The printed page: the quote in yellow, its article in a thin line",
    ),
    "gone": ("这篇文章已经不在文库里。", "This article is no longer in the library."),
    "failed": ("出了差错，请再试一次。", "Something went wrong. Please try again."),
    # Quotations that are checked, and figures over time
    "checked_verbatim": ("一字不差", "To the letter"),
    "checked_nearly": ("大致相同", "Nearly"),
    "checked_nowhere": ("文章里没有这样的话", "Nowhere in the articles"),
    "punctuation_only": ("只有标点不同", "only punctuation differs"),
    "earliest_place": ("最早：", "Earliest:"),
    "places": ("共 {n} 处", "in {n} place{s}"),
    "at_least": ("至少 {n}", "at least {n}"),
    "nearest_wording": ("最接近的原文：", "The nearest wording:"),
    "compared": ("引文对照", "Compared"),
    "varies": ("不算差别的不同：", "Not counted as different:"),
    "varies_script": ("繁简", "script"),
    "varies_width": ("全角半角", "full and half width"),
    "varies_case": ("大小写", "case"),
    "varies_spaces": ("空格", "spaces"),
    "varies_line_breaks": ("换行", "line breaks"),
    "varies_quotation_marks": ("引号", "quotation marks"),
    "comma": ("、", ", "),
    "headline": ("标题", "headline"),
    "other_places": ("另见", "Also in"),
    "series_rate": ("增速", " (growth)"),
    "series_share": ("比重", " (share)"),
    "figure_differs": ("各篇不一", "articles differ"),
    "figure_date": ("日期", "Date"),
    "figure_value": ("数字", "Figure"),
    "figure_quote": ("原文与出处", "Sentence and source"),
    "no_figures": ("没有找到带日期的数字。", "No dated figures were found."),
    # Library
    "drop": ("把文件或 zip 压缩包拖到这里", "Drop files or a zip archive here"),
    "choose": ("选择文件", "Choose files"),
    "choose_file": ("选择文件", "Choose a file"),
    "uploading": ("正在上传…", "Uploading…"),
    "formats": (
        "文本、Markdown、网页、PDF、Word、Excel、CSV、JSONL、EPUB、版面图片，或装有它们的 zip。文件只留在这台电脑上。",
        "Text, Markdown, HTML, PDF, Word, Excel, CSV, JSONL, EPUB, pictures of pages, or a zip of these. "
        "They stay on this computer.",
    ),
    "progress_waiting": ("准备中…", "Getting ready…"),
    "progress_reading": ("正在读文件", "Reading files"),
    "progress_splitting": ("正在分段", "Splitting articles"),
    "progress_encoding": ("正在编入索引", "Indexing"),
    "same": ("没有变化", "unchanged"),
    "more_files": ("另有 {n} 个文件", "{n} more file{s}"),
    "more_lines": ("另有 {n} 条", "{n} more"),
    "added": ("新加 {n} 篇", "{n} added"),
    "updated": ("更新 {n} 篇", "{n} updated"),
    "removed": ("移除 {n} 篇", "{n} removed"),
    "unchanged": ("未变 {n} 篇", "{n} unchanged"),
    "refusals": ("未能读取 {n} 处", "{n} refused"),
    "warnings": ("提醒 {n} 条", "{n} warning{s}"),
    "nothing_read": ("没有读到文章。", "No article was found."),
    "listed": ("共 {total} 篇", "{total} article{s}"),
    "listed_some": ("共 {total} 篇，显示前 {shown} 篇", "{total} articles, the first {shown} shown"),
    "shelf_empty": ("文库还是空的：把文件拖到上面的框里。", "The library is empty: drop files into the box above."),
    "no_match": ("没有符合的文章。", "No article matches."),
    "characters": ("{n} 字", "{n} character{s}"),
    "remove": ("移除", "Remove"),
    "removed_one": ("已移除《{title}》。", "Removed “{title}”."),
    # Evaluation
    "evaluation_about": (
        "拖入一个问题文件（JSONL、CSV、TSV、XLSX、SQuAD），看文库答得怎么样。只有“问题”一列也行。",
        "Drop a file of questions (JSONL, CSV, TSV, XLSX, SQuAD) to see how well the library answers it. "
        "A “question” column is enough.",
    ),
    "drop_questions_here": ("把问题文件拖到这里", "Drop a file of questions here"),
    "drop_questions": ("问题文件", "File of questions"),
    "evaluating": ("正在评测", "Running the questions"),
    "measuring": ("正在算指标", "Computing the metrics"),
    "stop": ("停止，保留已答的", "Stop and keep the results"),
    "stopped": ("已停止：只测了 {all} 题中的 {n} 题", "Stopped: {n} of {all} questions were measured"),
    "out_of_time": (
        "已到 {minutes} 分钟的时限，只测了 {all} 题中的 {n} 题。用 wenbao evaluate 命令则不限时",
        "The time limit of {minutes} minutes was reached: {n} of {all} questions were measured. "
        "`wenbao evaluate` has no limit",
    ),
    "threshold": ("答错的最多占多少", "How many answers may be wrong"),
    "max_wrong": ("答错的最多占", "At most wrong"),
    "threshold_find": ("按这次评测定门槛", "Find the threshold from this evaluation"),
    "threshold_use": ("用这个门槛", "Use this threshold"),
    "threshold_use_default": ("用默认的门槛", "Use the default threshold"),
    "threshold_default": ("这个文库用默认的门槛。", "This library answers from the default threshold on."),
    "threshold_evaluate_first": (
        "请先评测一个写有标准答案的问题文件。",
        "First evaluate a file of questions that says what is expected.",
    ),
    "seconds_left": ("约剩 {n} 秒", "about {n} s left"),
    "minutes_left": ("约剩 {n} 分钟", "about {n} min left"),
    "questions_run": ("{n} 个问题，用时 {seconds} 秒", "{n} question{s} in {seconds} s"),
    "skipped": ("跳过 {n} 行", "{n} row{s} skipped"),
    "line": ("第 {line} 行", "line {line}"),
    "report": ("下载报告", "Download the report"),
    "no_metrics": ("文件里没有可以对照的答案。", "The file has no expected answers to compare with."),
    "answers": ("问题与引文", "Questions and quotes"),
    "misses": ("错题", "Misses"),
    "others_judged": ("其余的题", "The other questions"),
    "more_in_report": ("另有 {n} 题，见报告", "{n} more: see the report"),
    "quote_label": ("引文", "Quote"),
    "refused_label": ("未答，最接近的句子", "Refused; the nearest sentence"),
    "nothing_quoted": ("（没有）", "(none)"),
    "losses": ("下载错题表（CSV）", "Download the misses (CSV)"),
    "sample_questions": ("下载问题文件的样例", "Download a sample file of questions"),
    **NOTICES,
    **ADDING,
    **SHELF,
}

_HELP = {
    "zh": (
        ("能做什么", (
            "回答文章里写着的事：何时、何地、何人、多少、为什么。答案是原文的一句话，并注明标题、报纸、日期和版次。",
            "核对引文：写“核对：”加上原话，看文章里有没有这句话，差在哪里。看数字的变化：写“走势：云溪市 GDP”。",
            "接着追问：“那里是谁主持的？”会连同上文一起理解，理解成什么会写在问题下面。",
            "中文、英文的问题都可以问中文、英文的文章；繁体、简体一样。",
        )),
        ("不能做什么", (
            "不写摘要，不推理，不计算，不编造。把几篇文章合起来才能得出的结论，它给不出来。",
            "“可靠”“很可能”“不确定”说的是概率，不是保证。把指针移到词上可以看到数字；重要的事请打开原文核对。",
            "扫描的版面要先识别文字，认错的字会影响答案。",
        )),
        ("按键", (
            "/ 回到问题框；↑ ↓ 在段落之间移动；回车打开全文；Esc 关闭。问题框空着时，↑ 取回上一个问题。",
        )),
        ("隐私", (
            "一切都在这台电脑上进行，不联网。对话保存在你的浏览器里，别人看不到；在“对话”里可以查找、改名、删除。",
        )),
    ),
    "en": (
        ("What it can do", (
            "It answers what the articles say: when, where, who, how many, why. The answer is one sentence of the "
            "original, with its headline, paper, date and page.",
            "Check a quotation with “check:” before it: the articles have it to the letter, nearly, or not. "
            "Figures over time: “timeline: 云溪市 GDP”.",
            "Follow-up questions work: “Who chaired it?” is understood in context, and you see how it was understood.",
            "Questions in Chinese or English work on articles in either; traditional and simplified characters alike.",
        )),
        ("What it cannot do", (
            "It does not summarise, reason, calculate or invent. It cannot draw a conclusion from several articles.",
            "“Reliable”, “Likely” and “Uncertain” stand for a probability, not a promise. Point at the word to see the "
            "number, and check the article if it matters.",
            "Scanned pages are recognised by machine; a misread character can spoil an answer.",
        )),
        ("Keys", (
            "/ goes to the question; ↑ ↓ move through the passages; Enter opens the article; Esc closes it. In the "
            "empty box, ↑ brings the last question back.",
        )),
        ("Privacy", (
            "Everything happens on this computer, offline. Conversations are stored in your browser, where nobody else "
            "sees them; “Conversations” is where they are searched, renamed and deleted.",
        )),
    ),
}  # fmt: skip


def message(language: str, key: str, **values: object) -> str:
    """Return the text of `key` in Chinese for `zh`, else in English, with its values filled in.

    `{s}` in an English text is the plural's s: it is empty if one of the values is 1.
    """
    template = _MESSAGES[key][0 if language == "zh" else 1]
    return template.format(**values, s="" if 1 in values.values() else "s") if values else template


def gradio_catalogue() -> dict[str, dict[str, str]]:
    """Return every text by language and key, as `gr.I18n` takes them."""
    return {language: {key: pair[i] for key, pair in _MESSAGES.items()} for i, language in enumerate(LANGUAGES)}


def help_sections(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the help: headings, each with its paragraphs."""
    return _HELP["zh" if language == "zh" else "en"]
