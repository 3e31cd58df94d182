"""The texts of the command line in Chinese and English: help, results, and what `argparse` says itself."""

from __future__ import annotations

# Key: (Chinese, English). Braces hold the names of values; `cli_message` fills in `{s}`.
_MESSAGES: dict[str, tuple[str, str]] = {
    # What each command does
    "about": ("问你的文章，答以原文，不用联网。", "Ask your articles: exact quotes, offline."),
    "command_index": ("加入或更新文件和文件夹里的文章", "add or update the articles of files and folders"),
    "command_ask": ("回答一个问题", "answer a question"),
    "command_check": (
        "核对一段话在文章里有没有，是一字不差还是大致相同",
        "say whether a quotation stands in the articles, to the letter or nearly",
    ),
    "command_timeline": ("列出某地某项指标历年的数字", "list the dated figures of a subject and a measure"),
    "command_evaluate": ("用一个问题文件评测答案", "run a file of questions and measure the answers"),
    "command_inspect": (
        "查看从文件里读出的文章，不加入文库",
        "show the articles read from a file, without adding them",
    ),
    "command_list": ("列出文库里的文章", "list the articles of the library"),
    "command_edit": ("改文章的标题、日期或来源", "change the title, date or source of an article"),
    "command_collections": ("列出、新建、改动文章的集合", "list, make and change collections of articles"),
    "command_remove": ("移除文章", "remove articles"),
    "command_verify": ("检查文库有没有损坏", "check the library for damage"),
    "command_compact": (
        "把索引合成一段，并从磁盘上抹去已移除的文章",
        "merge the index into one segment and erase removed articles from disk",
    ),
    "command_export": (
        "把所有文章写成 JSON Lines，可以再加入文库",
        "write all articles as JSON Lines, which can be indexed again",
    ),
    "command_serve": ("在浏览器里打开聊天页面", "open the chat in the browser"),
    "command_passwd": ("设置 wenbao serve --auth 的用户密码", "set the password of a user of `wenbao serve --auth`"),
    "about_passwd": (
        "设置用户的密码。密码要输入两遍，也可以从标准输入读取。",
        "Set the password of a user. It is asked for twice, or read from standard input.",
    ),
    # Options
    "help_library": (
        "文库的文件夹（默认：$WENBAO_LIBRARY，没有则在用户的数据文件夹里）",
        "the library's folder (default: $WENBAO_LIBRARY, else the user's data folder)",
    ),
    "help_json": ("输出一个 JSON 对象", "print one JSON object"),
    "help_model": (
        "Sentence Transformers 模型：文件夹，或模型站上的名称（默认：文库自己的；新文库用自带的）",
        "a Sentence Transformers model: a folder, or a name on the hub (default: the library's own; for a new library, "
        "the bundled one)",
    ),
    "help_engine": ("在哪里检索（默认：文库自己的）", "where to search (default: the library's own)"),
    "help_uri": (
        "Milvus 服务器的地址，如 http://127.0.0.1:19530",
        "the address of the Milvus server, such as http://127.0.0.1:19530",
    ),
    "help_after": (
        "只查这一天及以后的文章：2023、2023-09、2023-09-18",
        "only articles of that date or later: 2023, 2023-09, 2023-09-18",
    ),
    "help_before": ("只查这一天及以前的文章", "only articles of that date or earlier"),
    "help_source": ("只查这个来源的文章", "only articles of that source"),
    "help_collection": (
        "只查这个集合的文章；用于 index 时，是文章加入的集合",
        "only articles of that collection; of `index`, the collection that the articles go into",
    ),
    "help_new_title": ('新的标题；"" 为没有', 'the new title; "" for none'),
    "help_new_date": (
        '新的日期：2023、2023-09 或 2023-09-18；"" 为没有',
        'the new date: 2023, 2023-09 or 2023-09-18; "" for none',
    ),
    "help_new_source": ('新的来源；"" 为没有', 'the new source; "" for none'),
    "help_create": ("新建一个空的集合", "make an empty collection"),
    "help_rename": ("给集合改名", "give a collection another name"),
    "help_delete": ("删除集合，不删文章", "delete a collection, and none of its articles"),
    "help_add": ("把文章加入集合", "add articles to a collection"),
    "help_take_out": ("把文章移出集合", "take articles out of a collection"),
    "help_today": (
        "“去年9月”这样的日期从哪一天算起（默认：今天）",
        "the day that relative dates (去年9月) count from (default: today)",
    ),
    "help_reranker": (
        "给最前面的段落重新排序的 Sentence Transformers 交叉编码器：文件夹，或模型站上的名称",
        "a Sentence Transformers cross-encoder that reorders the first hits: a folder, or a name on the hub",
    ),
    "help_prune": (
        "移除这些文件夹里已不存在的文件的文章",
        "remove the articles of files that no longer exist in these folders",
    ),
    "help_ray": ("用这个 Ray 集群的机器编码", "encode on the machines of this Ray cluster"),
    "help_top_k": ("列出几个段落（默认：{n}）", "passages to show (default: {n})"),
    "help_full": ("段落全文都打印出来", "print the passages whole"),
    "help_quotation": ("要核对的话；写 - 则从标准输入读取", "the wording; - reads it from standard input"),
    "help_places": ("列出几处（默认：5）", "places to show (default: 5)"),
    "help_query": ("某地某项指标，如：云溪市 GDP", "a subject and a measure: 云溪市 GDP"),
    "help_csv": ("输出 CSV 表格", "print a table as CSV"),
    "help_ids": (
        "文章的编号（见 wenbao list），或文件名",
        "an article's id (see `wenbao list`), or the name of a file",
    ),
    "help_repair": ("修复可以修复的", "repair what can be repaired"),
    "help_export_out": ("写到这个文件（默认：标准输出）", "the file to write (default: standard output)"),
    "help_from_feedback": ("评测在聊天页面里判过对错的问题", "run the questions that were judged in the chat"),
    "help_default_threshold": (
        "改回默认的门槛，不提问",
        "answer from the default threshold again, and ask nothing",
    ),
    "help_max_wrong": (
        "找出使答错的不超过这个比例的最低门槛，如 5%%",
        "find the lowest threshold of confidence that keeps wrong answers to this share, such as 5%%",
    ),
    "help_confidence_level": (
        "--max-wrong 要有多大把握（默认：95%%）",
        "how sure --max-wrong has to be (default: 95%%)",
    ),
    "help_apply": (
        "让文库从此用 --max-wrong 找到的门槛",
        "let the library answer from the threshold that --max-wrong finds",
    ),
    "help_time_limit": ("到这个时限为止，只评测已答的", "measure what was answered after this time"),
    "help_questions_top_k": ("每题查几个段落（默认：10）", "passages a question (default: 10)"),
    "help_retriever": ("段落按什么排序（默认：hybrid）", "what passages are ranked by (default: hybrid)"),
    "help_compare": (
        "也评测这些检索方式：hybrid、dense、lexical",
        "also measure these retrievers: hybrid, dense, lexical",
    ),
    "help_fail_under": ("指标差于这个值时，以代码 1 退出", "exit with 1 if the metric is worse"),
    "help_baseline": ("和以前的 metrics.json 比较", "compare with an earlier metrics.json"),
    "help_out": (
        "把 report.html 和结果写到这个文件夹",
        "write report.html and the results to this folder",
    ),
    "help_resume": ("接着做 --out 里中断的评测", "continue a run into --out that was interrupted"),
    "help_column": (
        "文件的某一列是什么，如 answers=列名",
        "what a column of the file holds, such as answers=COLUMN",
    ),
    "help_ignore": ("不管列名叫什么，这一列不是标准答案", "a column that holds no right answer, whatever its name"),
    "help_separator": ("一格里几个答案之间的分隔符", "what separates several answers in a cell"),
    "help_qrels": (
        "按问题编号写的相关判断（TREC、BEIR）",
        "judgments by the questions' ids (TREC, BEIR)",
    ),
    "help_host": ("监听的地址（默认：127.0.0.1）", "the address to listen on (default: 127.0.0.1)"),
    "help_port": ("监听的端口（默认：7860）", "the port to listen on (default: 7860)"),
    "help_open": ("打开浏览器", "open the browser"),
    "help_mcp": (
        "同时向 MCP 客户端提供聊天的功能（需要扩展 mcp）",
        "also serve the chat's functions to MCP clients (needs the extra mcp)",
    ),
    "help_watch": (
        "跟踪这个文件夹：文件有增减改动，文库随之更新",
        "follow this folder: its files are added, updated and removed as they change",
    ),
    "help_auth": (
        "只让这个文件里的用户进来（见 wenbao passwd）",
        "let in only the users of this file (see `wenbao passwd`)",
    ),
    "help_no_auth": ("能访问 --host 的人都可以进来", "let in everyone who can reach --host"),
    "help_name": (
        "这台服务器的另一个主机名，如反向代理的",
        "another host name of this server, such as its reverse proxy's",
    ),
    "help_certificate": ("用这个证书（PEM）提供 HTTPS", "serve HTTPS with this certificate (PEM)"),
    "help_key": ("证书的私钥（PEM）", "the private key of the certificate (PEM)"),
    "help_accounts": ("账号文件；没有则新建", "the file of accounts; created if there is none"),
    "help_remove_user": ("删去这个用户", "remove the user"),
    # Values of options
    "path_empty": (
        "路径是空的：请写文件或文件夹；当前文件夹写 .",
        "the path is empty: name a file or a folder, or . for the current one",
    ),
    "not_positive": ("{text} 不是大于 0 的整数", "{text} is not a whole number of at least 1"),
    "not_port": ("{text} 不是端口：请写 0 到 65535 的数", "{text} is not a port: give a number from 0 to 65535"),
    "not_day": ("{text} 不是某一天：应写作 2023-09-18", "{text} is not a day: write 2023-09-18"),
    "not_share": (
        "{text} 不是 0% 到 100% 之间的比例：应写作 5% 或 0.05",
        "{text} is not a share between 0% and 100%: write 5% or 0.05",
    ),
    "not_seconds": ("{text} 不是秒数：应写作 600", "{text} is not a time in seconds: write 600"),
    "unknown_choice": ("没有 {value}（可用：{choices}）", "invalid choice: {value} (choose from {choices})"),
    "unknown_command": (
        "没有命令 {value}：见 wenbao --help",
        "there is no command {value}: see `wenbao --help`",
    ),
    "unknown_arguments": ("不认得：{given}", "unrecognized arguments: {given}"),
    "did_you_mean": ("{problem}。是不是 {meant}？", "{problem}. Did you mean {meant}?"),
    "near_path": ("没有 {path}；是不是 {meant}？", "there is no {path}; did you mean {meant}?"),
    # Work
    "loading": ("正在载入模型…", "loading the model…"),
    "first_library": (
        "还没有文库：正用自带的样例在 {folder} 新建一个",
        "there is no library yet: building one from the bundled samples in {folder}",
    ),
    "step_reading": ("读文件", "reading"),
    "step_splitting": ("分段", "splitting"),
    "step_encoding": ("编码", "encoding"),
    "step_indexing": ("编索引", "indexing"),
    "step_measuring": ("算指标", "computing the metrics"),
    "stopped": (
        "已停止：做完的都已保存，没有做了一半的",
        "stopped: what was finished is saved, and nothing is left half done",
    ),
    "stopped_adding": (
        "已停止：文库里有 {articles}、{passages}，都是完整的；再运行同一命令就会接着加",
        "stopped: the library has {articles} in {passages}, all of them complete; the same command adds the rest",
    ),
    "articles": ("{n} 篇文章", "{n} article{s}"),
    "passages": ("{n} 个段落", "{n} passage{s}"),
    "library_has": ("文库里有 {articles}、{passages}", "the library has {articles} in {passages}"),
    "in_one_segment": ("{library}，索引合成了一段", "{library}, in one segment"),
    "empty_library": (
        "文库是空的：请用 wenbao index 加入文章",
        "the library is empty: add articles with `wenbao index PATH`",
    ),
    "refused": ("未能读取 {place}：{reason}", "refused {place}: {reason}"),
    "skipped": ("跳过 {place}：{reason}", "skipped {place}: {reason}"),
    "warning": ("提醒：{text}", "warning: {text}"),
    "note": ("说明：{text}", "note: {text}"),
    "changes": (
        "新加 {added} 篇，更新 {updated} 篇，移除 {removed} 篇，未变 {unchanged} 篇，未能读取 {refused} 处；{library}",
        "{added} added, {updated} updated, {removed} removed, {unchanged} unchanged, {refused} refused; {library}",
    ),
    "no_match": (
        "没有文章符合 --after、--before、--source 和 --collection",
        "no article matches --after, --before, --source and --collection",
    ),
    "nothing_changed": ("没有改动", "nothing is changed"),
    "edited": ("{field}：{before} → {after}", "{field}: {before} → {after}"),
    "field_title": ("标题", "title"),
    "field_date": ("日期", "date"),
    "field_source": ("来源", "source"),
    "no_collections": ("还没有集合：请用 --create 新建", "there are no collections: make one with --create NAME"),
    "collection_made": ("已新建集合“{name}”", "made the collection “{name}”"),
    "collection_filled": ("已加入集合“{name}”：{articles}", "added to the collection “{name}”: {articles}"),
    "not_read": ("没有读入：{text}", "not read: {text}"),
    "password": ("{user} 的密码：", "Password of {user}: "),
    "password_again": ("再输一遍：", "Again: "),
    "user_removed": ("已删去 {user}，此人已在各处退出登录", "removed {user}, who is now logged out everywhere"),
    "user_changed": ("已改 {user} 的密码", "changed the password of {user}"),
    "user_added": ("已添加 {user}", "added {user}"),
    # Answers
    "not_said": ("文章里没有说。", "The articles do not say."),
    "not_said_nearest": ("文章里没有说。最接近的段落：", "The articles do not say. The nearest passages:"),
    "differ": ("各篇文章说法不一：{figures}", "The articles differ: {figures}"),
    "figure": ("{date}：{text}", "{date}: {text}"),
    "certainty": ("（{word}）", " ({word})"),
    "also": ("同文另见：{place}", "also: {place}"),
    # Quotations and figures
    "places": ("{n} 处", "{n} place{s}"),
    "at_least": ("至少 {places}", "at least {places}"),
    "checked_verbatim": ("一字不差，共 {places}。", "To the letter, in {places}."),
    "checked_nearly": ("大致相同，共 {places}。", "Nearly, in {places}."),
    "checked_punctuation": ("只有标点不同，共 {places}。", "Nearly, in {places}; only punctuation differs."),
    "checked_nowhere": ("文章里没有这样的话。", "Nowhere in the articles."),
    "nearest_wording": ("最接近的原文：", "The nearest wording:"),
    "also_in": ("另见：", "Also:"),
    "more_places": ("还有 {n} 处", "and {n} more"),
    "not_counted": ("不算差别的不同：{names}。", "Not counted as different: {names}."),
    "compared": ("对照：{marked}", "Compared: {marked}"),
    "where_differs": (
        "引文第 {quoted} 字，文章第 {printed} 字：{change}",
        "{quoted} of the quotation, {printed} of the article: {change}",
    ),
    "change_changed": ("“{printed}”引作“{quoted}”", "“{printed}” is “{quoted}” in the quotation"),
    "change_lacking": ("引文缺“{printed}”", "the quotation lacks “{printed}”"),
    "change_added": ("引文多“{quoted}”", "the quotation adds “{quoted}”"),
    # Files and the library
    "authors_and": ("、", ", "),
    "of_passages": ("（{passages}）", "({passages})"),
    "undamaged": ("文库没有损坏", "the library is undamaged"),
    "problem": ("问题：{text}", "problem: {text}"),
    "recall": (
        "向量索引能找到最近十段中的 {share}（建索引时测得）",
        "the vector index finds {share} of the ten nearest passages, measured when it was built",
    ),
    "lost": ("丢失：{text}；请把那个文件再加入一次", "lost: {text}; index that file again"),
    "repaired": ("已修复", "repaired"),
    # Evaluation
    "evaluated": ("{n} 个问题", "{n} question{s}"),
    "evaluated_partly": ("只测了 {all} 题中的 {n} 题", "partial: {n} of {all} questions"),
    "nothing_expected": (
        "没有一题写着标准答案：请用 --out DIR 看答案",
        "no question says what is expected: use --out DIR to read the answers",
    ),
}

