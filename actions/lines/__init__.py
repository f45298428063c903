"""Which line is meant, what stands on it, and what may be changed on it without a person."""
