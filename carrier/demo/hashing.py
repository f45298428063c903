"""Hashes for PINs and one-time codes, fingerprints of requests, signatures of links."""

import hashlib
import hmac

COST = 1024
"""scrypt's n: about 2 ms; more would not save four digits from somebody who holds the database."""


def hash_secret(secret: str, salt: bytes) -> str:
    """`salt` and hash, to be kept and given to `matches`."""
    return f"{salt.hex()}:{_derive(secret, salt).hex()}"


def matches(secret: str, kept: str) -> bool:
    """Whether `secret` is the one that was hashed, told in constant time."""
    salt, derived = kept.split(":")
    return hmac.compare_digest(_derive(secret, bytes.fromhex(salt)), bytes.fromhex(derived))


def _derive(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, n=COST, r=8, p=1, dklen=32)


def fingerprint(body: bytes, *, secret_under: str | None) -> str:
    """Tells two bodies apart; for one that holds a PIN or code, `secret_under` salts a costly hash."""
    if secret_under is None:
        return hashlib.sha256(body).hexdigest()
    salt = hashlib.sha256(secret_under.encode()).digest()[:16]
    return hashlib.scrypt(body, salt=salt, n=COST, r=8, p=1, dklen=32).hex()


def sign(key: bytes, *parts: str) -> str:
    """A signature over `parts`."""
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def is_signed(key: bytes, signature: str, *parts: str) -> bool:
    """Whether `signature` is the one over `parts`, told in constant time."""
    return hmac.compare_digest(sign(key, *parts).encode(), signature.encode("utf-8", "replace"))
