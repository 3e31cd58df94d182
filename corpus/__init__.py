"""Reading: files become documents, documents become articles, articles become passages."""
