"""The command line: arguments become calls of the library, results become text, JSON and exit codes."""

from qa.cli.commands import main

__all__ = ["main"]
