"""The desk: where agents sign in, see waiting conversations and answer customers."""
