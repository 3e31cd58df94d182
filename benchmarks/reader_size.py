"""What smaller files of the span reader lose: `python -m benchmarks.reader_size WORK SET… --megabytes 2 4 6`.

Of the file that ships, the components of the weights that are worth least for their size are left out, as training does
to reach its size. Prints the share of quotes that hold the answer, the F1 and the exact match of the phrase, whatever
the confidence.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.answer_parts import values
from benchmarks.answering import answered, library_of
from benchmarks.train_reader.compress import write
from embeddings import span_reader
from embeddings.delta import read_file


def smaller(packed: Mapping[str, NDArray[Any]], megabytes: float) -> dict[str, NDArray[Any]]:
    """The tensors of a reader's file without the components that do not fit into the size."""
    worth: list[tuple[float, int, str, int]] = []
    for name, left in packed.items():
        if name.endswith(".left"):
            matrix = name.removesuffix(".left")
            right, scale = packed[f"{matrix}.right"], packed[f"{matrix}.scale"]
            norms = (left.astype(float) ** 2).sum(0) * (right.astype(float) ** 2).sum(1) * scale.astype(float) ** 2
            cost = left.shape[0] + right.shape[1] + 4
            worth += [(value / cost, cost, matrix, number) for number, value in enumerate(norms)]
    kept: dict[str, list[int]] = {}
    used = 0.0
    for _, cost, matrix, number in sorted(worth, reverse=True):
        if used + cost > megabytes * 1e6:
            break
        used += cost
        kept.setdefault(matrix, []).append(number)
    rest = {name: value for name, value in packed.items() if not name.endswith((".left", ".right", ".scale"))}
    for matrix, numbers in kept.items():
        rest[f"{matrix}.left"] = np.ascontiguousarray(packed[f"{matrix}.left"][:, sorted(numbers)])
        rest[f"{matrix}.right"] = packed[f"{matrix}.right"][sorted(numbers)]
        rest[f"{matrix}.scale"] = packed[f"{matrix}.scale"][sorted(numbers)]
    return rest


def main() -> None:
    """Measure the file that ships, and smaller ones, on the sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--megabytes", type=float, nargs="+", default=[6.0, 4.0, 2.0, 1.0])
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    packed = read_file(span_reader.FILE)
    with tempfile.TemporaryDirectory() as folder:
        files = {"ships": span_reader.FILE}
        for size in options.megabytes:
            files[f"{size:g} MB"] = path = Path(folder) / f"{size:g}.safetensors"
            write({name: torch.from_numpy(value) for name, value in smaller(packed, size).items()}, path)
        print("| set | file | bytes | quote | f1 | exact |")
        for one in options.sets:
            library = library_of(one, options.work)
            asked = answered(library, one, without=False, every=options.every)
            rows = [row for row in asked if row.answerable]
            for name, path in files.items():
                reader = span_reader.load(library.load_encoder(), file=path)
                cells = " | ".join(f"{value:.3f}" for value in values(rows, reader)[:, :3].mean(0))
                print(f"| {one.name} | {name} | {path.stat().st_size:,} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
