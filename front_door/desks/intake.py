"""`POST /desks/webhook`: what another desk did with a case, signed by it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

import structlog
from aiohttp import web
from pydantic import ValidationError

from conversation.desk_webhook import (
    CaseClaimed,
    CaseDeed,
    CaseNoted,
    CaseParked,
    CaseReplied,
    CaseResolved,
    CaseReturned,
    DeskStaffed,
    OtherAgent,
    desk_message,
)
from conversation.owner import IllegalMove, Owner
from desk.agents import AgentIdentity, portrait_path
from desk.teams.directory import Directory
from desk.waiting import OnDuty
from desk.wrap_up import is_wrap_up_code
from front_door.desk_console.ports import DeskConversations
from front_door.desks.messages import OTHER
from front_door.desks.progress import Answer, DeskProgress
from front_door.desks.signatures import SignatureRefused, WebhookSecrets
from front_door.desks.staffing import Staffing
from front_door.ledger.port import LedgerError, LedgerUnavailable, OwnerConflict, UnknownConversation

PATH = "/desks/webhook"
TRY_AGAIN_S = 2
WORDS = {
    "unsigned": "The message bears no signature.",
    "bad_signature": "The signature does not fit the message.",
    "too_old": "The message was signed more than five minutes ago, or lies in the future.",
    "unknown_conversation": "There is no such conversation.",
    "unknown_code": "The list of wrap-up codes does not have this one.",
    "already_claimed": "Somebody else holds the case.",
    "not_yours": "This agent does not hold the case.",
    "illegal_move": "The case is not with the team.",
    "unavailable": "The ledger does not answer; send the message again.",
}

log = structlog.get_logger(__name__)


class DeskIntake:
    """A message is carried out once; repeated, it gets the answer it got."""

    def __init__(
        self,
        *,
        secrets: WebhookSecrets,
        conversations: DeskConversations,
        progress: DeskProgress,
        directory: Directory,
        staffing: Staffing,
        clock: Callable[[], datetime],
    ) -> None:
        self._secrets = secrets
        self._conversations = conversations
        self._progress = progress
        self._directory = directory
        self._staffing = staffing
        self._clock = clock
        self._running: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, request: web.Request) -> web.Response:
        """200 done, 401 not believed, 409 the case stands otherwise, 422 malformed, 503 send it again."""
        body = await request.read()
        try:
            message_id = self._secrets.check(request.headers, body, self._clock())
        except SignatureRefused as refused:
            log.warning("desk_webhook.refused", code=refused.code)
            return _response(_problem(401, refused.code))
        lock = self._running.setdefault(message_id, asyncio.Lock())
        try:
            async with lock:
                return _response(await self._once(message_id, body))
        except LedgerUnavailable:
            return _response(_problem(503, "unavailable"))

    async def _once(self, message_id: str, body: bytes) -> Answer:
        before = await self._progress.answer_to(message_id)
        if before is not None:
            return before
        answer = await self._answer(message_id, body)
        if answer.status < web.HTTPInternalServerError.status_code:
            await self._progress.answered(message_id, answer, self._clock())
        return answer

    async def _answer(self, message_id: str, body: bytes) -> Answer:
        try:
            message = desk_message.validate_json(body)
        except ValidationError as error:
            wrong = sorted({".".join(str(part) for part in item["loc"]) or "body" for item in error.errors()})
            return _problem(422, "bad_message", f"Wrong: {', '.join(wrong)}.")
        if isinstance(message, DeskStaffed):
            self._staffing.said(OnDuty(available=message.available, busy=message.busy))
            return _done()
        if isinstance(message, CaseResolved) and not is_wrap_up_code(message.code):
            return _problem(422, "unknown_code")
        try:
            await self._do(message_id, message)
        except UnknownConversation:
            return _problem(404, "unknown_conversation")
        except OwnerConflict as conflict:
            code = "already_claimed" if isinstance(message, CaseClaimed) else "not_yours"
            return _problem(409, code, owner=conflict.owner)
        except IllegalMove as refused:
            return _problem(409, "illegal_move", owner=refused.before)
        except LedgerError:
            return _problem(503, "unavailable")
        log.info("desk_webhook.done", what=message.type, conversation_id=message.conversation_id)
        return _done()

    async def _do(self, message_id: str, deed: CaseDeed) -> None:
        agent, conversation_id, team = self._agent(deed.agent), deed.conversation_id, self._conversations
        match deed:
            case CaseClaimed():
                await team.claim(conversation_id, agent)
            case CaseReplied():
                await team.agent_reply(conversation_id, agent, message_id, deed.text)
            case CaseNoted():
                await team.note(conversation_id, agent, deed.text)
            case CaseReturned(to="queue"):
                await team.transfer(conversation_id, agent, None, deed.note)
            case CaseReturned():
                await team.hand_back(conversation_id, agent, deed.learnt, deed.note)
            case CaseParked():
                await team.park(conversation_id, agent, deed.promise, deed.due_at)
            case CaseResolved():
                await team.resolve(conversation_id, agent, deed.code, deed.note)

    def _agent(self, other: OtherAgent) -> AgentIdentity:
        known = self._directory.agents.get(other.id)
        if known is not None:
            return AgentIdentity(
                agent_id=known.agent_id,
                name=known.name,
                team=self._directory.teams[known.team_id].name,
                photo=portrait_path(known.agent_id),
                title=known.title,
            )
        agent_id = OTHER + other.id
        return AgentIdentity(
            agent_id=agent_id,
            name=other.name,
            team=self._directory.general.name,
            photo=portrait_path(agent_id),
            title=other.title,
        )


def _done() -> Answer:
    return Answer(status=200, body=json.dumps({"status": "done"}))


def _problem(status: int, code: str, text: str | None = None, *, owner: Owner | None = None) -> Answer:
    error = {"code": code, "message": text or WORDS[code], **({"owner": owner.value} if owner else {})}
    return Answer(status=status, body=json.dumps({"error": error}))


def _response(answer: Answer) -> web.Response:
    patience = {"Retry-After": str(TRY_AGAIN_S)} if answer.status == 503 else {}
    return web.Response(
        status=answer.status, text=answer.body, content_type="application/json", headers=patience
    )
