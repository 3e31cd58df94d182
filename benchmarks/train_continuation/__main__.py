"""Trains the continuation scorer: `python -m benchmarks.train_continuation DATA WORK`.

DATA holds the folders news-sample, cmrc-train and drcd-dev, each with corpus.jsonl; `data.py` says which of their
articles are read. WORK keeps checkpoints; the same command goes on after a kill. At the end the file that ships is
written to WORK/continuation_scorer.safetensors. `python -m benchmarks.continuation` measures it.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.train_continuation.data import Data


def main() -> None:
    """Train, or go on with training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--chunks", type=int, default=60, help="of 24 pages each")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that are not trained")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=float, default=2.5, help="of the low-rank factors in the file")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    data = Data(options.data, options.seed)

    import torch
    from transformers import AutoModel

    from benchmarks.train_continuation.model import ContinuationModel, features, losses
    from benchmarks.train_reader.compress import compressed, write
    from benchmarks.train_reader.training import train
    from embeddings import bundled
    from embeddings.continuation_scorer import FILE

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    model = ContinuationModel(AutoModel.from_pretrained(bundled.ensure(print), dtype=torch.float32), options.frozen)
    tokenizer, _ = bundled.tokenizer()
    pad = tokenizer.token_to_id("<pad>")
    path = options.work / FILE.name

    def save(chunk: int) -> None:
        size = write(compressed(model.trained(), model.untrained, options.megabytes), path)
        print(f"{path}: {size / 1e6:.1f} MB after {chunk} chunks", flush=True)

    train(
        model,
        lambda chunk, random: losses(model, features(tokenizer, list(data.chunk(chunk))), random, pad),
        options.work,
        chunks=options.chunks,
        rate=options.rate,
        seed=options.seed,
        evaluate=save,
        every=10,
    )


if __name__ == "__main__":
    main()
