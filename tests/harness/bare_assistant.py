"""The assistant with its actions, asked past the front door: many conversations in little time."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import aiohttp

from tests.harness.system import Part, System

Answer = dict[str, object]


class BareConversation:
    """One conversation; says what the front door would send down."""

    def __init__(
        self, session: aiohttp.ClientSession, system: System, *, signed_in_as: str | None = None
    ) -> None:
        self._session = session
        self._url = f"{system.url(Part.ASSISTANT)}/webhooks/front_door/turn"
        self._token = system.environment["CARE_INTERNAL_TOKEN"]
        self._name = uuid.uuid4().hex
        self._numbers = itertools.count(1)
        self._login = _login(signed_in_as) if signed_in_as else None

    async def say(self, text: str) -> Answer:
        """The answer as the assistant's channel gives it: `replies`, `intent_ranking`, `active_loop`."""
        number = next(self._numbers)
        body = {
            "conversation_id": self._name,
            "turn_id": f"{self._name}-{number}",
            "text": text,
            "metadata": {
                "channel": "web_chat",
                "language": "en",
                "sender": self._name,
                "turn_at": datetime.now(UTC).isoformat(),
                "is_first": number == 1,
                "verification": self._login,
            },
        }
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.post(self._url, json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            told: Answer = await answer.json()
            return told


def handoff_reason(answer: Answer) -> str | None:
    """Why an answer hands the conversation to the team; None when it does not."""
    for reply in answer["replies"]:  # type: ignore[attr-defined]
        handoff = ((reply.get("custom") or {}).get("care") or {}).get("handoff")
        if handoff:
            return str(handoff["reason"])
    return None


def _login(customer_id: str) -> dict[str, object]:
    expires_at = datetime.now(UTC) + timedelta(minutes=30)
    return {
        "customer_id": customer_id,
        "level": 2,
        "method": "signed_login",
        "expires_at": expires_at.isoformat(),
    }
