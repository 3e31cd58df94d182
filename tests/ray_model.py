"""The model that workers of the Ray cluster load. Beside it stands no fixture, so they start without pytest."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from hash_encoder import HashEncoder

from embeddings.encoder import Encoder, Progress
from embeddings.types import Vectors


class Recording(HashEncoder):
    """Leaves a line for each part in the file `log` beside it, and kills its process as `die` says, once."""

    folder: Path

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        import ray

        with (self.folder / "log").open("a") as log:
            log.write(f"{ray.get_runtime_context().get_node_id()} {os.getpid()} {len(texts)}\n")
        self._wait_for_both_nodes()
        death = self.folder / "die"
        if death.exists():
            death.unlink()
            os._exit(1)
        return super().encode_documents(texts, progress)

    def _wait_for_both_nodes(self) -> None:
        """Where `both` asks for it, wait for the other node: on a busy machine one may start seconds before it."""
        for _ in range(300 if (self.folder / "both").exists() else 0):
            if len({line.split()[0] for line in (self.folder / "log").read_text().splitlines()}) > 1:
                break
            time.sleep(0.1)


def load(name: str | None) -> Encoder:
    """The model that stands for the folder `name`; another one where the folder holds a file `other`."""
    folder = Path(str(name))
    model = Recording(str(name), 16 if (folder / "other").exists() else 32)
    model.folder = folder
    return model
