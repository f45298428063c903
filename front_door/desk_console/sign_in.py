"""Signing in and out over HTTP: `/desk/session`, `/desk/sign-in`, `/desk/sign-out`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import structlog
from aiohttp import web
from pydantic import ValidationError

from conversation.ids import new_token
from conversation.shape import Shape
from desk.wording import DeskWords
from front_door.desk_console.accounts import Accounts, AgentAccount
from front_door.desk_console.browser_guard import BrowserGuard
from front_door.desk_console.errors import DeskError, DeskUnavailable, SignInRefused, SignInThrottled
from front_door.desk_console.presence import Presence
from front_door.desk_console.sessions import Session, Sessions, csrf_token
from front_door.desk_console.socket import DeskSocket
from front_door.desk_console.throttle import SignInThrottle

MAX_BODY = 4_096

log = structlog.get_logger(__name__)

S = TypeVar("S", bound=Shape)


class SignInBody(Shape):
    """What the sign-in page sends."""

    login: str
    password: str


class SignOutBody(Shape):
    """What the desk sends when its agent leaves."""

    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignIn:
    """The three handlers; every refusal is JSON `{error: {code, message, retry_after?}}`."""

    guard: BrowserGuard
    accounts: Accounts
    sessions: Sessions
    throttle: SignInThrottle
    socket: DeskSocket
    presence: Presence
    words: DeskWords

    async def session(self, request: web.Request) -> web.Response:
        """Who is signed in, and the token the page needs for what it sends next."""
        token = self.guard.session_token(request)
        try:
            account = await self._account(token)
        except DeskUnavailable:
            return _error(503, "unavailable", self.words.refusal("unavailable"))
        if token is not None and account is not None:
            return _json({"agent": _face(account), "csrf": csrf_token(token)})
        visitor = self.guard.visitor_token(request) or new_token()
        response = _json({"agent": None, "csrf": csrf_token(visitor)})
        self.guard.greet(response, visitor)
        return response

    async def sign_in(self, request: web.Request) -> web.Response:
        """Login and password to a session."""
        refused = self._from_elsewhere(request, self.guard.visitor_token(request))
        if refused is not None:
            return refused
        body = await _body(request, SignInBody)
        if body is None or not body.login.strip() or not body.password:
            return _error(422, "malformed", self.words.sign_in["malformed"])
        try:
            return await self._signed_in(body, self.guard.address(request))
        except (SignInThrottled, SignInRefused, DeskUnavailable) as error:
            return self._not_signed_in(error)

    async def sign_out(self, request: web.Request) -> web.Response:
        """End this session, or every session of the agent."""
        token = self.guard.session_token(request)
        refused = self._from_elsewhere(request, token)
        if refused is not None:
            return refused
        body = await _body(request, SignOutBody) or SignOutBody()
        session = await self.sessions.find(token) if token else None
        if session is not None:
            await self._end(session, everywhere=body.everywhere)
        response = _json({})
        self.guard.forget(response)
        return response

    def _from_elsewhere(self, request: web.Request, token: str | None) -> web.Response | None:
        """The refusal of a request that our own page did not make."""
        if not self.guard.is_own_page(request):
            return _error(403, "origin", self.words.sign_in["origin"])
        if not self.guard.has_csrf_token(request, token):
            return _error(403, "csrf", self.words.sign_in["csrf"])
        return None

    def _not_signed_in(self, error: DeskError) -> web.Response:
        if isinstance(error, SignInThrottled):
            message = self.words.sign_in["throttled"].format(wait=_wait(error.retry_after))
            return _error(429, "throttled", message, retry_after=math.ceil(error.retry_after))
        if isinstance(error, SignInRefused):
            return _error(401, "refused", self.words.sign_in["refused"])
        return _error(503, "unavailable", self.words.refusal("unavailable"))

    async def _signed_in(self, body: SignInBody, address: str) -> web.Response:
        self.throttle.check(body.login, address)
        try:
            account = await self.accounts.sign_in(body.login, body.password)
        except SignInRefused:
            self.throttle.failed(body.login, address)
            log.warning("sign_in.refused", pii={"login": body.login, "address": address})
            raise
        self.throttle.succeeded(body.login, address)
        token = await self.sessions.begin(account.agent_id)
        self.presence.choose(account.agent_id, "available")
        log.info("sign_in.accepted", agent_id=account.agent_id)
        response = _json({"agent": _face(account), "csrf": csrf_token(token)})
        self.guard.remember(response, token)
        return response

    async def _end(self, session: Session, *, everywhere: bool) -> None:
        if everywhere:
            await self.sessions.end_all(session.agent_id)
        else:
            await self.sessions.end(session.token_hash)
        await self.socket.close_pages(session.agent_id, None if everywhere else session.token_hash)
        self.presence.signed_out(session.agent_id)
        log.info("sign_out.done", agent_id=session.agent_id, everywhere=everywhere)

    async def _account(self, token: str | None) -> AgentAccount | None:
        session = await self.sessions.find(token) if token else None
        return await self.accounts.get(session.agent_id) if session else None


async def _body(request: web.Request, shape: type[S]) -> S | None:
    """The body as a shape; None when it is none, or larger than a sign-in can be."""
    if request.content_type != "application/json" or (request.content_length or 0) > MAX_BODY:
        return None
    try:
        return shape.model_validate_json(await request.read())
    except ValidationError:
        return None


def _face(account: AgentAccount) -> dict[str, object]:
    identity = account.identity
    return {
        "agent_id": identity.agent_id,
        "name": identity.name,
        "team": identity.team,
        "photo": identity.photo,
        "title": identity.title,
        "admin": account.admin,
    }


def _wait(seconds: float) -> str:
    whole = math.ceil(seconds)
    return f"{whole} seconds" if whole < 90 else f"{math.ceil(whole / 60)} minutes"


def _json(values: dict[str, object], status: int = 200) -> web.Response:
    response = web.json_response(values, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _error(status: int, code: str, message: str, **more: object) -> web.Response:
    return _json({"error": {"code": code, "message": message, **more}}, status)
