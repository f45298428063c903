"""From a reply's text to frames, and what of them the caller heard."""
