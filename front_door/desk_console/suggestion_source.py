"""Asks the action server, where the knowledge base lives, which articles fit a conversation."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from conversation.desk_views import SuggestedArticle
from front_door.desk_console.ports import Suggested, SuggestionsUnavailable

TIMEOUT_S = 4.0


class _Told(SuggestedArticle):
    """An article as the action server tells it; a newer one may tell more."""

    model_config = ConfigDict(extra="ignore")

    about: int = 0


class _Answer(BaseModel):
    suggestions: list[_Told]


class ActionsSuggestionSource:
    """`POST /suggest` of the action server, with the token the processes share."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str, token: str | None) -> None:
        self._session = session
        self._url = base_url.rstrip("/") + "/suggest"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def suggest(
        self, turns: Sequence[str], *, channel: str, area: str, exclude: Sequence[str], sought: bool
    ) -> list[Suggested]:
        """Articles that fit the newest of the turns, the best first.

        Raises:
            SuggestionsUnavailable: the action server, or the knowledge base in it, does not answer.
        """
        body = {
            "turns": list(turns),
            "channel": channel,
            "area": area,
            "exclude": list(exclude),
            "sought": sought,
        }
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with self._session.post(
                self._url, json=body, headers=self._headers, timeout=timeout
            ) as answer:
                answer.raise_for_status()
                found = _Answer.model_validate_json(await answer.read())
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            raise SuggestionsUnavailable from error
        return [
            Suggested(
                article=SuggestedArticle.model_validate(one.model_dump(exclude={"about"})), about=one.about
            )
            for one in found.suggestions
        ]
