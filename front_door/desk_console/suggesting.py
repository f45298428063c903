"""Articles for the live conversation: the customer's newest words go to the knowledge base, few come back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversation.channel import Channel
from conversation.desk_protocol import Suggestions
from conversation.desk_requests import Suggest
from conversation.desk_views import SuggestedArticle
from conversation.events import Event
from conversation.payloads.turns import Turn
from front_door.desk_console.inbox import Inbox, Look
from front_door.desk_console.ports import SuggestionSource, SuggestionsUnavailable
from front_door.desk_console.refusals import FAILURES, Refusals

NEWEST = 4
"""Turns of the customer that are looked at, besides the one that says what they want."""
LONGEST = 1_000
"""Characters of a turn that are looked at, as the assistant's."""
LONGEST_AREA = 100
_BLANKED = re.compile(r"\[[a-z_]+\]")
"""What stands where a secret was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A customer's words with their place."""

    text: str
    turn: int | None


class Suggesting:
    """Reads only; a knowledge base that does not answer is told, and refuses nothing."""

    def __init__(self, *, inbox: Inbox, source: SuggestionSource, refusals: Refusals) -> None:
        self._inbox = inbox
        self._source = source
        self._refusals = refusals

    async def suggest(self, frame: Suggest) -> Suggestions:
        """Articles for the newest words of the customer that any fits, or for the agent's own."""
        try:
            look = await self._inbox.look(frame.conversation_id)
        except FAILURES as error:
            raise self._refusals.of(error, {}) from error
        query = frame.query.strip()
        asked = [_Said(text=query, turn=None)] if query else said(look)
        articles: list[SuggestedArticle] = []
        problem: str | None = None
        try:
            articles = await self._articles(look, asked)
        except SuggestionsUnavailable:
            problem = self._refusals.plain("unavailable", "articles_unreachable").text
        return Suggestions(
            request_id=frame.request_id,
            conversation_id=frame.conversation_id,
            articles=articles,
            problem=problem,
        )

    async def _articles(self, look: Look, asked: Sequence[_Said]) -> list[SuggestedArticle]:
        if not asked:
            return []
        packet = look.packet
        shown = {one.article: one.turn for one in packet.shown if not one.rejected}
        found = await self._source.suggest(
            [one.text[:LONGEST] for one in asked],
            channel=packet.conversation.channels[-1] if packet.conversation.channels else Channel.WEB_CHAT,
            area=next((fact.value for fact in packet.facts if fact.name == "area"), "")[:LONGEST_AREA],
            exclude=[one.article for one in packet.shown if one.rejected],
            sought=asked[0].turn is None,
        )
        return [
            one.article.model_copy(
                update={
                    "turn": asked[one.about].turn if 0 <= one.about < len(asked) else None,
                    "seen": shown.get(one.article.slug),
                }
            )
            for one in found
        ]


def said(look: Look) -> list[_Said]:
    """The customer's newest words, oldest first; before them, unless among them, what they came for."""
    turns = [
        _Said(text=words, turn=event.public_seq)
        for event in look.events
        if (words := _words(event)) is not None
    ]
    newest = turns[-NEWEST:]
    issue = look.packet.issue
    if issue is not None and all(one.turn != issue.turn for one in newest):
        return [_Said(text=issue.words, turn=issue.turn), *newest]
    return newest


def _words(event: Event) -> str | None:
    """What the customer said in words of their own; None for a choice, a number alone and a secret."""
    turn = event.payload
    if not isinstance(turn, Turn) or turn.payload is not None or turn.sealed is not None:
        return None
    text = _BLANKED.sub(" ", turn.text)
    return text if any(each.isalpha() for each in text) else None