# What argparse says, by its English.
ARGPARSE: dict[str, str] = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份说明",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还缺：%s",
    "one of the arguments %s is required": "以下各项要给出一项：%s",
    "not allowed with argument %s": "不能和 %s 一起用",
    "unrecognized arguments: %s": "不认得：%s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可以是 %(matches)s",
    "ignored explicit argument %r": "不带值，却给了 %r",
    "expected one argument": "要给一个值",
    "expected at most one argument": "最多给一个值",
    "expected at least one argument": "至少给一个值",
    "expected %s argument": "要给 %s 个值",
    "expected %s arguments": "要给 %s 个值",
    "invalid %(type)s value: %(value)r": "%(value)r 不能用",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r（可用：%(choices)s）",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有命令 %(parser_name)r（可用：%(choices)s）",
    "unexpected option string: %s": "不该有的选项：%s",
}


def cli_message(language: str, key: str, /, **values: object) -> str:
    """Return the text of `key` in Chinese for `zh`, else in English, with its values filled in.

    `{s}` in an English text is the plural's s: it is empty where `n` is 1.
    """
    template = _MESSAGES[key][0 if language == "zh" else 1]
    return template.format(**values, s="" if values.get("n") == 1 else "s") if values else template


def cli_catalogue() -> dict[str, tuple[str, str]]:
    """Return every text by its key, in Chinese and English."""
    return dict(_MESSAGES)
