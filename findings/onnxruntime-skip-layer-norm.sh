#!/usr/bin/env bash
# Guess:   ONNX Runtime's default optimisations make a model faster, above all the fusions that it has for BERT: of Add and
#          the LayerNormalization behind it one operator, SkipLayerNormalization.
# Happens: On a CPU the fused operator takes several times as long as both apart (seven to nine times for 170 tokens of 384
#          numbers), though the results agree. disabled_optimizers=["SkipLayerNormFusion"] keeps them apart.
# Hurts:   Whoever runs a BERT-like encoder on a CPU with default settings, or exports it with the fused operator: of a
#          small model in 8 bits a quarter of the time is lost.
# Version: onnxruntime 1.32.0, onnx 1.22.0, numpy 2.4.1
# Date:    2026-12-01
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install onnxruntime==1.32.0 onnx==1.22.0 numpy==2.4.1
check <<'PYTHON'
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

TOKENS, SIZE, LAYERS, ROUNDS = 170, 384, 10, 60
nodes, hidden = [], "x"
for layer in range(LAYERS):
    nodes.append(helper.make_node("Add", [hidden, "y"], [f"sum{layer}"]))
    inputs = [f"sum{layer}", "weight", "bias"]
    nodes.append(helper.make_node("LayerNormalization", inputs, [f"norm{layer}"], epsilon=1e-12))
    hidden = f"norm{layer}"
nodes.append(helper.make_node("Identity", [hidden], ["out"]))
rows = [1, TOKENS, SIZE]
values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, rows) for name in ("x", "y", "out")]
weights = [
    helper.make_tensor(name, TensorProto.FLOAT, [SIZE], np.full(SIZE, number, np.float32))
    for name, number in (("weight", 1), ("bias", 0))
]
graph = helper.make_graph(nodes, "norms", values[:2], values[2:], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
draw = np.random.default_rng(1)
given = {name: draw.normal(size=rows).astype(np.float32) for name in ("x", "y")}
sessions = {
    name: onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"], disabled_optimizers=disabled)
    for name, disabled in (("default", []), ("without the fusion", ["SkipLayerNormFusion"]))
}
taken, results = {name: [] for name in sessions}, {}
for _ in range(ROUNDS):
    for name, session in sessions.items():
        begun = time.process_time()
        results[name] = session.run(None, given)[0]
        taken[name].append(time.process_time() - begun)
medians = {name: 1000 * float(np.median(times)) / LAYERS for name, times in taken.items()}
for name, milliseconds in medians.items():
    print(f"{name}: {milliseconds:.3f} ms of processor time for each normalisation")
fused, apart = medians.values()
print(f"ratio {fused / apart:.1f}; largest difference {np.abs(np.subtract(*results.values())).max():.1e}")
sys.exit(0 if fused > 2 * apart else 3)
PYTHON
