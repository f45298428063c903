"""Calls kept as sound: only after a yes, without what is secret, for so long."""
