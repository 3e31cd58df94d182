#!/usr/bin/env bash
# Guess:   A cut-off beyond the end of a run changes nothing: for a run of two documents RR and RR@10 are equal.
# Happens: When two documents have the same score, RR ranks the larger id first and RR@10 the smaller, so one run has RR 1
#          and RR@10 .5, or the reverse. Two providers compute them, each with its own rule for ties.
# Hurts:   Anyone who compares RR in one table with RR@10 in another, or whose scores have many ties (rounded, sparse).
# Version: ir_measures 0.4.3
# Date:    2026-11-30
# Source:  own observation; ties in general are discussed in https://github.com/terrierteam/ir_measures/issues/18
. "$(dirname "$0")/lib.sh"
install ir-measures==0.4.3
check <<'PYTHON'
import sys

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc

run = [ScoredDoc("q", "a", 1.0), ScoredDoc("q", "b", 1.0)]
found = {}
for relevant in ("a", "b"):
    values = ir_measures.calc_aggregate([RR, RR @ 10], [Qrel("q", relevant, 1)], run)
    found[relevant] = (values[RR], values[RR @ 10])
    print(f"a and b have score 1, {relevant} is relevant: RR {values[RR]}, RR@10 {values[RR @ 10]}")
sys.exit(0 if found == {"a": (0.5, 1.0), "b": (1.0, 0.5)} else 3)
PYTHON
