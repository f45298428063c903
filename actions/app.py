"""The action process as an aiohttp application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor

from actions.account import Account
from actions.care_team import FrontDoorCareTeam
from actions.identity.gate import levels
from actions.knowledge import LOADING, LoadedKnowledge
from actions.rasa_adapter import actions_of
from actions.settings import ActionsSettings
from actions.suggest import Suggest
from actions.talk.danger import reason_in
from actions.turns.attempts import Allowed, SqliteAttempts
from actions.turns.operations import SqliteOperations
from actions.turns.resources import Offers, Policy, Resources
from actions.webhook import Webhook
from carrier.errors import CarrierError
from carrier.http import HttpCarrierSystems
from carrier.transport import Limits
from conversation.sealing import Sealer
from conversation.words import Words
from knowledge_base.problems import Problem
from knowledge_base.rule_words import RuleWords
from runtime.health import Health, Part, Status
from runtime.internal_auth import token_required

log = structlog.get_logger()

LARGEST_CALL = 8 * 1024 * 1024
"""Bytes; a tracker of a very long conversation."""
LIMITS = Limits(open_s=1.0)
"""A customer who tries again after a second is not refused for the failures before."""
HEALTH_CONVERSATION = "actions-health"
WEAK_IDENTITY = (
    "weak identity: this carrier checks neither a PIN nor a code; a line's number alone opens an account"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the addresses are answered by while the application runs."""

    webhook: Webhook
    account: Account
    suggest: Suggest
    health: Health


RUNNING = web.AppKey("running", Running)


def create_app(settings: ActionsSettings) -> web.Application:
    """An application that connects when it starts and lets go when it stops."""
    levels()
    app = web.Application(middlewares=[token_required(settings.internal_token)], client_max_size=LARGEST_CALL)

    async def connected(running: web.Application) -> AsyncIterator[None]:
        async with _connections(settings) as (resources, knowledge):
            executor = ActionExecutor()
            for action in actions_of(resources):
                executor.register_action(action)
            running[RUNNING] = Running(
                webhook=Webhook(executor),
                account=Account(resources.carrier),
                suggest=Suggest(knowledge, resources.clock),
                health=_health(settings, resources, knowledge),
            )
            yield

    app.cleanup_ctx.append(connected)
    app.router.add_post("/webhook", _webhook)
    app.router.add_post("/account", _account)
    app.router.add_post("/suggest", _suggest)
    app.router.add_get("/health", _report)
    return app


async def _webhook(request: web.Request) -> web.Response:
    return await request.app[RUNNING].webhook.handle(request)


async def _account(request: web.Request) -> web.Response:
    return await request.app[RUNNING].account.handle(request)


async def _suggest(request: web.Request) -> web.Response:
    return await request.app[RUNNING].suggest.handle(request)


async def _report(request: web.Request) -> web.Response:
    return await request.app[RUNNING].health.handle(request)


@contextlib.asynccontextmanager
async def _connections(settings: ActionsSettings) -> AsyncIterator[tuple[Resources, LoadedKnowledge]]:
    knowledge = LoadedKnowledge(
        articles=settings.articles, encoder=settings.encoder, cache=settings.embeddings
    )
    operations = SqliteOperations(settings.database)
    attempts = SqliteAttempts(settings.database)
    async with (
        HttpCarrierSystems(
            settings.backoffice_url, settings.backoffice_token or None, limits=LIMITS
        ) as carrier,
        aiohttp.ClientSession() as session,
    ):
        resources = Resources(
            carrier=carrier,
            offers=Offers(carrier),
            knowledge=knowledge,
            operations=operations,
            attempts=attempts,
            care_team=FrontDoorCareTeam(settings.front_door_url, settings.internal_token, session),
            sealer=Sealer(settings.seal_key) if settings.seal_key else None,
            words=Words.load("en"),
            danger=reason_in(RuleWords.load().reason),
            lasting=RuleWords.load().is_lasting,
            clock=lambda: datetime.now(UTC),
            policy=Policy(
                proof=timedelta(minutes=settings.proof_minutes),
                pin_length=settings.pin_length,
                code_length=settings.code_length,
                allowed=Allowed(
                    of_customer=settings.wrong_guesses_per_customer,
                    of_peer=settings.wrong_guesses_per_address,
                    codes=settings.codes_per_customer,
                ),
                allow_weak_identity=settings.allow_weak_identity,
                zone=ZoneInfo(settings.time_zone),
            ),
        )
        fresh = asyncio.create_task(knowledge.keep_fresh(carrier, every_s=settings.articles_every_s))
        try:
            yield resources, knowledge
        finally:
            fresh.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await fresh
            operations.close()
            attempts.close()


def _files_part(broken: tuple[Problem, ...]) -> Part:
    if not broken:
        return Part(status=Status.OK)
    first = broken[0]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    where = f"{first.file}, line {first.line}: {first.message}{more}"
    return Part(status=Status.DEGRADED, detail=f"the last good version is told instead of {where}")


def _health(settings: ActionsSettings, resources: Resources, knowledge: LoadedKnowledge) -> Health:
    health = Health("actions")

    async def carrier_part() -> Part:
        try:
            weak = await resources.is_weak(HEALTH_CONVERSATION)
        except CarrierError as error:
            return Part(status=Status.DOWN, detail=f"the back office does not answer ({error.code})")
        if weak:
            return Part(status=Status.DEGRADED, detail=WEAK_IDENTITY)
        return Part(status=Status.OK)

    async def knowledge_part() -> Part:
        if not knowledge.failure:
            return _files_part(knowledge.broken)
        state = Status.STARTING if knowledge.failure == LOADING else Status.DEGRADED
        return Part(status=state, detail=knowledge.failure)

    health.add_check("carrier", carrier_part, optional=True)
    health.add_check("knowledge", knowledge_part)
    health.name_version("knowledge_base", lambda: knowledge.version)
    if not settings.seal_key:
        health.set("seal", Status.DEGRADED, "CARE_SEAL_KEY is empty: no PIN can be read", optional=True)
    return health
