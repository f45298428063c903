"""The voice gateway as an aiohttp application: pages, telephone lines, health and metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median

import structlog
from aiohttp import web

from conversation.words import Words
from runtime.health import Health, Part, Status
from runtime.internal_auth import bears, check_exposure
from voice_gateway.admission import Limits
from voice_gateway.call.websocket_line import Address
from voice_gateway.control.control_link import ControlLink
from voice_gateway.control.orders import Orders
from voice_gateway.engines import Engines
from voice_gateway.meters import Meters
from voice_gateway.page_doors import PageDoors
from voice_gateway.recording.folder_recordings import FolderRecordings, keep_tidy
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.speaking.own_words import prepare_own_words
from voice_gateway.switchboard import Switchboard
from voice_gateway.telephone import sip_endpoint
from voice_gateway.transports.sip.endpoint import SipEndpoint
from voice_gateway.transports.twilio.webhooks import TwilioAccount, TwilioWebhooks
from voice_gateway.workers.pool import WorkerFailed

ORDERS = web.AppKey("orders", Orders)
SIP = web.AppKey("sip", SipEndpoint)
SWITCHBOARD = web.AppKey("switchboard", Switchboard)


def create_app(settings: VoiceGatewaySettings, engines: Engines) -> web.Application:
    """Routed; engines are warmed before the port opens."""
    check_exposure(settings.host, settings.internal_token)
    meters = Meters()
    switchboard = Switchboard(
        engines,
        Address(url=settings.front_door_url, token=settings.internal_token),
        meters,
        limits=Limits(
            calls=settings.most_calls,
            waiting=settings.most_waiting,
            recognition_s=settings.longest_recognition_s,
            lag_s=settings.longest_lag_s,
        ),
        language=settings.language,
    )
    orders = Orders(switchboard, engines)
    link = ControlLink(
        switchboard.session, Address(url=settings.front_door_url, token=settings.internal_token), orders
    )
    orders.tell = switchboard.tell = link.tell
    health = _health(switchboard, orders, link, engines, meters)
    app = web.Application()
    app[SWITCHBOARD], app[ORDERS] = switchboard, orders

    async def metrics(request: web.Request) -> web.Response:
        if not bears(request, settings.internal_token):
            raise web.HTTPForbidden(text="Metrics are for processes of ours.\n")
        load = switchboard.load
        meters.loaded(lag_s=load.lag_s, wait_s=load.wait_s, waiting=load.waiting)
        return web.Response(body=meters.text(), content_type="text/plain", charset="utf-8")

    async def warmed(_: web.Application) -> AsyncIterator[None]:
        try:
            await engines.start()
        except WorkerFailed as error:
            # The chat works without calls: say what is missing, take none.
            structlog.get_logger().error("speech.unavailable", detail=str(error))
            health.set("speech", Status.DOWN, f"{error}: no calls are taken", optional=True)
            switchboard.shut()
            yield
            return
        beside = [
            asyncio.get_running_loop().create_task(prepare_own_words(engines.voice, settings.language)),
            asyncio.get_running_loop().create_task(link.run(orders.carry_out)),
            asyncio.get_running_loop().create_task(switchboard.load.watch()),
        ]
        yield
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await switchboard.close()
        await engines.close()

    _add_recordings(app, settings)
    _add_twilio(app, settings, meters, health)
    PageDoors(switchboard, link.redeem).add_routes(app)
    app.router.add_get("/health", health.handle)
    app.router.add_get("/metrics", metrics)
    app.cleanup_ctx.append(warmed)
    _add_sip(app, settings, meters, health)
    app.on_shutdown.append(orders.close)
    app.on_shutdown.append(lambda _: switchboard.drain(settings.drain_s))
    return app


def _health(
    switchboard: Switchboard, orders: Orders, link: ControlLink, engines: Engines, meters: Meters
) -> Health:
    health = Health("voice_gateway")
    health.set("speech", Status.OK, engines.detail)
    health.add_check("lines", lambda: _lines(switchboard), optional=True)
    health.add_check("control", lambda: _control(link, orders), optional=True)
    health.add_check("stages", lambda: _stages(meters), optional=True)
    health.add_check("workers", lambda: _workers(engines), optional=True)
    return health


def _add_recordings(app: web.Application, settings: VoiceGatewaySettings) -> None:
    """Old ones go also where nobody is asked any more."""
    kept = FolderRecordings(settings.recordings)
    app[SWITCHBOARD].recordings = kept if settings.record_calls else None
    age = timedelta(days=settings.recordings_kept_days)

    async def tidied(_: web.Application) -> AsyncIterator[None]:
        tidying = asyncio.get_running_loop().create_task(keep_tidy(kept, age))
        yield
        tidying.cancel()
        await asyncio.gather(tidying, return_exceptions=True)
        kept.close()

    app.cleanup_ctx.append(tidied)


def _add_sip(app: web.Application, settings: VoiceGatewaySettings, meters: Meters, health: Health) -> None:
    """Telephones are answered once engines are warm, and until every call has said goodbye."""
    endpoint = sip_endpoint(settings, app[SWITCHBOARD], meters)
    if endpoint is None:
        return
    app[SIP] = endpoint
    app[ORDERS].placers.append(endpoint.outgoing)
    health.add_check("sip", lambda: _sip(endpoint), optional=True)

    async def answering(_: web.Application) -> AsyncIterator[None]:
        await endpoint.start()
        yield
        await endpoint.close()

    app.cleanup_ctx.append(answering)


def _add_twilio(app: web.Application, settings: VoiceGatewaySettings, meters: Meters, health: Health) -> None:
    if not settings.twilio_account_sid:
        return
    account = TwilioAccount(
        sid=settings.twilio_account_sid,
        token=settings.twilio_auth_token,
        public_url=settings.public_url,
        number=settings.twilio_number,
        api_url=settings.twilio_api_url,
        overflow_number=settings.overflow_number,
    )
    switchboard = app[SWITCHBOARD]
    twilio = TwilioWebhooks(
        account,
        take=switchboard.take,
        room=lambda: switchboard.lines,
        session=switchboard.session,
        words=Words.load(settings.language),
        meters=meters,
        clock=time.monotonic,
    )
    twilio.add_routes(app)
    app[ORDERS].placers.append(twilio.placer)
    health.set("telephone", Status.OK, f"Twilio calls {twilio.url}")


async def _lines(switchboard: Switchboard) -> Part:
    calls, listened_to, load = switchboard.in_progress, switchboard.listened_to, switchboard.load
    told = [f"{calls} calls in progress"] if calls else []
    if calls > listened_to:
        told.append(f"{calls - listened_to} of them with the team alone")
    told.append(f"{load.waiting} utterances wait for a recogniser")
    told.append(f"loop {load.lag_s * 1_000:.0f} ms late")
    if switchboard.room > 0:
        return Part(status=Status.OK, detail=", ".join(told))
    where = "go to the team" if switchboard.lines > 0 else "find no line"
    return Part(status=Status.DEGRADED, detail=", ".join([*told, f"callers {where}"]))


async def _stages(meters: Meters) -> Part:
    told = [f"{name} {median(seconds) * 1_000:.0f} ms" for name, seconds in meters.recent.items() if seconds]
    return Part(status=Status.OK, detail=", ".join(told))


async def _control(link: ControlLink, orders: Orders) -> Part:
    if not link.is_up:
        return Part(status=Status.DEGRADED, detail="the front door is not there: agents cannot talk in calls")
    placers = ", ".join(placer.name for placer in orders.placers if placer.is_ready)
    return Part(status=Status.OK, detail=f"places calls by {placers}" if placers else "")


async def _sip(endpoint: SipEndpoint) -> Part:
    return Part(status=Status.OK if endpoint.is_whole else Status.DEGRADED, detail=endpoint.detail)


async def _workers(engines: Engines) -> Part:
    dead = [pool.name for pool in engines.pools if not pool.alive]
    if dead:
        return Part(status=Status.DOWN, detail=f"{' and '.join(dead)} being started again")
    alive = ", ".join(f"{pool.alive} {pool.name}" for pool in engines.pools)
    again = sum(pool.restarts for pool in engines.pools)
    return Part(status=Status.OK, detail=f"{alive}; {again} started again" if again else alive)
