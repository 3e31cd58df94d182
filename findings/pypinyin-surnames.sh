#!/usr/bin/env bash
# Guess:   pypinyin, which chooses among readings by phrase, knows how a surname is read in a full name.
# Happens: 曾国藩 is read ceng guo fan (right: zeng), 仇英 chou ying (qiu), 单田芳 dan tian fang (shan), 区伯 qu bo (ou) and
#          查良镛 cha liang yong (zha): surnames get the reading of the everyday word, even before 先生.
# Hurts:   Anyone who sorts or searches people by pinyin: 曾, a surname of millions, is sought under Z and filed under C.
# Version: pypinyin 0.55.0
# Date:    2026-11-30
# Source:  own observation; https://github.com/mozillazg/python-pinyin/issues/297
. "$(dirname "$0")/lib.sh"
install pypinyin==0.55.0
check <<'PYTHON'
import sys

from pypinyin import lazy_pinyin

names = {"曾国藩": "zeng", "仇英": "qiu", "单田芳": "shan", "区伯": "ou", "查良镛": "zha", "曾先生": "zeng"}
found = {name: lazy_pinyin(name)[0] for name in names}
for name, right in names.items():
    print(f"{name}: {found[name]}, right is {right}")
sys.exit(0 if all(found[name] != right for name, right in names.items()) else 3)
PYTHON
