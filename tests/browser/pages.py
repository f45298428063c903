"""The project's pages, served under a policy as strict as the real front door's, for scripted servers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from aiohttp import web

PAGES = Path(__file__).parents[2] / "front_door" / "pages"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PORTRAIT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#efe3cf"/>'
    '<circle cx="20" cy="17" r="8" fill="#f6d7c0"/><path d="M6 40c1-9 7-13 14-13s13 4 14 13z" fill="#2f7f80"/>'
    '<path d="M11 18c-1-8 4-12 9-12s10 4 9 12c-2-4-5-6-9-6s-7 2-9 6z" fill="#8a4230"/></svg>'
)


def add_pages(app: web.Application) -> None:
    """Demo page, chat, portraits and the demo's sign-in."""
    app.router.add_get("/", _page("demo/index.html"))
    app.router.add_get(r"/team/{agent}.svg", _portrait)
    app.router.add_get("/demo/customers", _customers)
    app.router.add_post("/demo/identity", _identity)
    for name in ("frame.css", "tokens.css", "theme.js"):
        app.router.add_get(f"/{name}", _page(name))
    for folder in ("chat", "demo"):
        app.router.add_static(f"/{folder}/", PAGES / folder)


@web.middleware
async def strict(request: web.Request, handler: Callable[..., Any]) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
    return response


def _page(name: str) -> Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGES / name)

    return handler


async def _portrait(_: web.Request) -> web.Response:
    return web.Response(text=PORTRAIT, content_type="image/svg+xml")


async def _customers(_: web.Request) -> web.Response:
    return web.json_response(
        {
            "customers": [
                {
                    "customer_id": "C-1",
                    "name": "Ada Demo",
                    "phone": "(612) 555-0101",
                    "pin": "4821",
                    "story": "A promotion ended in July",
                },
                {
                    "customer_id": "C-2",
                    "name": "Bo Example",
                    "phone": "(612) 555-0102",
                    "pin": "1177",
                    "story": "No signal since this morning",
                },
            ]
        }
    )


async def _identity(_: web.Request) -> web.Response:
    return web.json_response({"signed_identity": secrets.token_hex(16)})
