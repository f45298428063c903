"""POST /webhook: Rasa's action calls, parsed at the edge and run by the SDK's executor in this process."""

from __future__ import annotations

import json
import time

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

log = structlog.get_logger()


class _Tracker(BaseModel):
    model_config = ConfigDict(extra="allow")

    sender_id: str
    slots: dict[str, object]
    events: list[dict[str, object]]


class _Call(BaseModel):
    """What Rasa sends; the domain is left out, or named by its digest only."""

    model_config = ConfigDict(extra="allow")

    next_action: str
    tracker: _Tracker


class Webhook:
    """The handler of the address."""

    def __init__(self, executor: ActionExecutor) -> None:
        self._executor = executor

    async def handle(self, request: web.Request) -> web.Response:
        """200 with events and responses; 422 malformed, 404 no such action, 400 the action refused."""
        raw = await request.read()
        try:
            call = _Call.model_validate_json(raw)
        except ValidationError as error:
            where = ", ".join(".".join(map(str, problem["loc"])) or "body" for problem in error.errors()[:3])
            return _refused(422, "bad_call", f"not an action call: {where}")
        body: dict[str, object] = json.loads(raw)
        body["domain"] = body.get("domain") or {}
        started = time.perf_counter()
        try:
            result = await self._executor.run(body)
        except ActionNotFoundException as error:
            return _refused(404, "unknown_action", str(error), action_name=call.next_action)
        except ActionExecutionRejection as error:
            return _refused(400, "rejected", str(error), action_name=call.next_action)
        if result is None:
            return _refused(404, "unknown_action", "there is no such action", action_name=call.next_action)
        log.info(
            "action.finished",
            action=call.next_action,
            conversation=call.tracker.sender_id,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return web.json_response(result.model_dump())


def _refused(status: int, code: str, message: str, **more: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}, **more}, status=status)
