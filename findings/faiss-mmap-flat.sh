#!/usr/bin/env bash
# Guess:   faiss.read_index(path, faiss.IO_FLAG_MMAP) maps the file, or reports that it cannot.
# Happens: For IndexFlat the flag is silently ignored: the whole file is copied into the memory of the process. Another flag,
#          IO_FLAG_MMAP_IFC, does map it.
# Hurts:   Servers with several processes that rely on one shared copy of a large flat index.
# Version: faiss-cpu 1.15.1 (Linux)
# Date:    2026-11-30
# Source:  own observation; requested in https://github.com/facebookresearch/faiss/issues/3165
. "$(dirname "$0")/lib.sh"
[ -r /proc/self/maps ] || { echo "COULD NOT BE TRIED: needs Linux's /proc"; exit 2; }
install faiss-cpu==1.15.1 numpy==2.4.6
check <<'PYTHON'
import sys

import faiss
import numpy as np


def own_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024


index = faiss.IndexFlatIP(128)
index.add(np.random.default_rng(0).random((100_000, 128), dtype=np.float32))
faiss.write_index(index, "flat.faiss")
del index
found = {}
for flag in ("IO_FLAG_MMAP", "IO_FLAG_MMAP_IFC"):
    before = own_memory()
    index = faiss.read_index("flat.faiss", getattr(faiss, flag))
    with open("/proc/self/maps") as maps:
        found[flag] = any("flat.faiss" in line for line in maps)
    print(f"{flag}: {type(index).__name__}, mapped: {found[flag]}, own memory {own_memory() - before:+.0f} MB of a 51 MB file")
    del index
sys.exit(0 if found == {"IO_FLAG_MMAP": False, "IO_FLAG_MMAP_IFC": True} else 3)
PYTHON
