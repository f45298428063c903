"""The assistant's HTTP server: our input channel and GET /health, nothing of Rasa's own API."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path
from typing import Any

import structlog
from rasa.core.channels import channel as rasa_channels
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.components.action_endpoint import ActionEndpoint
from bot.components.channel import FrontDoorChannel
from bot.components.encoder import shared, use
from bot.components.held import HeldConversations
from bot.components.locks import ConversationLocks
from bot.components.processor import TurnAgent, TurnProcessor
from bot.components.tracker_store import WriteThroughTrackerStore
from bot.components.turns import Turns
from bot.log import cause
from bot.models import model_in
from bot.project import Project
from bot.settings import Settings

log = structlog.get_logger()

ENDPOINTS = Path(__file__).with_name("endpoints.yml")


class AssistantServer:
    """One process of the assistant."""

    def __init__(self, settings: Settings, *, started_at: float) -> None:
        self._settings = settings
        self._started_at = started_at
        self._channel = FrontDoorChannel(settings.internal_token)
        self._store = WriteThroughTrackerStore(None, settings.tracker_database, live=settings.live_trackers)
        self._actions = ActionEndpoint(
            settings.actions_url, token=settings.internal_token, seconds=settings.action_seconds
        )
        self._parts: dict[str, dict[str, str]] = {"model": {"status": "starting", "detail": "loading"}}
        self._model: str | None = None
        self.failed = False

    def serve(self, listener: socket.socket) -> None:
        """Answer on the bound socket until told to end."""
        app = Sanic("assistant", configure_logging=False)
        app.config.FALLBACK_ERROR_FORMAT = "json"
        app.config.ACCESS_LOG = False
        app.config.KEEP_ALIVE_TIMEOUT = 75
        app.config.RESPONSE_TIMEOUT = self._settings.action_seconds * 12
        app.config.REQUEST_MAX_SIZE = 4_000_000
        rasa_channels.register([self._channel], app, route="/webhooks/")
        app.add_route(self._health, "/health", methods=["GET"])
        app.error_handler.add(SanicException, _not_here)
        app.register_listener(self._load_soon, "after_server_start")
        app.register_listener(self._close, "after_server_stop")
        app.run(sock=listener, workers=1, access_log=False, motd=False)

    async def _health(self, _: Request) -> HTTPResponse:
        statuses = {part["status"] for part in self._parts.values()}
        status = next((worst for worst in ("down", "starting", "degraded") if worst in statuses), "ok")
        versions = {"assistant": self._model} if self._model else {}
        body = {"status": status, "process": "assistant", "parts": self._parts, "versions": versions}
        return json(body, status=200 if status in ("ok", "degraded") else 503)

    async def _load_soon(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        """Load in a thread, so that /health says `starting` meanwhile."""
        app.ctx.loading = loop.create_task(self._load(app))

    async def _load(self, app: Sanic) -> None:
        try:
            agent = await asyncio.get_running_loop().run_in_executor(None, self._load_agent)
        except Exception as error:  # noqa: BLE001 whatever is wrong with a model, say it and end
            self._parts["model"] = {"status": "down", "detail": f"{type(error).__name__}: {error}"}
            log.error(  # noqa: TRY400 a traceback would not tell more
                "model.refused", why=f"{type(error).__name__}: {error}", cause=cause(error)
            )
            self.failed = True
            app.stop()
            return
        processor: TurnProcessor = agent.processor
        locks = ConversationLocks()
        self._channel.open_with(
            Turns(processor, self._store, locks), HeldConversations(processor, self._store, locks)
        )
        self._model = processor.model_filename
        self._parts["model"] = {"status": "ok", "detail": processor.model_filename}
        log.info(
            "assistant.started",
            model=processor.model_filename,
            seconds=round(time.time() - self._started_at, 1),
        )

    def _load_agent(self) -> TurnAgent:
        use(self._settings.encoder_folder)
        encoder = shared().fingerprint
        endpoints = AvailableEndpoints.read_endpoints(str(ENDPOINTS))
        agent = TurnAgent(
            generator=NaturalLanguageGenerator.create(endpoints.nlg, None),
            tracker_store=self._store,
            action_endpoint=self._actions,
        )
        model = model_in(self._settings.model_folder, Project(root=Path()), encoder)
        agent.load_model(str(model))
        return agent

    async def _close(self, *_: Any) -> None:  # noqa: ANN401
        await self._channel.settle()
        await self._actions.close()
        self._store.close()


async def _not_here(_: Request, error: SanicException) -> HTTPResponse:
    status = getattr(error, "status_code", 500)
    code = "not_found" if status == 404 else "bad_request" if status < 500 else "internal"
    return json({"error": {"code": code, "message": type(error).__name__}}, status=status)
