"""Twilio's REST interface of a few lines: keeps what it is asked, and makes up a name for each call."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping

from aiohttp import web


class ScriptedTwilioApi:
    """`app` is served; `calls` has each call that was asked for, `changes` what was asked of one."""

    def __init__(self, sid: str, token: str) -> None:
        self._sid = sid
        self._basic = "Basic " + base64.b64encode(f"{sid}:{token}".encode()).decode()
        self.calls: asyncio.Queue[Mapping[str, str]] = asyncio.Queue()
        """The form, with the name it got as `sid`."""
        self.changes: asyncio.Queue[Mapping[str, str]] = asyncio.Queue()
        self.refuses = False
        self._count = 0

    def app(self) -> web.Application:
        """Where the gateway's `twilio_api_url` points."""
        app = web.Application()
        base = f"/2010-04-01/Accounts/{self._sid}/Calls"
        app.router.add_post(base + ".json", self._call)
        app.router.add_post(base + "/{sid}.json", self._change)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        if self.refuses:
            return web.json_response({"code": 21211, "message": "told to", "status": 400}, status=400)
        self._count += 1
        sid = f"CA{self._count:030d}ff"
        self.calls.put_nowait({**form, "sid": sid})
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    async def _change(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        self.changes.put_nowait({**form, "sid": request.match_info["sid"]})
        return web.json_response({"sid": request.match_info["sid"]})

    async def _form(self, request: web.Request) -> Mapping[str, str]:
        if request.headers.get("Authorization") != self._basic:
            raise web.HTTPUnauthorized
        return {name: str(value) for name, value in (await request.post()).items()}
