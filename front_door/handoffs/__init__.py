"""Handoffs on their way to the carrier's back office, until it has them."""
