"""One call, from the first word to the last."""
