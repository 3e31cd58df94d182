#!/usr/bin/env bash
# Guess:   NFKC of a tokenizer is that of Python's unicodedata: both follow Unicode, and a pipeline may normalise with either.
# Happens: The NFKC of `tokenizers` is of a Unicode version before 12.1. ㋿ (U+32FF, the era since 2019) stays one character,
#          while ㍻ (the era before) becomes 平成 and Python makes 令和 of ㋿. So do the letters added since then.
# Hurts:   Search over Japanese papers: texts that were normalised in Python and questions that only the tokenizer sees, or
#          the other way round, get different tokens for the year; a tokenizer of one's own that uses unicodedata differs.
# Version: tokenizers 0.23.3, Python 3.11 (Unicode 14.0.0)
# Date:    2026-12-01
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install tokenizers==0.23.3
check <<'PYTHON'
import sys
import unicodedata

from tokenizers.normalizers import NFKC

found = {}
for text in ("㍻31年", "㋿元年"):
    found[text] = NFKC().normalize_str(text), unicodedata.normalize("NFKC", text)
    print(text, "-> tokenizers", found[text][0], "-> unicodedata", unicodedata.unidata_version, found[text][1])
expected = {"㍻31年": ("平成31年", "平成31年"), "㋿元年": ("㋿元年", "令和元年")}
sys.exit(0 if found == expected else 3)
PYTHON
