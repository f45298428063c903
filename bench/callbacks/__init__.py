"""A year of callbacks on a virtual clock: the real booking, ledger, timers and tries, nobody sleeping."""
