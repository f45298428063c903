"""Passwords of agents: Argon2id hashes, made and checked off the event loop; generated ones to read out."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from front_door.desk_console.errors import AccountRefused

MIN_LENGTH = 12
MAX_LENGTH = 200
"""Longer ones only cost memory."""

CONSONANTS = "bdfgklmnprstvz"
VOWELS = "aeiou"
SYLLABLES = 8
"""Eight pairs out of 14 x 5: 49 bits, behind Argon2id and a throttle."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with OWASP's minimum cost (19 MiB, two passes)."""

_nobody = _hasher.hash(secrets.token_urlsafe(16))
"""Checked when the login is unknown, so that the answer takes as long."""


def hash_password(password: str) -> str:
    """The Argon2id hash to store; takes tens of milliseconds.

    Raises:
        AccountRefused: shorter than 12 or longer than 200 characters.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        message = f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters."
        raise AccountRefused(message)
    return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether it is the one; just as slow when there is nothing to compare with."""
    try:
        matches = _hasher.verify(stored or _nobody, password[:MAX_LENGTH])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def new_password() -> str:
    """A random password that can be read out, like `fola-neku-rizo-bama`."""
    pairs = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES)]
    return "-".join("".join(pairs[start : start + 2]) for start in range(0, SYLLABLES, 2))
