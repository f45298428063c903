"""The desk's routes. Its page's files are served by the front door like those of any other page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from desk.portraits import portrait, traits_for
from desk.teams.directory import Directory
from front_door.desk_console.console import DeskConsole, DeskParts, build_desk

DAY_S = 86_400


def add_desk_routes(app: web.Application, parts: DeskParts) -> DeskConsole:
    """Add `/desk/session`, `/desk/sign-in`, `/desk/sign-out`, `/desk/socket` and `/team/<agent>.svg`."""
    desk = build_desk(parts)
    app.router.add_get("/desk/session", desk.sign_in.session)
    app.router.add_post("/desk/sign-in", desk.sign_in.sign_in)
    app.router.add_post("/desk/sign-out", desk.sign_in.sign_out)
    app.router.add_get("/desk/socket", desk.socket.handle)
    app.router.add_get("/team/{agent_id:[A-Za-z0-9_]{1,100}}.svg", _portraits(parts.directory))
    app.cleanup_ctx.append(desk.context)
    app.on_shutdown.append(desk.on_shutdown)
    return desk


def _portraits(directory: Directory) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Agents' drawn portraits; an id that has none of its own gets one as well, so that it tells nothing."""

    async def show(request: web.Request) -> web.Response:
        agent_id = request.match_info["agent_id"]
        known = directory.agents.get(agent_id)
        picture = portrait(known.traits if known is not None else traits_for(agent_id))
        return web.Response(
            text=picture,
            content_type="image/svg+xml",
            headers={"Cache-Control": f"public, max-age={DAY_S}", "X-Content-Type-Options": "nosniff"},
        )

    return show
