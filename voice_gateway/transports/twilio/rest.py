"""What we ask of Twilio: call a number, end a call (https://www.twilio.com/docs/voice/api/call-resource)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import aiohttp

from voice_gateway.errors import VoiceError

WITHIN_S = 10.0


class TwilioRefused(VoiceError):
    """Twilio did not do it; the text is its code or what failed, never a number."""


class TwilioRest:
    """One account's."""

    def __init__(
        self, session: Callable[[], aiohttp.ClientSession], sid: str, token: str, api_url: str
    ) -> None:
        self._session = session
        self._auth = {"Authorization": aiohttp.encode_basic_auth(sid, token)}
        self._calls = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{sid}/Calls"

    async def call(self, *, to: str, shown: str, answer: str, status: str, ring_s: float) -> str:
        """Let a number ring; the call's name. `answer` is asked what to do once somebody answers.

        Raises:
            TwilioRefused: it does not ring.
        """
        told = await self._post(
            self._calls + ".json",
            [
                ("To", to),
                ("From", shown),
                ("Url", answer),
                ("Method", "POST"),
                ("Timeout", str(round(ring_s))),
                ("StatusCallback", status),
                ("StatusCallbackMethod", "POST"),
                *(("StatusCallbackEvent", event) for event in ("ringing", "answered", "completed")),
            ],
        )
        sid = told.get("sid")
        if not isinstance(sid, str) or not sid:
            raise TwilioRefused("no sid")
        return sid

    async def end(self, call_sid: str) -> None:
        """End a call, ringing or answered.

        Raises:
            TwilioRefused: it could not be ended; it may be over.
        """
        await self._post(f"{self._calls}/{call_sid}.json", [("Status", "completed")])

    async def _post(self, url: str, form: Sequence[tuple[str, str]]) -> dict[str, object]:
        timeout = aiohttp.ClientTimeout(total=WITHIN_S)
        try:
            async with self._session().post(
                url, data=aiohttp.FormData(form), headers=self._auth, timeout=timeout
            ) as answered:
                told: object = await answered.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise TwilioRefused(type(error).__name__) from error
        fields = told if isinstance(told, dict) else {}
        if answered.status >= 400:
            raise TwilioRefused(f"{answered.status} {fields.get('code', '')}".strip())
        return fields
