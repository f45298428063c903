"""The ledger: its port, and SQLite behind it."""
