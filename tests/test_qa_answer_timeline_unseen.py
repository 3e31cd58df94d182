"""Figures over time, over invented series that were written after the rules and changed none of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from embeddings.encoder import Encoder
from qa.library import Library

ARTICLES = [
    ("2021-02-03", "青螺湖景区盘点", "2020年，青螺湖景区接待游客86万人次，实现旅游收入5.2亿元。"),
    ("2022-02-09", "青螺湖人气回升", "青螺湖景区去年接待游客124.5万人次，同比增长44.8%，门票收入3100万元。"),
    ("2023-10-08", "长假里的湖", "国庆假期，全市接待游客210万人次，其中青螺湖景区接待游客9.3万人次。"),
    ("2022-08-30", "榆关中学开学", "今年秋季，榆关中学在校学生2140人，教师160人；邻近的榆北中学在校学生1800人。"),
    ("2023-08-30", "榆关中学新学年", "榆关中学现有在校学生2285人，比去年增加145人。"),
    ("2023-01-15", "岭西县粮食丰收", "2022年岭西县粮食产量达31.6万吨，增产0.8万吨；油料产量2.1万吨。"),
    ("2024-01-16", "岭西县农业", "岭西县粮食总产量为32.4万吨，实现十一连丰。2024年计划粮食产量33万吨。"),
    ("2022-07-21", "镜州市上半年外贸", "上半年，镜州市进出口总额198.7亿元，同比下降3.4%。"),
    ("2023-01-20", "镜州市外贸", "2022年全年，镜州市进出口总额达到412亿元，比上年下降1.9%，其中出口300亿元。"),
    ("2024-01-20", "镜州市外贸回暖", "镜州市进出口总额从2022年的412亿元增至2023年的455.3亿元，增长10.5%。"),
    ("2023-05-11", "云台村收入", "2022年，云台村人均收入2.6万元，是2018年的两倍；邻村石坝村人均收入2.1万元。"),
    ("2024-05-11", "云台村又一年", "去年云台村人均收入首次超过3万元。"),
    ("2024-03-01", "东泽水库水位", "2月29日，东泽水库水位降至142.3米。3月1日，水位回升到143.1米。"),
]  # fmt: skip
EXPECTED = {
    ("青螺湖景区 接待游客", "level"): {("2020", 86e4), ("2021", 124.5e4), ("2023-10-08", 9.3e4)},
    ("榆关中学 在校学生", "level"): {("2022", 2140.0), ("2023-08-30", 2285.0)},
    ("岭西县 粮食产量", "level"): {("2022", 31.6e4), ("2024-01-16", 32.4e4)},
    ("镜州市 进出口总额", "level"): {("2022-H1", 198.7e8), ("2022", 412e8), ("2023", 455.3e8)},
    ("镜州市 进出口总额", "rate"): {("2022-H1", -3.4), ("2022", -1.9), ("2023", 10.5)},
    ("云台村 人均收入", "level"): {("2022", 26000.0), ("2023", 30000.0)},
    ("东泽水库 水位", "level"): {("2024-02-29", 142.3), ("2024-03-01", 143.1)},
}  # fmt: skip


def test_precision_and_recall(tmp_path: Path, hash_encoder: Callable[..., Encoder]) -> None:
    rows = [{"id": f"a{n}", "date": d, "title": title, "text": text} for n, (d, title, text) in enumerate(ARTICLES)]
    (tmp_path / "articles.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder(window=400))
    library.add([tmp_path / "articles.jsonl"])
    right = made = wanted = 0
    for (query, kind), expected in EXPECTED.items():
        timeline = library.timeline(query)
        series = [one for one in timeline.series if one.kind == kind and one.measure == timeline.measure]
        found = {(figure.date, figure.value) for one in series for figure in one.figures}
        print(query, kind, "wrong:", found - expected, "missing:", expected - found)
        right, made, wanted = right + len(found & expected), made + len(found), wanted + len(expected)
    print(f"precision {right / made:.2f} ({right} of {made}), recall {right / wanted:.2f} ({right} of {wanted})")
    assert right / made >= 0.8 and right / wanted >= 0.7
