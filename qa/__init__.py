"""Questions: finding passages, choosing the quote, the library on disk, evaluation and the command line."""
