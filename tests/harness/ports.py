"""Free ports on loopback."""

import socket


def free_ports(count: int) -> list[int]:
    """`count` different ports nobody listens on just now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for taken in sockets:
            taken.bind(("127.0.0.1", 0))
        return [taken.getsockname()[1] for taken in sockets]
    finally:
        for taken in sockets:
            taken.close()
