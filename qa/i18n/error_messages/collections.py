"""The messages of collections, and of edits by hand. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "collection_meant": (
        "没有叫“{name}”的集合：是不是“{meant}”？现有：{names}",
        "there is no collection “{name}”: did you mean “{meant}”? There are: {names}",
    ),
    "collection_unknown": (
        "没有叫“{name}”的集合。现有：{names}",
        "there is no collection “{name}”. There are: {names}",
    ),
    "collection_none": (
        "没有叫“{name}”的集合：文库里还没有集合",
        "there is no collection “{name}”: the library has no collections yet",
    ),
    "collection_and_more": ("{names} 等 {count} 个", "{names} and more, {count} in all"),
    "collection_exists": (
        "已经有叫“{name}”的集合：请另取一个名字",
        "there is a collection “{name}” already: choose another name",
    ),
    "collection_name_empty": (
        "集合要有名字：请写一个，不含特殊字符",
        "a collection needs a name, of printable characters",
    ),
    "collection_name_long": ("集合的名字最多 {limit} 字", "the name of a collection has at most {limit} characters"),
    "collection_shared": (
        "集合“{name}”是大家共用的：请在命令行用 wenbao collections 改它",
        "the collection “{name}” is shared by all: change it with `wenbao collections`",
    ),
    "cli_no_ids": (
        "请在集合的名字后面写上文章的编号（见 wenbao list）",
        "name articles by their ids after the collection's name: see `wenbao list`",
    ),
    "edit_too_long": ("{field} 最多 {limit} 字", "{field} has at most {limit} characters"),
    "library_rows_changed": (
        "表 {table} 里有 {count} 行被改动过",
        "{count} rows of the table {table} have been changed",
    ),
}
