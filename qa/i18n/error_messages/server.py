"""The messages of the command line, the server and its accounts. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # The command line
    "cli_no_articles": ("{path} 里没有文章", "{path} holds no articles"),
    "cli_cannot_write": ("{path} 写不进去：{reason}", "cannot write to {path}: {reason}"),
    "cli_no_such_file": ("没有这个文件：{path}", "there is no file {path}"),
    "cli_host_without_auth": (
        "别人能访问 {host}：请用 --auth FILE 限于登录的用户（先用 wenbao passwd FILE USER 设密码），"
        "或用 --no-auth 对所有人开放",
        "others can reach {host}: let in only users with --auth FILE (created by `wenbao passwd FILE USER`), or "
        "everyone with --no-auth",
    ),
    "cli_half_of_tls": (
        "HTTPS 要同时给出 --certificate FILE 和 --key FILE",
        "HTTPS needs both --certificate FILE and --key FILE",
    ),
    "cli_passwords_differ": ("两次输入的密码不同，没有改动", "the two passwords differ: nothing was changed"),
}
