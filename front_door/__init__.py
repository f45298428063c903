"""Where customers and agents connect: sockets, router, assistant client, ledger, pages."""

VERSION = "0.1.0"
"""Named in context packets, beside the other producers."""
