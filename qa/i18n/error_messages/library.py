"""The messages of files in general, and of the library and its storage. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # Any file
    "path_unreadable": ("{path} 打不开：{reason}", "{path} cannot be read: {reason}"),
    "path_not_written": ("{path} 写不进去：{reason}", "{path} cannot be written: {reason}"),
    "file_message": ("文件 {path}：{message}", "{path}: {message}"),
    "two_messages": ("{first}；另外，{second}", "{first}; {second}"),
    # Opening and writing a library
    "library_missing": (
        "{folder} 里没有文库：请先运行 wenbao index",
        "there is no library in {folder}: run `wenbao index PATH` first",
    ),
    "library_missing_but": (
        "{folder} 里没有文库：是不是 {meant}？新建文库请先运行 wenbao index",
        "there is no library in {folder}: did you mean {meant}? Run `wenbao index PATH` to make a new one",
    ),
    "library_version": (
        "{folder} 里的文库是另一个版本做的（{version}，本版是 {current}）：请运行 wenbao verify --repair",
        "the library in {folder} was made by another version ({version}, this is {current}): "
        "run `wenbao verify --repair` to convert it",
    ),
    "library_not_accessible": (
        "{folder} 里的文库打不开或写不进去（{reason}）：请检查磁盘是否已满",
        "the library in {folder} cannot be written or opened: {reason}",
    ),
    "library_damaged": (
        "{folder} 里的文库有损坏（{reason}）：请运行 wenbao verify --repair",
        "the library in {folder} is damaged ({reason}): run `wenbao verify --repair`",
    ),
    "library_busy": (
        "另一个程序正在改动文库：请等它结束再试",
        "another process is changing this library: try again when it is done",
    ),
    "library_not_writable": ("{folder} 里写不进去：{reason}", "cannot write to {folder}: {reason}"),
    "library_other_model": (
        "文库是用模型 {library_model} 做的，不是 {model}：请去掉 --model，或用 --library 另建文库",
        "the library was made with the model {library_model}, not {model}: leave --model out, "
        "or make another library with --library DIR",
    ),
    "library_unknown_article": (
        "文库里没有编号为 {ids} 的文章：请看 wenbao list",
        "no article has the id {ids}: see `wenbao list`",
    ),
    # Adding files
    "library_no_articles": (
        "{paths} 里没有文章：请用有文字的文件",
        "no articles in {paths}: give files that contain text",
    ),
    "library_more_warnings": ("文件 {path}：另有 {count} 条提醒", "{path}: {count} more warnings"),
    "article_without_text": ("里面没有文字", "an article without text"),
    "article_id_taken": (
        "编号 {article_id} 在 {path} 里用过，正文不同：请另给编号",
        "the article {article_id} is in {path} already, with another text: give each an id of its own",
    ),
    "article_repeated": (
        "文章 {article_id} 出现不止一次，只留一篇",
        "contains the article {article_id} more than once; it is stored once",
    ),
    # Damage
    "library_bad_threshold": (
        "文库自己的把握门槛读不出来，用的是默认值：请再运行 wenbao evaluate --max-wrong",
        "the library's own threshold of confidence cannot be read, so the default is used: run `wenbao evaluate "
        "--max-wrong` again",
    ),
    "library_article_changed": ("文章 {article_id} 的记录被改动过", "the article {article_id} has been changed"),
    "library_file_of_article_changed": (
        "文章 {article_id}（{path}）的记录被改动过",
        "the article {article_id} of {path} has been changed",
    ),
    "library_passage_changed": ("段落 {number} 的记录被改动过", "the passage {number} has been changed"),
    "library_passage_misfit": (
        "段落 {number} 与文章 {article_id} 对不上",
        "the passage {number} does not fit its article {article_id}",
    ),
    "library_passage_orphaned": ("段落 {number} 没有文章", "the passage {number} has no article"),
    "library_vectors_of_other_model": (
        "向量是模型 {library_model}（{library_fingerprint}）算的，不是 {model}（{fingerprint}）",
        "the vectors are those of the model {library_model} ({library_fingerprint}), not of {model} ({fingerprint})",
    ),
    "library_name_the_model": ("{problem}：请用 --model 指明那个模型", "{problem}: name that model with --model"),
    "library_unreadable": (
        "{path} 里什么也读不出（{reason}）：请删去 {folder}，重新加入文章",
        "nothing in {path} can be read ({reason}): delete {folder} and index the articles again",
    ),
    "library_no_whole_article": ("没有一篇文章是完整的", "no article in it is intact"),
    "library_lost_article": ("{article_id}，出自 {path}", "{article_id} from {path}"),
    "index_damaged": ("索引有损坏（{reason}）：请运行 wenbao verify --repair",
                      "the index is damaged ({reason}): run `wenbao verify --repair`"),
    "library_file_missing": ("缺少 {file}", "{file} is missing"),
    "library_file_size": ("{file} 有 {size} 字节，应为 {expected} 字节", "{file} has {size} bytes, not {expected}"),
    "library_file_changed": ("{file} 被改动过", "{file} has been changed"),
    "library_file_unreadable": ("{file} 读不出：{reason}", "{file} cannot be read: {reason}"),
    "index_changed_while_opened": (
        "文库正在变动（{segment}）：请再试一次",
        "the index changed while it was opened ({segment}): try again",
    ),
    "index_passages_missing": ("索引里缺 {count} 个段落", "{count} passages are not in the index"),
    "index_passages_unknown": (
        "索引里有 {count} 个段落是数据库里没有的",
        "the index contains {count} passages that the database does not",
    ),
    "index_tokens_old": (
        "词索引由旧版本建立，有些数字按另一种写法会搜不到；下次添加文章或修复时会更新",
        "the word index was made by an older version, so some numbers are not found in another notation; it is renewed"
        " when articles are added next, or by a repair",
    ),
    "index_out_of_order": (
        "索引里的段落有重复，或次序不对",
        "the index contains passages twice or out of order",
    ),
    # A library on a Milvus server
    "milvus_address_missing": (
        "--engine milvus 需要服务器的地址：--uri http://主机:19530",
        "--engine milvus needs the address of the server: --uri http://HOST:19530",
    ),
    "library_not_on_server": (
        "文库不是用 --engine {engine} 做的：请用 --library 另建文库",
        "the library was made without --engine {engine}: make another with --library DIR",
    ),
    "library_on_server": (
        "文库是用 --engine {engine} 做的：请去掉 --engine",
        "the library was made with --engine {engine}: leave --engine out",
    ),
    "milvus_passages_missing": (
        "服务器 {uri} 上只有 {present} 个段落（应有 {expected} 个）和 {sentences} 个句子",
        "the server {uri} has {present} of {expected} passages, and {sentences} sentences",
    ),
    "library_server_incomplete": (
        "{problem}：请用 --uri 给出它的地址，或运行 wenbao verify --repair",
        "{problem}: give its address with --uri, or run `wenbao verify --repair`",
    ),
    # What is asked
    "question_empty": ("问题里没有文字：请写一个问题", "the question is empty: ask something"),
    "question_without_words": ("问题里没有文字：请写一个问题", "the question has no words: ask something"),
    "question_too_long": (
        "问题有 {count} 字，最多 {limit} 字",
        "the question has {count} characters; at most {limit} are allowed",
    ),
    "date_format": (
        "{value} 不是日期：应写作 2023、2023-09 或 2023-09-18，也可写作 2023年9月",
        "{value} is not a date: write 2023, 2023-09 or 2023-09-18",
    ),
    "field_after": ("“从（含）”一栏", "after"),
    "field_before": ("“到（含）”一栏", "before"),
    "field_wrong": ("{field}：{reason}", "{field}: {reason}"),
    "range_reversed": (
        "“从（含）”一栏的 {after} 晚于“到（含）”一栏的 {before}：请对调",
        "after: {after} is later than {before} of before: exchange the two",
    ),
    "date_not_in_calendar": (
        "日历上没有 {value}：请核对年月日",
        "{value} is not in the calendar: check the year, month and day",
    ),
    "article_missing": (
        "文章 {article_id} 不在文库里：请运行 wenbao verify --repair",
        "the article {article_id} is missing: run `wenbao verify --repair`",
    ),
}  # fmt: skip
