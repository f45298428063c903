"""Identifiers: opaque for machines, readable for people where a person must say them."""

from __future__ import annotations

import secrets
import uuid

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals that are not confused when read aloud (no 0, 1, I, L, O, U)."""


def new_conversation_id() -> str:
    """A random UUID; never accepted from a client as proof of anything."""
    return str(uuid.uuid4())


def new_turn_id() -> str:
    """The id one customer turn keeps all the way down to the carrier."""
    return str(uuid.uuid4())


def new_reference() -> str:
    """A reference number that a customer can read out, like `K7Q-2PD-9XM`."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(9)]
    return "-".join("".join(letters[start : start + 3]) for start in range(0, 9, 3))


def new_token() -> str:
    """256 random bits for resume, session and media tokens."""
    return secrets.token_urlsafe(32)
