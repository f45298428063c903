"""How the assistant calls actions: one kept connection, the shared bearer, and honest failures."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.components.errors import ActionsUnavailable

REJECTED = 400
"""The one failure status with a meaning: an action declines to run and another may."""


class ActionEndpoint(EndpointConfig):
    """The action server. Its failures are not Rasa's, so that Rasa cannot swallow them half-way."""

    def __init__(self, url: str, *, token: str = "", seconds: float = 15.0) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(url=url, headers=headers, enable_selective_domain=True)
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,  # noqa: ARG002
        content_type: str | None = "application/json",  # noqa: ARG002
        compress: bool = False,  # noqa: ARG002
        **kwargs: Any,  # noqa: ANN401
    ) -> object:
        """Run one action.

        Raises:
            ActionsUnavailable: not reached, not in time, or it failed.
            ClientResponseError: status 400, the action declines.
        """
        body = kwargs.get("json") or {}
        body.setdefault("domain", {})
        name = str(body.get("next_action", ""))
        try:
            async with self._open().request(method, self.url, json=body, headers=_about(body)) as response:
                await _refuse_failure(name, response)
                return await _json_or_none(response)
        except (ClientResponseError, ActionsUnavailable):
            raise
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise ActionsUnavailable(f"action {name} was not answered: {type(error).__name__}") from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        """Close the kept connection."""
        if self._session is not None:
            await self._session.close()


def _about(body: dict[str, Any]) -> dict[str, str]:
    latest = (body.get("tracker") or {}).get("latest_message") or {}
    metadata = latest.get("metadata") or {}
    turn_id = metadata.get("turn_id") if isinstance(metadata, dict) else None
    about = {"X-Conversation-Id": str(body.get("sender_id", ""))}
    return about | ({"X-Turn-Id": str(turn_id)} if turn_id else {})


async def _refuse_failure(name: str, response: aiohttp.ClientResponse) -> None:
    if response.status == REJECTED:
        raise ClientResponseError(response.status, response.reason, await response.text())
    if response.status > REJECTED:
        raise ActionsUnavailable(f"action {name} answered with status {response.status}")


async def _json_or_none(response: aiohttp.ClientResponse) -> object:
    """The reply's JSON, or None (which Rasa's own check then refuses) when it is none."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None
