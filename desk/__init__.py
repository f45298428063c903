"""The human team: who they are, when they work, how long a customer waits. No network, no store."""
