"""`RecordedMedia`: a line whose sound goes to a recorder as well."""

from __future__ import annotations

from collections.abc import AsyncIterator

from voice_gateway.media import Audio, Ending, Key, Media, MediaEvent
from voice_gateway.recording.call_recorder import CallRecorder


class RecordedMedia:
    """The line itself is used as before."""

    def __init__(self, media: Media, recorder: CallRecorder) -> None:
        self._media = media
        self._recorder = recorder

    @property
    def lead_ms(self) -> int:
        return self._media.lead_ms

    async def events(self) -> AsyncIterator[MediaEvent]:
        async for event in self._media.events():
            if isinstance(event, Audio):
                self._recorder.caller(event.frame)
            elif isinstance(event, Key):
                self._recorder.key()
            yield event

    async def send(self, frame: bytes) -> None:
        self._recorder.ours(frame)
        await self._media.send(frame)

    async def mark(self, name: str) -> None:
        await self._media.mark(name)

    async def clear(self) -> None:
        self._recorder.cleared()
        await self._media.clear()

    async def hang_up(self, ending: Ending) -> None:
        await self._media.hang_up(ending)

    async def transfer(self, number: str) -> None:
        await self._media.transfer(number)
