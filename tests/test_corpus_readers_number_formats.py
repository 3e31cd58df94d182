"""What cells of workbooks show, held against values as Excel prints them."""

from __future__ import annotations

import copy
import datetime
from pathlib import Path

import pytest

from corpus.readers.number_formats import is_date_format, shown, shows_whole_day
from qa.evaluation.questions import read_file

DAY = datetime.datetime(2023, 9, 18)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.725, "0.0%", "72.5%"),
        (0.725, "0%", "73%"),
        (0.725, "0.00%", "72.50%"),
        (0.1234, "0.##%", "12.34%"),
        (0.725, "General", "0.725"),
        (1234, "#,##0", "1,234"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (12.5, "0", "13"),
        (2.5, "0.00", "2.50"),
        (0.5, ".00", ".50"),
        (7, "000", "007"),
        (1234, '"¥"#,##0.00', "¥1,234.00"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (1234, '"$"#,##0_);("$"#,##0)', "$1,234"),
        (-1234, '"$"#,##0_);("$"#,##0)', "($1,234)"),
        (-1234, "#,##0", "-1,234"),
        (-5, "0;[Red]-0", "-5"),
        (0, '0;-0;"–"', "–"),
        (12, '0"人"', "12人"),
        (350000000, '0.0,,"百万"', "350.0百万"),
        (134, "@", "134"),
        (3.0, "General", "3"),
        (True, "General", "true"),
        ("第1版", "0.00", "第1版"),
        (0.00001, "0.00E+00", "1e-05"),
        (DAY, 'yyyy"年"m"月"d"日"', "2023年9月18日"),
        (DAY, 'm"月"d"日"', "9月18日"),
        (DAY, "yyyy-mm-dd", "2023-09-18"),
        (DAY, "yyyy/m/d", "2023/9/18"),
        (DAY, "d-mmm-yy", "18-Sep-23"),
        (DAY, 'yyyy"年"m"月"d"日"aaaa', "2023年9月18日星期一"),
        (DAY, "mm-dd-yy", "2023-09-18"),
        (DAY, "yyyy-mm-dd h:mm:ss", "2023-09-18"),
        (datetime.datetime(2023, 9, 18, 14, 5), "yyyy-mm-dd h:mm", "2023-09-18 14:05"),
        (datetime.time(14, 5, 9), "h:mm:ss AM/PM", "2:05:09 PM"),
        (datetime.time(14, 5), '上午/下午h"时"mm"分"', "下午2时05分"),
    ],
)
def test_a_value_in_a_format(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_formats_of_dates_are_told_from_figures() -> None:
    assert [is_date_format(code) for code in ("General", "0.00", '"日"0', "[Red]0", "yyyy", "h:mm", "@")] == [
        False, False, False, False, True, True, False,
    ]  # fmt: skip
    assert [shows_whole_day(code) for code in ("yyyy-mm-dd", 'm"月"d"日"', "yyyy", "mm-dd-yy")] == [
        True,
        False,
        False,
        True,
    ]


def test_cells_of_a_question_file_are_read_as_they_are_shown(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import numbers

    book = Workbook()
    sheet = book.active
    rows = [
        (0.725, "0.0%"),
        (1234, "#,##0"),
        (DAY, 'yyyy"年"m"月"d"日"'),
        (DAY, 'm"月"d"日"'),
        (DAY, "yyyy-mm-dd"),
        (45187, 31),
    ]
    sheet.append(["新桥通车问答（测试用）"])
    sheet.append(["序号", "问题（必填）", "标准答案"])
    for number, (value, code) in enumerate(rows, 1):
        sheet.append([number, f"第{number}个数是多少?", value])
        cell = sheet.cell(number + 2, 3)
        if isinstance(code, str):
            cell.number_format = code
        else:  # Chinese Excel's own format
            cell.number_format = "0"
            style = copy.copy(cell._style)
            style.numFmtId = code
            cell._style = style
    assert numbers.BUILTIN_FORMATS.get(31) is None
    book.save(tmp_path / "q.xlsx")
    found = read_file(tmp_path / "q.xlsx")
    assert [one.answers for one in found.questions] == [
        ("72.5%",), ("1,234",), ("2023年9月18日",), ("9月18日",), ("2023-09-18", "2023年9月18日"), ("2023年9月18日",),
    ]  # fmt: skip
    assert [one.line for one in found.questions] == [3, 4, 5, 6, 7, 8]
    assert found.skipped == []
