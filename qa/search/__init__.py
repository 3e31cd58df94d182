"""From candidates to ranked hits, with near-duplicates grouped and one score."""
