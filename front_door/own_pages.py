"""What the front door tells of itself, and the pages it serves: health, status, metrics, static files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from front_door.channels.addresses import OwnMachine
from front_door.internal import InternalApi
from front_door.parts import Parts
from front_door.surroundings import Surroundings
from front_door.web.callback_page import CallbackPage
from front_door.web.static_pages import StaticPages
from front_door.web.status_page import StatusPage
from runtime.health import Health, Part, Status


def add_own_pages(
    app: web.Application, parts: Parts, health: Health, surroundings: Surroundings, *, peers: OwnMachine
) -> None:
    """Route the pages, the internal API, health, status and metrics."""
    InternalApi(
        parts.care_team, parts.line, parts.ledger, parts.conversations, parts.settings.internal_token
    ).add_routes(app)
    page = StatusPage(health, surroundings, parts.outbox, parts.line, parts.other_desk)
    if parts.other_desk is not None:
        parts.other_desk.add_routes(app)

    async def metrics(request: web.Request) -> web.Response:
        if not peers.lets_in(request):
            raise web.HTTPForbidden(text="Metrics are for this machine, or whoever bears the token.\n")
        return web.Response(body=parts.meters.text(), content_type="text/plain", charset="utf-8")

    app.router.add_get("/health", health.handle)
    app.router.add_get("/status", page.handle)
    app.router.add_get("/metrics", metrics)
    pages = StaticPages(watch=parts.settings.watch_pages)
    CallbackPage(
        conversations=parts.conversations,
        links=parts.callback_links,
        pages=pages,
        carrier=parts.settings.carrier_name,
        secure=parts.settings.secure,
        origins=[parts.settings.public_url] if parts.settings.public_url else [],
        clock=parts.clock,
    ).add_routes(app)
    pages.add_routes(app)
    parts.meters.watch("front_door_waiting", "Customers in the queue", lambda: len(parts.line))


def ledger_check(parts: Parts) -> Callable[[], Awaitable[Part]]:
    """Whether the ledger can be read."""

    async def check() -> Part:
        try:
            await parts.store.read(lambda connection: connection.execute("SELECT 1").fetchone())
        except Exception as error:  # noqa: BLE001 - a health check reports, it raises nothing
            return Part(status=Status.DOWN, detail=type(error).__name__)
        return Part(status=Status.OK)

    return check
