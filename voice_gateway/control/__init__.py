"""The control socket to the front door: orders in, news of calls out."""
