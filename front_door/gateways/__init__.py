"""Voice gateways: which are there, what they can do, and the calls they have."""
