"""One text at a time: pure functions from text to text."""
