"""From a model's text to files and edits: pure, tolerant in reading, strict in its result."""
