"""Where callers are heard and spoken to: sound becomes turns of a conversation, replies become sound."""
