"""Signatures of webhooks, as the Standard Webhooks specification has them (standardwebhooks.com, v1).

The signature is base64(HMAC-SHA256(secret, "<id>.<timestamp>.<body>")), written `v1,<signature>`; several
stand beside each other, separated by blanks, while a secret is being changed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
FEWEST_BYTES = 24
TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 128


class SignatureRefused(Exception):
    """Not signed by somebody who has the secret, or too long ago; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """One secret or, while it is changed, several: the first signs, all are accepted."""

    keys: Sequence[bytes]

    @classmethod
    def read(cls, text: str) -> WebhookSecrets:
        """Secrets as settings have them: `whsec_<base64 of at least 24 bytes>`, separated by blanks.

        Raises:
            ValueError: one is not of this form.
        """
        keys = [_key(part) for part in text.split()]
        if not keys:
            raise ValueError("messages to another desk are signed: FRONT_DOOR_DESK_WEBHOOK_SECRET is missing")
        return cls(keys=tuple(keys))

    def headers(self, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
        """What goes out beside the body."""
        timestamp = str(int(at.timestamp()))
        return {
            ID: message_id,
            TIMESTAMP: timestamp,
            SIGNATURE: f"v1,{_sign(self.keys[0], message_id, timestamp, body)}",
        }

    def check(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The message's id.

        Raises:
            SignatureRefused: it must not be believed.
        """
        message_id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
        if not 0 < len(message_id) <= LONGEST_ID or not (timestamp.isascii() and timestamp.isdecimal()):
            raise SignatureRefused("unsigned")
        # Checked before the time is: a stranger learns nothing of our clock.
        if not self._is_signed(message_id, timestamp, headers.get(SIGNATURE, ""), body):
            raise SignatureRefused("bad_signature")
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
            raise SignatureRefused("too_old")
        return message_id

    def _is_signed(self, message_id: str, timestamp: str, signature: str, body: bytes) -> bool:
        given = [part.removeprefix("v1,") for part in signature.split() if part.startswith("v1,")]
        expected = [_sign(key, message_id, timestamp, body) for key in self.keys]
        return any(hmac.compare_digest(one.encode(), ours.encode()) for one in given for ours in expected)


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"a webhook secret is {PREFIX} and base64") from error
    if len(key) < FEWEST_BYTES:
        raise ValueError(f"a webhook secret has at least {FEWEST_BYTES} bytes")
    return key


def _sign(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
