"""The assistant's channel over HTTP before a script: `python -m tests.fakes.assistant_server PORT PAUSE_S`."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from front_door.assistants.assistant import Answer, Memory, TurnDown
from front_door.assistants.scripted_assistant import ScriptedAssistant, echo

CHANNEL = "/webhooks/front_door"


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer as the channel sends it."""
    return {
        "turn_id": answer.turn_id,
        "replies": [
            {"text": reply.text, "custom": {"care": reply.care.model_dump(mode="json")}}
            for reply in answer.replies
        ],
        "intent_ranking": [intent.model_dump() for intent in answer.intent_ranking],
        "active_loop": answer.active_loop,
        "paused": answer.paused,
    }


class AssistantServer:
    """Serves a `ScriptedAssistant`; `problem` is answered instead while it is set."""

    def __init__(self, assistant: ScriptedAssistant, *, token: str = "") -> None:
        self.assistant = assistant
        self.token = token
        self.problem: tuple[int, str] | None = None

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.router.add_post(f"{CHANNEL}/turn", self._turn)
        app.router.add_get(CHANNEL + "/turn/{conversation}/{turn}", self._recall)
        app.router.add_post(f"{CHANNEL}/restore", self._restore)
        app.router.add_post(f"{CHANNEL}/append", self._append)
        app.router.add_post(f"{CHANNEL}/redact", self._redact)
        app.router.add_get("/health", self._health)
        return app

    @web.middleware
    async def _guard(self, request, handler):
        bearer = request.headers.get("Authorization")
        if request.path != "/health" and self.token and bearer != f"Bearer {self.token}":
            return _problem(401, "unauthorized")
        if self.problem is not None:
            return _problem(*self.problem)
        return await handler(request)

    async def _turn(self, request):
        body = await request.json()
        return web.json_response(answer_json(await self.assistant.answer(TurnDown(**body))))

    async def _recall(self, request):
        known = await self.assistant.recall(request.match_info["conversation"], request.match_info["turn"])
        return _problem(404, "unknown_turn") if known is None else web.json_response(answer_json(known))

    async def _restore(self, request):
        await self.assistant.restore(Memory(**await request.json()))
        return web.json_response({})

    async def _append(self, request):
        body = await request.json()
        await self.assistant.append(body["conversation_id"], body["events"])
        return web.json_response({})

    async def _redact(self, request):
        await self.assistant.redact(**await request.json())
        return web.json_response({})

    async def _health(self, _):
        return web.json_response({"status": "ok", "ran": len(self.assistant.ran)})


def _problem(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status)


def main(port: int, pause_s: float) -> None:
    async def slow_echo(turn: TurnDown) -> Answer:
        await asyncio.sleep(pause_s)
        return await echo(turn)

    server = AssistantServer(ScriptedAssistant(slow_echo))
    web.run_app(server.app(), host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
