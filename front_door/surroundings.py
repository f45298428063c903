"""How the processes around are, looked at every few seconds, for /health, /status and the assistant."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping

import aiohttp

from front_door.assistants.assistant import Assistant
from front_door.assistants.rasa_assistant import version_in
from front_door.handoffs.back_office import BackOffice
from runtime.health import Health, Status

LOOK_S = 2.0
TIME_LIMIT_S = 2.0
WEAK = "weak identity"
ASSISTANT = "assistant"
KNOWLEDGE_BASE = "knowledge_base"


class Surroundings:
    """Keeps the parts of `Health` up to date; nothing here is needed to take a customer's words."""

    def __init__(
        self,
        health: Health,
        assistant: Assistant,
        back_office: BackOffice,
        actions_url: str,
        producers: MutableMapping[str, str],
        *,
        voice_gateway: str = "",
    ) -> None:
        """`producers`: what makes answers and packets, by name; kept at the versions that are seen."""
        self._health = health
        self._assistant = assistant
        self._back_office = back_office
        self._actions = actions_url.rstrip("/") + "/health"
        self._weak = False
        self._producers = producers
        self._gateway = voice_gateway.rstrip("/") + "/health" if voice_gateway else ""
        self._takes_calls = False
        for name in ("assistant", "actions", "back office"):
            health.set(name, Status.STARTING, optional=True)

    @property
    def takes_calls(self) -> bool:
        """The voice gateway is there and says that it can take a call."""
        return self._takes_calls

    @property
    def weak_identity(self) -> bool:
        """The action server says that the carrier can check neither PIN nor code."""
        return self._weak

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        timeout = aiohttp.ClientTimeout(total=TIME_LIMIT_S)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            while True:
                await self._look(session)
                await asyncio.sleep(LOOK_S)

    async def _look(self, session: aiohttp.ClientSession) -> None:
        ready, actions, reached = await asyncio.gather(
            self._assistant.is_ready(), self._ask_actions(session), self._back_office.is_reached()
        )
        if model := self._assistant.version():
            self._producers[ASSISTANT] = model
        self._set("assistant", ready, "turns wait and then go to the team")
        self._set("back office", reached, "handoffs wait in the outbox")
        if self._gateway:
            await self._look_at_gateway(session)
        status, detail = actions
        self._weak = WEAK in detail
        self._health.set("actions", status, detail, optional=True)

    def _set(self, name: str, fine: bool, otherwise: str) -> None:
        self._health.set(
            name,
            Status.OK if fine else Status.DOWN,
            "" if fine else f"not reached: {otherwise}",
            optional=True,
        )

    async def _look_at_gateway(self, session: aiohttp.ClientSession) -> None:
        report = await _report(session, self._gateway)
        if report is None:
            self._takes_calls = False
            self._health.set(
                "voice gateway", Status.DOWN, "not reached: the chat offers no calls", optional=True
            )
            return
        status, detail = _summed_up(report)
        self._takes_calls = _part(report, "speech") is Status.OK
        self._health.set("voice gateway", status, detail, optional=True)

    async def _ask_actions(self, session: aiohttp.ClientSession) -> tuple[Status, str]:
        report = await _report(session, self._actions)
        if report is None:
            return Status.DOWN, "not reached: accounts cannot be read"
        if not isinstance(report, dict):
            return Status.DEGRADED, "its health report is unreadable"
        if articles := version_in(report, KNOWLEDGE_BASE):
            self._producers[KNOWLEDGE_BASE] = articles
        return _summed_up(report)


async def _report(session: aiohttp.ClientSession, url: str) -> object:
    """A process's health report, None when it cannot be had."""
    try:
        async with session.get(url) as response:
            report: object = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    return report


def _part(report: object, name: str) -> Status | None:
    parts = report.get("parts") if isinstance(report, dict) else None
    told = parts.get(name) if isinstance(parts, dict) else None
    status = str(told.get("status")) if isinstance(told, dict) else ""
    return Status(status) if status in set(Status) else None


def _summed_up(report: object) -> tuple[Status, str]:
    if not isinstance(report, dict):
        return Status.DEGRADED, "its health report is unreadable"
    parts = report.get("parts")
    details = (
        [f"{name}: {part.get('detail')}" for name, part in parts.items() if part.get("detail")]
        if isinstance(parts, dict)
        else []
    )
    told = str(report.get("status"))
    return (Status(told) if told in set(Status) else Status.DEGRADED), "; ".join(details)
