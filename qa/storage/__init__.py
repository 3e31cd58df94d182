"""The folder on disk: one writer, snapshots for readers, checks and repair."""
