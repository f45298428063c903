"""HTTP from the front door to one other system."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp


class Outgoing:
    """One session, opened at its first use; without cookies, and without the surroundings' proxies."""

    def __init__(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
        connections: int = 100,
        keepalive_s: float = 15,
    ) -> None:
        self._headers = headers
        self._timeout = timeout
        self._connections = connections
        self._keepalive_s = keepalive_s
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._keepalive_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Let go of connections; the next use opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None
