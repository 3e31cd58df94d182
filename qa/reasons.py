"""What readers say of a file that they cannot take, in Chinese for those who add files in the chat.

The readers speak English; what is not in the table stays as it is. Knows neither files nor HTML.
"""

from __future__ import annotations

import re

# What a reader says, as a pattern of the whole, and the Chinese for it, filled with the pattern's groups.
_SAID = [
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"(?:the row )?holds no text|an article without text", "里面没有文字"),
        (r"is of no format that is read; these are: (.*)", r"读不了这种格式；能读的是：\1"),
        (r"there is no such file or folder|the file is not there any more", "文件不在了"),
        (r"the file cannot be read: (.*)", r"文件打不开：\1"),
        (r"the PDF is damaged: .*", "PDF 已损坏：请重新保存或打印成 PDF"),
        (r"the PDF is encrypted: .*", "PDF 有密码：请去掉密码后再加入"),
        (r"the file is not a PDF: .*", "文件不是 PDF：请改成它本来的后缀"),
        (r"the PDF holds pictures only: .*", "PDF 里只有图片，要先认字：请安装 ocr 组件"),
        (r"the file is a picture: .*", "这是图片，要先认字：请安装 ocr 组件"),
        (r"the PDF has ([\d,]+) pages, more than the ([\d,]+) allowed: split it", r"PDF 有 \1 页，最多 \2 页：请拆开"),
        (r"the file is not a PNG, JPEG or TIFF picture: .*", "文件不是 PNG、JPEG 或 TIFF 图片：请另存为其中一种"),
        (
            r"the file is encrypted or of an old Office format: .*",
            "文件有密码，或是旧版 Office 格式：请另存",
        ),
        (r"the file is not (?:an? )?.*, or is cut off: .*", "文件不完整，或格式与后缀不符：请重新保存"),
        (r"the archive holds no file of a format that is read", "压缩包里没有能读的文件"),
        (r"the file (?:holds|unpacks to) ([\d,]+ MB), more than .*", r"文件有 \1，太大：请拆开"),
        (r"the file takes longer than (\d+) minutes: split it", r"读了 \1 分钟还没有读完：请拆开"),
        (r"the row is not JSON .*", "这一行不是 JSON：请改正或删去"),
        (r"the row is broken .*", "这一行有错：请改正或删去"),
        (r"the row has no text: .*|no column holds the text: .*", "没有正文一列：请把列名写作 text 或 正文"),
        (r"not one of the first (\d+) rows can be read: .*", r"前 \1 行都读不了：每行应是一个含 text 的 JSON 对象"),
        (r"the file makes its parser fail, or needs too much memory: .*", "文件有问题，或太耗内存：请重新保存或打印"),
        (
            r"the article \S+ is in (.*) already, with another text: .*",
            r"编号在 \1 里用过，正文不同：请另给编号",
        ),
    )
]


def in_chinese(reason: str) -> str:
    """The reason in Chinese, where it is known."""
    return next((match.expand(told) for said, told in _SAID if (match := said.fullmatch(reason))), reason)
