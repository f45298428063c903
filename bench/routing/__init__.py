"""The router beside the policies a care centre would otherwise have, on simulated days."""
