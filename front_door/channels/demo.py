"""The demo page's sign-in: fictional customers of the demo back office, and a login made up on the spot."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
from aiohttp import web

from front_door.channels.addresses import has_origin, is_own_origin
from front_door.channels.identity import IdentityRule
from front_door.handoffs.back_office import BackOffice, BackOfficeUnavailable

LIVES = timedelta(minutes=2)
LOGINS_WITHIN_S = 20.0


class DemoLogins:
    """`/demo/customers` and `/demo/identity`; routed only when the demo is on."""

    def __init__(self, rule: IdentityRule, back_office: BackOffice, *, clock: Callable[[], datetime]) -> None:
        self._rule = rule
        self._back_office = back_office
        self._clock = clock
        self._customers: list[dict[str, str]] = []
        self._reading = asyncio.Lock()

    def add_routes(self, app: web.Application) -> None:
        """Both addresses."""
        app.router.add_get("/demo/customers", self.customers)
        app.router.add_post("/demo/identity", self.identity)

    async def customers(self, _: web.Request) -> web.Response:
        """Who can be tried: name, number, PIN and story."""
        return web.json_response({"customers": await self._known()}, headers={"Cache-Control": "no-store"})

    async def identity(self, request: web.Request) -> web.Response:
        """A signed identity for one of the demo customers, as a carrier's login would give it."""
        if has_origin(request) and not is_own_origin(request, (), secure=False):
            raise web.HTTPForbidden(text="Only the demo page itself signs in.\n")
        wanted = await _customer_id(request)
        known = next((c for c in await self._known() if c["customer_id"] == wanted), None)
        if known is None:
            raise web.HTTPNotFound(text="There is no such demo customer.\n")
        token = jwt.encode(
            {
                "sub": known["customer_id"],
                "name": known["name"],
                "aud": self._rule.audience,
                "exp": self._clock() + LIVES,
                "jti": uuid.uuid4().hex,
            },
            self._rule.key,
            algorithm="HS256",
        )
        return web.json_response({"signed_identity": token}, headers={"Cache-Control": "no-store"})

    async def _known(self) -> list[dict[str, str]]:
        async with self._reading:
            if not self._customers:
                self._customers = await self._read()
        return self._customers

    async def _read(self) -> list[dict[str, str]]:
        customers = []
        for login in await _logins():
            try:
                customer_id = await self._back_office.customer_id(login["phone"])
            except BackOfficeUnavailable:
                return []
            if customer_id is not None:
                customers.append(
                    {
                        "customer_id": customer_id,
                        "name": login["full_name"],
                        "phone": login["phone"],
                        "pin": login["pin"],
                        "story": login["story"],
                    }
                )
        return customers


async def _logins() -> list[dict[str, str]]:
    """What the demo back office prints of its named customers; empty when it is not installed here."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "carrier",
        "logins",
        "--json",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LOGINS_WITHIN_S):
            printed, _ = await process.communicate()
        found: object = json.loads(printed or b"[]")
    except (TimeoutError, ValueError):
        return []
    finally:
        if process.returncode is None:
            process.kill()
    keys = ("full_name", "phone", "pin", "story")
    if not isinstance(found, list):
        return []
    return [{key: str(item.get(key, "")) for key in keys} for item in found if isinstance(item, dict)]


async def _customer_id(request: web.Request) -> str:
    try:
        body: object = json.loads(await request.read())
    except ValueError:
        body = None
    if isinstance(body, dict) and isinstance(body.get("customer_id"), str):
        return str(body["customer_id"])
    raise web.HTTPUnprocessableEntity(text="Needs customer_id.\n")
