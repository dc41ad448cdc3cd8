"""Words of a transcript: what is counted as one word, and which are said often."""
