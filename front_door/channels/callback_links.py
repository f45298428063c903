"""Links to a booked call: signed, good for one callback of one conversation and for nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from conversation.callbacks import Callback
from conversation.care import Link
from conversation.words import Words
from front_door.conversations.state import ConversationState

PURPOSE = b"front-door/callback-link/1"
SIGNATURE_BYTES = 18
PATH = "/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a good link leads to."""

    conversation_id: str
    callback_id: str


class CallbackLinks:
    """Makes and reads them. Whoever has one may move and cancel that call, and see when it comes."""

    def __init__(self, key: bytes, *, base_url: str = "") -> None:
        """`base_url`: where customers reach the front door; empty: the links are relative to it."""
        self._key = hashlib.blake2b(PURPOSE, key=key[:64]).digest()
        self._base = base_url.rstrip("/")

    def __call__(self, state: ConversationState, callback: Callback) -> Sequence[Link]:
        """The page and the calendar's file, titled in the customer's language."""
        titles = Words.load(state.spoken_to_in).labels["callback"]
        url = self.url(state.conversation_id, callback.callback_id)
        return [
            Link(title=titles["manage"], url=url),
            Link(title=titles["calendar"], url=f"{url}/call.ics"),
        ]

    def url(self, conversation_id: str, callback_id: str) -> str:
        """The page's address."""
        return f"{self._base}{PATH}/{self.token(conversation_id, callback_id)}"

    def token(self, conversation_id: str, callback_id: str) -> str:
        """`conversation.callback.signature`."""
        return f"{conversation_id}.{callback_id}.{self._signature(conversation_id, callback_id)}"

    def read(self, token: str) -> Linked | None:
        """None for a token that is not ours."""
        conversation_id, _, rest = token.partition(".")
        callback_id, _, signature = rest.partition(".")
        good = self._signature(conversation_id, callback_id)
        if not hmac.compare_digest(good.encode(), signature.encode()):
            return None
        return Linked(conversation_id=conversation_id, callback_id=callback_id)

    def _signature(self, conversation_id: str, callback_id: str) -> str:
        said = f"{conversation_id}.{callback_id}".encode()
        made = hmac.digest(self._key, said, "sha256")[:SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(made).decode()
