"""The messages of the server: accounts, the start, limits of time and size. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # The command line
    "cli_no_articles": ("{path} 里没有文章", "{path} contains no articles"),
    "cli_refused": ("没有读出文章：{reasons}", "no articles were read: {reasons}"),
    "cli_no_such_file": ("没有这个文件：{path}", "there is no file {path}"),
    "reranker_loading": ("正在载入重排模型 {name}", "loading the reranker {name}"),
    "library_unknown_article_but": (
        "文库里没有 {name}：是不是 {meant}？",
        "the library has neither an article nor a file {name}: did you mean {meant}?",
    ),
    "cli_host_without_auth": (
        "别人能访问 {host}：请用 --auth FILE 限于登录的用户（先用 wenbao passwd FILE USER 设密码），"
        "或用 --no-auth 对所有人开放",
        "others can reach {host}: let in only users with --auth FILE (created by `wenbao passwd FILE USER`), or "
        "everyone with --no-auth",
    ),
    "watch_no_folder": ("没有这个文件夹：{path}", "there is no folder {path}"),
    "watch_holds_library": (
        "不能监看 {path}：文库就在里面，或者它在文库里（{library}）",
        "{path} cannot be watched: it holds the library, or lies in it ({library})",
    ),
    "cli_half_of_tls": (
        "HTTPS 要同时给出 --certificate FILE 和 --key FILE",
        "HTTPS needs both --certificate FILE and --key FILE",
    ),
    "cli_passwords_differ": ("两次输入的密码不同，没有改动", "the two passwords differ: nothing was changed"),
    # Accounts
    "auth_no_accounts": (
        "{path} 里没有账号：请用 wenbao passwd {path} 用户名 添加",
        "{path} has no accounts: add one with `wenbao passwd {path} USER`",
    ),
    "auth_file_not_text": (
        "{path} 不是文本，不能当账号文件：请用 wenbao passwd 另建一个",
        "{path} is not a text file: create a file of accounts with `wenbao passwd`",
    ),
    "auth_bad_line": (
        "{path} 第 {line} 行不是账号：请用 wenbao passwd {path} 用户名 重设",
        "line {line} of {path} is not an account: set it with `wenbao passwd {path} USER`",
    ),
    "auth_bad_user_name": (
        "用户名 {user!r} 不能用：应是 1 至 64 个字母、数字或 . _ @ + -",
        "{user!r} is not a valid user name: use 1 to 64 letters, digits and . _ @ + -",
    ),
    "auth_bad_password_length": (
        "密码应有 {least} 至 {most} 个字符，现在有 {length} 个",
        "a password has {least} to {most} characters, this one has {length}",
    ),
    "auth_unknown_user": (
        "{path} 里没有用户 {user}；现有：{users}",
        "{path} has no user {user}; it has: {users}",
    ),
    # The server
    "server_cannot_listen": (
        "不能在 {host} 的 {port} 端口监听：端口可能已被占用，请用 --port 另选一个",
        "cannot listen on {host}, port {port}: the port may be in use, choose another with --port",
    ),
    "server_task_too_slow": (
        "用时超过 {seconds:.0f} 秒，已停止",
        "this took longer than {seconds:.0f} s and was stopped",
    ),
    "server_question_too_slow": (
        "用时超过 {seconds:.0f} 秒，已停止：请再问一次，或问得简单些",
        "this took longer than {seconds:.0f} s: ask again, or ask a simpler question",
    ),
    "server_question_empty": ("请先写下问题。", "Write a question first."),
    "server_question_too_long": (
        "问题太长：最多 {limit} 字。",
        "The question is too long: {limit} characters at most.",
    ),
    "server_too_many_questions": (
        "文件有 {questions} 题，这里最多 {limit} 题：请用 wenbao evaluate 命令",
        "the file has {questions} questions, more than the {limit} allowed here: run it with `wenbao evaluate FILE`",
    ),
}
