"""Folders that a library follows: their files are added, updated and removed as they change on disk."""

from qa.watching.folder import Status, WatchedFolder
from qa.watching.watch import Watch, watched_folders

__all__ = ["Status", "Watch", "WatchedFolder", "watched_folders"]
