"""What a turn said: collects Rasa's messages and gives every one the whole `care` object."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.channels.channel import OutputChannel

CARE_DEFAULTS: dict[str, Any] = {
    "asks": None,
    "expects": None,
    "choices": [],
    "facts": [],
    "steps": [],
    "shown": [],
    "rejected": [],
    "promises": [],
    "mood": None,
    "handoff": None,
    "spoken": None,
    "links": [],
    "card": None,
}
"""Every key of `care` with the value that says nothing."""


class ReplyCollector(OutputChannel):
    """The output channel of one turn. Keeps the replies in the order they were said."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name Rasa knows the channel by."""
        return "front_door"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Keep one message; one without words and without anything else is dropped."""
        reply = reply_from(message)
        if reply is not None:
            self.replies.append(reply)

    def spoke(self) -> bool:
        """Whether the customer would see or hear anything, or is handed off."""
        return any(reply["text"] or reply["custom"]["care"]["handoff"] for reply in self.replies)


def reply_from(message: dict[str, Any]) -> dict[str, Any] | None:
    """`{text, custom: {care, …}}` from a message of Rasa's; None when it carries nothing at all."""
    text = str(message.get("text") or "").strip()
    custom = copy.deepcopy(message.get("custom") or {})
    buttons = [*(message.get("buttons") or []), *(message.get("quick_replies") or [])]
    if not (text or custom or buttons):
        return None
    care = whole_care(custom.get("care") or {})
    care["choices"] = [*care["choices"], *(_choice(button) for button in buttons)]
    return {"text": text, "custom": {**custom, "care": care}}


def whole_care(given: dict[str, Any]) -> dict[str, Any]:
    """`given` with every missing key set to the value that says nothing."""
    care = copy.deepcopy(CARE_DEFAULTS)
    for key, value in given.items():
        care[key] = copy.deepcopy(CARE_DEFAULTS[key]) if value is None and key in CARE_DEFAULTS else value
    return care


def _choice(button: dict[str, Any]) -> dict[str, str]:
    title = str(button.get("title", ""))
    return {"id": str(button.get("payload") or title), "title": title}
