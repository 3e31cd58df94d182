"""What the words of a question say: tags, answer type, terms, quantities, pinyin, dates. Strings only."""
