#!/usr/bin/env bash
# Guess:   tw2sp, which converts Taiwan's Chinese to the mainland's including idioms, leaves the names of cities alone.
# Happens: 埠 (in Taiwan also a computer's port) becomes 端口 unless a longer phrase matches: the city 蚌埠 (Bengbu, over
#          3 million people) becomes 蚌端口, the town 萬埠鎮 becomes 万端口镇, and 商埠 (a trading port) 商端口. tw2s is right.
# Hurts:   Anyone who normalises news, maps or names for a search index with the most complete of the configurations.
# Version: OpenCC 1.4.2
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install opencc==1.4.2
check <<'PYTHON'
import sys

import opencc

found = {}
for config in ("tw2sp", "tw2s"):
    found[config] = opencc.OpenCC(config).convert("蚌埠 萬埠鎮 商埠")
    print(config, "蚌埠 萬埠鎮 商埠", "->", found[config])
sys.exit(0 if found == {"tw2sp": "蚌端口 万端口镇 商端口", "tw2s": "蚌埠 万埠镇 商埠"} else 3)
PYTHON
