"""From the caller's frames and keys to what was said."""
