"""How customers reach us: the socket, REST, and who they say they are."""
