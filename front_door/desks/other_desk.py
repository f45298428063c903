"""Another desk put together: told of cases by the courier, heard by the intake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from desk.teams.directory import Directory
from front_door.conversations.conversations import Conversations
from front_door.conversations.hub import Hub
from front_door.desks.courier import Courier
from front_door.desks.intake import PATH, DeskIntake
from front_door.desks.messages import CaseMessages
from front_door.desks.progress import CourierState, DeskProgress
from front_door.desks.signatures import WebhookSecrets
from front_door.desks.staffing import Staffing
from front_door.desks.webhook_desk import WebhookDesk
from front_door.ledger.port import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What another desk is joined to."""

    ledger: Ledger
    hub: Hub
    conversations: Conversations
    progress: DeskProgress
    directory: Directory
    staffing: Staffing
    clock: Callable[[], datetime]


class OtherDesk:
    """A desk that is reached at one address, with one secret in both directions."""

    def __init__(self, url: str, secrets: WebhookSecrets, around: Surroundings) -> None:
        self._webhook = WebhookDesk(url, secrets, clock=around.clock)
        self._progress = around.progress
        self.courier = Courier(
            desk=self._webhook,
            progress=around.progress,
            ledger=around.ledger,
            hub=around.hub,
            messages=CaseMessages(around.ledger, around.conversations),
            clock=around.clock,
        )
        self._intake = DeskIntake(
            secrets=secrets,
            conversations=around.conversations,
            progress=around.progress,
            directory=around.directory,
            staffing=around.staffing,
            clock=around.clock,
        )

    def add_routes(self, app: web.Application) -> None:
        """Where it reaches us."""
        app.router.add_post(PATH, self._intake.handle)

    async def state(self) -> CourierState:
        """For /status."""
        return await self._progress.state()

    async def close(self) -> None:
        """Let go of connections."""
        await self._webhook.close()
