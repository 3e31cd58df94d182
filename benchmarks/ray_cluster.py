"""Encoding on a Ray cluster of two nodes on this machine, one core each, against this process alone with one thread.

    python -m benchmarks.ray_cluster DATA/drcd-dev/corpus.jsonl [--passages 200]

Says how far the vectors differ, and the passages a second of each, the workers' models loaded beforehand. Two nodes on
a machine share its memory bandwidth, so this is what a cluster costs beside the work, not how it grows with machines.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from corpus.passages import split
from corpus.records import Article
from embeddings import encoder, ray_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--passages", type=int, default=200)
    options = parser.parse_args()
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", PYTHONPATH=str(Path(__file__).resolve().parent.parent))
    import torch
    from ray.cluster_utils import Cluster as Nodes

    torch.set_num_threads(1)
    model = encoder.load()
    texts: list[str] = []
    for line in options.corpus.read_text("utf-8").splitlines():
        article = Article("a", json.loads(line)["text"])
        texts += [passage.text for passage in split(article, model.window, model.count_tokens)]
        if len(texts) >= options.passages:
            break
    texts = texts[: options.passages]
    model.encode_documents(texts[:8])
    begun = time.perf_counter()
    own = model.encode_documents(texts)
    print(json.dumps({"alone": _line(len(texts), time.perf_counter() - begun)}), flush=True)
    size = {"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False}
    nodes = Nodes(initialize_head=True, head_node_args=size)
    for count in (1, 2):
        if count == 2:
            nodes.add_node(num_cpus=1, object_store_memory=100_000_000)
        nodes.wait_for_nodes()
        with ray_encoder.RayEncoder(nodes.address) as machines:
            begun = time.perf_counter()
            machines.encode(model, texts[:16])  # the first loads the models
            loading = time.perf_counter() - begun
            begun = time.perf_counter()
            made = machines.encode(model, texts)
            line = _line(len(texts), time.perf_counter() - begun)
            cosines = (made * own).sum(axis=1)
            line |= {"smallest cosine to alone": round(float(cosines.min()), 6), "loading, s": round(loading, 1)}
            line["identical"] = int((made == own).all(axis=1).sum())
            print(json.dumps({f"{count} nodes": line}), flush=True)
    nodes.shutdown()


def _line(count: int, seconds: float) -> dict[str, float]:
    return {"passages": count, "seconds": round(seconds, 1), "passages/s": round(count / seconds, 2)}


if __name__ == "__main__":
    main()
