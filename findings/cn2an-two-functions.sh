#!/usr/bin/env bash
# Guess:   cn2an.cn2an and cn2an.transform read the same numerals, and cn2an(), made for a single number, reads no fewer.
# Happens: cn2an() raises ValueError in every mode for 百分之四点八 and 负三度, which transform() turns into 4.8% and -3度.
#          Neither reads 三点五万 (35,000), the usual form of a large number: transform() leaves it unchanged. transform()
#          also turns 零下三度 into 0下3度.
# Hurts:   Anyone who reads figures from Chinese news, where 三点五万 and 百分之四点八 are everyday forms.
# Version: cn2an 0.5.24
# Date:    2026-11-30
# Source:  own observation; other forms are reported in https://github.com/Ailln/cn2an/issues/87
. "$(dirname "$0")/lib.sh"
install cn2an==0.5.24
check <<'PYTHON'
import sys
import warnings

import cn2an

warnings.simplefilter("ignore")
found = {}
for text in ("三点五万", "百分之四点八", "负三度", "零下三度"):
    values = []
    for mode in ("strict", "normal", "smart"):
        try:
            values.append(cn2an.cn2an(text, mode))
        except ValueError:
            values.append("ValueError")
    found[text] = (values, cn2an.transform(text))
    print(text, "cn2an():", values, "transform():", found[text][1])
refused = all(values == ["ValueError"] * 3 for values, _ in found.values())
sys.exit(0 if refused and [text for _, text in found.values()] == ["三点五万", "4.8%", "-3度", "0下3度"] else 3)
PYTHON
