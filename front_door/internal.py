"""`/internal/…`: what the action server asks upwards; with it silent an action goes on and says less."""

from __future__ import annotations

from aiohttp import web

from front_door.conversations.conversations import Conversations
from front_door.conversations.promises import promises_to
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.ledger.port import Ledger, LedgerError
from runtime.internal_auth import bears


class InternalApi:
    """Addresses for processes of ours only."""

    def __init__(
        self,
        care_team: CareTeam,
        line: WaitingLine,
        ledger: Ledger,
        conversations: Conversations,
        token: str,
    ) -> None:
        self._conversations = conversations
        self._care_team = care_team
        self._line = line
        self._ledger = ledger
        self._token = token

    def add_routes(self, app: web.Application) -> None:
        """All of them."""
        app.router.add_get("/internal/care-team", self.care_team)
        app.router.add_get("/internal/promises", self.promises)
        app.router.add_get("/internal/callbacks", self.callbacks)

    async def care_team(self, request: web.Request) -> web.Response:
        """`{minutes, open_now, agents_signed_in, next_opening}`; for a conversation, at its own place."""
        if not bears(request, self._token):
            return _unauthorized()
        conversation_id = request.query.get("conversation_id", "")
        place = self._line.place(conversation_id)
        wait = self._care_team.wait(None if place is None else place - 1, conversation_id=conversation_id)
        return web.json_response(wait.to_json())

    async def callbacks(self, request: web.Request) -> web.Response:
        """`{team, time_zone, slots: [at], number, callback: {at, number} or null}` of a conversation."""
        if not bears(request, self._token):
            return _unauthorized()
        conversation_id = request.query.get("conversation_id", "")
        try:
            offer = await self._conversations.callback_offer(conversation_id)
            callback = (await self._conversations.state(conversation_id)).callback
        except LedgerError:
            return web.json_response({})
        booked = callback if callback is not None and callback.is_open else None
        return web.json_response(
            {
                "team": offer.book.team.name,
                "time_zone": offer.book.zone.key,
                "slots": [slot.at.isoformat() for slot in offer.slots()],
                "number": offer.number,
                "callback": {"at": booked.due_at.isoformat(), "number": booked.number} if booked else None,
            }
        )

    async def promises(self, request: web.Request) -> web.Response:
        """`{promises: [{what, matter, at, due_at, reference, outcome}]}` of a customer proved this turn."""
        if not bears(request, self._token):
            return _unauthorized()
        customer_id = request.query.get("customer_id", "")
        language = request.query.get("language", "en")
        made = await promises_to(self._ledger, customer_id, language=language) if customer_id else []
        return web.json_response({"promises": made})


def _unauthorized() -> web.Response:
    body = {"error": {"code": "unauthorized", "message": "The internal token is missing or wrong."}}
    return web.json_response(body, status=401)
