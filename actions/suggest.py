"""POST /suggest: articles for the agent who holds a conversation; the desk's way to the knowledge base."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.knowledge import LoadedKnowledge
from actions.lines.area import MARKETS
from actions.turns.resources import KnowledgeUnavailable
from knowledge_base.suggest import Suggestion, suggest

MOST_TURNS = 8

log = structlog.get_logger()


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    turns: list[Annotated[str, Field(max_length=1_000)]] = Field(min_length=1, max_length=MOST_TURNS)
    """What the customer said, oldest first; or the agent's own words alone."""
    channel: str = Field(default="web_chat", max_length=20)
    area: str = Field(default="", max_length=100)
    """ZIP code, where it is known; articles for one market are for its customers only."""
    sought: bool = False
    """Whether the agent looks something up, and would rather see too much than too little."""
    exclude: list[str] = Field(default=[], max_length=100)
    """Slugs that the customer said were not meant."""


class Suggest:
    """The handler of the address."""

    def __init__(self, knowledge: LoadedKnowledge, clock: Callable[[], datetime]) -> None:
        self._knowledge = knowledge
        self._clock = clock

    async def handle(self, request: web.Request) -> web.Response:
        """200 with `{suggestions: […]}`, maybe none; 422 malformed, 503 the knowledge base is not there."""
        try:
            asked = _Asked.model_validate_json(await request.read())
        except ValidationError:
            return _failed(422, "bad_request", "turns are needed: 1 to 8 texts")
        try:
            retriever = await self._knowledge.retriever()
        except KnowledgeUnavailable as error:
            log.warning("suggestions.unavailable", why=str(error))
            return _failed(503, "knowledge_unavailable", "the knowledge base cannot be asked right now")
        found = await asyncio.to_thread(
            suggest,
            retriever,
            asked.turns,
            market=MARKETS.of(asked.area) if asked.area else None,
            channel=asked.channel,
            at=self._clock(),
            exclude=frozenset(asked.exclude),
            sought=asked.sought,
        )
        return web.json_response({"suggestions": [_told(one) for one in found]})


def _told(one: Suggestion) -> dict[str, object]:
    article, match = one.article, one.match
    return {
        "slug": article.slug,
        "title": match.title,
        "topic": article.topic,
        "answer": match.passage,
        "whole": one.whole,
        "probability": round(match.probability, 4),
        "agents_only": one.agents_only,
        "notice": article.notice,
        "guide": article.guide,
        "valid_until": article.valid_until.isoformat() if article.valid_until else None,
        "review_by": article.review_by.isoformat() if article.review_by else None,
        "owner": article.owner,
        "about": one.about,
    }


def _failed(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
