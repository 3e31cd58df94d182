"""Vectors: models that make them and indexes that search them. Knows strings and arrays, never articles."""

import os

# A thread of PyTorch that waits actively for its next part takes a core from whoever could use it. libgomp and libomp
# read this when they are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
