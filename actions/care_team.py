"""The care team's wait, promises and times for calls, from the front door; silent, an action says less."""

from __future__ import annotations

import aiohttp

from actions.turns.call_offer import CallOffer, call_offer_from
from actions.turns.context import promises_from, wait_from
from actions.turns.turn import PromiseMade, Wait

ANSWER_S = 2.0


class FrontDoorCareTeam:
    """CareTeam over HTTP."""

    def __init__(self, base_url: str, token: str, session: aiohttp.ClientSession) -> None:
        self._url = f"{base_url.rstrip('/')}/internal"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session = session

    async def wait(self, conversation_id: str) -> Wait | None:
        """None when the front door does not answer in two seconds."""
        return wait_from(await self._get("care-team", conversation_id=conversation_id))

    async def promises(self, conversation_id: str, customer_id: str) -> tuple[PromiseMade, ...]:
        """Nothing when the front door does not answer in two seconds."""
        told = await self._get("promises", conversation_id=conversation_id, customer_id=customer_id)
        return promises_from(told.get("promises")) if isinstance(told, dict) else ()

    async def call_offer(self, conversation_id: str) -> CallOffer | None:
        """None when the front door does not answer in two seconds."""
        return call_offer_from(await self._get("callbacks", conversation_id=conversation_id))

    async def _get(self, what: str, **query: str) -> object:
        try:
            async with self._session.get(
                f"{self._url}/{what}",
                params=query,
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_S),
            ) as response:
                return await response.json() if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None
