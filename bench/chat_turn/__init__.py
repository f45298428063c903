"""One turn of chat: the whole front door beside the same assistant behind plain Rasa with its defaults."""
