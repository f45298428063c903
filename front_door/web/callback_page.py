"""The page behind the link to a booked call: when it is, another time, none, and its file for calendars."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from aiohttp import web
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from conversation.calendar import MEDIA_TYPE, CalendarCall, calendar_file
from conversation.callbacks import Callback, Standing
from conversation.owner import IllegalMove, Owner
from conversation.shape import Shape
from conversation.times import told_number
from conversation.words import Words
from desk.clocks import QUARTER
from front_door.channels.addresses import is_own_origin
from front_door.channels.callback_links import PATH, CallbackLinks
from front_door.channels.frames import slots_of
from front_door.conversations.conversations import Conversations
from front_door.conversations.state import ConversationState
from front_door.conversations.turns import TurnRefused
from front_door.ledger.port import LedgerUnavailable, OwnerConflict, UnknownConversation
from front_door.web.static_pages import StaticPages

PAGE = "callback/index.html"
GOOD = frozenset({Standing.BOOKED, Standing.DUE, Standing.MISSED, Standing.NOT_REACHED})
"""What a link may still change."""
NO_TRACE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class Moved(Shape):
    """The time picked on the page."""

    at: AwareDatetime
    number: str | None = Field(default=None, max_length=40)


MOVED: TypeAdapter[Moved] = TypeAdapter(Moved)


class CallbackPage:
    """Whoever bears the link acts for the customer in this one matter, and sees nothing else."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        conversations: Conversations,
        links: CallbackLinks,
        pages: StaticPages,
        carrier: str,
        secure: bool,
        origins: Collection[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._conversations = conversations
        self._links = links
        self._pages = pages
        self._carrier = carrier
        self._secure = secure
        self._origins = origins
        self._clock = clock

    def add_routes(self, app: web.Application) -> None:
        """All addresses below the link."""
        link = PATH + r"/{token:[A-Za-z0-9_=.-]{20,200}}"
        app.router.add_get(link, self.page)
        app.router.add_get(f"{link}/call.json", self.call)
        app.router.add_get(f"{link}/call.ics", self.calendar)
        app.router.add_post(f"{link}/move", self._changing(self._move))
        app.router.add_post(f"{link}/cancel", self._changing(self._cancel))
        app.router.add_post(f"{link}/refuse", self._changing(self._refuse))

    async def page(self, _: web.Request) -> web.Response:
        """The page; it asks for the call itself, so that nothing personal stands in it."""
        file = self._pages.file(PAGE)
        if file is None:
            raise web.HTTPNotFound(text="There is no such page.\n")
        return web.Response(body=file.content, content_type="text/html", charset="utf-8", headers=NO_TRACE)

    async def call(self, request: web.Request) -> web.Response:
        """`{standing, at, number, reference, team, slots}`, 410 when the link is good no more."""
        found = await self._found(request)
        if found is None:
            return _gone()
        return _answer(await self._told(*found))

    async def calendar(self, request: web.Request) -> web.Response:
        """The call for a calendar."""
        found = await self._found(request, any_standing=True)
        if found is None:
            return _gone()
        state, callback = found
        labels = Words.load(state.spoken_to_in).labels["callback"]
        url = self._links.url(state.conversation_id, callback.callback_id)
        text = calendar_file(
            CalendarCall(
                uid=f"{callback.callback_id}@front-door",
                revision=state.last_seq,
                at=callback.due_at,
                lasts=QUARTER,
                title=labels["calendar_title"].format(carrier=self._carrier),
                text=labels["calendar_text"].format(
                    team=callback.team,
                    number=told_number(callback.number),
                    reference=state.reference,
                    url=url,
                ),
                url=url,
                made_at=self._clock(),
                cancelled=callback.standing is Standing.CANCELLED,
            ),
            product=self._carrier,
        )
        name = {"Content-Disposition": 'attachment; filename="call.ics"'}
        return web.Response(text=text, content_type=MEDIA_TYPE, charset="utf-8", headers={**NO_TRACE, **name})

    # -- changes ---------------------------------------------------------------------------------------

    async def _move(self, request: web.Request, state: ConversationState, callback: Callback) -> None:
        moved = MOVED.validate_json(await request.read())
        number = moved.number or callback.number
        await self._conversations.book_callback(state.conversation_id, moved.at, number, how="link")

    async def _cancel(self, _: web.Request, state: ConversationState, _callback: Callback) -> None:
        await self._conversations.cancel_callback(state.conversation_id, how="link")

    async def _refuse(self, _: web.Request, state: ConversationState, _callback: Callback) -> None:
        await self._conversations.refuse_calls(state.conversation_id, how="link")

    def _changing(
        self, act: Callable[[web.Request, ConversationState, Callback], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if not is_own_origin(request, self._origins, secure=self._secure):
                return _problem(403, "origin_refused")
            found = await self._found(request)
            if found is None:
                return _gone()
            try:
                await act(request, *found)
            except TurnRefused as refused:
                return _problem(409, refused.code, refused.text)
            except ValidationError:
                return _problem(422, "bad_request")
            except (OwnerConflict, IllegalMove, LedgerUnavailable):
                return _problem(503, "busy")
            state = await self._conversations.state(found[0].conversation_id)
            assert state.callback is not None  # noqa: S101 - one was found above, and none is ever taken away
            return _answer(await self._told(state, state.callback))

        return handle

    # -- inside ----------------------------------------------------------------------------------------

    async def _found(
        self, request: web.Request, *, any_standing: bool = False
    ) -> tuple[ConversationState, Callback] | None:
        linked = self._links.read(request.match_info["token"])
        if linked is None:
            return None
        try:
            state = await self._conversations.state(linked.conversation_id)
        except UnknownConversation:
            return None
        callback = state.callback
        if callback is None or callback.callback_id != linked.callback_id:
            return None
        good = callback.standing in GOOD and state.owner is not Owner.CLOSED
        return (state, callback) if good or any_standing else None

    async def _told(self, state: ConversationState, callback: Callback) -> dict[str, object]:
        offer = slots_of(await self._conversations.callback_offer(state.conversation_id))
        told = offer.to_json()
        return {
            **(told if isinstance(told, dict) else {}),
            "type": "call",
            "standing": callback.standing.value,
            "call_at": callback.due_at.isoformat(),
            "number": callback.number,
            "reference": state.reference,
            "carrier": self._carrier,
            "language": state.language.split("-")[0],
            "link": self._links.url(state.conversation_id, callback.callback_id),
        }


def _answer(body: dict[str, object]) -> web.Response:
    return web.json_response(body, headers=NO_TRACE)


def _gone() -> web.Response:
    return _problem(410, "link_gone")


def _problem(status: int, code: str, text: str = "") -> web.Response:
    body = json.dumps({"error": {"code": code, "message": text}})
    return web.Response(status=status, text=body, content_type="application/json", headers=NO_TRACE)
