"""Reading: files become documents, documents articles, articles passages. Knows text, never vectors or questions."""
