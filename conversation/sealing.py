"""Secrets on their way from customer to carrier: only ciphertext is ever stored.

The front door seals the digits of an answer to `secret:N`; the action server, which shares the
per-start key, unseals them for the one call that checks them (Fernet: AES-128-CBC with HMAC-SHA256).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from conversation.spoken_digits import DigitRun, apart, digit_runs, is_amount

PLACEHOLDER = "[secret]"
LONGEST = 9
"""Digits of the longest PIN or code; ten make a phone number."""


class SealBroken(Exception):
    """The token was made with another key, is older than allowed, or was changed: ask anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An answer whose digits are gone from the text."""

    text: str
    token: str


class Sealer:
    """Seals and unseals with one key, made anew at each start of the system."""

    def __init__(self, key: str) -> None:
        """Take a urlsafe base64 key of 32 bytes.

        Raises:
            ValueError: it is none.
        """
        self._fernet = Fernet(key.encode())

    @staticmethod
    def new_key() -> str:
        """A random key."""
        return Fernet.generate_key().decode()

    def seal(self, text: str, length: int) -> Sealed | None:
        """Take the digits out of an answer to `secret:length`.

        Every run of three to nine digits is removed (a longer one is a phone number, said beside
        it); the one of the right length, else the longest, is sealed. None when the answer holds no
        such run: then it is not a secret but words.
        """
        parts = [part for run in digit_runs(text) for part in apart(run)]
        return self._taken_out(
            text, [run for run in parts if min(3, length) <= len(run.digits) <= LONGEST], length
        )

    def seal_exact(self, text: str, length: int) -> Sealed | None:
        """The same for words said some time after the question: only runs of `length` digits, no amounts."""
        parts = [part for run in digit_runs(text) for part in apart(run)]
        return self._taken_out(
            text, [run for run in parts if len(run.digits) == length and not is_amount(text, run)], length
        )

    def seal_at(self, text: str, start: int, end: int) -> Sealed:
        """The same for digits whose place is known."""
        digits = "".join(run.digits for run in digit_runs(text[start:end]))
        token = self._fernet.encrypt(digits.encode()).decode()
        return Sealed(text=text[:start] + PLACEHOLDER + text[end:], token=token)

    def _taken_out(self, text: str, runs: Sequence[DigitRun], length: int) -> Sealed | None:
        if not runs:
            return None
        secret = next((run for run in runs if len(run.digits) == length), None) or max(
            runs, key=lambda run: len(run.digits)
        )
        safe = text
        for run in reversed(runs):
            safe = safe[: run.start] + PLACEHOLDER + safe[run.end :]
        return Sealed(text=safe, token=self._fernet.encrypt(secret.digits.encode()).decode())

    def unseal(self, token: str, *, max_age_s: int = 900) -> str:
        """The digits.

        Raises:
            SealBroken: ask the customer again; nothing is known of the secret.
        """
        try:
            return self._fernet.decrypt(token.encode(), ttl=max_age_s).decode()
        except InvalidToken as error:
            raise SealBroken from error
