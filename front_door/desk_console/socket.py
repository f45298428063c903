"""The desk's socket: `/desk/socket`, one for each open page of a signed-in agent."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from conversation.desk_protocol import Refused
from conversation.desk_requests import (
    AgentFrame,
    Open,
    Search,
    ShowAccount,
    ShowEarlier,
    Suggest,
    agent_frame,
)
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.browser_guard import SUBPROTOCOL, BrowserGuard
from front_door.desk_console.connection import SIGNED_OUT, TRY_AGAIN_LATER, Connection
from front_door.desk_console.drafts import DraftWatch
from front_door.desk_console.errors import DeskUnavailable, RequestRefused
from front_door.desk_console.ports import DeskConversations, QuestionWatch
from front_door.desk_console.refusals import Refusals
from front_door.desk_console.requests import Requests
from front_door.desk_console.room import DeskRoom
from front_door.desk_console.sessions import Session, Sessions

HEARTBEAT_S = 15.0
CHECK_SESSION_S = 20.0
"""How soon a socket notices that its session ended elsewhere."""

READY_WITHIN_S = 10.0
MAX_FRAME = 64 * 1024
LOOKUPS = (Open, Search, ShowAccount, ShowEarlier, Suggest)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeskSocket:
    """Serves sockets; every bad frame is refused and the socket stays."""

    guard: BrowserGuard
    sessions: Sessions
    accounts: Accounts
    room: DeskRoom
    requests: Requests
    refusals: Refusals
    conversations: DeskConversations
    questions: QuestionWatch

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Check where it comes from and who it is, then serve it until it closes."""
        session = await self._session(request)
        if session is None:
            raise web.HTTPUnauthorized(text="sign in first")
        account = await self.accounts.get(session.agent_id)
        if account is None or account.closed:
            raise web.HTTPUnauthorized(text="sign in first")
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_S, protocols=(SUBPROTOCOL,), max_msg_size=MAX_FRAME
        )
        await socket.prepare(request)
        page = Connection(account.identity, session.token_hash)
        if await self._room_is_ready(socket):
            await self._serve(socket, page)
        return socket

    async def close_pages(self, agent_id: str, session_hash: str | None = None) -> None:
        """Close the sockets of a session, or of every session of the agent."""
        for page in self.room.pages.of(agent_id):
            if session_hash in (None, page.session_hash):
                page.close(SIGNED_OUT)

    async def _session(self, request: web.Request) -> Session | None:
        if not self.guard.is_own_page(request):
            raise web.HTTPForbidden(text="another site may not open this socket")
        token = self.guard.session_token(request)
        if token is None:
            return None
        if not self.guard.socket_has_csrf_token(request, token):
            raise web.HTTPForbidden(text="the page's token is missing or old")
        return await self.sessions.find(token)

    async def _room_is_ready(self, socket: web.WebSocketResponse) -> bool:
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self.room.ready.wait()
        except TimeoutError:
            await socket.close(code=TRY_AGAIN_LATER, message=b"starting")
            return False
        return True

    async def _serve(self, socket: web.WebSocketResponse, page: Connection) -> None:
        drafts = DraftWatch(page, self.conversations, self.questions)
        await self.room.enter(page)
        log.info("desk.connected", agent_id=page.agent.agent_id)
        try:
            async with asyncio.TaskGroup() as group:
                background = [
                    group.create_task(drafts.run()),
                    group.create_task(self._watch_session(page)),
                ]
                group.create_task(self._write(socket, page))
                await self._read(socket, page, drafts, group)
                for task in background:
                    task.cancel()
                page.close()
        finally:
            await self.room.leave(page)
            log.info("desk.disconnected", agent_id=page.agent.agent_id)

    async def _read(
        self,
        socket: web.WebSocketResponse,
        page: Connection,
        drafts: DraftWatch,
        group: asyncio.TaskGroup,
    ) -> None:
        """What changes something is done in the order it came; looking something up may take its time."""
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                page.send(self._refused(None, self.refusals.plain("bad_frame")))
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = agent_frame.validate_json(message.data)
            except ValidationError:
                request_id = _request_id(message.data)
                page.send(self._refused(request_id, self.refusals.plain("bad_frame")))
                continue
            page.active = True
            if isinstance(frame, LOOKUPS):
                group.create_task(self._look_up(page, drafts, frame))
            else:
                await self._one(page, drafts, frame)

    async def _look_up(self, page: Connection, drafts: DraftWatch, frame: AgentFrame) -> None:
        async with page.lookups:
            await self._one(page, drafts, frame)

    async def _one(self, page: Connection, drafts: DraftWatch, frame: AgentFrame) -> None:
        request_id = getattr(frame, "request_id", None)
        try:
            await self.requests.answer(page, drafts, frame)
        except RequestRefused as refusal:
            page.send(self._refused(request_id, refusal))
        except Exception:
            log.exception("desk.request_failed", frame=frame.type)
            page.send(self._refused(request_id, self.refusals.plain("internal")))

    async def _write(self, socket: web.WebSocketResponse, page: Connection) -> None:
        try:
            while (text := await page.next_text()) is not None:
                await socket.send_str(text)
        except ConnectionError:
            return
        if not socket.closed:
            await socket.close(code=page.close_code)

    async def _watch_session(self, page: Connection) -> None:
        """Close the page when its session is over; only what the agent does keeps a session alive."""
        while True:
            await asyncio.sleep(CHECK_SESSION_S)
            touch, page.active = page.active, False
            try:
                session = await self.sessions.find_by_hash(page.session_hash, touch=touch)
            except DeskUnavailable:
                continue
            if session is None:
                page.close(SIGNED_OUT)
                return

    @staticmethod
    def _refused(request_id: str | None, refusal: RequestRefused) -> Refused:
        return Refused(request_id=request_id, code=refusal.code, text=refusal.text, by=refusal.by)


def _request_id(text: str) -> str | None:
    """The request a malformed frame was meant as, so that the page can tell which one failed."""
    try:
        raw: object = json.loads(text)
    except ValueError:
        return None
    found = raw.get("request_id") if isinstance(raw, dict) else None
    return found[:64] if isinstance(found, str) else None
