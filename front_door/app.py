"""The front door as an aiohttp application: routes, what runs beside them, and how it all ends."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp import web

from front_door.channels.addresses import OwnMachine, Pseudonyms
from front_door.channels.call_tickets import CallTickets
from front_door.channels.calls import Calls, socket_origin
from front_door.channels.customer_socket import CustomerSockets, SocketRules
from front_door.channels.demo import DemoLogins
from front_door.channels.identity import IdentityRule, SignedIdentities
from front_door.channels.rest import RestChannel
from front_door.desk_console.account_source import ActionsAccountSource
from front_door.desk_console.console import DeskParts
from front_door.desk_console.routes import add_desk_routes
from front_door.desk_console.suggestion_source import ActionsSuggestionSource
from front_door.faces import faces, team_faces
from front_door.gateways.agent_voices import AgentVoices
from front_door.gateways.callback_calls import CallbackCalls
from front_door.gateways.desk_calls import DeskCalls
from front_door.gateways.gateway_socket import GatewaySocket
from front_door.gateways.gateways import Gateways
from front_door.gateways.phone_record import PhoneRecord
from front_door.jobs import beside, running
from front_door.ledger.sole_server import sole_server
from front_door.own_pages import add_own_pages, ledger_check
from front_door.parts import Parts
from front_door.routing.case_maker import CaseMaker
from front_door.routing.floor_keeper import FloorKeeper
from front_door.routing.recording import Recording
from front_door.settings import FrontDoorSettings
from front_door.surroundings import Surroundings
from front_door.web.security import security_headers
from front_door.web.team_page import TeamPage
from runtime.health import Health
from runtime.internal_auth import check_exposure
from runtime.kept_key import kept_key
from runtime.net import is_loopback
from sentence_encoder import EncoderUnavailable, SentenceEncoder

LARGEST_BODY = 256 * 1024
PARTS = web.AppKey("parts", Parts)
GATEWAYS = web.AppKey("gateways", Gateways)
VOICES = web.AppKey("voices", AgentVoices)


def create_app(parts: Parts) -> web.Application:
    """Everything routed; storage is opened when the application starts."""
    settings = parts.settings
    check_exposure(settings.host, settings.internal_token)
    health = Health("front_door")
    surroundings = Surroundings(
        health,
        parts.assistant,
        parts.back_office,
        settings.actions_url,
        parts.producers,
        voice_gateway=settings.voice_gateway_url,
    )
    app = web.Application(client_max_size=LARGEST_BODY)
    app[PARTS] = parts
    app.on_startup.append(
        security_headers(secure=settings.secure, gateway=socket_origin(settings.voice_gateway_url))
    )
    app.cleanup_ctx.append(_storage)
    session = _session(app)
    accounts = ActionsAccountSource(session, settings.actions_url, settings.internal_token)
    floor = _floor(parts, accounts, surroundings)
    app.cleanup_ctx.append(running(parts, surroundings, floor))
    tickets = CallTickets(clock=parts.clock)
    _gateways_of_voice(app, parts, tickets)
    calls = Calls(
        tickets=tickets,
        gateway=settings.voice_gateway_url,
        is_up=lambda: surroundings.takes_calls,
    )
    sockets = _customer_channels(app, parts, calls, accounts)
    app.cleanup_ctx.append(beside("elsewhere", sockets.watch().run))
    suggestions = ActionsSuggestionSource(session, settings.actions_url, settings.internal_token)
    _desk(app, parts, surroundings, (accounts, suggestions), floor)
    add_own_pages(app, parts, health, surroundings, peers=_peers(settings))
    app.on_shutdown.append(sockets.drain)
    health.add_check("ledger", ledger_check(parts))
    return app


def _gateways_of_voice(app: web.Application, parts: Parts, tickets: CallTickets) -> AgentVoices:
    settings = parts.settings
    gateways = app[GATEWAYS] = Gateways(tickets=tickets)
    voices = app[VOICES] = AgentVoices(
        gateways,
        parts.conversations.state,
        origin=socket_origin(settings.voice_gateway_url),
        clock=parts.clock,
    )
    record = PhoneRecord(parts.conversations, parts.hub)
    gateways.watch(record)
    app.cleanup_ctx.append(beside("phone", record.run))
    socket = GatewaySocket(gateways, settings.internal_token, voices.redeem)
    app.router.add_get("/internal/gateway", socket.handle)
    app.on_shutdown.append(socket.close)
    return voices


def _customer_channels(
    app: web.Application, parts: Parts, calls: Calls, accounts: ActionsAccountSource
) -> CustomerSockets:
    settings = parts.settings
    rule = _identity_rule(parts)
    identities = SignedIdentities(rule, parts.used_identities, clock=parts.clock)
    TeamPage(
        directory=parts.directory,
        identities=identities,
        accounts=accounts,
        clock=parts.clock,
        secure=settings.secure,
    ).add_routes(app)
    sockets = CustomerSockets(
        conversations=parts.conversations,
        hub=parts.hub,
        tokens=parts.tokens,
        identities=identities,
        care_team=parts.care_team,
        line=parts.line,
        faces=faces(parts.directory),
        teams=team_faces(parts.directory),
        meters=parts.meters,
        calls=calls,
        callback_links=parts.callback_links,
        threads=parts.threads,
        rules=SocketRules(
            turns=settings.turns_rate(),
            address_turns=settings.address_turns_rate(),
            address_opens=settings.address_opens_rate(),
            allowed_origins=settings.allowed_origins,
            trusted_proxies=settings.trusted_proxies,
            peers=_peers(settings),
            gateways=_gateways(settings),
            secure=settings.secure,
            team_name=parts.team_name,
            pseudonyms=Pseudonyms(kept_key(settings.ledger_database.with_suffix(".peer-key"))),
        ),
        clock=parts.clock,
    )
    rest = RestChannel(parts.conversations, parts.ledger, _peers(settings))
    app.router.add_get("/chat", sockets.handle)
    app.router.add_post("/webhooks/rest/webhook", rest.handle)
    if settings.demo and rule.algorithm == "HS256" and _is_on_this_machine(settings.backoffice_url):
        DemoLogins(rule, parts.back_office, clock=parts.clock).add_routes(app)
    return sockets


def _session(app: web.Application) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(trust_env=False)

    async def let_go(_: web.Application) -> None:
        await session.close()

    app.on_cleanup.append(let_go)
    return session


def _floor(parts: Parts, accounts: ActionsAccountSource, surroundings: Surroundings) -> FloorKeeper:
    maker = CaseMaker(
        recorder=parts.recorder,
        packets=parts.conversations,
        directory=parts.directory,
        accounts=accounts,
        weak_carrier=lambda: surroundings.weak_identity,
    )
    recording = Recording(parts.recorder, parts.directory)
    floor = FloorKeeper(
        directory=parts.directory,
        hub=parts.hub,
        maker=maker,
        recording=recording,
        clock=parts.clock,
        is_paused=lambda: parts.continuity.pauses_queue,
        outages=parts.outages,
    )
    parts.care_team.ask(floor)
    parts.callback_slots.ask(maker)
    return floor


def _desk(
    app: web.Application,
    parts: Parts,
    surroundings: Surroundings,
    sources: tuple[ActionsAccountSource, ActionsSuggestionSource],
    floor: FloorKeeper,
) -> None:
    settings = parts.settings
    accounts, suggestions = sources
    add_desk_routes(
        app,
        DeskParts(
            database=settings.desk_database,
            ledger=parts.ledger,
            hub=parts.hub,
            conversations=parts.conversations,
            account_source=accounts,
            suggestion_source=suggestions,
            telephone=CallbackCalls(app[GATEWAYS], parts.conversations, parts.tasks),
            routing=floor,
            lead=parts.lead,
            continuity=parts.continuity,
            clock=parts.clock,
            calls=DeskCalls(app[GATEWAYS], app[VOICES]),
            presence=parts.presence,
            encoder=_encoder(parts),
            weak_carrier=lambda: surroundings.weak_identity,
            directory=parts.directory,
            duty_changed=parts.line.nudge,
            secure=settings.secure,
            origins=frozenset(settings.desk_origins),
            trusted_proxies=frozenset(settings.trusted_proxies),
        ),
    )


async def _storage(app: web.Application) -> AsyncIterator[None]:
    parts = app[PARTS]
    with sole_server(parts.settings.ledger_database):
        parts.store.start()
        yield
        await parts.tasks.drain(parts.settings.drain_s)
        await parts.assistant.close()
        await parts.back_office.close()
        if parts.other_desk is not None:
            await parts.other_desk.close()
        parts.store.close()


def _identity_rule(parts: Parts) -> IdentityRule:
    rule = parts.settings.identity_rule()
    if rule.key or not parts.settings.demo:
        return rule
    return IdentityRule(key=secrets.token_urlsafe(48), audience=rule.audience, proof_lasts=rule.proof_lasts)


def _peers(settings: FrontDoorSettings) -> OwnMachine:
    return OwnMachine(behind_proxy=settings.is_behind_proxy(), token=settings.rest_token)


def _gateways(settings: FrontDoorSettings) -> OwnMachine:
    """Processes of ours bear the internal token; where there is none, programs of this machine will do."""
    token = settings.internal_token
    return OwnMachine(behind_proxy=bool(token) or settings.is_behind_proxy(), token=token)


def _is_on_this_machine(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname)


def _encoder(parts: Parts) -> SentenceEncoder | None:
    try:
        return SentenceEncoder.load(parts.settings.sentence_encoder)
    except EncoderUnavailable as error:
        structlog.get_logger().warning("encoder.missing", detail=str(error))
        return None
