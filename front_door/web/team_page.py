"""`/team`: who looks after a customer, before any contact: faces, names, hours. Only what is public."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from aiohttp import web

from desk.agents import portrait_path
from desk.teams.directory import Directory
from desk.teams.markets import ZIP, Market
from desk.teams.team import RosterAgent, Team
from front_door.channels.addresses import has_origin, is_own_origin
from front_door.channels.identity import IdentityRefused, SignedIdentities
from front_door.desk_console.ports import AccountProblem, AccountSource

DAYS = 7
"""Days of hours told, today first."""
ACCOUNT_S = 4.0
ASKED_BY = "team-page"
"""Whom the carrier's log names as having read the ZIP code."""
NEVER_STORED = {"Cache-Control": "no-store"}


class TeamPage:
    """`GET /team/of?zip=55408` for everybody, `POST /team/mine` for who brings the carrier's login."""

    def __init__(
        self,
        *,
        directory: Directory,
        identities: SignedIdentities,
        accounts: AccountSource,
        clock: Callable[[], datetime],
        secure: bool = False,
    ) -> None:
        self._directory = directory
        self._identities = identities
        self._accounts = accounts
        self._clock = clock
        self._secure = secure

    def add_routes(self, app: web.Application) -> None:
        """Both addresses; the page itself is a file like any other."""
        app.router.add_get("/team/of", self.of)
        app.router.add_post("/team/mine", self.mine)

    async def of(self, request: web.Request) -> web.Response:
        """The team of a ZIP code; the general team, and that it is so, where there is none for it."""
        zip_code = request.query.get("zip", "").strip()
        if zip_code and ZIP.fullmatch(zip_code) is None:
            return _problem("bad_zip", status=422)
        return self._answer(zip_code or None)

    async def mine(self, request: web.Request) -> web.Response:
        """The team of the customer whom a signed login proves."""
        if has_origin(request) and not is_own_origin(request, (), secure=self._secure):
            raise web.HTTPForbidden(text="Only the team page itself asks for a customer's team.\n")
        try:
            proved = await self._identities.prove(await _token(request))
        except IdentityRefused:
            return _problem("identity_refused", status=403)
        return self._answer(await self._zip_code(proved.customer_id))

    async def _zip_code(self, customer_id: str) -> str | None:
        try:
            async with asyncio.timeout(ACCOUNT_S):
                account = await self._accounts.account(customer_id, ASKED_BY)
        except (AccountProblem, TimeoutError):
            return None
        customer = account.get("customer")
        address = customer.get("address") if isinstance(customer, dict) else None
        zip_code = address.get("zip_code") if isinstance(address, dict) else None
        return zip_code if isinstance(zip_code, str) else None

    def _answer(self, zip_code: str | None) -> web.Response:
        team, market = self._directory.team_at(zip_code)
        return web.json_response(self._card(team, market), headers=NEVER_STORED)

    def _card(self, team: Team, market: Market | None) -> dict[str, object]:
        now = self._clock()
        hours = team.hours
        today = now.astimezone(hours.zone).date()
        cover = self._directory.teams.get(team.night_cover or "")
        covered = not hours.is_open(now) and cover is not None and cover.hours.is_open(now)
        return {
            "name": team.name,
            "market": market.name if market else None,
            "markets": [each.name for each in self._directory.markets.of_team(team.team_id)],
            "site": team.site.name,
            "zone": team.site.zone.key,
            "languages": sorted(team.languages),
            "open_now": hours.is_open(now),
            "closes_at": _iso(hours.closes_at(now)) if hours.is_open(now) else None,
            "opens_at": _iso(hours.next_opening(now)) if not hours.is_open(now) else None,
            "cover": cover.name if covered and cover else None,
            "days": [_day(team, today + timedelta(days=ahead)) for ahead in range(DAYS)],
            "people": [_person(agent) for agent in team.agents],
        }


def _day(team: Team, day: date) -> dict[str, object]:
    holiday = next((each.name for each in team.hours.holidays if each.is_on(day)), None)
    intervals = [[_iso(opens), _iso(closes)] for opens, closes in team.hours.moments(day)]
    return {"date": day.isoformat(), "holiday": holiday, "intervals": intervals}


def _person(agent: RosterAgent) -> dict[str, object]:
    """What stands on the page, and nothing else of the roster."""
    return {
        "name": agent.name,
        "title": agent.title,
        "photo": portrait_path(agent.agent_id),
        "languages": sorted(agent.languages),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


async def _token(request: web.Request) -> str:
    try:
        body: object = json.loads(await request.read())
    except ValueError:
        body = None
    token = body.get("signed_identity") if isinstance(body, dict) else None
    return token if isinstance(token, str) else ""


def _problem(code: str, *, status: int) -> web.Response:
    return web.json_response({"error": {"code": code}}, status=status, headers=NEVER_STORED)
