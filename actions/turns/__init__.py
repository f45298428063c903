"""One turn on its way through: what comes in, what handlers reach, what they decide and remember."""
