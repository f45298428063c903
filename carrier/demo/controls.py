"""Paths under /demo, for this machine only: playing the customer's phone and the carrier's staff.

POST /demo/payments/{cid}/pay        the customer pays the open payment request
GET  /demo/texts/{lid}               the texts on a line's phone, newest last (one-time codes)
POST /demo/customers/{cid}/unlock    the PIN may be tried again
GET  /demo/requests                  what was asked of the back office, newest last; ?conversation_id=… of one
POST /demo/reset                     everything as it was made
"""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from aiohttp import web

from carrier.demo.billing import pay
from carrier.demo.database import transaction
from carrier.demo.identity import unlock_pin
from carrier.demo.office import Office, Refused, line_row, not_found
from carrier.demo.seeding import reseed

Control = Callable[[Office, web.Request], dict[str, object]]


def add_controls(app: web.Application, office: Office) -> None:
    """Add the paths."""
    app.router.add_post("/demo/payments/{cid}/pay", _handler(office, _pay))
    app.router.add_get("/demo/texts/{lid}", _handler(office, _texts))
    app.router.add_get("/demo/requests", _handler(office, _requests))
    app.router.add_post("/demo/customers/{cid}/unlock", _handler(office, _unlock))
    app.router.add_post("/demo/reset", _handler(office, _reset))


def _handler(office: Office, control: Control) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if not _is_loopback(request.remote):
            raise Refused(404, "not_found", "Only for the machine it runs on.")
        return web.json_response(control(office, request))

    return handle


def _is_loopback(remote: str | None) -> bool:
    try:
        return remote is not None and ipaddress.ip_address(remote).is_loopback
    except ValueError:
        return False


def _pay(office: Office, request: web.Request) -> dict[str, object]:
    with transaction(office.connection):
        bill_id = pay(office, request.match_info["cid"])
    if bill_id is None:
        raise not_found("open payment request")
    return {"bill_id": bill_id, "status": "Paid"}


def _texts(office: Office, request: web.Request) -> dict[str, object]:
    line = line_row(office, request.match_info["lid"])
    return {"texts": [text.body for text in office.texts if text.line_id == line["line_id"]]}


def _requests(office: Office, request: web.Request) -> dict[str, object]:
    wanted = request.query.get("conversation_id")
    kept = [asked for asked in office.answered if wanted in (None, asked.conversation_id)]
    return {"requests": [asdict(asked) for asked in kept]}


def _unlock(office: Office, request: web.Request) -> dict[str, object]:
    with transaction(office.connection):
        unlock_pin(office, request.match_info["cid"])
    return {"unlocked": True}


def _reset(office: Office, _request: web.Request) -> dict[str, object]:
    reseed(office.connection, business_date=office.business_date, seed=office.seed)
    office.texts.clear()
    return {"reset": True}
