"""Serves the preview page on loopback: JSON of the workshop, and a stream that says when a file was saved."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from knowledge_base.preview.workshop import Workshop

PAGES = Path(__file__).with_name("pages")
SHARED = Path(__file__).parents[2] / "front_door" / "pages"
"""The house's colours and its theme switch, as files."""
SHARED_NAMES = ("tokens.css", "theme.js")
LOOK_EVERY_S = 0.5
LONGEST_QUESTION = 1_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
WORKSHOP = web.AppKey("workshop", Workshop)
SAVED = web.AppKey("saved", asyncio.Condition)
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(workshop: Workshop) -> web.Application:
    """The page's application; it looks for saved files while it runs."""
    app = web.Application(middlewares=[_own_page_only])
    app[WORKSHOP] = workshop
    app[SAVED] = asyncio.Condition()
    app.cleanup_ctx.append(_watch)
    app.on_response_prepare.append(_policy)
    app.router.add_get("/", _index)
    app.router.add_get("/state", _state)
    app.router.add_get("/article/{slug}", _article)
    app.router.add_get("/ask", _ask)
    app.router.add_get("/changes", _changes)
    app.router.add_get("/sayings", _sayings)
    app.router.add_get("/saved", _stream)
    for name in SHARED_NAMES:
        app.router.add_get(f"/{name}", _shared)
    app.router.add_static("/pages/", PAGES)
    return app


@web.middleware
async def _own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A foreign name that resolves to this machine gets nothing."""
    if request.host.rpartition(":")[0] not in LOOPBACK:
        raise web.HTTPForbidden(text="only by 127.0.0.1 or localhost")
    return await handler(request)


async def _policy(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"


async def _watch(app: web.Application) -> AsyncIterator[None]:
    async def follow(take_up: Callable[[], bool]) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if await asyncio.to_thread(take_up):
                async with app[SAVED]:
                    app[SAVED].notify_all()

    following = [
        asyncio.create_task(follow(app[WORKSHOP].refresh)),
        asyncio.create_task(follow(app[WORKSHOP].settle)),
    ]
    yield
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGES / "index.html")


async def _shared(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(SHARED / request.path.removeprefix("/"))


async def _state(request: web.Request) -> web.Response:
    return web.json_response(await asyncio.to_thread(request.app[WORKSHOP].overview))


async def _article(request: web.Request) -> web.Response:
    found = await asyncio.to_thread(request.app[WORKSHOP].article, request.match_info["slug"])
    return web.json_response(found) if found else web.json_response({}, status=404)


async def _ask(request: web.Request) -> web.Response:
    question = request.query.get("question", "")[:LONGEST_QUESTION]
    channel = "voice" if request.query.get("channel") == "voice" else "web_chat"
    return web.json_response(await asyncio.to_thread(request.app[WORKSHOP].ask, question, channel))


async def _changes(request: web.Request) -> web.Response:
    return web.json_response(await asyncio.to_thread(request.app[WORKSHOP].changes))


async def _sayings(request: web.Request) -> web.Response:
    return web.json_response({"sayings": await asyncio.to_thread(request.app[WORKSHOP].sayings)})


async def _stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the version, whenever it is another one."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):
        while True:
            await response.write(f"data: {json.dumps(request.app[WORKSHOP].version)}\n\n".encode())
            async with request.app[SAVED]:
                await request.app[SAVED].wait()
    return response
