"""The texts of adding articles from the chat, and of the folders that are watched, in Chinese and English."""

from __future__ import annotations

# Key: (Chinese, English), as in `messages`.
ADDING: dict[str, tuple[str, str]] = {
    "add_articles": ("加入文章", "Add articles"),
    "add_hint": (
        "加入文章：选择文件，也可以把文件拖到页面上，或粘贴文件、长文",
        "Add articles: choose files, drop them anywhere on the page, or paste files or a long text",
    ),
    "drop_anywhere": ("松开，加入文库", "Let go to add to the library"),
    "adding_uploading": ("正在上传", "Uploading"),
    "adding_file": ("正在读第 {n} / {m} 个文件", "Reading file {n} of {m}"),
    "adding_passages": ("已入库 {n} 段", "{n} passage{s} stored"),
    "stop_adding": ("停止", "Stop"),
    "stopping": ("正在停止…", "Stopping…"),
    "adding_stopped": ("已停止。", "Stopped."),
    "not_added": ("没有加入", "not added"),
    "adding_in": ("文库里有其中 {n} 篇。", "The library has {n} article{s} of it."),
    "adding_gone": (
        "服务器不记得这次加入了：请看“文库”里有没有，没有就再加一次。",
        "The server no longer remembers this: look under “Library”, and add it again if it is not there.",
    ),
    "adding_busy": ("正在加入的太多，请稍后再试。", "Too much is being added right now. Please try again in a moment."),
    "adding_refused": ("没有读到文件。", "No file was received."),
    "try_again": ("再试", "Try again"),
    "dismiss": ("收起", "Dismiss"),
    "ask_this": ("问问这篇", "Ask about this one"),
    "ask_these": ("问问这 {n} 篇", "Ask about these {n}"),
    "only_several": ("只问《{title}》等 {n} 篇", "Only “{title}” and the rest of {n} articles"),
    "example_of_added": ("比如：", "For example:"),
    "not_an_article_format": ("不是文章的格式，没有读", "in no format of articles, not read"),
    "pasted_text": ("粘贴的长文（{n} 字）", "Pasted text ({n} characters)"),
    "pasted_hint": (
        "加入前只有你看得到。加入以后，用这个文库的人都能问它。",
        "Only you see it until you add it. Then everyone who uses this library can ask it.",
    ),
    "pasted_title": ("标题", "Title"),
    "add_as_article": ("作为文章加入", "Add as an article"),
    "discard": ("不加", "Do not add"),
    "pasted_too_long": ("太长：一次最多 {most} 字。", "Too long: at most {most} characters at once."),
    "too_many_files": ("文件太多：一次最多 {most} 个。", "Too many files: at most {most} at once."),
    "files_too_large": ("太大：一次最多 {limit} MB。", "Too large: at most {limit} MB at once."),
    "nothing_in_folder": ("里面没有文件。", "There is no file in it."),
    # Watched folders
    "watched": ("监看的文件夹", "Watched folders"),
    "watched_about": (
        "这些文件夹里的文件有增、改、删、改名，文库就跟着变。文件本身不会被改动。",
        "The library follows what is added, changed, renamed or deleted in these folders. The files are never touched.",
    ),
    "watch_starting": ("正在核对", "checking"),
    "watch_watching": ("监看中", "watching"),
    "watch_waiting": ("等文件写完", "waiting until files are complete"),
    "watch_reading": ("正在读入", "reading"),
    "watch_missing": (
        "文件夹不见了：文章先留着，等它回来",
        "the folder is gone: its articles stay until it is back",
    ),
    "watch_failed": ("读不进来，稍后自动再试", "cannot be stored, tried again later"),
    "watch_ended": ("已停止监看", "no longer watched"),
    "watch_files": ("{n} 个文件", "{n} file{s}"),
    "watch_last": ("上次变化 {at}：{made}", "last change {at}: {made}"),
    "watch_never": ("还没有变化", "no change so far"),
    "watch_errors": ("读不了的 {n} 处", "{n} could not be read"),
    "watch_more": ("另有 {n} 处", "{n} more"),
}
