"""Reads a customer's account for the desk through the action server."""

from __future__ import annotations

import aiohttp

from front_door.desk_console.ports import AccountProblem

TIMEOUT_S = 8.0


class ActionsAccountSource:
    """`POST /account` of the action server, with the token the processes share."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str, token: str | None) -> None:
        self._session = session
        self._url = base_url.rstrip("/") + "/account"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def account(self, customer_id: str, conversation_id: str) -> dict[str, object]:
        """Account, lines and bills.

        Raises:
            AccountProblem: `account_unknown`, or `account_unreachable` for everything else.
        """
        body = {"customer_id": customer_id, "conversation_id": conversation_id}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with self._session.post(
                self._url, json=body, headers=self._headers, timeout=timeout
            ) as answer:
                if answer.status == 404:
                    raise AccountProblem("account_unknown")
                answer.raise_for_status()
                found: object = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise AccountProblem("account_unreachable") from error
        if not isinstance(found, dict):
            raise AccountProblem("account_unreachable")
        return found
