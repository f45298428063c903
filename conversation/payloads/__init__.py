"""What can happen in a conversation: the ledger's payloads, one module a noun."""
